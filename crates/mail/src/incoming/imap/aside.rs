//! What becomes of messages on their server once the ledger has them.

use super::account::Done;
use super::client::{Connected, Opened, quoted, set};
use atiende_core::mailboxes::{Problem, Trouble};

/// The folder for what was taken, where nothing else was said.
const USUAL_FOLDER: &str = "Atiende";
/// What marks messages that were taken, beside being read.
const KEYWORD: &str = "AtiendeTaken";
/// UIDs in one command: a line has its limit (RFC 9051 4, 8192 octets).
const AT_ONCE: usize = 200;

/// How this server puts messages away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Aside {
    /// The keyword, where the folder takes any.
    Mark {
        keyword: bool,
    },
    Move(String),
    /// Copied, then deleted: without MOVE.
    Copy(String),
    /// Whether others' deleted messages can be spared.
    Delete {
        alone: bool,
    },
}

impl Aside {
    /// What was wanted, as far as this server can; makes the folder that it needs.
    pub(super) async fn of(done: &Done, opened: Opened, client: &mut Connected) -> Result<Self, Trouble> {
        let mark = Self::Mark { keyword: opened.takes_keywords };
        let folder = match done {
            Done::Seen => return Ok(mark),
            Done::Delete => return Ok(Self::Delete { alone: client.can("UIDPLUS") }),
            Done::Usual if !client.can("MOVE") && !client.can("UIDPLUS") => return Ok(mark),
            Done::Usual => USUAL_FOLDER,
            Done::Move(folder) => folder,
        };
        let folder = made(client, folder).await?;
        Ok(if client.can("MOVE") { Self::Move(folder) } else { Self::Copy(folder) })
    }

    /// Which of the messages that were taken are not put away, as a search tells: a worker was killed in between.
    pub(super) fn unfinished(&self) -> &'static str {
        match self {
            Self::Mark { keyword: true } => "UNKEYWORD AtiendeTaken",
            Self::Mark { keyword: false } => "UNSEEN",
            Self::Move(_) | Self::Copy(_) | Self::Delete { .. } => "UNDELETED",
        }
    }

    pub(super) async fn put(&self, client: &mut Connected, uids: &[i64]) -> Result<(), Trouble> {
        for some in uids.chunks(AT_ONCE) {
            self.put_some(client, &set(some)).await?;
        }
        Ok(())
    }

    async fn put_some(&self, client: &mut Connected, uids: &str) -> Result<(), Trouble> {
        match self {
            Self::Mark { keyword } => {
                let word = if *keyword { KEYWORD } else { "" };
                let flags = format!("UID STORE {uids} +FLAGS.SILENT (\\Seen {word}");
                client.tell(&format!("{})", flags.trim_end())).await
            }
            Self::Move(folder) => client.tell(&format!("UID MOVE {uids} {}", quoted(folder))).await,
            Self::Copy(folder) => {
                client.tell(&format!("UID COPY {uids} {}", quoted(folder))).await?;
                delete(client, uids, client.can("UIDPLUS")).await
            }
            Self::Delete { alone } => delete(client, uids, *alone).await,
        }
    }
}

async fn delete(client: &mut Connected, uids: &str, alone: bool) -> Result<(), Trouble> {
    client.tell(&format!("UID STORE {uids} +FLAGS.SILENT (\\Deleted)")).await?;
    let expunge = if alone { format!("UID EXPUNGE {uids}") } else { "EXPUNGE".to_owned() };
    client.tell(&expunge).await
}

/// The folder, under the name by which this server has it: some keep everything below INBOX.
async fn made(client: &mut Connected, folder: &str) -> Result<String, Trouble> {
    if is_there(client, folder).await? {
        return Ok(folder.to_owned());
    }
    let root = client.list("").await?.into_iter().next().and_then(|listed| listed.delimiter);
    let below = format!("INBOX{}{folder}", root.as_deref().unwrap_or("/"));
    if is_there(client, &below).await? {
        return Ok(below);
    }
    let mut trouble = None;
    for name in [folder, below.as_str()] {
        match client.tell(&format!("CREATE {}", quoted(name))).await {
            Ok(()) => {
                // Mail programs show what is subscribed; a server without subscriptions is none the worse.
                drop(client.tell(&format!("SUBSCRIBE {}", quoted(name))).await);
                return Ok(name.to_owned());
            }
            Err(refused) if refused.problem == Problem::Server => trouble = trouble.or(Some(refused)),
            Err(other) => return Err(other),
        }
    }
    let words = trouble.map(|trouble| trouble.words).unwrap_or_default();
    Err(Trouble::new(Problem::Folder, format!("{folder}: {words}")))
}

async fn is_there(client: &mut Connected, folder: &str) -> Result<bool, Trouble> {
    Ok(client.list(folder).await?.iter().any(|listed| listed.name == folder))
}
