#!/usr/bin/env bash
# A private PostgreSQL on a Unix socket only: for one test run, as careless as it is fast; or for data that stays.
#
#   postgres.sh start DIR   makes a cluster in DIR, starts it, prints its connection string
#   postgres.sh keep DIR    the same for data that stays: one that is there is used again, and a commit reaches the disk
#   postgres.sh stop DIR    ends it; DIR is the caller's to remove
#
# Root may not run PostgreSQL, so root runs it as the user `postgres` of the Debian package,
# who must be able to walk to DIR (the folders above it need the x permission).
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source "$(dirname "${BASH_SOURCE[0]}")/postgres_programs.sh"

# make DIR: a cluster, its settings from standard input added to those of every one here.
make() {
  local dir=$1
  unprivileged "$(bin_dir)/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
  {
    cat <<CONF
listen_addresses = ''
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
CONF
    cat
  } | unprivileged tee -a "$dir/data/postgresql.conf" >/dev/null
}

# folder DIR: makes it the server's own, and prints its absolute path.
folder() {
  local dir=$1
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
  chmod 700 "$dir"
  # A Unix socket's path has room for 107 bytes.
  [ "${#dir}" -le 85 ] || fail "the path of $dir is too long for a socket"
  echo "$dir"
}

# run DIR: starts the cluster that is in it. The socket's folder is no setting: a copied cluster has another.
run() {
  local dir=$1
  unprivileged "$(bin_dir)/pg_ctl" start --pgdata="$dir/data" --log="$dir/server.log" --wait --timeout=60 --silent \
    --options="-c unix_socket_directories='$dir'" >&2 </dev/null ||
    { cat "$dir/server.log" >&2; fail "the server did not start"; }
  # A socket folder as the host of an address: its slashes are written %2F.
  echo "postgres://postgres@${dir//\//%2F}/postgres"
}

start() {
  local dir
  dir=$(folder "$1")
  # Nothing here outlives the run, so nothing needs to reach the disk.
  make "$dir" <<CONF
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
  run "$dir"
}

keep() {
  local dir
  dir=$(folder "$1")
  [ -e "$dir/data/PG_VERSION" ] || make "$dir" <<CONF
shared_buffers = 1GB
max_wal_size = 4GB
CONF
  run "$dir"
}

stop() {
  local dir=$1
  [ -f "$dir/data/postmaster.pid" ] || return 0
  unprivileged "$(bin_dir)/pg_ctl" stop --pgdata="$(cd "$dir" && pwd)/data" --mode=immediate --wait --timeout=30 --silent >&2
}

case "${1:-}:$#" in
  start:2) start "$2" ;;
  keep:2) keep "$2" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: postgres.sh start DIR | keep DIR | stop DIR" ;;
esac
