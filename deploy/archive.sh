#!/usr/bin/env bash
# Keeps the classes that a small demo loads in an archive beside the jar: with it, deploy/kindling starts in two thirds of the
# time (JEP 350). The build runs this. Java passes over an archive that isn't of the same Java, class path and jars.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
target=$root/jobs/target
archive=$target/kindling.jsa
folder=$target/archive # what the demo writes, and Java

rm -rf -- "$archive" "$folder"
mkdir -p -- "$folder"
cat >"$folder/training.yaml" <<'YAML'
model: {contextLength: 32, width: 32, heads: 2, layers: 1}
training: {steps: 4, batch: 4, warmupSteps: 1}
parallel: {replicas: 2, localSteps: 2}
validation: {everyRounds: 2, tokens: 1000}
YAML
if env -u SPARK_HOME -u SPARK_CONF_DIR JDK_JAVA_OPTIONS="-XX:ArchiveClassesAtExit=$folder/classes.jsa" "$root/deploy/kindling" demo \
  "training=$folder/training.yaml" "output=$folder/demo" stories=200 unseenStories=20 vocabularySize=300 \
  master='local[2]' >"$target/archive.log" 2>&1 && [ -f "$folder/classes.jsa" ]; then
  mv -- "$folder/classes.jsa" "$archive"
else
  echo "archive.sh: no archive of classes, so commands will start more slowly: $target/archive.log says why" >&2
fi
rm -rf -- "$folder"
