//! The next mail server: where it is, how it is reached, and what its refusals mean.
//!
//! A delivery holds its own connection instead of lettre's pool, for two reasons. A refusal while
//! connecting (wrong password, "554 no service") is about us, so no mail may fail for it, and the
//! pool does not tell it from a refusal of the mail. And a connection given up in the middle of
//! DATA must be closed, while the pool would hand it to the next mail.

use super::settings::SettingsError;
use atiende_core::mailboxes::{Problem, Trouble};
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::{Error, extension::ClientId};
use percent_encoding::percent_decode_str;
use std::time::Duration;
use tokio::time::timeout;

/// For connecting, with TLS, greeting and authentication.
const CONNECT: Duration = Duration::from_secs(30);
/// For one mail. Generous, because a server that answers late has taken the mail and would get it
/// again (RFC 5321 4.5.3.2 asks for 5 minutes a command).
const PATIENCE: Duration = Duration::from_mins(5);

/// What became of handing a mail over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    /// Not now: why.
    Again(String),
    /// Refused for good: why.
    Never(String),
}

/// Where mails go next. No `Debug`: it holds the password.
pub(super) struct Server {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    hello: ClientId,
}

enum Security {
    None,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl Server {
    /// Reads `smtp_url`; `domain` is the name to greet with.
    pub(super) fn parse(url: &str, domain: &str) -> Result<Self, SettingsError> {
        let wrong = SettingsError::SmtpUrl;
        let rest = url.strip_prefix("smtp://").ok_or(wrong("it does not begin with smtp://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
        let (host, port) = host_and_port(host)?;
        let (security, usual_port) = security(query, &host)?;
        Ok(Self {
            host,
            port: port.unwrap_or(usual_port),
            security,
            credentials: user.map(credentials).transpose()?,
            hello: ClientId::Domain(domain.to_owned()),
        })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let at_once = if let Security::Tls(parameters) = &self.security { Some(parameters.clone()) } else { None };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &self.hello, at_once, None).await?;
        if let Security::StartTls(parameters) = &self.security {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(connection)
    }

    async fn connect_in_time(&self) -> Result<AsyncSmtpConnection, String> {
        match timeout(CONNECT, self.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err(format!("{} did not answer within {} s", self.host, CONNECT.as_secs())),
        }
    }

    /// Whether the server lets the desk in (EHLO, TLS, password) and answers (NOOP).
    pub(super) async fn check(&self) -> Result<(), String> {
        let mut connection = self.connect_in_time().await?;
        let answers = timeout(CONNECT, connection.test_connected()).await.unwrap_or(false);
        drop(timeout(CONNECT, connection.quit()).await);
        if answers { Ok(()) } else { Err("it greets, but does not answer NOOP".into()) }
    }
}

/// Whether a server takes mails of the desk: connects, logs in, and sends nothing. Errors: what is wrong, and the words.
pub async fn try_server(url: &str, domain: &str) -> Result<(), Trouble> {
    let server = Server::parse(url, domain).map_err(|error| Trouble::new(Problem::Host, error))?;
    let mut connection = match timeout(CONNECT, server.connect()).await {
        Ok(Ok(connection)) => connection,
        // Without an answer the words are this machine's, and say no more than the problem does.
        Ok(Err(error)) if error.status().is_none() && !error.is_tls() => return Err(Trouble::new(problem(&error), "")),
        Ok(Err(error)) => return Err(Trouble::new(problem(&error), told(&error))),
        Err(_) => return Err(Trouble::new(Problem::Silent, "")),
    };
    drop(timeout(CONNECT, connection.quit()).await);
    Ok(())
}

/// What kept the desk from a server.
fn problem(error: &Error) -> Problem {
    let words = told(error).to_lowercase();
    if error.status().is_some_and(|code| matches!(code.into(), 530 | 534 | 535 | 538)) {
        Problem::Password
    } else if error.is_tls() {
        if words.contains("certificate") { Problem::Certificate } else { Problem::Tls }
    } else if error.is_timeout() {
        Problem::Silent
    } else if words.contains("lookup") || words.contains("not known") || words.contains("no address") {
        Problem::Host
    } else if words.contains("refused") || words.contains("unreachable") {
        Problem::Refused
    } else if error.is_permanent() || error.is_transient() || error.is_client() {
        if words.contains("starttls") { Problem::NoTls } else { Problem::Server }
    } else {
        Problem::Lost
    }
}

/// One conversation with the server, begun when the first mail is there.
pub(super) struct Line<'a> {
    server: &'a Server,
    connection: Option<AsyncSmtpConnection>,
}

impl<'a> Line<'a> {
    pub(super) const fn new(server: &'a Server) -> Self {
        Self { server, connection: None }
    }

    /// Hands one mail over. Given up half-way, the connection closes and the mail was not sent.
    pub(super) async fn send(&mut self, envelope: &Envelope, mime: &[u8]) -> Outcome {
        let mut connection = match self.take().await {
            Ok(connection) => connection,
            Err(why) => return Outcome::Again(why),
        };
        match timeout(PATIENCE, connection.send(envelope, mime)).await {
            Ok(Ok(_)) => {
                self.connection = Some(connection);
                Outcome::Sent
            }
            Ok(Err(error)) => verdict(&error),
            Err(_) => Outcome::Again(format!("no answer within {} s", PATIENCE.as_secs())),
        }
    }

    /// The open connection if it still answers, or a new one. lettre closes it after any refusal.
    async fn take(&mut self) -> Result<AsyncSmtpConnection, String> {
        if let Some(mut connection) = self.connection.take()
            && timeout(CONNECT, connection.test_connected()).await.unwrap_or(false)
        {
            return Ok(connection);
        }
        self.server.connect_in_time().await
    }

    pub(super) async fn close(self) {
        if let Some(mut connection) = self.connection {
            // The mails are handed over: whether the server says goodbye does not matter.
            drop(timeout(CONNECT, connection.quit()).await);
        }
    }
}

/// Only a 5xx to the mail itself, or a mail that the server has no way of taking (lettre's
/// "client" errors: an address that needs SMTPUTF8), is final. A lost answer is no refusal.
fn verdict(error: &Error) -> Outcome {
    if error.is_permanent() || error.is_client() { Outcome::Never(told(error)) } else { Outcome::Again(told(error)) }
}

/// `550: 5.1.1 no such user`, or what went wrong on the way.
fn told(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    let told = match (error.status(), cause) {
        (Some(code), Some(words)) => format!("{code}: {words}"),
        _ => error.to_string(),
    };
    super::words::one_line(&told)
}

fn host_and_port(text: &str) -> Result<(String, Option<u16>), SettingsError> {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '@')) {
        return Err(SettingsError::SmtpUrl("there is no host in it"));
    }
    let port = port.map(str::parse).transpose().map_err(|_| SettingsError::SmtpUrl("the port is no number"))?;
    Ok((host.to_owned(), port))
}

/// How the connection is protected, and the port that goes with it.
fn security(query: &str, host: &str) -> Result<(Security, u16), SettingsError> {
    let own_machine = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let word = match query.strip_prefix("tls=") {
        Some(word) => word,
        None if !query.is_empty() => return Err(SettingsError::SmtpUrl("behind the ? only tls= can stand")),
        None if own_machine => "none",
        None => "starttls",
    };
    let parameters =
        || TlsParameters::new(host.to_owned()).map_err(|_| SettingsError::SmtpUrl("the host has no name for TLS"));
    match word {
        "none" => Ok((Security::None, 25)),
        "starttls" => Ok((Security::StartTls(parameters()?), 587)),
        "tls" => Ok((Security::Tls(parameters()?), 465)),
        _ => Err(SettingsError::SmtpUrl("tls is none, starttls or tls")),
    }
}

fn credentials(user: &str) -> Result<Credentials, SettingsError> {
    let (name, password) = user.split_once(':').ok_or(SettingsError::SmtpUrl("the user has no password"))?;
    let decoded = |text| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.map(String::from).map_err(|_| SettingsError::SmtpUrl("user or password is no UTF-8"))
    };
    Ok(Credentials::new(decoded(name)?, decoded(password)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Host, port and protection, or what is wrong.
    fn parsed(url: &str) -> Result<(String, u16, &'static str), &'static str> {
        match Server::parse(url, "x.es") {
            Ok(Server { host, port, security, .. }) => Ok((
                host,
                port,
                match security {
                    Security::None => "none",
                    Security::StartTls(_) => "starttls",
                    Security::Tls(_) => "tls",
                },
            )),
            Err(SettingsError::SmtpUrl(why)) => Err(why),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn urls_say_where_and_how() {
        let is = |host: &str, port, security| Ok((host.to_owned(), port, security));
        assert_eq!(parsed("smtp://127.0.0.1:1025"), is("127.0.0.1", 1025, "none"));
        assert_eq!(parsed("smtp://localhost"), is("localhost", 25, "none"));
        assert_eq!(parsed("smtp://[::1]:2525/?tls=none"), is("::1", 2525, "none"));
        assert_eq!(parsed("smtp://mx.x.es"), is("mx.x.es", 587, "starttls"));
        assert_eq!(parsed("smtp://ana:p%40ss@mx.x.es?tls=tls"), is("mx.x.es", 465, "tls"));
        assert_eq!(parsed("smtp://mx.x.es:26?tls=none"), is("mx.x.es", 26, "none"));
    }

    #[test]
    fn wrong_urls_are_named_without_their_password() {
        assert_eq!(parsed("http://mx.x.es"), Err("it does not begin with smtp://"));
        assert_eq!(parsed("smtp://"), Err("there is no host in it"));
        assert_eq!(parsed("smtp://mx.x.es:smtp"), Err("the port is no number"));
        assert_eq!(parsed("smtp://ana@mx.x.es"), Err("the user has no password"));
        assert_eq!(parsed("smtp://mx.x.es?tls=yes"), Err("tls is none, starttls or tls"));
        assert_eq!(parsed("smtp://mx.x.es?ssl=1"), Err("behind the ? only tls= can stand"));
        let error = Server::parse("smtp://ana:secreto@mx.x.es:x", "x.es").err().unwrap();
        assert!(!error.to_string().contains("secreto"));
    }

    #[test]
    fn credentials_are_decoded() {
        assert_eq!(credentials("ana%40x.es:p%3Aw").unwrap(), Credentials::new("ana@x.es".into(), "p:w".into()));
        assert!(credentials("ana:%FF").is_err());
    }
}
