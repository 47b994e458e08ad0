//! `atiende mail receive`.

use super::desk::Desk;
use super::{Code, Failure};
use crate::config;
use atiende_core::accounts::sealed::Key;
use atiende_core::inbound::{Entry, Via, access};
use atiende_db::Db;
use atiende_mail::incoming::{Envelope, Intake, Reader, TakeError};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::{Read, stdin};

/// Take mail by hand, or from a mail server's pipe.
#[derive(Debug, Subcommand)]
pub(super) enum Mail {
    Receive(Receive),
}

/// Take one message from stdin, as a mail server pipes it.
///
/// It ends with 0 only after the message is safely kept. Then it is read: it becomes a ticket, or
/// words in one, or waits for somebody to look at it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende mail receive < message.eml
  atiende mail receive --to soporte@example.com --json < message.eml

In Postfix's master.cf:
  atiende unix - n n - - pipe flags=R user=atiende null_sender=
    argv=/usr/local/bin/atiende mail receive --from ${sender} --to ${recipient}

Ends with 0 when it was taken, 65 when there is nothing in it, 67 for an address that is no
mailbox, 75 when it should be tried later, 77 when it is larger than max_message_bytes.")]
pub(super) struct Receive {
    /// The address that it was sent to; without it the message's own header tells.
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// The envelope sender; empty for the null sender.
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
}

pub(super) async fn run(desk: &Desk, mail: Mail) -> Result<Code, Failure> {
    let Mail::Receive(receive) = mail;
    receive_one(desk, receive).await.map_err(|failure| match failure.code {
        // A mail server keeps what it is told to try later, and returns what it is told anything else: a folder that may not be
        // written is mended, and nobody's mail has come back.
        Code::Unavailable | Code::Software | Code::Config => Failure::new(Code::TryLater, failure.to_string()),
        _ => failure,
    })
}

async fn receive_one(desk: &Desk, receive: Receive) -> Result<Code, Failure> {
    let raw = read(desk.config.mail.max_message_bytes)?;
    let db = desk.open().await?;
    let settings = desk.in_force(&db).await?.for_incoming(Key::new(&config::secret_key(&desk.config)?));
    let vault = desk.vault()?;
    let intake = Intake::new(db.clone(), vault.clone(), &settings);
    let envelope = Envelope { from: receive.from, to: receive.to };
    let arrived = intake.take(raw, Via::Pipe, &envelope).await.map_err(|error| failure(&error))?;
    if arrived.duplicate_of.is_none() {
        Reader::new(db.clone(), vault, settings).one(arrived.id).await?;
    }
    let entry = entry(&db, arrived.id).await?;
    let document = json!({
        "id": entry.id.to_string(),
        "result": entry.outcome,
        "ticket": entry.ticket.map(|ticket| ticket.to_string()),
        "message": entry.message.map(|message| message.to_string()),
        "message_id": entry.message_id,
        "reason": entry.reason,
    });
    let words = match entry.ticket {
        Some(ticket) => format!("Stored as {}: {}, ticket #{ticket}.", entry.id, entry.outcome),
        None => format!("Stored as {}: {} {}", entry.id, entry.outcome, entry.reason),
    };
    desk.output.result(&document, words.trim_end());
    Ok(Code::Ok)
}

/// No more than is taken, and one byte, to see that it is more.
fn read(max: u64) -> Result<Vec<u8>, Failure> {
    let mut raw = Vec::new();
    let read = stdin().lock().take(max.saturating_add(1)).read_to_end(&mut raw);
    read.map_err(|error| Failure::new(Code::TryLater, format!("the message could not be read: {error}")))?;
    Ok(raw)
}

async fn entry(db: &Db, id: atiende_core::id::InboundId) -> Result<Entry, Failure> {
    let found = db.read(async move |tx| access::taken(tx, id).await).await?;
    found.ok_or_else(|| Failure::new(Code::Software, "the message is not in the ledger"))
}

fn failure(error: &TakeError) -> Failure {
    let code = match error {
        TakeError::Empty => Code::BadValue,
        TakeError::NoMailbox(_) => Code::NoSuchUser,
        TakeError::TooLarge(_) => Code::Refused,
        TakeError::Db(_) | TakeError::Files(_) => Code::TryLater,
    };
    Failure::new(code, error.to_string())
}
