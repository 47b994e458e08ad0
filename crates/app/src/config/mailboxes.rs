//! `mailboxes`: the addresses that take mail, and what is special about each.

use super::show::without_password;
use super::{ConfigError, sources};
use atiende_core::inbound::Unknown;
use atiende_mail::incoming::Mailbox;
use atiende_mail::incoming::imap::{Done, ImapAccount, ImapMailbox};
use atiende_text::address::{address_of, normalise_email};
use serde_json::{Value as Json, json};

/// The setting's name.
pub(super) const NAME: &str = "mailboxes";
const FIELDS: [&str; 10] = [
    "address",
    "organization",
    "queue",
    "unknown",
    "authserv_id",
    "imap_url",
    "imap_password",
    "imap_password_file",
    "imap_done",
    "oauth",
];

/// What was said, and where; nothing: the desk's own address is the one mailbox.
#[derive(Debug, Clone, Default)]
pub(super) struct Mailboxes {
    all: Vec<Mailbox>,
    /// Those of them that are fetched.
    fetched: Vec<Fetched>,
    origin: String,
}

/// A mailbox that is fetched.
#[derive(Debug, Clone)]
struct Fetched {
    mailbox: ImapMailbox,
    /// `imap_url` as it was written.
    url: String,
    /// The word of `mail_oauth`; empty for a password.
    oauth: String,
}

impl Mailboxes {
    /// A list of tables in the file.
    pub(super) fn read(&mut self, value: &toml::Value, origin: &str) -> Result<(), ConfigError> {
        let document =
            serde_json::to_value(value).map_err(|error| ConfigError(format!("{origin}: {NAME}: {error}")))?;
        self.read_document(&document, origin)
    }

    /// The same as JSON, or addresses parted by commas, in the environment.
    pub(super) fn read_text(&mut self, text: &str, origin: &str) -> Result<(), ConfigError> {
        if text.trim_start().starts_with('[') {
            let document = serde_json::from_str(text).map_err(|error| ConfigError(format!("{origin}: {error}")))?;
            return self.read_document(&document, origin);
        }
        let addresses: Vec<Json> = text.split(',').map(|address| json!({ "address": address.trim() })).collect();
        self.read_document(&Json::Array(addresses), origin)
    }

    pub(super) fn read_document(&mut self, document: &Json, origin: &str) -> Result<(), ConfigError> {
        let wrong = || ConfigError(format!("{origin}: {NAME} is a list of {{ {} }}", FIELDS.join(", ")));
        let items = document.as_array().filter(|items| !items.is_empty()).ok_or_else(wrong)?;
        self.all = items.iter().map(|item| mailbox(item, origin)).collect::<Result<_, _>>()?;
        let accounts = items.iter().zip(&self.all).map(|(item, mailbox)| fetched(item, mailbox, origin));
        self.fetched = accounts.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        for (n, mailbox) in self.all.iter().enumerate() {
            if self.all.iter().take(n).any(|earlier| earlier.address == mailbox.address) {
                return Err(ConfigError(format!("{origin}: {NAME}: {} is there twice", mailbox.address)));
            }
        }
        for (n, one) in self.fetched.iter().enumerate() {
            let (address, place) = (&one.mailbox.address, one.mailbox.account.place());
            if self.fetched.iter().take(n).any(|earlier| earlier.mailbox.account.place() == place) {
                return Err(ConfigError(format!("{origin}: {NAME}: {address}: another one is fetched from there")));
            }
        }
        origin.clone_into(&mut self.origin);
        Ok(())
    }

    /// Those that are fetched.
    pub(super) fn fetched(&self) -> Vec<ImapMailbox> {
        self.fetched.iter().map(|fetched| fetched.mailbox.clone()).collect()
    }

    /// Who needs leave: the address, who it is at its provider, and the word of `mail_oauth`.
    pub(super) fn by_token(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let by_token = self.fetched.iter().filter(|fetched| fetched.mailbox.by_token);
        by_token.map(|Fetched { mailbox, oauth, .. }| {
            (mailbox.address.as_str(), mailbox.account.user.as_str(), oauth.as_str())
        })
    }

    /// All of them; without any, the address that the desk's mails come from.
    pub(super) fn build(&self, mail_from: &str) -> Vec<Mailbox> {
        if !self.all.is_empty() {
            return self.all.clone();
        }
        normalise_email(address_of(mail_from)).map(plain).into_iter().collect()
    }

    /// Whether nobody said any.
    pub(super) fn are_unsaid(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether somebody said some, other than this.
    pub(super) fn are_said_but_by(&self, origin: &str) -> bool {
        !self.all.is_empty() && self.origin != origin
    }

    /// For `config show`.
    pub(super) fn shown(&self) -> Option<(Json, &str)> {
        let one = |mailbox: &Mailbox| {
            let known = self.fetched.iter().find(|fetched| fetched.mailbox.address == mailbox.address);
            let done = known.map(|known| known.mailbox.account.done.to_string()).filter(|done| !done.is_empty());
            let oauth = known.map(|known| known.oauth.clone()).filter(|oauth| !oauth.is_empty());
            json!({
                "address": mailbox.address, "organization": mailbox.organization, "queue": mailbox.queue,
                "unknown": mailbox.unknown, "authserv_id": mailbox.authserv_id,
                "imap_url": known.map(|known| without_password(&known.url)),
                "imap_done": done, "oauth": oauth,
            })
        };
        (!self.all.is_empty()).then(|| (self.all.iter().map(one).collect(), self.origin.as_str()))
    }
}

fn plain(address: String) -> Mailbox {
    Mailbox { address, organization: None, queue: None, unknown: Unknown::Hold, authserv_id: None }
}

/// Where it is fetched from, and the address as it was written; no error repeats it.
fn fetched(item: &Json, mailbox: &Mailbox, origin: &str) -> Result<Option<Fetched>, ConfigError> {
    let address = &mailbox.address;
    let wrong = |field: &str, what: &str| ConfigError(format!("{origin}: {NAME}: {address}: {field} {what}"));
    let text = |name: &str| item.get(name).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty());
    let Some(url) = text("imap_url") else {
        let of_imap = |name: &&&str| name.starts_with("imap_") || **name == "oauth";
        let lone = FIELDS.iter().find(|name| of_imap(name) && text(name).is_some());
        return lone.map_or(Ok(None), |name| Err(wrong(name, "is nothing without imap_url")));
    };
    let done = Done::parse(text("imap_done").unwrap_or_default()).map_err(|what| wrong("imap_done", what))?;
    let mut account = ImapAccount::parse(url, done).map_err(|what| wrong("imap_url", what))?;
    account.password = match (text("imap_password"), text("imap_password_file")) {
        (Some(_), Some(_)) => return Err(wrong("imap_password", "and imap_password_file are both there")),
        (Some(password), None) => password.to_owned(),
        (None, Some(path)) => sources::content(path, &format!("{origin}: {NAME}: {address}"))?,
        (None, None) => account.password,
    };
    let oauth = text("oauth").unwrap_or_default().to_owned();
    if oauth.is_empty() == account.password.is_empty() {
        return Err(wrong("imap_url", "needs a password, or oauth instead of one"));
    }
    let mailbox = ImapMailbox { address: address.clone(), account, by_token: !oauth.is_empty() };
    Ok(Some(Fetched { mailbox, url: url.to_owned(), oauth }))
}

fn mailbox(item: &Json, origin: &str) -> Result<Mailbox, ConfigError> {
    let wrong = |what: String| ConfigError(format!("{origin}: {NAME}: {what}"));
    let fields = item.as_object().ok_or_else(|| wrong("each is a table".to_owned()))?;
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(wrong(format!("there is no {unknown:?}; a mailbox has {}", FIELDS.join(", "))));
    }
    let text = |name: &str| match fields.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Some(_) => Err(wrong(format!("{name} must be a text"))),
    };
    let said = text("address")?.unwrap_or_default();
    let address = normalise_email(&said).ok_or_else(|| wrong(format!("{said:?} is no address")))?;
    if address.contains('+') {
        return Err(wrong(format!("{address}: what follows the plus sign is the desk's own to write")));
    }
    let unknown = match text("unknown")? {
        None => Unknown::Hold,
        Some(word) => word.parse().map_err(|_| wrong(format!("unknown is hold, open or refuse, not {word:?}")))?,
    };
    let (organization, queue, authserv_id) = (text("organization")?, text("queue")?, text("authserv_id")?);
    Ok(Mailbox { address, organization, queue, unknown, authserv_id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Mailbox>, String> {
        let mut mailboxes = Mailboxes::default();
        mailboxes
            .read_text(text, "X")
            .map(|()| mailboxes.build("Soporte <soporte@x.es>"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn without_any_the_desks_own_address_takes_mail() {
        let own =
            |from| Mailboxes::default().build(from).into_iter().map(|mailbox| mailbox.address).collect::<Vec<_>>();
        assert_eq!(own("Soporte <Soporte@X.es>"), ["soporte@x.es"]);
        assert_eq!(own("soporte@x.es"), ["soporte@x.es"]);
    }

    #[test]
    fn lists_and_json() {
        let plain = read("a@x.es, B@x.es").unwrap();
        assert_eq!(plain.iter().map(|mailbox| mailbox.address.as_str()).collect::<Vec<_>>(), ["a@x.es", "b@x.es"]);
        let json = r#"[{"address": "lapaz@x.es", "organization": "CEIP La Paz", "unknown": "open"}]"#;
        let of_school = read(json).unwrap().remove(0);
        assert_eq!((of_school.organization.as_deref(), of_school.unknown), (Some("CEIP La Paz"), Unknown::Open));
    }

    #[test]
    fn a_mailbox_may_be_fetched_and_shows_no_password() {
        let text = r#"[{"address": "a@x.es", "imap_url": "imaps://a:secreto@mx.x.es/Aver%C3%ADas", "imap_done": "seen"},
            {"address": "b@x.es", "imap_url": "imaps://b@mx.x.es", "imap_password": "secreto"}, {"address": "c@x.es"}]"#;
        let mut mailboxes = Mailboxes::default();
        mailboxes.read_text(text, "X").unwrap();
        let fetched = mailboxes.fetched();
        assert_eq!(fetched.len(), 2);
        assert!(fetched.iter().all(|mailbox| mailbox.account.password == "secreto"));
        let (shown, _) = mailboxes.shown().unwrap();
        assert_eq!(shown[0]["imap_url"], "imaps://a:***@mx.x.es/Aver%C3%ADas");
        assert!(!shown.to_string().contains("secreto"), "{shown}");
        let twice = text.replace("b@mx.x.es", "a@mx.x.es/Aver%C3%ADas");
        assert!(mailboxes.read_text(&twice, "X").unwrap_err().to_string().contains("another one is fetched"));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, told) in [
            (r#"[{"address": "a@x.es", "imap_done": "seen"}]"#, "nothing without imap_url"),
            (r#"[{"address": "a@x.es", "imap_url": "https://x"}]"#, "begins with neither"),
            (r#"[{"address": "a@x.es", "imap_url": "imaps://a:b@x", "imap_done": "eat"}]"#, "seen, delete or move:"),
            ("x", "is no address"),
            ("a@x.es,a@X.es", "twice"),
            ("a+b@x.es", "plus sign"),
            ("[]", "is a list of"),
            (r#"[{"address": "a@x.es", "unkown": "open"}]"#, "there is no \"unkown\""),
            (r#"[{"address": "a@x.es", "unknown": "ask"}]"#, "hold, open or refuse"),
            (r#"[{"address": 7}]"#, "must be a text"),
            (r#"["a@x.es"]"#, "each is a table"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
