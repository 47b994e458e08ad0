#!/usr/bin/env bash
# The bridge of docs/manual/saml.md (SATOSA) for one test run, on loopback, out of the very files of that page.
#
#   saml.sh keys DIR                    prints two words: the file of the authority that signs its certificate, the desk's secret
#   saml.sh start DIR PORT IDP CALLBACK after that: listens at https://localhost:PORT; IDP: a file, the metadata of the SAML
#                                       server; CALLBACK: the desk's. Prints the file of its own metadata. Again after
#                                       `stop`, it is the same bridge.
#   saml.sh stop DIR                    ends it; DIR is the caller's to remove
#
# SATOSA is that of the Python environment ATIENDE_TEST_SAML, which install.sh makes.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

manual=$(dirname "${BASH_SOURCE[0]}")/../../docs/manual/saml.md

# Each block of the page says in its first line which file it is; the only JSON cannot, and is the clients.
write_files() {
  local dir=$1
  awk -v dir="$dir" '
    /^```(yaml|python)$/ { opened = 1; next }
    /^```json$/ { file = dir "/clients.json"; next }
    /^```/ { file = ""; opened = 0; next }
    opened { opened = 0; if (/^# [a-z_\/]+\.(yaml|py)$/) file = dir "/" $2 }
    file != "" { print > file }' "$manual"
}

# Only the names of the page are replaced, so that nothing is run but what it says.
localize() {
  local dir=$1 bridge=$2 callback=$3 secret=$4
  sed -i -e "s|https://entrada.example.com|$bridge|" "$dir/proxy_conf.yaml"
  sed -i -e "s|https://soporte.example.com/auth/colegio/callback|$callback|" -e "s|THE-SECRET|$secret|" "$dir/clients.json"
  grep -q "$bridge" "$dir/proxy_conf.yaml" || fail "the page's proxy_conf.yaml has changed"
  grep -q "$callback" "$dir/clients.json" && grep -q "$secret" "$dir/clients.json" || fail "the page's clients.json has changed"
}

# Two for what it signs, and an authority with a certificate for this machine: it refuses to speak plain http.
make_keys() {
  local dir=$1
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$dir/saml.key" -out "$dir/saml.crt"
  openssl genrsa -out "$dir/openid.key" 2048
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Authority of a test" \
    -keyout "$dir/ca.key" -out "$dir/ca.pem" -addext basicConstraints=critical,CA:TRUE
  openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$dir/server.key" -out "$dir/server.csr"
  printf 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n' >"$dir/server.ext"
  openssl x509 -req -days 2 -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial \
    -extfile "$dir/server.ext" -out "$dir/server.pem"
  openssl rand -hex -out "$dir/secret" 32
  printf 'SATOSA_STATE_ENCRYPTION_KEY=%s\nSUBJECT_SALT=%s\n' "$(openssl rand -hex 32)" "$(openssl rand -hex 32)" >"$dir/environment"
}

keys() {
  local dir=$1
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  make_keys "$dir" >"$dir/openssl.log" 2>&1 || { cat "$dir/openssl.log" >&2; fail "no keys"; }
  echo "$dir/ca.pem $(cat "$dir/secret")"
}

# fetch DIR URL FILE
fetch() {
  "$ATIENDE_TEST_SAML/bin/python" - "$@" 2>/dev/null <<'PYTHON'
import ssl, sys, urllib.request
folder, url, file = sys.argv[1:]
trust = ssl.create_default_context(cafile=folder + "/ca.pem")
with urllib.request.urlopen(url, timeout=5, context=trust) as answer:
    open(file, "wb").write(answer.read())
PYTHON
}

launch() {
  local dir=$1 port=$2
  (
    cd "$dir"
    set -a
    # shellcheck source=/dev/null
    . ./environment
    exec "$ATIENDE_TEST_SAML/bin/gunicorn" --bind "127.0.0.1:$port" --certfile server.pem --keyfile server.key \
      --no-control-socket --workers 1 --threads 8 satosa.wsgi:app
  ) >>"$dir/log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
}

start() {
  local dir port=$2 metadata=$3 callback=$4 bridge=https://localhost:$2
  [ -x "${ATIENDE_TEST_SAML:-}/bin/gunicorn" ] || fail "ATIENDE_TEST_SAML names no Python environment with SATOSA"
  command -v xmlsec1 >/dev/null || fail "no xmlsec1 found (Debian: xmlsec1)"
  dir=$(cd "$1" && pwd)
  mkdir -p "$dir/own"
  write_files "$dir"
  localize "$dir" "$bridge" "$callback" "$(cat "$dir/secret")"
  cp "$metadata" "$dir/idp.xml"
  launch "$dir" "$port"
  for _ in $(seq 300); do
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || { cat "$dir/log" >&2; fail "SATOSA ended by itself"; }
    if fetch "$dir" "$bridge/saml/metadata" "$dir/own.xml"; then
      echo "$dir/own.xml"
      return
    fi
    sleep 0.1
  done
  cat "$dir/log" >&2
  fail "SATOSA did not answer"
}

stop() {
  # QUIT: without waiting for connections that browsers and the desk keep.
  end_process "$1/pid" QUIT
}

case "${1:-}:$#" in
  keys:2) keys "$2" ;;
  start:5) start "$2" "$3" "$4" "$5" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: saml.sh keys DIR | start DIR PORT IDP CALLBACK | stop DIR" ;;
esac
