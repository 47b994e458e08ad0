//! `mailboxes`: the addresses that take mail, and what is special about each.

use super::ConfigError;
use atiende_core::inbound::Unknown;
use atiende_mail::incoming::Mailbox;
use atiende_text::address::normalise_email;
use serde_json::{Value as Json, json};

/// The setting's name.
pub(super) const NAME: &str = "mailboxes";
const FIELDS: [&str; 4] = ["address", "organization", "queue", "unknown"];

/// What was said, and where; nothing: the desk's own address is the one mailbox.
#[derive(Debug, Clone, Default)]
pub(super) struct Mailboxes {
    all: Vec<Mailbox>,
    origin: String,
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
        for (n, mailbox) in self.all.iter().enumerate() {
            if self.all.iter().take(n).any(|earlier| earlier.address == mailbox.address) {
                return Err(ConfigError(format!("{origin}: {NAME}: {} is there twice", mailbox.address)));
            }
        }
        origin.clone_into(&mut self.origin);
        Ok(())
    }

    /// All of them; without any, the address that the desk's mails come from.
    pub(super) fn build(&self, mail_from: &str) -> Vec<Mailbox> {
        if !self.all.is_empty() {
            return self.all.clone();
        }
        let address = mail_from.rsplit_once('<').map_or(mail_from, |(_, rest)| rest.trim_end_matches('>'));
        normalise_email(address).map(plain).into_iter().collect()
    }

    /// Whether nobody said any.
    pub(super) fn are_unsaid(&self) -> bool {
        self.all.is_empty()
    }

    /// For `config show`.
    pub(super) fn shown(&self) -> Option<(Json, &str)> {
        let one = |mailbox: &Mailbox| {
            json!({
                "address": mailbox.address, "organization": mailbox.organization, "queue": mailbox.queue,
                "unknown": mailbox.unknown,
            })
        };
        (!self.all.is_empty()).then(|| (self.all.iter().map(one).collect(), self.origin.as_str()))
    }
}

fn plain(address: String) -> Mailbox {
    Mailbox { address, organization: None, queue: None, unknown: Unknown::Hold }
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
    Ok(Mailbox { organization: text("organization")?, queue: text("queue")?, unknown, ..plain(address) })
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
    fn what_is_wrong_is_told() {
        for (text, told) in [
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
