//! How mail goes and comes, as an administrator typed it. What the configuration says wins, and nobody types it here.

use super::{Setting, get, note};
use crate::Sudo;
use crate::accounts::sealed::{Key, Unreadable};
use crate::actor::Admin;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::inbound::Unknown;
use atiende_db::{DbError, Tx};
use atiende_text::address::{address_of, normalise_email};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::json;

const PURPOSE: &str = "password of a mail server";
const TEXT_MAX: i64 = 250;

text_enum! {
    /// How a connection is protected.
    #[derive(Default)]
    Security {
        #[default]
        Tls = "tls",
        StartTls = "starttls",
        None = "none",
    }
}

/// A password that only this desk can read again, and only for the server and user that it was typed for: it cannot be sent
/// to another by changing the address. Empty for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedPassword(String);

impl SealedPassword {
    /// Errors: only if the system has no chance to give.
    pub fn seal(key: &Key, (host, user): (&str, &str), password: &str) -> Result<Self, Unreadable> {
        if password.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self(URL_SAFE_NO_PAD.encode(key.seal(&purpose(host, user), password.as_bytes())?)))
    }

    /// Errors: it was sealed with another `secret_key`, or for another server.
    fn open(&self, key: &Key, (host, user): (&str, &str)) -> Result<String, Unreadable> {
        if self.0.is_empty() {
            return Ok(String::new());
        }
        let sealed = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| Unreadable)?;
        String::from_utf8(key.open(&purpose(host, user), &sealed)?).map_err(|_| Unreadable)
    }

    /// As a form carries it from one try to the next, so that a password is typed once.
    pub fn as_text(&self) -> &str {
        &self.0
    }

    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn purpose(host: &str, user: &str) -> String {
    format!("{PURPOSE}: {}@{}", user.trim(), host.trim().to_lowercase())
}

/// A server and who the desk is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Server {
    pub host: String,
    /// `None`: the usual one.
    pub port: Option<u16>,
    pub security: Security,
    /// Empty: nobody asks.
    pub user: String,
    pub password: SealedPassword,
}

impl Server {
    /// Errors: it was sealed with another `secret_key`, or for another server.
    pub fn password(&self, key: &Key) -> Result<String, Unreadable> {
        self.password.open(key, (&self.host, &self.user))
    }

    /// As `smtp_url` is written, with its password. Errors: as `password`.
    pub fn url(&self, key: &Key) -> Result<String, Unreadable> {
        self.url_of("smtp", "", key)
    }

    fn url_of(&self, scheme: &str, path: &str, key: &Key) -> Result<String, Unreadable> {
        let password = self.password(key)?;
        let user = match self.user.trim() {
            "" => String::new(),
            user => format!("{}:{}@", encoded(user), encoded(&password)),
        };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        Ok(format!("{scheme}://{user}{}{port}{path}?tls={}", self.host.trim(), self.security))
    }
}

impl TypedMailbox {
    /// As `imap_url` is written, with its password; `None` for one that is not fetched. Errors: as `Server::password`.
    pub fn url(&self, key: &Key) -> Result<Option<String>, Unreadable> {
        let path = format!("/{}", encoded(self.folder.trim()));
        self.server.as_ref().map(|server| server.url_of("imap", &path, key)).transpose()
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A mailbox that takes mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedMailbox {
    pub address: String,
    /// Names; empty for none.
    pub organization: String,
    pub queue: String,
    pub unknown: Unknown,
    /// Where it is fetched from; `None`: a mail server brings it.
    pub server: Option<Server>,
    pub folder: String,
    /// `seen`, `delete` or `move:Folder`; empty: the usual.
    pub done: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailSetup {
    /// `Atiende <soporte@x.es>`; empty: nothing was typed.
    pub from: String,
    pub outgoing: Option<Server>,
    pub mailboxes: Vec<TypedMailbox>,
}

impl Setting for MailSetup {
    const NAME: &'static str = "mail_setup";
}

/// How mails go out from now on.
pub async fn set_outgoing(
    tx: &mut Tx,
    by: Admin<'_>,
    (from, server): (&str, &Server),
    _sudo: Sudo<'_>,
) -> Result<(), Refused> {
    checked_outgoing(from, server)?;
    let mut setup: MailSetup = get(tx).await?;
    from.trim().clone_into(&mut setup.from);
    setup.outgoing = Some(server.clone());
    save(tx, by, &setup, json!({ "from": from, "host": server.host, "user": server.user })).await
}

/// What is wrong with what was typed, before anybody connects.
pub fn checked_outgoing(from: &str, server: &Server) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(from, "from", "setup-from-missing", TEXT_MAX);
    let is_address = normalise_email(address_of(from)).is_some();
    check.that(from.trim().is_empty() || is_address, "from", "setup-from-wrong");
    of_server(&mut check, server);
    check.finish()
}

/// Adds a mailbox, or changes the one that had the address `was`.
pub async fn put_mailbox(
    tx: &mut Tx,
    by: Admin<'_>,
    (was, mailbox): (Option<&str>, &TypedMailbox),
    _sudo: Sudo<'_>,
) -> Result<(), Refused> {
    let mailbox = checked_mailbox(mailbox)?;
    let mut setup: MailSetup = get(tx).await?;
    let others = setup.mailboxes.iter().filter(|known| Some(known.address.as_str()) != was);
    if others.clone().any(|known| known.address == mailbox.address) {
        return Err(Refused::invalid("address", "setup-address-twice"));
    }
    let data = json!({ "mailbox": mailbox.address });
    match setup.mailboxes.iter_mut().find(|known| Some(known.address.as_str()) == was) {
        Some(known) => *known = mailbox,
        None => setup.mailboxes.push(mailbox),
    }
    save(tx, by, &setup, data).await
}

/// The mailbox as it is kept. Errors: what is wrong with what was typed.
pub fn checked_mailbox(mailbox: &TypedMailbox) -> Result<TypedMailbox, Refused> {
    let mut check = Check::default();
    check.required(&mailbox.address, "address", "setup-address-missing", TEXT_MAX);
    let address = normalise_email(&mailbox.address).filter(|address| !address.contains('+'));
    check.that(mailbox.address.trim().is_empty() || address.is_some(), "address", "setup-address-wrong");
    check.at_most(&mailbox.folder, "folder", TEXT_MAX);
    if let Some(server) = &mailbox.server {
        of_server(&mut check, server);
        check.that(!server.user.trim().is_empty(), "user", "setup-user-missing");
        check.that(server.user.trim().is_empty() || !server.password.is_empty(), "password", "setup-password-missing");
    }
    check.finish()?;
    Ok(TypedMailbox { address: address.unwrap_or_default(), ..mailbox.clone() })
}

fn of_server(check: &mut Check, server: &Server) {
    check.required(&server.host, "host", "setup-host-missing", TEXT_MAX);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    check.that(server.host.trim().chars().all(is_name), "host", "setup-host-wrong");
    check.at_most(&server.user, "user", TEXT_MAX);
}

/// Takes a mailbox away; what it brought stays.
pub async fn remove_mailbox(tx: &mut Tx, by: Admin<'_>, address: &str, _sudo: Sudo<'_>) -> Result<(), Refused> {
    let mut setup: MailSetup = get(tx).await?;
    setup.mailboxes.retain(|mailbox| mailbox.address != address);
    save(tx, by, &setup, json!({ "removed": address })).await
}

/// Takes the typed way out back.
pub async fn remove_outgoing(tx: &mut Tx, by: Admin<'_>, _sudo: Sudo<'_>) -> Result<(), Refused> {
    let mut setup: MailSetup = get(tx).await?;
    (setup.from, setup.outgoing) = (String::new(), None);
    save(tx, by, &setup, json!({ "removed": "smtp" })).await
}

/// The record names who and what, and no password, sealed or not.
async fn save(tx: &mut Tx, by: Admin<'_>, setup: &MailSetup, data: serde_json::Value) -> Result<(), Refused> {
    note(tx, setup).await?;
    let told = json!({ "name": MailSetup::NAME, "to": data });
    events::record(tx, &By::from(by.actor()), (Object::Setting, 0), "changed", &told).await?;
    tx.announce("settings");
    Ok(())
}

/// The setup as it is.
pub async fn mail_setup(tx: &Tx, _by: Admin<'_>) -> Result<MailSetup, DbError> {
    get(tx).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<T>(refused: Result<T, Refused>) -> Vec<&'static str> {
        match refused {
            Err(Refused::Invalid(problems)) => problems.iter().map(|problem| problem.field).collect(),
            Err(other) => panic!("{other}"),
            Ok(_) => Vec::new(),
        }
    }

    #[test]
    fn a_password_opens_with_its_key_alone() {
        let (key, other) =
            (Key::new("a key that is long enough for the test"), Key::new("another key, as long as one"));
        let server = Server { host: "smtp.x.es".into(), user: "mesa".into(), ..Server::default() };
        let sealed = SealedPassword::seal(&key, (&server.host, &server.user), "contraseña").unwrap();
        assert!(!sealed.as_text().contains("contra"));
        let server = Server { password: SealedPassword::from_text(sealed.as_text()), ..server };
        assert_eq!(server.password(&key).unwrap(), "contraseña");
        assert_eq!(Server { host: " SMTP.x.es ".into(), ..server.clone() }.password(&key).unwrap(), "contraseña");
        assert!(
            Server { host: "smtp.evil.es".into(), ..server.clone() }.password(&key).is_err(),
            "goes to no other server"
        );
        assert!(Server { user: "root".into(), ..server.clone() }.password(&key).is_err());
        assert!(server.password(&other).is_err());
        assert!(Server { password: SealedPassword::from_text("¿?"), ..server }.password(&key).is_err());
        assert_eq!(Server::default().password(&other).unwrap(), "", "none is none");
    }

    #[test]
    fn what_cannot_work_is_told_before_anybody_connects() {
        let server = Server { host: "smtp.x.es".into(), ..Server::default() };
        assert_eq!(fields(checked_outgoing("Mesa <soporte@x.es>", &server)), Vec::<&str>::new());
        assert_eq!(fields(checked_outgoing("soporte@x.es", &server)), Vec::<&str>::new());
        assert_eq!(fields(checked_outgoing("", &Server::default())), ["from", "host"]);
        let odd = Server { host: "smtp://x.es/a".into(), ..Server::default() };
        assert_eq!(fields(checked_outgoing("Mesa", &odd)), ["from", "host"]);

        let mailbox = TypedMailbox { address: "Soporte@X.es".into(), ..TypedMailbox::default() };
        assert_eq!(checked_mailbox(&mailbox).unwrap().address, "soporte@x.es");
        let fetched = TypedMailbox { server: Some(server), ..mailbox };
        assert_eq!(fields(checked_mailbox(&fetched)), ["user"]);
        let plus = TypedMailbox { address: "soporte+1@x.es".into(), ..TypedMailbox::default() };
        assert_eq!(fields(checked_mailbox(&plus)), ["address"]);
    }
}
