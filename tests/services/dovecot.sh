#!/usr/bin/env bash
# A private IMAP server (Dovecot) for one test, on a free loopback port, as whoever calls it.
#
#   dovecot.sh start DIR [OPTION...]   starts it, prints its port. Options: no-idle (it offers neither IDLE nor MOVE),
#                                      oauth=URL (XOAUTH2; URL tells whose an access token is), tls (IMAP over TLS on
#                                      the port in DIR/imaps-port, trusted by DIR/ca.pem, for localhost), relay=PORT (it
#                                      takes mail too, by SMTP on the port in DIR/submission-port, for the server there)
#   dovecot.sh stop DIR                ends it; DIR is the caller's to remove
#
# Anybody may come in with the password "clave"; whose mailbox it is says the user name, a folder below DIR/mail (Maildir:
# what lies in DIR/mail/NAME/Maildir/new is new mail). Everything is below DIR; its log is DIR/log.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Root may not read mail in Dovecot's eyes, so then it runs as the user that Debian made for strangers.
owner() {
  if [ "$(id -u)" = 0 ]; then echo nobody; else id -un; fi
}

# saved_port FILE: that of before, or a free one.
saved_port() {
  [ -s "$1" ] || free_port >"$1"
  cat "$1"
}

write_configuration() {
  local dir=$1 port=$2 user=$3 group capability="" oauth="" tls="ssl = no" imaps=0 relay=""
  shift 3
  group=$(id -gn "$user")
  local option
  for option in "$@"; do
    case $option in
      no-idle) capability="imap_capability = IMAP4rev1 UIDPLUS" ;;
      oauth=*) oauth=${option#oauth=} ;;
      tls)
        [ -f "$dir/ca.pem" ] || write_certificates "$dir" >>"$dir/start.log" 2>&1
        tls=$(printf 'ssl = yes\nssl_cert = <%s/server.pem\nssl_key = <%s/server.key' "$dir" "$dir")
        imaps=$(saved_port "$dir/imaps-port")
        ;;
      relay=*) relay=${option#relay=} ;;
      *) fail "no option is called $option" ;;
    esac
  done
  cat >"$dir/dovecot.conf" <<CONF
protocols = imap${relay:+ submission}
listen = 127.0.0.1
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/log
$tls
disable_plaintext_auth = no
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
# It is started without root's ways: no chroot, nobody else's mail.
first_valid_uid = 1
first_valid_gid = 1
mail_uid = $user
mail_gid = $group
mail_home = $dir/mail/%u
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
maildir_very_dirty_syncs = no
mailbox_idle_check_interval = 1 secs
$capability
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $imaps
  }
}
service stats {
  chroot =
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$dir/mail/%u
}
CONF
  if [ -n "$relay" ]; then
    cat >>"$dir/dovecot.conf" <<CONF
submission_relay_host = 127.0.0.1
submission_relay_port = $relay
hostname = submission.test
service submission-login {
  chroot =
  inet_listener submission {
    port = $(saved_port "$dir/submission-port")
  }
  inet_listener submissions {
    port = 0
  }
}
CONF
  fi
  if [ -n "$oauth" ]; then
    cat >>"$dir/dovecot.conf" <<CONF
auth_mechanisms = xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/oauth2.conf
}
CONF
    cat >"$dir/oauth2.conf" <<CONF
introspection_mode = get
introspection_url = $oauth
username_attribute = email
active_attribute = active
active_value = true
CONF
  else
    cat >>"$dir/dovecot.conf" <<CONF
passdb {
  driver = static
  args = password=clave
}
CONF
  fi
}

answers() {
  local line
  (exec 3<>"/dev/tcp/127.0.0.1/$1" && read -r -t 2 line <&3 && [[ $line == "* OK"* ]]) 2>/dev/null
}

start() {
  local dir=$1 user port
  shift
  command -v dovecot >/dev/null || fail "no dovecot found (Debian: dovecot-imapd)"
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  user=$(owner)
  mkdir -p "$dir/run" "$dir/state" "$dir/mail"
  # Those of before, when it is started again in the same place.
  for _ in 1 2 3 4 5; do
    port=$(saved_port "$dir/port")
    write_configuration "$dir" "$port" "$user" "$@"
    [ "$(id -u)" != 0 ] || chown -R "$user" "$dir/mail"
    dovecot -c "$dir/dovecot.conf" >>"$dir/start.log" 2>&1 </dev/null || true
    for _ in $(seq 50); do
      if answers "$port"; then
        echo "$port"
        return
      fi
      sleep 0.1
    done
    stop "$dir"
    rm -f "$dir/port" "$dir/imaps-port" "$dir/submission-port"
  done
  cat "$dir/start.log" "$dir/log" >&2 || true
  fail "Dovecot did not start"
}

stop() {
  end_process "$1/run/master.pid"
}

[ "$#" -ge 2 ] || fail "usage: dovecot.sh start DIR [OPTION...] | stop DIR"
verb=$1 place=$2
shift 2
case $verb in
  start) start "$place" "$@" ;;
  stop) stop "$place" ;;
  *) fail "usage: dovecot.sh start DIR [OPTION...] | stop DIR" ;;
esac
