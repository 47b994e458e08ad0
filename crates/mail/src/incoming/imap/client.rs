//! A session: what is asked, and what the answers mean. async-imap logs in and finds where answers begin and end; the
//! commands are ours, because its own take a NO, or the end of the connection, for an empty answer.

use super::account::{ImapAccount, ImapMailbox};
use super::utf7;
use super::wire::{self, Wire, broken, silent};
use crate::oauth::{TokenSource, xoauth2};
use async_imap::imap_proto::{AttributeValue, Capability, MailboxDatum, Outcome, Response, ResponseCode, Status};
use async_imap::{Authenticator, Session, error::Error};
use atiende_core::mailboxes::{Problem, Trouble};
use std::time::Duration;
use tokio::time::timeout;

/// For an answer, once the command was sent.
const PATIENCE: Duration = Duration::from_mins(1);
/// The slowest line on which a message still arrives: bytes a second.
const SLOWEST: u64 = 16 * 1024;

/// A folder that was opened.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opened {
    pub(super) uid_validity: i64,
    /// Whether words of the desk's own may mark messages.
    pub(super) takes_keywords: bool,
}

/// A folder as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) delimiter: Option<String>,
}

pub(super) struct Connected {
    session: Session<Box<dyn Wire>>,
    capabilities: Vec<String>,
    /// Something came while something else was asked: nobody will tell of it again.
    news: bool,
}

impl Connected {
    /// Gets there and logs in.
    pub(super) async fn open(mailbox: &ImapMailbox, tokens: &TokenSource) -> Result<Self, Trouble> {
        let (account, address) = (&mailbox.account, mailbox.address.as_str());
        if !mailbox.by_token {
            return Self::log_in(account, None).await;
        }
        let token = tokens.access_token(address).await?;
        match Self::log_in(account, Some(&token)).await {
            // It may have been withdrawn before its time: a new one tells.
            Err(trouble) if trouble.problem == Problem::Consent => {
                tokens.forget(address).await;
                Self::log_in(account, Some(&tokens.access_token(address).await?)).await
            }
            other => other,
        }
    }

    async fn log_in(account: &ImapAccount, token: Option<&str>) -> Result<Self, Trouble> {
        let client = wire::connect(account).await?;
        let (user, password) = (account.user.as_str(), account.password.as_str());
        let problem = if token.is_some() { Problem::Consent } else { Problem::Password };
        let logging_in = async {
            match token {
                Some(token) => client.authenticate("XOAUTH2", Says(xoauth2(user, token))).await,
                // LOGIN knows no letters beyond ASCII (RFC 3501 9).
                None if user.is_ascii() && password.is_ascii() => client.login(user, password).await,
                None => client.authenticate("PLAIN", Says(format!("\0{user}\0{password}"))).await,
            }
        };
        let session = timeout(PATIENCE, logging_in).await.map_err(|_| silent())?;
        let session = session.map_err(|(error, _)| refused(&error, problem))?;
        let mut connected = Self { session, capabilities: Vec::new(), news: false };
        connected.capabilities = connected.ask_capabilities().await?;
        Ok(connected)
    }

    pub(super) fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|known| known.eq_ignore_ascii_case(capability))
    }

    /// Whether messages came since the folder was opened; told once.
    pub(super) fn heard_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    async fn ask_capabilities(&mut self) -> Result<Vec<String>, Trouble> {
        let mut found = Vec::new();
        self.ask("CAPABILITY", PATIENCE, |response| {
            if let Response::Capabilities(all) = response {
                found.extend(all.iter().filter_map(|capability| match capability {
                    Capability::Atom(word) => Some(word.to_string()),
                    _ => None,
                }));
            }
        })
        .await?;
        Ok(found)
    }

    /// Errors: `Folder` if there is none of this name.
    pub(super) async fn select(&mut self, folder: &str) -> Result<Opened, Trouble> {
        let (mut validity, mut takes_keywords) = (None, false);
        let command = format!("SELECT {}", quoted(folder));
        let asked = self.ask(&command, PATIENCE, |response| {
            if let Response::Data { outcome: Outcome { code: Some(code), .. }, .. } = response {
                match code {
                    ResponseCode::UidValidity(number) => validity = Some(i64::from(*number)),
                    ResponseCode::PermanentFlags(flags) => takes_keywords = flags.iter().any(|flag| flag == "\\*"),
                    _ => {}
                }
            }
        });
        asked.await.map_err(|trouble| match trouble.problem {
            Problem::Server => Trouble { problem: Problem::Folder, ..trouble },
            _ => trouble,
        })?;
        // How many there are is said at each opening.
        self.news = false;
        let uid_validity = validity.ok_or_else(|| Trouble::new(Problem::Server, "its folder has no UIDVALIDITY"))?;
        Ok(Opened { uid_validity, takes_keywords })
    }

    /// The UIDs that match, in their order.
    pub(super) async fn search(&mut self, criteria: &str) -> Result<Vec<i64>, Trouble> {
        let mut found = Vec::new();
        self.ask(&format!("UID SEARCH {criteria}"), PATIENCE, |response| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = response {
                found.extend(uids.iter().map(|uid| i64::from(*uid)));
            }
        })
        .await?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// UIDs and sizes of those that are there.
    pub(super) async fn sizes(&mut self, uids: &[i64]) -> Result<Vec<(i64, u64)>, Trouble> {
        let mut found = Vec::new();
        self.ask(&format!("UID FETCH {} (UID RFC822.SIZE)", set(uids)), PATIENCE, |response| {
            if let Response::Fetch(_, attributes) = response {
                let size = attributes.iter().find_map(|attribute| match attribute {
                    AttributeValue::Rfc822Size(size) => Some(u64::from(*size)),
                    _ => None,
                });
                found.extend(uid_of(attributes).zip(size));
            }
        })
        .await?;
        Ok(found)
    }

    /// The message as it came, without marking it; `None`: the server did not send it.
    pub(super) async fn message(&mut self, uid: i64, size: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let mut found = None;
        let patience = PATIENCE + Duration::from_secs(size / SLOWEST);
        self.ask(&format!("UID FETCH {uid} (UID BODY.PEEK[])"), patience, |response| {
            if let Response::Fetch(_, attributes) = response
                && uid_of(attributes).is_none_or(|of| of == uid)
            {
                let body = attributes.iter().find_map(|attribute| match attribute {
                    AttributeValue::BodySection { section: None, data: Some(data), .. } => Some(data.to_vec()),
                    _ => None,
                });
                found = found.take().or(body);
            }
        })
        .await?;
        Ok(found)
    }

    pub(super) async fn list(&mut self, pattern: &str) -> Result<Vec<Listed>, Trouble> {
        let mut found = Vec::new();
        self.ask(&format!("LIST \"\" {}", quoted(pattern)), PATIENCE, |response| {
            if let Response::MailboxData(MailboxDatum::List(folder)) = response {
                let delimiter = folder.delimiter.as_ref().map(ToString::to_string);
                found.push(Listed { name: utf7::decode(&folder.name), delimiter });
            }
        })
        .await?;
        Ok(found)
    }

    /// A command whose answer is only whether it was done.
    pub(super) async fn tell(&mut self, command: &str) -> Result<(), Trouble> {
        self.ask(command, PATIENCE, |_| ()).await
    }

    /// Begins to listen (RFC 2177).
    pub(super) async fn listen(&mut self) -> Result<Listening<'_>, Trouble> {
        let tag = self.session.run_command("IDLE").await.map_err(|error| refused(&error, Problem::Server))?.0;
        let mut early = false;
        let waiting = async {
            loop {
                let Some(said) = self.session.read_response().await.map_err(|error| broken(&error))? else {
                    return Err(lost());
                };
                match said.parsed() {
                    Response::Continue(_) => return Ok(()),
                    Response::Done { tag: of, outcome, .. } if of.0 == tag => {
                        return Err(Trouble::new(Problem::Server, words(outcome)));
                    }
                    Response::MailboxData(MailboxDatum::Exists(_)) => early = true,
                    _ => {}
                }
            }
        };
        timeout(PATIENCE, waiting).await.map_err(|_| silent())??;
        Ok(Listening { session: &mut self.session, tag, early })
    }

    /// Sends a command and looks at what comes until it is done. Errors: also for a NO, unlike async-imap's own.
    async fn ask(
        &mut self,
        command: &str,
        patience: Duration,
        mut see: impl FnMut(&Response<'_>),
    ) -> Result<(), Trouble> {
        let asking = async {
            let sent = self.session.run_command(command).await;
            let tag = sent.map_err(|error| refused(&error, Problem::Server))?.0;
            let news = &mut self.news;
            until_done(&mut self.session, &tag, |response| {
                *news |= matches!(response, Response::MailboxData(MailboxDatum::Exists(_)));
                see(response);
            })
            .await
        };
        timeout(patience, asking).await.map_err(|_| silent())?
    }

    /// Says goodbye; whether the server answers does not matter.
    pub(super) async fn close(mut self) {
        drop(timeout(Duration::from_secs(2), self.tell("LOGOUT")).await);
    }
}

/// While this is there nothing else can be asked.
pub(super) struct Listening<'a> {
    session: &'a mut Session<Box<dyn Wire>>,
    tag: String,
    /// Something came before it had begun.
    early: bool,
}

impl Listening<'_> {
    /// Until something happens in the folder. May be dropped and called again.
    pub(super) async fn news(&mut self) -> Result<(), Trouble> {
        if self.early {
            return Ok(());
        }
        loop {
            let Some(said) = self.session.read_response().await.map_err(|error| broken(&error))? else {
                return Err(lost());
            };
            match said.parsed() {
                Response::MailboxData(MailboxDatum::Exists(_)) => return Ok(()),
                Response::Data { status: Status::Bye, outcome } => {
                    return Err(Trouble::new(Problem::Lost, words(outcome)));
                }
                Response::Done { tag, outcome, .. } if tag.0 == self.tag => {
                    return Err(Trouble::new(Problem::Lost, words(outcome)));
                }
                _ => {}
            }
        }
    }

    pub(super) async fn end(self) -> Result<(), Trouble> {
        let ending = async {
            let told = self.session.run_command_untagged("DONE").await;
            told.map_err(|error| refused(&error, Problem::Server))?;
            until_done(self.session, &self.tag, |_| ()).await
        };
        timeout(PATIENCE, ending).await.map_err(|_| silent())?
    }
}

async fn until_done(
    session: &mut Session<Box<dyn Wire>>,
    tag: &str,
    mut see: impl FnMut(&Response<'_>),
) -> Result<(), Trouble> {
    while let Some(said) = session.read_response().await.map_err(|error| broken(&error))? {
        match said.parsed() {
            Response::Done { tag: of, status, outcome } if of.0 == tag => {
                return match status {
                    Status::Ok => Ok(()),
                    _ => Err(Trouble::new(Problem::Server, words(outcome))),
                };
            }
            response => see(response),
        }
    }
    Err(lost())
}

/// Answers the first challenge, and nothing to a second: there XOAUTH2 tells what is wrong, and waits to be acknowledged.
struct Says(String);

impl Authenticator for Says {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        std::mem::take(&mut self.0)
    }
}

fn lost() -> Trouble {
    Trouble::new(Problem::Lost, "")
}

fn words(outcome: &Outcome<'_>) -> String {
    outcome.information.as_deref().unwrap_or_default().to_owned()
}

/// What async-imap's own commands tell; a NO means `problem`.
fn refused(error: &Error, problem: Problem) -> Trouble {
    match error {
        Error::Io(error) => broken(error),
        Error::ConnectionLost => lost(),
        Error::No(said) | Error::Bad(said) => {
            // RFC 5530: it has nothing against this account, but cannot serve anybody now.
            let is_busy = ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]"].iter().any(|code| said.contains(code));
            Trouble::new(if is_busy { Problem::Server } else { problem }, bare(said))
        }
        other => Trouble::new(Problem::Server, other),
    }
}

/// `code: None, info: Some("Authentication failed.")`: the sentence alone.
fn bare(said: &str) -> &str {
    let inner = said.split_once("info: Some(\"").and_then(|(_, rest)| rest.strip_suffix("\")"));
    inner.unwrap_or(said)
}

fn uid_of(attributes: &[AttributeValue<'_>]) -> Option<i64> {
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(i64::from(*uid)),
        _ => None,
    })
}

/// A folder's name in a command.
pub(super) fn quoted(folder: &str) -> String {
    format!("\"{}\"", utf7::encode(folder).replace('\\', "\\\\").replace('"', "\\\""))
}

/// `1,2,7`.
pub(super) fn set(uids: &[i64]) -> String {
    uids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert_eq!(quoted("Averías"), "\"Aver&AO0-as\"");
        assert_eq!(quoted("a\" \\x"), "\"a\\\" \\\\x\"");
        assert_eq!(quoted("a\r\nb"), "\"a&AA0ACg-b\"");
    }

    #[test]
    fn a_refusal_is_the_servers_sentence() {
        assert_eq!(bare("code: None, info: Some(\"[AUTHENTICATIONFAILED] No.\")"), "[AUTHENTICATIONFAILED] No.");
        assert_eq!(bare("else"), "else");
    }
}
