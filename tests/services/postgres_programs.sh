# How the scripts of PostgreSQL find and run its programs. They source it, after common.sh.

# Debian keeps the server's programs off PATH, by version.
bin_dir() {
  local dir
  for dir in /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin "$(dirname "$(command -v postgres || echo /)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
      echo "$dir"
      return
    fi
  done
  fail "no PostgreSQL server found (Debian: postgresql)"
}

unprivileged() {
  if [ "$(id -u)" = 0 ]; then
    # HOME and the working directory of root are closed to that user.
    (cd / && HOME=/ setpriv --reuid postgres --regid postgres --init-groups -- "$@")
  else
    "$@"
  fi
}
