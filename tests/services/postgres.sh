#!/usr/bin/env bash
# A private PostgreSQL for one test run: on a Unix socket only, and as careless as it is fast.
#
#   postgres.sh start DIR   makes a cluster in DIR, starts it, prints its connection string
#   postgres.sh stop DIR    ends it; DIR is the caller's to remove
#
# Root may not run PostgreSQL, so root runs it as the user `postgres` of the Debian package,
# who must be able to walk to DIR (the folders above it need the x permission).
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source "$(dirname "${BASH_SOURCE[0]}")/postgres_programs.sh"

start() {
  local dir=$1 bin
  bin=$(bin_dir)
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
  chmod 700 "$dir"
  # A Unix socket's path has room for 107 bytes.
  [ "${#dir}" -le 85 ] || fail "the path of $dir is too long for a socket"

  unprivileged "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
  # Nothing here outlives the run, so nothing needs to reach the disk.
  unprivileged tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
timezone = 'UTC'
log_timezone = 'UTC'
CONF
  unprivileged "$bin/pg_ctl" start --pgdata="$dir/data" --log="$dir/server.log" --wait --timeout=60 --silent >&2 </dev/null ||
    { cat "$dir/server.log" >&2; fail "the server did not start"; }
  # A socket folder as the host of an address: its slashes are written %2F.
  echo "postgres://postgres@${dir//\//%2F}/postgres"
}

stop() {
  local dir=$1
  [ -f "$dir/data/postmaster.pid" ] || return 0
  unprivileged "$(bin_dir)/pg_ctl" stop --pgdata="$(cd "$dir" && pwd)/data" --mode=immediate --wait --timeout=30 --silent >&2
}

case "${1:-}:$#" in
  start:2) start "$2" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: postgres.sh start DIR | stop DIR" ;;
esac
