#!/usr/bin/env bash
# A private clamd for one test run, on a free loopback port and on a socket.
#
#   clamd.sh start DIR   starts it, prints two words: tcp://127.0.0.1:PORT  unix:SOCKET
#   clamd.sh stop DIR    ends it; DIR is the caller's to remove
#
# It knows one signature, EICAR's test file (a text that does no harm; its digest is below), so that no database is
# downloaded. Its limits are small, so that a test can pass them: 1 MiB of a stream, 4 levels of archives. Runs as whoever calls it.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# MD5 of the 68 bytes, their number, and what it is called.
write_signatures() {
  local dir=$1
  mkdir -p "$dir/signatures"
  echo "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature" >"$dir/signatures/test.hdb"
}

# Unix sockets have short names (108 bytes), and DIR may be long.
write_configuration() {
  local dir=$1 port=$2
  cat >"$dir/clamd.conf" <<CONF
DatabaseDirectory $dir/signatures
TemporaryDirectory $dir/tmp
LogFile $dir/clamd.log
PidFile $dir/clamd.pid
TCPAddr 127.0.0.1
TCPSocket $port
LocalSocket $dir/s
User $(id -un)
StreamMaxLength 1M
MaxFileSize 1M
MaxScanSize 4M
MaxRecursion 4
AlertExceedsMax yes
SelfCheck 0
CONF
}

# What the caller holds open, a lock perhaps, is not to stay open for as long as the daemon lives.
launch() (
  local fd
  for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    [ "$fd" -le 2 ] || eval "exec $fd>&-" 2>/dev/null || true
  done
  exec clamd --config-file="$1/clamd.conf" >>"$1/start.log" 2>&1 </dev/null
)

start() {
  local dir=$1 port
  command -v clamd >/dev/null || fail "no clamd found (Debian: clamav-daemon)"
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  mkdir -p "$dir/tmp"
  write_signatures "$dir"
  for _ in 1 2 3 4 5; do
    # Started again in the same folder it has the same address: who waited for it finds it.
    port=$(cat "$dir/port" 2>/dev/null || free_port)
    write_configuration "$dir" "$port"
    # It goes to the background by itself, once it has its signatures and its sockets.
    if launch "$dir"; then
      echo "$port" >"$dir/port"
      echo "tcp://127.0.0.1:$port unix:$dir/s"
      return
    fi
    # Connections of its former life may hold the port for a moment.
    sleep 1
  done
  cat "$dir/start.log" >&2
  fail "clamd did not start"
}

stop() {
  end_process "$1/clamd.pid"
}

case "${1:-}:$#" in
  start:2) start "$2" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: clamd.sh start DIR | stop DIR" ;;
esac
