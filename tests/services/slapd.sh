#!/usr/bin/env bash
# A private directory (OpenLDAP's slapd) for one test run, on free loopback ports.
#
#   slapd.sh start DIR   fills and starts it, prints three words:
#                        ldap://localhost:PORT (with StartTLS)  ldaps://localhost:PORT  the file of its authority
#   slapd.sh stop DIR    ends it; DIR is the caller's to remove
#
# The school dc=ceiplapaz,dc=es has people below ou=people (password: "clave de NAME") and groups below ou=groups. The
# desk searches as cn=desk (password "clave del servicio"). Runs as whoever calls it.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

write_configuration() {
  local dir=$1 schema=/etc/ldap/schema
  cat >"$dir/slapd.conf" <<CONF
include $schema/core.schema
include $schema/cosine.schema
include $schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile $dir/slapd.pid
TLSCACertificateFile $dir/ca.pem
TLSCertificateFile $dir/server.pem
TLSCertificateKeyFile $dir/server.key
# Nobody searches without a name, and people read themselves alone.
disallow bind_anon
database mdb
maxsize 67108864
suffix "dc=ceiplapaz,dc=es"
rootdn "cn=root,dc=ceiplapaz,dc=es"
directory $dir/data
overlay memberof
memberof-refint true
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=desk,dc=ceiplapaz,dc=es" read by self read by anonymous auth by * none
CONF
}

# slapadd goes past the overlay that keeps memberOf, so people say it themselves.
person() {
  local login=$1 name=$2 mail=$3 group
  shift 3
  printf 'dn: uid=%s,ou=people,dc=ceiplapaz,dc=es\nobjectClass: inetOrgPerson\nuid: %s\n' "$login" "$login"
  printf 'cn: %s\nsn: %s\nmail: %s\nuserPassword: clave de %s\n' "$name" "${name##* }" "$mail" "$login"
  for group in "$@"; do printf 'memberOf: cn=%s,ou=groups,dc=ceiplapaz,dc=es\n' "$group"; done
  printf '\n'
}

group() {
  local name=$1 member
  shift
  printf 'dn: cn=%s,ou=groups,dc=ceiplapaz,dc=es\nobjectClass: groupOfNames\ncn: %s\n' "$name" "$name"
  for member in "$@"; do printf 'member: uid=%s,ou=people,dc=ceiplapaz,dc=es\n' "$member"; done
  printf '\n'
}

people() {
  cat <<LDIF
dn: dc=ceiplapaz,dc=es
objectClass: dcObject
objectClass: organization
o: CEIP La Paz
dc: ceiplapaz

dn: ou=people,dc=ceiplapaz,dc=es
objectClass: organizationalUnit
ou: people

dn: ou=groups,dc=ceiplapaz,dc=es
objectClass: organizationalUnit
ou: groups

dn: cn=desk,dc=ceiplapaz,dc=es
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: desk
userPassword: clave del servicio

dn: uid=locked,ou=people,dc=ceiplapaz,dc=es
objectClass: inetOrgPerson
uid: locked
cn: Sin Clave
sn: Clave
mail: locked@ceiplapaz.es

LDIF
  person maria "Maria Gil" maria@ceiplapaz.es docentes
  person luis "Luis Ferrer" luis@ceiplapaz.es docentes tecnicos
  person carmen "Carmen Soler" carmen@ceiplapaz.es docentes responsables
  person twin1 "Ana Uno" ana@ceiplapaz.es
  person twin2 "Ana Dos" ana@ceiplapaz.es
  person 'ñu*(x)' "Raro Raro" raro@ceiplapaz.es
  group docentes maria luis carmen
  group tecnicos luis
  group responsables carmen
}

# slapd returns once it listens, or says why it cannot.
launch() {
  local dir=$1 plain secure
  for _ in 1 2 3 4 5; do
    plain=$(free_port) secure=$(free_port)
    if slapd -f "$dir/slapd.conf" -h "ldap://127.0.0.1:$plain ldaps://127.0.0.1:$secure" \
      >>"$dir/server.log" 2>&1 </dev/null; then
      echo "ldap://localhost:$plain ldaps://localhost:$secure $dir/ca.pem"
      return
    fi
  done
  cat "$dir/server.log" >&2
  fail "slapd did not start"
}

start() {
  local dir=$1
  command -v slapd >/dev/null || fail "no slapd found (Debian: slapd)"
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  mkdir -p "$dir/data"
  write_certificates "$dir" >"$dir/openssl.log" 2>&1 || { cat "$dir/openssl.log" >&2; fail "no certificates"; }
  write_configuration "$dir"
  people | slapadd -q -f "$dir/slapd.conf" >"$dir/slapadd.log" 2>&1 ||
    { cat "$dir/slapadd.log" >&2; fail "the directory could not be filled"; }
  launch "$dir"
}

stop() {
  end_process "$1/slapd.pid"
}

case "${1:-}:$#" in
  start:2) start "$2" ;;
  stop:2) stop "$2" ;;
  *) fail "usage: slapd.sh start DIR | stop DIR" ;;
esac
