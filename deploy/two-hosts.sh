#!/usr/bin/env bash
# two-hosts.sh RATE COMMAND [conf/FILE.yaml] [key=value ...]
#
# Runs a command on a standalone Spark of two hosts with a slow link between them: two network namespaces of this machine,
# a worker of one core in each, and RATE (as tc writes it: 1gbit, 100mbit) in and out of each. Needs Linux, root, ip and tc.
#
#   deploy/two-hosts.sh 100mbit train conf/demo.yaml shards=runs/demo-TIME/shards run=runs/slow parallel.wire=int8
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
network=10.77.0
master=spark://$network.1:7077
folder=$(mktemp -d)

fail() {
  echo "two-hosts.sh: $1" >&2
  exit 2
}

[ $# -ge 2 ] || fail "usage: two-hosts.sh RATE COMMAND [conf/FILE.yaml] [key=value ...]"
[ "$(id -u)" -eq 0 ] || fail "user ($(id -un)) must be root: network namespaces need it"
for tool in ip tc; do command -v "$tool" >/dev/null || fail "$tool is missing: install iproute2"; done
rate=$1
shift
"$root/deploy/kindling" --version >/dev/null # builds the jar where there is none yet

stop() {
  local pid
  for pid in $(cat "$folder"/*.pid 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
  sleep 1
  for i in 1 2; do ip netns del "kindling$i" 2>/dev/null || true; done
  ip link del kindling 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT

ip link add kindling type bridge
ip addr add "$network.1/24" dev kindling
ip link set kindling up
for i in 1 2; do
  ip netns add "kindling$i"
  ip link add "kindling-$i" type veth peer name eth0 netns "kindling$i"
  ip link set "kindling-$i" master kindling up
  ip -n "kindling$i" addr add "$network.1$i/24" dev eth0
  ip -n "kindling$i" link set lo up
  ip -n "kindling$i" link set eth0 up
  tc qdisc add dev "kindling-$i" root tbf rate "$rate" burst 256kb latency 50ms
  tc -n "kindling$i" qdisc add dev eth0 root tbf rate "$rate" burst 256kb latency 50ms
done

# A Spark home of links to the jars of the class path: workers start executors from it.
mkdir -p "$folder/spark/jars"
IFS=: read -r -a jars < <(cat "$root/jobs/target/spark.classpath" && echo)
ln -s "${jars[@]}" "$folder/spark/jars/"
export SPARK_HOME=$folder/spark SPARK_SCALA_VERSION=2.13 SPARK_CONF_DIR=$root/conf

# part NAME CLASS ARGUMENT...: starts one process of the cluster; IN is what runs it in its namespace.
part() {
  local name=$1
  shift
  ${IN:-} "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$root/conf/jvm.options" -Xmx512m -Dkindling.log=info \
    -cp "$root/conf:$(cat "$root/jobs/target/spark.classpath")" "$@" >"$folder/$name.log" 2>&1 </dev/null &
  echo $! >"$folder/$name.pid"
}

SPARK_LOCAL_IP=$network.1 part master org.apache.spark.deploy.master.Master \
  --host "$network.1" --port 7077 --webui-port 0
for i in 1 2; do
  SPARK_LOCAL_IP=$network.1$i IN="ip netns exec kindling$i" part "worker-$i" \
    org.apache.spark.deploy.worker.Worker --host "$network.1$i" --webui-port 0 --cores 1 \
    --work-dir "$folder/work-$i" "$master"
done
end=$((SECONDS + 60))
until [ "$(grep -ls 'Successfully registered with master' "$folder"/worker-*.log | wc -l)" -eq 2 ]; do
  [ "$SECONDS" -lt "$end" ] || { cat "$folder"/*.log >&2; fail "no two workers within 60 seconds; the logs above say why"; }
  sleep 0.2
done

unset SPARK_HOME
SPARK_LOCAL_IP=$network.1 "$root/deploy/kindling" "$@" "master=$master"
