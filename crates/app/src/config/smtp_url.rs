//! `smtp://[user:pw@]host[:port]?tls=none|starttls|tls`: whether it is one, and whom it names.

use std::fmt;

/// Whether and when the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    None,
    StartTls,
    Tls,
}

/// The address of the server that takes our mail.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SmtpUrl {
    /// As it was given, password and all.
    pub(crate) url: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
}

impl SmtpUrl {
    /// Ports that are not given: 25 without encryption, 587 for STARTTLS (RFC 6409), 465 for TLS (RFC 8314).
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "is no address as in smtp://user:password@mail.example.com:587?tls=starttls".to_owned();
        let rest = text.strip_prefix("smtp://").ok_or_else(wrong)?;
        let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
        let tls = tls(query)?;
        let authority = authority.trim_end_matches('/');
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| wrong())?),
            _ => (place, default_port(tls)),
        };
        let host = host.trim_matches(['[', ']']);
        if host.is_empty() || host.contains(['/', '#']) || host.contains(char::is_whitespace) {
            return Err(wrong());
        }
        Ok(Self { url: text.to_owned(), host: host.to_owned(), port, tls })
    }
}

fn tls(query: &str) -> Result<Tls, String> {
    match query {
        "" | "tls=starttls" => Ok(Tls::StartTls),
        "tls=none" => Ok(Tls::None),
        "tls=tls" => Ok(Tls::Tls),
        _ => Err("has another option than tls=none, tls=starttls or tls=tls".into()),
    }
}

const fn default_port(tls: Tls) -> u16 {
    match tls {
        Tls::None => 25,
        Tls::StartTls => 587,
        Tls::Tls => 465,
    }
}

/// Without the password.
impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {:?}", self.host, self.port, self.tls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mail_servers() {
        let cases = [
            ("smtp://mail.example.com", Some(("mail.example.com", 587, Tls::StartTls))),
            ("smtp://127.0.0.1:2525?tls=none", Some(("127.0.0.1", 2525, Tls::None))),
            ("smtp://u:p%40ss@mail.example.com?tls=tls", Some(("mail.example.com", 465, Tls::Tls))),
            ("smtp://[::1]:25?tls=none", Some(("::1", 25, Tls::None))),
            ("smtp://[::1]?tls=none", Some(("::1", 25, Tls::None))),
            ("smtps://mail.example.com", None),
            ("smtp://", None),
            ("smtp://host:port", None),
            ("smtp://host:99999", None),
            ("smtp://host?tls=maybe", None),
            ("mail.example.com:25", None),
        ];
        for (text, expected) in cases {
            let found = SmtpUrl::parse(text).ok();
            assert_eq!(found.as_ref().map(|url| (url.host.as_str(), url.port, url.tls)), expected, "{text}");
        }
    }

    #[test]
    fn the_password_is_not_logged() {
        let url = SmtpUrl::parse("smtp://ana:secreto@mail.example.com").unwrap();
        assert!(!format!("{url:?}").contains("secreto"));
    }
}
