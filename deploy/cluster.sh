#!/usr/bin/env bash
# cluster.sh start WORKERS [CORES] | add [CORES] | stop | status
#
# A real standalone Spark on this machine alone, for tests and for trying: a master and WORKERS workers of CORES cores
# (1) each, or one more with the environment of now, every one a process of its own, from the jars that Maven resolved. KINDLING_CLUSTER_PORT moves it from 7077;
# logs and process ids are under TMPDIR. spark-defaults.conf in a folder named by SPARK_CONF_DIR is theirs, secrets and all.
#
#   deploy/cluster.sh start 2
#   KINDLING_MASTER=spark://127.0.0.1:7077 deploy/kindling train conf/demo.yaml
#   deploy/cluster.sh stop
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
port=${KINDLING_CLUSTER_PORT:-7077}
master=spark://127.0.0.1:$port
folder=${TMPDIR:-/tmp}/kindling-cluster-$(id -u)-$port
seconds=60 # for a start or a stop

# What workers start executors with.
export SPARK_HOME=$folder/spark SPARK_SCALA_VERSION=2.13 SPARK_CONF_DIR=${SPARK_CONF_DIR:-$root/conf} SPARK_LOCAL_IP=127.0.0.1

fail() {
  echo "cluster.sh: $1" >&2
  exit "${2:-1}"
}

# The process ids of the parts that are alive, whoever may have taken the number of one that isn't.
alive() {
  local file pid
  for file in "$folder"/*.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    if ps -p "$pid" -o args= 2>/dev/null | grep -q 'org\.apache\.spark\.deploy\.'; then echo "$pid"; fi
  done
}

# part NAME CLASS ARGUMENT...: starts one process of the cluster.
part() {
  local name=$1
  shift
  nohup "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$root/conf/jvm.options" -Xmx512m \
    -Dkindling.log=info -Dspark.port.maxRetries=0 -Dspark.master.rest.enabled=false \
    -cp "$root/conf:$(cat "$root/jobs/target/spark.classpath")" "$@" >"$folder/$name.log" 2>&1 </dev/null &
  echo $! >"$folder/$name.pid"
}

# await COUNT TEXT NAME [UNDO]: waits until COUNT logs of the parts NAME hold TEXT; UNDO (stop) is what is done if they don't.
await() {
  local end=$((SECONDS + seconds))
  until [ "$(grep -ls "$2" "$folder/$3"*.log | wc -l)" -eq "$1" ]; do
    if [ "$SECONDS" -ge "$end" ] || [ -z "$(alive)" ]; then
      tail -n 20 "$folder/$3"*.log >&2
      "${4:-stop}"
      fail "no \"$2\" from $1 x $3 within $seconds seconds; the logs above say why"
    fi
    sleep 0.2
  done
}

# worker NUMBER CORES
worker() {
  part "worker-$1" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 --cores "$2" \
    --work-dir "$folder/work-$1" "$master"
}

start() {
  local workers=$1 cores=$2 i jars
  [[ $workers =~ ^[1-9][0-9]*$ ]] || fail "workers ($workers) must be a whole number from 1" 2
  [[ $cores =~ ^[1-9][0-9]*$ ]] || fail "cores ($cores) must be a whole number from 1" 2
  [ -z "$(alive)" ] || fail "already running at $master; deploy/cluster.sh stop ends it" 2
  SPARK_HOME= "$root/deploy/kindling" --version >/dev/null # builds the jar where there is none yet

  rm -rf "$folder"
  mkdir -p "$folder/spark/jars"
  # Workers start executors from a Spark home's jars: a folder of links to those of the class path.
  IFS=: read -r -a jars < <(cat "$root/jobs/target/spark.classpath" && echo)
  ln -s "${jars[@]}" "$folder/spark/jars/"
  part master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0
  await 1 'I have been elected leader' master
  for ((i = 1; i <= workers; i++)); do
    worker "$i" "$cores"
  done
  await "$workers" 'Successfully registered with master' worker-
  echo "$master: $workers workers of $cores cores"
}

add() {
  local number
  [ -n "$(alive)" ] || fail "not running; deploy/cluster.sh start begins one" 2
  number=$(($(find "$folder" -name 'worker-*.log' | wc -l) + 1))
  worker "$number" "$1"
  await 1 'Successfully registered with master' "worker-$number" true
  echo "$master: one more worker of $1 cores"
}

stop() {
  local pids end=$((SECONDS + seconds))
  pids=$(alive)
  [ -z "$pids" ] || kill $pids # each worker takes its executors with it
  while [ -n "$(alive)" ]; do
    if [ "$SECONDS" -ge "$end" ]; then kill -KILL $(alive) 2>/dev/null || true; fi
    sleep 0.2
  done
  rm -f "$folder"/*.pid
}

status() {
  local pids
  pids=$(alive)
  [ -n "$pids" ] || fail "not running"
  echo "$master: processes $(echo $pids), logs in $folder"
  grep -o 'started at http.*' "$folder/master.log" || true
}

case ${1:-} in
  start) start "${2:-}" "${3:-1}" ;;
  add) add "${2:-1}" ;;
  stop) stop ;;
  status) status ;;
  *) fail "usage: cluster.sh start WORKERS [CORES] | add [CORES] | stop | status" 2 ;;
esac
