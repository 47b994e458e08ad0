#!/usr/bin/env bash
# Caddy in front of several nodes, with the configuration of docs/manual/several-nodes.md: that page cannot say what does not work.
#
#   proxy.sh start DIR HOST:PORT...   starts it on a free loopback port, before these nodes; prints its address
#   proxy.sh stop DIR                 ends it; DIR is the caller's to remove
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

manual=$(dirname "${BASH_SOURCE[0]}")/../../docs/manual/several-nodes.md

# The manual's block, for these nodes and without a name that needs a certificate.
configuration() {
  local port=$1
  shift
  printf '{\n\tadmin off\n\tauto_https off\n}\n'
  sed -n '/^```caddy$/,/^```$/{/^```/!p}' "$manual" |
    sed -e "s|^soporte\.example\.com {|http://127.0.0.1:$port {|" -e "s|10\.0\.0\.11:8080 10\.0\.0\.12:8080|$*|"
}

start() {
  local dir=$1 port
  shift
  mkdir -p "$dir"
  port=$(free_port)
  configuration "$port" "$@" >"$dir/Caddyfile"
  grep -q "$1" "$dir/Caddyfile" || fail "the manual has no configuration for Caddy"
  HOME=$dir XDG_DATA_HOME=$dir XDG_CONFIG_HOME=$dir setsid caddy run --config "$dir/Caddyfile" --adapter caddyfile >"$dir/caddy.log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  for _ in $(seq 100); do
    if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "http://127.0.0.1:$port"
      return
    fi
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
    sleep 0.1
  done
  cat "$dir/caddy.log" >&2
  fail "caddy did not start"
}

stop() {
  end_process "$1/pid"
  rm -f "$1/pid"
}

case "${1:-}:$#" in
  start:[0-2]) fail "no nodes were named" ;;
  start:*) start "${@:2}" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: proxy.sh start DIR HOST:PORT... | stop DIR" ;;
esac
