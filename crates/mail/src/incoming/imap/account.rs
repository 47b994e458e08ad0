//! An account as `imap_url` describes it, checked once.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::net::IpAddr;
use url::{Host, Url};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    None,
    StartTls,
    Tls,
}

/// What becomes of a message on its server after it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Moved to the folder `Atiende` where the server can move (RFC 6851, RFC 4315), marked elsewhere.
    Usual,
    /// Marked as read, and as taken.
    Seen,
    /// Moved to this folder, which is made if it is not there.
    Move(String),
    Delete,
}

/// Where a mailbox is fetched from. Its `Debug` hides the password.
#[derive(Clone, PartialEq, Eq)]
pub struct ImapAccount {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub password: String,
    /// As people write it.
    pub folder: String,
    pub done: Done,
}

/// A mailbox that is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapMailbox {
    /// One of the desk's.
    pub address: String,
    pub account: ImapAccount,
    /// An access token opens it, not a password: by the address, `TokenSource` has it.
    pub by_token: bool,
}

impl fmt::Debug for ImapAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImapAccount({})", self.place())
    }
}

impl Done {
    /// `seen`, `delete` or `move:Folder`; empty: the usual. Errors: what is wrong, without repeating it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match text.trim() {
            "" => Ok(Self::Usual),
            "seen" => Ok(Self::Seen),
            "delete" => Ok(Self::Delete),
            other => match other.strip_prefix("move:").map(str::trim) {
                Some(folder) if !folder.is_empty() => Ok(Self::Move(folder.to_owned())),
                _ => Err("is seen, delete or move:Folder"),
            },
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usual => Ok(()),
            Self::Seen => f.write_str("seen"),
            Self::Delete => f.write_str("delete"),
            Self::Move(folder) => write!(f, "move:{folder}"),
        }
    }
}

impl ImapAccount {
    /// Reads `imaps://user:password@host[:port][/Folder]`, or `imap://..?tls=none|starttls|tls`; without `tls`, `none` for
    /// this very machine and `starttls` for any other. Special characters of user, password and folder are
    /// percent-encoded. Errors: what is wrong with it; they repeat nothing of it.
    pub fn parse(text: &str, done: Done) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "reads imaps://user:password@host[:port][/Folder]")?;
        let host = match url.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            Some(host) => host.to_string(),
            None => return Err("names no host"),
        };
        let security = security(&url, &host)?;
        let usual_port = if security == Security::Tls { 993 } else { 143 };
        let folder = decoded(url.path().trim_start_matches('/'))?;
        let account = Self {
            port: url.port().unwrap_or(usual_port),
            user: decoded(url.username())?,
            password: decoded(url.password().unwrap_or_default())?,
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
            host,
            security,
            done,
        };
        if account.user.is_empty() {
            return Err("names no user");
        }
        match &account.done {
            Done::Move(folder) if *folder == account.folder => Err("moves messages to the folder that it reads"),
            _ => Ok(account),
        }
    }

    /// Server, account and folder: what tells one mailbox from another. No password.
    pub fn place(&self) -> String {
        let scheme = if self.security == Security::Tls { "imaps" } else { "imap" };
        format!("{scheme}://{}@{}:{}/{}", self.user, self.host, self.port, self.folder)
    }
}

fn security(url: &Url, host: &str) -> Result<Security, &'static str> {
    let own_machine = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let mut pairs = url.query_pairs();
    let said = pairs.next();
    if pairs.next().is_some() || said.as_ref().is_some_and(|(name, _)| name != "tls") {
        return Err("has behind the ? something else than tls=");
    }
    match (url.scheme(), said.as_ref().map(|(_, word)| &**word)) {
        ("imaps", None | Some("tls")) | ("imap", Some("tls")) => Ok(Security::Tls),
        ("imap", Some("none")) => Ok(Security::None),
        ("imap", None) if own_machine => Ok(Security::None),
        ("imap", Some("starttls") | None) => Ok(Security::StartTls),
        ("imap" | "imaps", _) => Err("has a tls that is none of none, starttls and tls"),
        _ => Err("begins with neither imaps:// nor imap://"),
    }
}

fn decoded(text: &str) -> Result<String, &'static str> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| "holds bytes that are no UTF-8")?;
    // A line break would end the command that it stands in.
    if decoded.contains(char::is_control) { Err("holds control characters") } else { Ok(decoded.into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Result<(String, u16, Security, String), &'static str> {
        let account = ImapAccount::parse(url, Done::Usual)?;
        Ok((account.host, account.port, account.security, account.folder))
    }

    #[test]
    fn urls_say_where_and_how() {
        let is = |host: &str, port, security, folder: &str| Ok((host.to_owned(), port, security, folder.to_owned()));
        assert_eq!(parsed("imaps://a:b@mx.x.es"), is("mx.x.es", 993, Security::Tls, "INBOX"));
        assert_eq!(parsed("imaps://a:b@mx.x.es:994/Aver%C3%ADas"), is("mx.x.es", 994, Security::Tls, "Averías"));
        assert_eq!(
            parsed("imaps://a:b@mx.x.es/INBOX/Soporte%20TIC"),
            is("mx.x.es", 993, Security::Tls, "INBOX/Soporte TIC")
        );
        assert_eq!(parsed("imap://a:b@mx.x.es"), is("mx.x.es", 143, Security::StartTls, "INBOX"));
        assert_eq!(parsed("imap://a:b@localhost:1430/"), is("localhost", 1430, Security::None, "INBOX"));
        assert_eq!(parsed("imap://a:b@[::1]:1430?tls=starttls"), is("::1", 1430, Security::StartTls, "INBOX"));
        assert_eq!(parsed("imap://a:b@10.0.0.1?tls=none"), is("10.0.0.1", 143, Security::None, "INBOX"));
        let account = ImapAccount::parse("imaps://ana%40x.es:p%3A%40%C3%B1@mx.x.es", Done::Seen).unwrap();
        assert_eq!((account.user.as_str(), account.password.as_str()), ("ana@x.es", "p:@ñ"));
        assert_eq!(format!("{account:?}"), "ImapAccount(imaps://ana@x.es@mx.x.es:993/INBOX)");
    }

    #[test]
    fn what_is_wrong_is_told_without_the_password() {
        for (url, told) in [
            ("mx.x.es", "reads imaps://"),
            ("https://a:b@mx.x.es", "begins with neither"),
            ("imaps://mx.x.es", "names no user"),
            ("imaps://a:b@", "reads imaps://"),
            ("imaps://a:b@mx.x.es?tls=none", "has a tls"),
            ("imap://a:b@mx.x.es?tls=yes", "has a tls"),
            ("imap://a:b@mx.x.es?ssl=1", "behind the ?"),
            ("imaps://a:secreto%0D%0A@mx.x.es", "control characters"),
            ("imaps://a:%FF@mx.x.es", "no UTF-8"),
        ] {
            let error = parsed(url).unwrap_err();
            assert!(error.contains(told) && !error.contains("secreto"), "{url}: {error}");
        }
        assert!(ImapAccount::parse("imaps://a:b@x.es/Atiende", Done::Move("Atiende".into())).is_err());
    }

    #[test]
    fn what_becomes_of_a_message() {
        for text in ["", "seen", "delete", "move:Hecho", "move:INBOX.Año 1"] {
            assert_eq!(Done::parse(text).unwrap().to_string(), text);
        }
        for wrong in ["move", "move:", "archive"] {
            assert!(Done::parse(wrong).is_err(), "{wrong}");
        }
    }
}
