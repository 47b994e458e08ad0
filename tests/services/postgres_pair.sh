#!/usr/bin/env bash
# Two private PostgreSQL servers for one test, `a` and `b`: one takes writes, the other is its synchronous standby.
#
#   postgres_pair.sh start DIR           makes both, prints one address with both hosts
#   postgres_pair.sh crash DIR a|b       kill -9 for every process of that server, at one instant
#   postgres_pair.sh restart DIR a|b     starts it again on what it left, as what it was
#   postgres_pair.sh promote DIR a|b     the standby takes writes, alone
#   postgres_pair.sh rejoin DIR a|b      makes that one anew, as the synchronous standby of the other
#   postgres_pair.sh stop DIR            ends both; DIR is the caller's to remove
#
# On loopback, with commits that wait for the standby's disk (docs/manual/several-nodes.md). Nothing is flushed, for it is
# processes that are killed here, not machines: what a process has written, the kernel keeps.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$(dirname "${BASH_SOURCE[0]}")/postgres_programs.sh"

bin=$(bin_dir)

other() {
  if [ "$1" = a ]; then echo b; else echo a; fi
}

port_of() {
  cat "$dir/$1.port"
}

ask() {
  unprivileged "$bin/psql" --host=127.0.0.1 --port="$(port_of "$1")" --username=postgres --no-psqlrc --quiet --tuples-only --no-align --command="$2"
}

# settings NAME STANDBY: what differs between the two; STANDBY is whom commits wait for, nobody if empty.
settings() {
  unprivileged tee "$dir/$1/pair.conf" >/dev/null <<CONF
port = $(port_of "$1")
cluster_name = '$1'
synchronous_standby_names = '$2'
CONF
}

run() {
  unprivileged "$bin/pg_ctl" start --pgdata="$dir/$1" --log="$dir/$1.log" --wait --timeout=60 --silent >&2 </dev/null ||
    { tail -n 20 "$dir/$1.log" >&2; fail "$1 did not start"; }
}

# until_so SERVER QUERY WHAT: for at most half a minute.
until_so() {
  local _
  for _ in $(seq 300); do
    if [ "$(ask "$1" "$2" 2>/dev/null)" = t ]; then return; fi
    sleep 0.1
  done
  fail "$1: $3"
}

# follow STANDBY: a copy of the other server, which from then on waits for it.
follow() {
  local standby=$1 main
  main=$(other "$standby")
  unprivileged rm -rf "$dir/$standby"
  unprivileged "$bin/pg_basebackup" --pgdata="$dir/$standby" --checkpoint=fast --wal-method=stream --write-recovery-conf --no-sync \
    --dbname="host=127.0.0.1 port=$(port_of "$main") user=postgres application_name=$standby" >&2
  settings "$standby" ""
  run "$standby"
  settings "$main" "$standby"
  unprivileged "$bin/pg_ctl" reload --pgdata="$dir/$main" --silent
  until_so "$main" "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'" "no standby follows"
}

start() {
  local name
  mkdir -p "$dir"
  if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
  for name in a b; do free_port | unprivileged tee "$dir/$name.port" >/dev/null; done
  unprivileged "$bin/initdb" --pgdata="$dir/a" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync --no-instructions >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
  unprivileged tee -a "$dir/a/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
fsync = off
timezone = 'UTC'
log_timezone = 'UTC'
wal_retrieve_retry_interval = '200ms'
include 'pair.conf'
CONF
  settings a ""
  run a
  follow b
  echo "postgres://postgres@127.0.0.1:$(port_of a),127.0.0.1:$(port_of b)/postgres?target_session_attrs=read-write"
}

# The postmaster is held first, so that it neither restarts what dies nor lets anybody in meanwhile.
crash() {
  local pid
  pid=$(head -n 1 "$dir/$1/postmaster.pid")
  kill -STOP "$pid"
  # shellcheck disable=SC2046 # several numbers
  kill -KILL "$pid" $(ps -o pid= --ppid "$pid") 2>/dev/null || true
  # Dead, though nobody may have asked for its remains yet.
  until [[ $(ps -o stat= -p "$pid") =~ ^Z?$|^Z ]]; do sleep 0.01; done
  unprivileged rm -f "$dir/$1/postmaster.pid"
}

# A standby that is needed knows nobody whom its own commits could wait for.
promote() {
  settings "$1" ""
  unprivileged "$bin/pg_ctl" reload --pgdata="$dir/$1" --silent
  unprivileged "$bin/pg_ctl" promote --pgdata="$dir/$1" --wait --timeout=60 --silent
}

stop() {
  local name
  for name in a b; do
    [ -f "$dir/$name/postmaster.pid" ] || continue
    unprivileged "$bin/pg_ctl" stop --pgdata="$dir/$name" --mode=immediate --wait --timeout=30 --silent >&2 || true
  done
}

mkdir -p "${2:-/nonexistent}" 2>/dev/null || true
dir=$(cd "${2:-/nonexistent}" 2>/dev/null && pwd) || fail "there is no folder ${2:-}"
case "${1:-}:$#:${3:-a}" in
  start:2:*) start ;;
  crash:3:[ab]) crash "$3" ;;
  restart:3:[ab]) run "$3" ;;
  promote:3:[ab]) promote "$3" ;;
  rejoin:3:[ab]) follow "$3" ;;
  stop:2:*) stop ;;
  *) fail "usage: postgres_pair.sh start|stop DIR | crash|restart|promote|rejoin DIR a|b" ;;
esac
