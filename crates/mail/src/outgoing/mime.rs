//! Headers and parts of a mail, and whose word it is.
//!
//! Whose word (RFC 3834 5): `auto-generated` marks what a program says by itself. `auto-replied`
//! is for the direct answer to a mail that a program got: that the desk does not know its sender. The
//! rest of the outbox knows tickets, not mails. Both "MUST NOT be used on manually generated messages", so a reply, which
//! a person wrote to be read and answered by its readers, carries the explicit `no` and the desk's
//! address in the envelope: its bounces are worth knowing. All else is automatic, with the null
//! envelope sender, and nothing automatic may answer it. That includes two mails that quote a
//! person. The copies of a new ticket go to people whom the desk, not the author, chose. And a note
//! to a colleague is internal: an absence notice that quotes it would come back by the public door.
//! `X-Auto-Response-Suppress: All` is Exchange's word for the same wish and stands in every mail.
//!
//! Injection: what comes from people is put on one line, lettre encodes what is not printable
//! ASCII, and both parts are quoted-printable, which cannot hold the boundary (`=_`).

use super::compose::{ComposeError, Parts};
use super::enclosed::Enclosed;
use super::settings::Letterhead;
use super::threading::Thread;
use super::words::one_line;
use crate::incoming::reply_address;
use atiende_core::notify::{Letter, MailKind, Pending, Reason, following};
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

const AUTO_SUBMITTED: HeaderName = HeaderName::new_from_ascii_str("Auto-Submitted");
const SUPPRESS: HeaderName = HeaderName::new_from_ascii_str("X-Auto-Response-Suppress");
const LIST_ID: HeaderName = HeaderName::new_from_ascii_str("List-Id");
const UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const ONE_CLICK: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");
const LOOP: HeaderName = HeaderName::new_from_ascii_str("X-Loop");
const TICKET: HeaderName = HeaderName::new_from_ascii_str("X-Atiende-Ticket");

/// The mail as it travels.
pub(super) fn bytes(
    office: &Letterhead,
    (mail, letter): (&Pending, Option<&Letter>),
    thread: &Thread,
    (parts, files): (&Parts, Vec<(Enclosed, Vec<u8>)>),
) -> Result<Vec<u8>, ComposeError> {
    let builder = Message::builder()
        .from(office.from.clone())
        .to(recipient(mail)?)
        .subject(&parts.subject)
        .date(mail.created_at.into())
        .message_id(Some(thread.message_id.clone()));
    let builder = threaded(builder, thread);
    let builder = answered(builder, office, mail)?;
    let builder = labelled(builder, mail).raw_header(HeaderValue::new(LOOP, trail(office, thread)));
    let builder = listed(builder, office, (mail, letter));
    let message = builder.envelope(envelope(office, mail)?).multipart(body(mail, parts, files)?)?;
    let mime = message.formatted();
    Ok(match office.signer.as_ref().and_then(|signer| signer.field(&mime)) {
        Some(field) => [field.as_bytes(), &mime].concat(),
        None => mime,
    })
}

/// Who is told when the mail cannot be delivered, and who gets it.
pub(super) fn envelope(office: &Letterhead, mail: &Pending) -> Result<Envelope, ComposeError> {
    let sender = (!mail.kind.is_automatic()).then(|| office.from.email.clone());
    Ok(Envelope::new(sender, vec![address(mail)?])?)
}

fn address(mail: &Pending) -> Result<Address, ComposeError> {
    mail.to_address.parse().map_err(ComposeError::Address)
}

fn recipient(mail: &Pending) -> Result<Mailbox, ComposeError> {
    let name = one_line(&mail.to_name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address(mail)?))
}

/// Where the answer finds its ticket, whatever becomes of the subject and the thread on its way.
fn answered(builder: MessageBuilder, office: &Letterhead, mail: &Pending) -> Result<MessageBuilder, ComposeError> {
    let own = office.answers.as_ref().zip(mail.ticket).zip(mail.person);
    let address = own.and_then(|((to, ticket), person)| reply_address(&to.mailbox, &to.key, ticket, person));
    match address {
        Some(address) => {
            let address = address.parse().map_err(ComposeError::Address)?;
            Ok(builder.reply_to(Mailbox::new(office.from.name.clone(), address)))
        }
        None => Ok(builder),
    }
}

fn threaded(builder: MessageBuilder, thread: &Thread) -> MessageBuilder {
    match &thread.in_reply_to {
        Some(id) => builder.in_reply_to(id.clone()).references(thread.references.join(" ")),
        None => builder,
    }
}

fn labelled(builder: MessageBuilder, mail: &Pending) -> MessageBuilder {
    let whose = match mail.kind {
        MailKind::UnknownSender => "auto-replied",
        kind if kind.is_automatic() => "auto-generated",
        _ => "no",
    };
    let builder = builder
        .raw_header(HeaderValue::new(AUTO_SUBMITTED, whose.into()))
        .raw_header(HeaderValue::new(SUPPRESS, "All".into()));
    match mail.ticket {
        Some(ticket) => builder.raw_header(HeaderValue::new(TICKET, ticket.to_string())),
        None => builder,
    }
}

/// RFC 2919: a rule of a mail client can gather an organization's tickets. Whoever follows a ticket of their own will can
/// stop with one click (RFC 8058); the coordinator, always copied, cannot.
fn listed(builder: MessageBuilder, office: &Letterhead, (mail, letter): (&Pending, Option<&Letter>)) -> MessageBuilder {
    let Some(facts) = letter.map(|letter| &letter.facts) else { return builder };
    let id = format!("<centro-{}.tickets.{}>", facts.organization_id, office.domain);
    let builder = builder.raw_header(HeaderValue::new(LIST_ID, id));
    match unsubscribe(office, mail) {
        Some(url) => builder
            .raw_header(HeaderValue::new(UNSUBSCRIBE, format!("<{url}>")))
            .raw_header(HeaderValue::new(ONE_CLICK, "List-Unsubscribe=One-Click".into())),
        None => builder,
    }
}

/// Where somebody who follows a ticket stops it.
pub(super) fn unsubscribe(office: &Letterhead, mail: &Pending) -> Option<String> {
    let (answers, (ticket, person)) = (office.answers.as_ref()?, mail.ticket.zip(mail.person)?);
    (mail.reason == Reason::Watcher).then(|| {
        let token = following::token(&answers.key, ticket, person);
        format!("{}/seguimiento/baja/{token}", office.public_url)
    })
}

/// Text and HTML, the pictures that stand in it, and the other files.
fn body(mail: &Pending, parts: &Parts, files: Vec<(Enclosed, Vec<u8>)>) -> Result<MultiPart, ComposeError> {
    let (shown, other): (Vec<_>, Vec<_>) = files.into_iter().partition(|(file, _)| file.content_id.is_some());
    let mut whole = alternative(mail, parts);
    for (kind, suffix, files) in [(MultiPart::related(), "r", shown), (MultiPart::mixed(), "m", other)] {
        if !files.is_empty() {
            let mut around = kind.boundary(format!("=_atiende-{}-{suffix}", mail.id)).multipart(whole);
            for (enclosed, content) in files {
                around = around.singlepart(file(enclosed, content)?);
            }
            whole = around;
        }
    }
    Ok(whole)
}

fn file(enclosed: Enclosed, content: Vec<u8>) -> Result<SinglePart, ComposeError> {
    let Enclosed { file, content_id } = enclosed;
    let content_type = ContentType::parse(&file.content_type)
        .or_else(|_| ContentType::parse("application/octet-stream"))
        .map_err(|_| ComposeError::Type)?;
    let name = one_line(&file.name);
    let part = match content_id {
        Some(id) => Attachment::new_inline_with_name(id, name),
        None => Attachment::new(name),
    };
    let content = Body::new_with_encoding(content, ContentTransferEncoding::Base64).map_err(|_| ComposeError::Type)?;
    Ok(part.body(content, content_type))
}

/// Whose desks these words have been at, this one first: a mail that comes back to one of them goes round.
fn trail(office: &Letterhead, thread: &Thread) -> String {
    let own = office.answers.as_ref().map_or_else(|| office.from.email.to_string(), |answers| answers.mailbox.clone());
    std::iter::once(own).chain(thread.trail.iter().cloned()).collect::<Vec<_>>().join(" ")
}

/// The boundary is made of the row, not of chance: composing again gives the same bytes.
fn alternative(mail: &Pending, parts: &Parts) -> MultiPart {
    MultiPart::alternative()
        .boundary(format!("=_atiende-{}", mail.id))
        .singlepart(part(ContentType::TEXT_PLAIN, &parts.text))
        .singlepart(part(ContentType::TEXT_HTML, &parts.html))
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text.replace('\n', "\r\n"))
}
