//! The next mail server: where it is, how it is reached, and what its refusals mean.
//!
//! A delivery holds its own connection instead of lettre's pool, for two reasons. A refusal while
//! connecting (wrong password, "554 no service") is about us, so no mail may fail for it, and the
//! pool does not tell it from a refusal of the mail. And a connection given up in the middle of
//! DATA must be closed, while the pool would hand it to the next mail.

use super::settings::{Leave, SettingsError};
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
    proof: Proof,
    hello: ClientId,
    /// `PATIENCE`; tests have less.
    pub(super) patience: Duration,
}

/// Who the desk is there.
enum Proof {
    /// Nobody asks.
    Nobody,
    Password(Credentials),
    /// XOAUTH2: the user, and by whose leave.
    Token(String, Leave),
}

/// Why there is no connection.
enum Unconnected {
    Smtp(Error),
    /// There is no leave, or no token for it.
    Leave(Trouble),
    Silent,
}

impl From<Error> for Unconnected {
    fn from(error: Error) -> Self {
        Self::Smtp(error)
    }
}

enum Security {
    None,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

impl Server {
    /// Reads `smtp_url`; `domain` is the name to greet with, `leave` stands for a password.
    pub(super) fn parse(url: &str, domain: &str, leave: Option<&Leave>) -> Result<Self, SettingsError> {
        let (user, host, query) = Self::split(url)?;
        let (host, port) = host_and_port(host)?;
        let (security, usual_port) = security(query, &host)?;
        Ok(Self {
            host,
            port: port.unwrap_or(usual_port),
            security,
            proof: proof(user, leave)?,
            hello: ClientId::Domain(domain.to_owned()),
            patience: PATIENCE,
        })
    }

    /// Who (undecoded), where, and what stands behind the `?`.
    fn split(url: &str) -> Result<(Option<&str>, &str, &str), SettingsError> {
        let rest = url.strip_prefix("smtp://").ok_or(SettingsError::SmtpUrl("it does not begin with smtp://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
        Ok((user, host, query))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Unconnected> {
        // Boxed: a connection is begun in four places of it.
        match timeout(CONNECT, Box::pin(self.let_in())).await {
            Ok(connected) => connected,
            Err(_) => Err(Unconnected::Silent),
        }
    }

    async fn let_in(&self) -> Result<AsyncSmtpConnection, Unconnected> {
        match &self.proof {
            Proof::Nobody => Ok(self.log_in(None).await?),
            Proof::Password(credentials) => {
                Ok(self.log_in(Some((&[Mechanism::Plain, Mechanism::Login], credentials))).await?)
            }
            Proof::Token(user, leave) => match self.show_token(user, leave).await {
                // It may have been withdrawn before its time: a new one tells.
                Err(Unconnected::Smtp(error)) if is_no_entry(&error) => {
                    leave.tokens.forget(&leave.account).await;
                    self.show_token(user, leave).await
                }
                other => other,
            },
        }
    }

    async fn show_token(&self, user: &str, leave: &Leave) -> Result<AsyncSmtpConnection, Unconnected> {
        let token = leave.tokens.access_token(&leave.account).await.map_err(Unconnected::Leave)?;
        let credentials = Credentials::new(user.to_owned(), token);
        Ok(self.log_in(Some((&[Mechanism::Xoauth2], &credentials))).await?)
    }

    async fn log_in(&self, proof: Option<(&[Mechanism], &Credentials)>) -> Result<AsyncSmtpConnection, Error> {
        let at_once = if let Security::Tls(parameters) = &self.security { Some(parameters.clone()) } else { None };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &self.hello, at_once, None).await?;
        if let Security::StartTls(parameters) = &self.security {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some((mechanisms, credentials)) = proof {
            connection.auth(mechanisms, credentials).await?;
        }
        Ok(connection)
    }

    async fn connect_in_time(&self) -> Result<AsyncSmtpConnection, String> {
        self.connect().await.map_err(|why| match why {
            Unconnected::Smtp(error) => told(&error),
            Unconnected::Leave(Trouble { problem: Problem::Consent, words }) => super::words::one_line(&format!(
                "an administrator must give leave at the provider (smtp_oauth) {words}"
            )),
            Unconnected::Leave(trouble) => format!("no access token: {trouble}"),
            Unconnected::Silent => format!("{} did not answer within {} s", self.host, CONNECT.as_secs()),
        })
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
    let server = Server::parse(url, domain, None).map_err(|error| Trouble::new(Problem::Host, error))?;
    let mut connection = server.connect().await.map_err(|why| match why {
        // Without an answer the words are this machine's, and say no more than the problem does.
        Unconnected::Smtp(error) if error.status().is_none() && !error.is_tls() => Trouble::new(problem(&error), ""),
        Unconnected::Smtp(error) => Trouble::new(problem(&error), told(&error)),
        Unconnected::Leave(trouble) => trouble,
        Unconnected::Silent => Trouble::new(Problem::Silent, ""),
    })?;
    drop(timeout(CONNECT, connection.quit()).await);
    Ok(())
}

/// Whether the server did not accept who the desk says that it is. One that explains in a challenge what is wrong with a
/// token (Google) is answered by nobody: lettre gives up.
fn is_no_entry(error: &Error) -> bool {
    error.status().is_some_and(|code| matches!(code.into(), 530 | 534 | 535 | 538))
        || error.is_client() && error.to_string().contains("challenge")
}

/// What kept the desk from a server.
fn problem(error: &Error) -> Problem {
    let words = told(error).to_lowercase();
    if is_no_entry(error) {
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
        let patience = self.server.patience;
        match timeout(patience, connection.send(envelope, mime)).await {
            Ok(Ok(_)) => {
                self.connection = Some(connection);
                Outcome::Sent
            }
            Ok(Err(error)) => verdict(&error),
            Err(_) => Outcome::Again(format!("no answer within {} s", patience.as_secs())),
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

/// `user`: what stands before the `@`.
fn proof(user: Option<&str>, leave: Option<&Leave>) -> Result<Proof, SettingsError> {
    let wrong = |why| Err(SettingsError::SmtpUrl(why));
    match (user.map(|user| user.split_once(':').ok_or(user)), leave) {
        (None, None) => Ok(Proof::Nobody),
        (Some(Ok((name, password))), None) => Ok(Proof::Password(Credentials::new(decoded(name)?, decoded(password)?))),
        (Some(Err(_)), None) => wrong("the user has no password"),
        (Some(Err(name)), Some(leave)) => Ok(Proof::Token(decoded(name)?, leave.clone())),
        (Some(Ok(_)), Some(_)) => wrong("smtp_oauth stands for the password"),
        (None, Some(_)) => wrong("smtp_oauth needs a user"),
    }
}

fn decoded(text: &str) -> Result<String, SettingsError> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(String::from).map_err(|_| SettingsError::SmtpUrl("user or password is no UTF-8"))
}

/// Who the desk is by an `smtp_url`, if it says it.
pub fn smtp_user(url: &str) -> Option<String> {
    let (user, _, _) = Server::split(url).ok()?;
    let user = user?;
    decoded(user.split_once(':').map_or(user, |(name, _)| name)).ok()
}

/// The server's name in an `smtp_url`.
pub fn smtp_host(url: &str) -> Option<String> {
    Server::split(url).ok().and_then(|(_, host, _)| host_and_port(host).ok()).map(|(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Host, port and protection, or what is wrong.
    fn parsed(url: &str) -> Result<(String, u16, &'static str), &'static str> {
        match Server::parse(url, "x.es", None) {
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
        let error = Server::parse("smtp://ana:secreto@mx.x.es:x", "x.es", None).err().unwrap();
        assert!(!error.to_string().contains("secreto"));
    }

    #[test]
    fn the_host_stands_between_the_password_and_the_port() {
        for (url, expected) in [
            ("smtp://mail.x.es", "mail.x.es"),
            ("smtp://a:b%40@mail.x.es:587?tls=starttls", "mail.x.es"),
            ("smtp://[::1]:25?tls=none", "::1"),
            ("smtp://[2001:db8::1]/", "2001:db8::1"),
        ] {
            assert_eq!(smtp_host(url).as_deref(), Some(expected), "{url}");
        }
        assert_eq!(smtp_host("mail.x.es"), None);
    }

    #[test]
    fn credentials_are_decoded() {
        let Ok(Proof::Password(found)) = proof(Some("ana%40x.es:p%3Aw"), None) else { panic!("no password") };
        assert_eq!(found, Credentials::new("ana@x.es".into(), "p:w".into()));
        assert!(proof(Some("ana:%FF"), None).is_err());
        assert_eq!(smtp_user("smtp://ana%40x.es:p@mx.x.es:26").as_deref(), Some("ana@x.es"));
        assert_eq!(smtp_user("smtp://mx.x.es"), None);
    }
}
