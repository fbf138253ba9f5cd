#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What scoring a call costs: mean and p99 in microseconds, all inline evaluators together and each alone.
#   benchmarks/evaluators.sh [JMH OPTION]...     for example -f 3; JMH, wall clock: needs a quiet machine
#   benchmarks/evaluators.sh --thread-time       processor time of the scoring thread, for a busy one
# The project must be built (./plumbline test, or mvn package). One core: the JVM sees one processor.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mvn=${MVN:-mvn}
(cd "$root" && "$mvn" -q -B -o -pl benchmarks -am package -DskipTests \
  dependency:build-classpath -Dmdep.outputFile="$out/cp" -Dmdep.regenerateFile=true > "$out/log" 2>&1) \
  || { cat "$out/log" >&2; exit 1; }
ids="all,none,timing,tokens,error,fallback,confidence,cost,length,language,refusal,structured_output,tool_call,tool_grounding,tool_behaviour,support,system_prompt_leak,pii,user_signals,tone,prompt_injection,indirect_injection,toxicity,policy_refusal"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
if [ "${1:-}" = --thread-time ]; then
  # shellcheck disable=SC2046
  "$java" -Xmx512m -cp "$root/benchmarks/target/classes:$(cat "$out/cp")" \
    dev.plumbline.benchmarks.EvaluatorsThreadTime $(echo "$ids" | tr , ' ')
  exit 0
fi
"$java" -cp "$root/benchmarks/target/classes:$(cat "$out/cp")" org.openjdk.jmh.Main \
  'EvaluatorsBenchmark' -p "evaluator=$ids" -jvmArgsAppend "-XX:ActiveProcessorCount=1 -Xmx512m" \
  -rf csv -rff "$out/results.csv" "$@" > "$out/jmh.log" || { tail -50 "$out/jmh.log" >&2; exit 1; }
awk -F, 'NR > 1 {
  gsub(/"/, "")
  split($1, name, ":")
  if (name[2] == "") mean[$NF] = $5
  if (name[2] ~ /p0\.99$/) p99[$NF] = $5
  if (!($NF in seen)) { seen[$NF] = 1; order[++n] = $NF }
}
END {
  print "| evaluator | mean, us a call | p99, us |"
  print "|---|---|---|"
  for (i = 1; i <= n; i++) printf "| %s | %.1f | %.1f |\n", order[i], mean[order[i]], p99[order[i]]
}' "$out/results.csv"
