# What the scripts of this folder share. They source it; it does nothing by itself.

# Debian keeps servers where an ordinary user's PATH does not look.
PATH=$PATH:/usr/sbin

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# A port of the range that nobody is given by chance; the caller tries again if somebody was faster.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  fail "no free port"
}

# end_process PIDFILE [SIGNAL]: waits until the process is gone, which took its port with it; by force after ten seconds.
end_process() {
  local pid signal
  [ -f "$1" ] || return 0
  pid=$(cat "$1")
  for signal in "${2:-TERM}" KILL; do
    kill "-$signal" "$pid" 2>/dev/null || return 0
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || return 0
      sleep 0.1
    done
  done
}

# write_certificates DIR: an authority of its own (ca.pem), and a certificate for this machine (server.pem, server.key).
write_certificates() {
  local dir=$1
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Authority of a test" \
    -keyout "$dir/ca.key" -out "$dir/ca.pem" -addext basicConstraints=critical,CA:TRUE
  openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$dir/server.key" -out "$dir/server.csr"
  printf 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >"$dir/server.ext"
  openssl x509 -req -days 2 -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial \
    -extfile "$dir/server.ext" -out "$dir/server.pem"
}
