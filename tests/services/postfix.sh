#!/usr/bin/env bash
# A private Postfix that takes mail on one loopback port and hands all of it to one sink, or what is a desk's to the desk.
#
#   postfix.sh start DIR PORT SINKPORT   listens on 127.0.0.1:PORT, relays to 127.0.0.1:SINKPORT
#   postfix.sh deliver DIR PORT SINKPORT DOMAIN lmtp:inet:HOST:PORT|lmtp:unix:/PATH
#   postfix.sh deliver DIR PORT SINKPORT DOMAIN pipe USER COMMAND...
#                                        likewise, but mail for DOMAIN is delivered so; USER runs the command, which
#                                        gets --from, --to and the message
#   postfix.sh stop DIR                  ends it; DIR is the caller's to remove
#
# Only root can run Postfix. Its configuration, queue and log live under DIR (log: DIR/log/mail.log);
# it asks no DNS, knows no local user and reaches no address but the sink's. The user `postfix`
# must be able to walk to DIR (the folders above it need the x permission).
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

write_main_cf() {
  local dir=$1 sink_port=$2
  cat >"$dir/etc/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/lib
maillog_file_prefixes = $dir
maillog_file = $dir/log/mail.log

# Loopback only, and everything goes to the sink, bounces too.
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.atiende.test
mydestination =
relayhost = [127.0.0.1]:$sink_port
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
local_transport = error:this relay has no local users
alias_maps =
alias_database =
local_recipient_maps =

# No DNS: neither for the next hop nor for the client's name.
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no

# What is deferred is tried again while a test still waits.
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 1s
message_size_limit = 104857600
smtputf8_enable = yes
smtp_tls_security_level = none
smtpd_tls_security_level = none
biff = no
CONF
}

# The stock services, none of them in a chroot, which would need a copy of half of /etc.
write_master_cf() {
  local dir=$1 port=$2
  cat >"$dir/etc/master.cf" <<CONF
127.0.0.1:$port inet n - n - - smtpd
pickup   unix n - n 60   1 pickup
cleanup  unix n - n -    0 cleanup
qmgr     unix n - n 300  1 qmgr
tlsmgr   unix - - n 1000? 1 tlsmgr
rewrite  unix - - n -    - trivial-rewrite
bounce   unix - - n -    0 bounce
defer    unix - - n -    0 bounce
trace    unix - - n -    0 bounce
verify   unix - - n -    1 verify
flush    unix n - n 1000? 0 flush
proxymap unix - - n -    - proxymap
proxywrite unix - - n -  1 proxymap
smtp     unix - - n -    - smtp
relay    unix - - n -    - smtp
showq    unix n - n -    - showq
error    unix - - n -    - error
retry    unix - - n -    - error
discard  unix - - n -    - discard
anvil    unix - - n -    1 anvil
scache   unix - - n -    1 scache
postlog  unix-dgram n - n - 1 postlogd
CONF
}

# As docs/manual/incoming-mail.md has it.
deliver_to_desk() {
  local dir=$1 domain=$2 transport=$3
  shift 3
  cat >>"$dir/etc/main.cf" <<CONF
virtual_mailbox_domains = $domain
recipient_delimiter = +
CONF
  if [ "$transport" != pipe ]; then
    echo "virtual_transport = $transport" >>"$dir/etc/main.cf"
    echo "lmtp unix - - n - - lmtp" >>"$dir/etc/master.cf"
    return
  fi
  local user=$1
  shift
  printf 'virtual_transport = atiende:\natiende_destination_recipient_limit = 1\n' >>"$dir/etc/main.cf"
  # shellcheck disable=SC2016
  printf 'atiende unix - n n - - pipe flags=R user=%s null_sender=\n  argv=%s --from ${sender} --to ${recipient}\n' \
    "$user" "$*" >>"$dir/etc/master.cf"
}

start() {
  local dir=$1 port=$2 sink_port=$3
  shift 3
  [ "$(id -u)" = 0 ] || fail "only root can run Postfix"
  command -v postfix >/dev/null || fail "no Postfix found (Debian: postfix)"
  # Two Postfixes would share the port (SO_REUSEPORT) and each get some of the mails.
  if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "port $port is taken"; fi
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  mkdir -p "$dir/etc" "$dir/spool" "$dir/lib" "$dir/log"
  chmod 755 "$dir" "$dir/etc" "$dir/spool" "$dir/log"
  chown postfix "$dir/lib"
  write_main_cf "$dir" "$sink_port"
  write_master_cf "$dir" "$port"
  if [ "$#" -gt 0 ]; then deliver_to_desk "$dir" "$@"; fi
  # `start` returns when the master process has its sockets, and says why when it has not.
  postfix -c "$dir/etc" start >"$dir/start.log" 2>&1 </dev/null ||
    { cat "$dir/start.log" "$dir/log/mail.log" >&2 2>/dev/null || true; fail "Postfix did not start"; }
}

stop() {
  local dir
  [ -d "$1" ] || return 0
  dir=$(cd "$1" && pwd)
  [ -f "$dir/spool/pid/master.pid" ] || return 0
  # Its only way to fail is that it has ended already.
  postfix -c "$dir/etc" stop >>"$dir/start.log" 2>&1 </dev/null || true
}

case "${1:-}:$#" in
  start:4) start "$2" "$3" "$4" ;;
  deliver:6 | deliver:9 | deliver:[1-9][0-9])
    shift
    start "$@"
    ;;
  stop:2) stop "$2" ;;
  *) fail "usage: postfix.sh start DIR PORT SINKPORT | deliver DIR PORT SINKPORT DOMAIN TRANSPORT.. | stop DIR" ;;
esac
