#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# End to end: spans a second from an OTLP/gRPC load generator into ClickHouse, beside the engine's own raw insert rate in
# the same run; acknowledgement latency, start-up time, memory and disk bytes a span.
#   benchmarks/end-to-end.sh GENERATOR [SPANS] [key=value]...
# GENERATOR is a built otlp-load (flags -endpoint -spans -content -rate); further words are given to run as --set.
set -eu
generator=${1:?usage: end-to-end.sh GENERATOR [SPANS] [key=value]...}
spans=${2:-200000}
[ $# -ge 2 ] && shift 2 || shift $#
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
data=$(mktemp -d)
sets=""
for word in "$@"; do sets="$sets --set $word"; done
now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{printf "%.2f", $1 - $2}'; }

begin=$(now)
# shellcheck disable=SC2086
"$root/plumbline" run --data "$data" --free-ports $sets > "$data/out" 2> "$data/err" &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$data"' EXIT
until grep -q started "$data/out" 2>/dev/null; do kill -0 "$pid"; sleep 0.05; done
echo "start to ready: $(since "$begin") s"
port() { sed "s/.*\"$1\":\([0-9]*\).*/\1/" "$data/out"; }
sql() { curl -sf "http://127.0.0.1:$(port clickhouse)/?database=plumbline" -d "$1"; }
pending() { curl -sf "http://127.0.0.1:$(port query)/api/v1/ingest" | sed 's/.*"spans_pending":\([0-9]*\).*/\1/'; }

# a first load warms the JVM and is not counted
"$generator" -endpoint "127.0.0.1:$(port otlp_grpc)" -spans 20000 -content 1400 -seed 99 > /dev/null
until [ "$(pending)" = 0 ]; do sleep 0.2; done
before=$(sql "SELECT count() FROM otel_traces")

begin=$(now)
"$generator" -endpoint "127.0.0.1:$(port otlp_grpc)" -spans "$spans" -content 1400
echo "acknowledged after: $(since "$begin") s"
until [ "$(pending)" = 0 ]; do sleep 0.1; done
took=$(since "$begin")
stored=$(( $(sql "SELECT count() FROM otel_traces") - before ))
echo "stored: $stored spans in $took s, $(echo "$stored $took" | awk '{printf "%.0f", $1 / $2}') spans/s"
echo "resident memory: $(ps -o rss= -p "$pid" | awk '{printf "%.0f", $1 / 1024}') MiB"

sql "OPTIMIZE TABLE otel_traces FINAL" || true
sql "SELECT concat('disk bytes a span: ', toString(round(sum(bytes_on_disk) / sum(rows)))) FROM system.parts WHERE table = 'otel_traces' AND active"
sql "CREATE TABLE raw_copy AS otel_traces"
begin=$(now)
sql "INSERT INTO raw_copy SELECT * FROM otel_traces"
took=$(since "$begin")
echo "raw insert of the same rows: $(echo "$stored $before $took" | awk '{printf "%.0f", ($1 + $2) / $3}') rows/s"
sql "DROP TABLE raw_copy"

rate=${HALF_RATE:-}
if [ -n "$rate" ]; then
  echo "acknowledgement at $rate spans/s:"
  "$generator" -endpoint "127.0.0.1:$(port otlp_grpc)" -spans $((rate * 10)) -content 1400 -seed 7 -rate "$rate"
fi
