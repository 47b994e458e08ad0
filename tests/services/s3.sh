#!/usr/bin/env bash
# A private S3 server for one test run: moto_server on a free loopback port, with a bucket.
#
#   s3.sh start DIR   starts it, keeps its log and process id in DIR, prints its endpoint
#   s3.sh stop DIR    ends it; DIR is the caller's to remove
#
# ATIENDE_TEST_PYTHON names the Python that has moto (bin/test makes one); otherwise `python3`.
# Any key and secret are good; the bucket is `atiende-test`.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

python=${ATIENDE_TEST_PYTHON:-python3}

# Port 0 lets the system choose, so nobody can take the port in between; the log tells which.
# setsid: an interrupt typed at the terminal is for bin/test, which stops this in its turn.
start() {
  local dir=$1 port=""
  mkdir -p "$dir"
  "$python" -c 'import moto.server' 2>/dev/null || fail "$python has no moto (PyPI: moto[server])"
  setsid "$python" -m moto.server -H 127.0.0.1 -p 0 >"$dir/server.log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  for _ in $(seq 150); do
    port=$(sed -nE 's|.*Running on http://127\.0\.0\.1:([0-9]+).*|\1|p' "$dir/server.log" | head -n 1)
    [ -z "$port" ] || break
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
    sleep 0.2
  done
  if [ -z "$port" ]; then
    cat "$dir/server.log" >&2
    stop "$dir"
    fail "moto_server did not start"
  fi
  "$python" - "http://127.0.0.1:$port/atiende-test" <<'PYTHON' || { stop "$dir"; fail "the bucket could not be made"; }
import sys
import urllib.request

# No proxy of the environment stands between two programs of one machine.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
opener.open(urllib.request.Request(sys.argv[1], method="PUT"), timeout=20).close()
PYTHON
  echo "http://127.0.0.1:$port"
}

stop() {
  end_process "$1/pid"
  rm -f "$1/pid"
}

case "${1:-}:$#" in
  start:2) start "$2" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: s3.sh start DIR | stop DIR" ;;
esac
