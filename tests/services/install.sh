#!/usr/bin/env bash
# Installs what the tests need and this machine lacks; says what it is when it may not.
#
#   install.sh CACHE lint|rust|browser|bench...
#
# CACHE is a folder that outlives the checkout; the Python servers go to CACHE/venv and CACHE/saml. Debian's
# packages need root; npm's and PyPI's stay in the checkout and in CACHE.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cache=$1
shift
packages=() # Debian packages that are missing
missing=()  # what is missing, in words

# Debian hides some programs from an ordinary user's PATH.
PATH=$PATH:/usr/sbin

# want PACKAGE WHAT-FOR TEST...: notes the Debian package unless the test passes.
want() {
  local package=$1 reason=$2
  shift 2
  if ! "$@" >/dev/null 2>&1; then
    packages+=("$package")
    missing+=("$package ($reason): apt-get install $package")
  fi
}

has() {
  command -v "$1"
}

has_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' || has initdb
}

has_node() {
  has npm && node --eval 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'
}

want_rust_tools() {
  # The toolchain is the one thing that apt has only too old.
  if ! has cargo >/dev/null; then
    missing+=("cargo (the compiler): install Rust with rustup, the version is in Cargo.toml")
    return
  fi
  want build-essential "C parts of crates" has cc
}

want_for() {
  case $1 in
    lint)
      want_rust_tools
      ;;
    bench)
      want_rust_tools
      want wrk "asks in numbers" has wrk
      ;;
    rust)
      want_rust_tools
      want postgresql "the second engine" has_postgres
      want faketime "tests of what time does" has faketime
      want caddy "a proxy before several nodes" has caddy
      want sqlite3 "somebody who holds the database" has sqlite3
      # Only root mounts disks, so without it they are nothing to ask for.
      if [ "$(id -u)" = 0 ]; then want e2fsprogs "a small disk" has mkfs.ext4; want mount "likewise" has mount; fi
      want slapd "a real directory" has slapd
      want openssl "its certificates" has openssl
      want clamav-daemon "a real virus scanner" has clamd
      want dovecot-imapd "real mailboxes" has dovecot
      want dovecot-submissiond "a mail server that takes tokens" test -x /usr/lib/dovecot/submission
      want python3-venv "a fake S3 server" python3 -c 'import venv, ensurepip'
      # Without root Postfix cannot run at all, so it is nothing to ask for.
      if [ "$(id -u)" = 0 ]; then want postfix "a real mail server" has postfix; fi
      ;;
    browser)
      want_rust_tools
      want postgresql "the second engine" has_postgres
      want slapd "a real directory" has slapd
      want openssl "its certificates" has openssl
      want clamav-daemon "a real virus scanner" has clamd
      want python3-venv "a bridge from SAML" python3 -c 'import venv, ensurepip'
      want xmlsec1 "its signatures" has xmlsec1
      want dovecot-imapd "real mailboxes" has dovecot
      want chromium "the browser" has chromium
      want fonts-liberation "letters for the browser" test -d /usr/share/fonts/truetype/liberation
      if ! has_node >/dev/null 2>&1; then
        missing+=("node 20 or newer, with npm (browser tests): Debian 12 has only an older one")
      fi
      ;;
  esac
}

# apt would start what it installs, and the tests start their own: Debian's way to say no is
# a policy file, put there for the time of the installation unless the machine has one.
install_packages() {
  local policy=/usr/sbin/policy-rc.d
  echo "Installing from Debian: ${packages[*]}"
  if [ ! -e "$policy" ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # Postfix asks what kind of site this is; the tests bring their own configuration.
  if has debconf-set-selections >/dev/null; then
    echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  fi
  # Somebody else's apt may hold the locks; the one of `update` knows no waiting of its own.
  for _ in $(seq 20); do
    if apt-get -q -q -o DPkg::Lock::Timeout=600 update; then break; fi
    sleep 5
  done
  apt-get -q -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install --no-install-recommends "${packages[@]}" >"$cache/apt.log" 2>&1 ||
    { cat "$cache/apt.log" >&2; exit 1; }
}

# Both keep a copy of what they installed from, and do nothing while it is the same.
install_npm() {
  local lock=tests/browser/package-lock.json stamp=tests/browser/node_modules/.installed-from
  if cmp -s "$lock" "$stamp"; then return; fi
  echo "Installing the browser tests' packages from npm"
  (cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$lock" "$stamp"
}

# install_venv FOLDER REQUIREMENTS MODULES: both parts keep to themselves, since what one needs may not suit the other.
install_venv() {
  local venv=$cache/$1 wanted=tests/services/$2 modules=$3 stamp=$cache/$1/installed-from
  if cmp -s "$wanted" "$stamp" && "$venv/bin/python" -c "import $modules" 2>/dev/null; then return; fi
  echo "Installing from PyPI: $modules"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" "$stamp"
}

for group in "$@"; do
  want_for "$group"
done

# The groups share some needs; each is asked for once.
if [ "${#packages[@]}" -gt 0 ]; then
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
fi
if [ "${#missing[@]}" -gt 0 ]; then
  mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
fi

# Root mends what apt can mend; what is left in either case is told, and ends the run.
if [ "${#packages[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && has apt-get >/dev/null; then
  install_packages
  mapfile -t missing < <(printf '%s\n' "${missing[@]}" | grep -v 'apt-get install' || true)
fi
if [ "${#missing[@]}" -gt 0 ]; then
  echo "This machine lacks:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  exit 69
fi

for group in "$@"; do
  case $group in
    rust) install_venv venv requirements.txt "moto, aiosmtpd" ;;
    browser)
      install_npm
      install_venv saml saml-requirements.txt satosa
      ;;
  esac
done
