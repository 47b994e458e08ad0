//! What the addresses of a sender tell.

use crate::Message;

/// In letters alone; a word of the local part begins with one of them.
const NO_REPLY: [&str; 14] = [
    "noreply",
    "noreplies",
    "donotreply",
    "dontreply",
    "noresponder",
    "noresponda",
    "nocontestar",
    "noconteste",
    "norespongueu",
    "naoresponder",
    "naoresponda",
    "nepasrepondre",
    "nichtantworten",
    "nonrispondere",
];
const DAEMON_NAMES: [&str; 3] = ["mail delivery subsystem", "mail delivery system", "mailer-daemon"];

/// The signs, as far as addresses give any.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sender {
    mail_server: MailServer,
    /// Where an answer would go nobody reads it. Web forms write from such an address with a person's in `Reply-To`.
    pub(super) is_no_reply: bool,
    pub(super) is_list_owner: bool,
}

/// From the surest to none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum MailServer {
    /// No person has this name.
    Daemon,
    /// RFC 5321 4.5.5: what must never be answered. Some stores write `MAILER-DAEMON` for it.
    Null,
    /// A person's office as well (RFC 2142 5).
    Postmaster,
    #[default]
    No,
}

impl Sender {
    pub(super) fn of(message: &Message, envelope_from: Option<&str>) -> Self {
        let envelope = envelope_from.or_else(|| message.headers.first("return-path")).map(bare);
        let from = message.from.as_ref();
        let reply_to = message.reply_to.iter().find(|one| one.address.contains('@'));
        let reader = reply_to.or(from).map(|one| local(&bare(&one.address))).unwrap_or_default();
        let author = from.map(|from| local(&bare(&from.address))).unwrap_or_default();
        let name = from.map(|from| from.name.to_lowercase()).unwrap_or_default();
        let path = envelope.as_deref().map(local).unwrap_or_default();
        let is_null = envelope.is_some_and(|envelope| envelope.is_empty());
        Self {
            mail_server: mail_server(&author, &name, &path, is_null),
            is_no_reply: is_no_reply(&reader),
            is_list_owner: is_list_owner(&author) || is_list_owner(&path),
        }
    }

    /// It speaks of nothing but deliveries.
    pub(super) fn is_daemon(self) -> bool {
        self.mail_server == MailServer::Daemon
    }

    pub(super) fn is_null(self) -> bool {
        self.mail_server == MailServer::Null
    }

    pub(super) fn is_postmaster(self) -> bool {
        self.mail_server == MailServer::Postmaster
    }

    pub(super) fn may_be_mail_server(self) -> bool {
        self.mail_server != MailServer::No
    }
}

fn mail_server(author: &str, name: &str, path: &str, is_null: bool) -> MailServer {
    if is_daemon(author) || DAEMON_NAMES.contains(&name) {
        MailServer::Daemon
    } else if is_null || is_daemon(path) {
        MailServer::Null
    } else if author == "postmaster" {
        MailServer::Postmaster
    } else {
        MailServer::No
    }
}

/// Exchange's own account is `microsoftexchange` and 32 digits.
fn is_daemon(local: &str) -> bool {
    let exchange = local.strip_prefix("microsoftexchange");
    matches!(local, "mailer-daemon" | "mailerdaemon" | "mail-daemon" | "maildaemon")
        || exchange.is_some_and(|digits| digits.len() == 32 && digits.chars().all(|c| c.is_ascii_hexdigit()))
}

/// `noreply`, `avisos-no.reply`, `no_responder+7`; not `bueno.reply`.
fn is_no_reply(local: &str) -> bool {
    let is_joint = |c: char| matches!(c, '.' | '-' | '_' | '+' | '=' | '\'');
    let starts = local.char_indices().filter(|(at, _)| {
        let before = local.get(..*at).and_then(|before| before.chars().next_back());
        before.is_none_or(is_joint)
    });
    // An address is long at the most once: the words after the tenth tell nothing.
    starts.take(10).filter_map(|(at, _)| local.get(at..)).any(|rest| {
        let letters: String = rest.chars().filter(|c| !is_joint(*c)).take(20).collect();
        NO_REPLY.iter().any(|marker| letters.starts_with(marker))
    })
}

/// RFC 3834 2: the names under which lists send and are asked for things.
fn is_list_owner(local: &str) -> bool {
    let base = local.split(['+', '=']).next().unwrap_or(local);
    base.starts_with("owner-") || ["-request", "-owner", "-bounces"].iter().any(|end| base.ends_with(end))
}

/// Without the angle brackets.
fn bare(address: &str) -> String {
    address.trim().trim_start_matches('<').trim_end_matches('>').trim().to_lowercase()
}

fn local(address: &str) -> String {
    address.rsplit_once('@').map_or(address, |(local, _)| local).to_owned()
}

/// Whether an address is a mail server's own, or its keeper's.
pub(super) fn is_office(address: &str) -> bool {
    let local = local(&bare(address));
    is_daemon(&local) || local == "postmaster"
}
