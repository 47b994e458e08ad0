//! `/mail/inbound`: every message that ever came, and what became of it.

use super::sent::{Made, Sent};
use super::users::Nothing;
use super::values::{Id, Listing, Paging, Params, PathId, Time, cut};
use super::{Answer, Caller, Problem};
use crate::admin::original;
use crate::shell::{State, WebError};
use atiende_core::id::InboundId;
use atiende_core::inbound::actions::decide;
use atiende_core::inbound::{Check, Entry, Filter, Outcome, Trust, Verification, access};
use atiende_i18n::key;
use axum::Json;
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A message that came.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Inbound {
    id: Id,
    message_id: String,
    /// Of the bytes as they came.
    sha256: String,
    size: i64,
    received_at: Time,
    /// `pipe`, `lmtp` or `imap`.
    via: String,
    from: String,
    /// The mailbox that it came to.
    to: String,
    subject: String,
    /// `received` (not read yet), `created`, `appended`, `duplicate`, `ignored`, `bounce`, `quarantined` or `stuck`.
    result: String,
    ticket: Option<Id>,
    message: Option<Id>,
    /// A word for why it became that.
    reason: Option<String>,
    /// An error, or what a mail server said.
    detail: Option<String>,
    /// `pass`: the domain of the claimed sender answers for it; `fail`: it says that this is none of its mails; `none`.
    trust: String,
    /// What was found out about the sender; `null`: nobody asked.
    verification: Option<Verified>,
    /// The message that came before, of a duplicate.
    duplicate_of: Option<Id>,
}

/// What was found out about a sender.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Verified {
    /// Of the claimed sender.
    domain: String,
    /// Why it is trusted or not: `dmarc`, `signature`, `server`, `provider`, `refused`, `lenient`, `silent`, `ambiguous`,
    /// `nameless` or `unanswered`.
    basis: String,
    spf: Checked,
    /// One for each signature that was looked at.
    dkim: Vec<Checked>,
    dmarc: Checked,
    arc: Option<Checked>,
}

/// How a check ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    /// `pass`, `fail`, `softfail`, `neutral`, `none`, `temperror` or `permerror` (RFC 8601).
    result: String,
    domain: Option<String>,
    detail: Option<String>,
}

impl Verified {
    fn of(found: Verification) -> Self {
        Self {
            domain: found.domain,
            basis: found.basis.to_string(),
            spf: Checked::of(found.spf),
            dkim: found.dkim.into_iter().map(Checked::of).collect(),
            dmarc: Checked::of(found.dmarc),
            arc: found.arc.map(Checked::of),
        }
    }
}

impl Checked {
    fn of(check: Check) -> Self {
        let told = |text: String| Some(text).filter(|text| !text.is_empty());
        Self { result: check.result.to_string(), domain: told(check.domain), detail: told(check.detail) }
    }
}

impl Inbound {
    fn of(entry: Entry) -> Self {
        let told = |text: String| Some(text).filter(|text| !text.is_empty());
        let verification = entry.verified().map(Verified::of);
        Self {
            id: entry.id.into(),
            message_id: entry.message_id,
            sha256: entry.sha256,
            size: entry.size,
            received_at: entry.received_at.into(),
            via: entry.via.to_string(),
            from: entry.from_address,
            to: entry.mailbox,
            subject: entry.subject,
            result: entry.outcome.to_string(),
            ticket: entry.ticket.map(Id::from),
            message: entry.message.map(Id::from),
            reason: told(entry.reason),
            detail: told(entry.detail),
            trust: entry.trust.to_string(),
            verification,
            duplicate_of: entry.duplicate_of.map(Id::from),
        }
    }
}

/// Which messages to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Without the angle brackets.
    message_id: Option<String>,
    /// Those that came at this time or later (RFC 3339).
    since: Option<String>,
    result: Option<String>,
    /// `pass`, `none` or `fail`.
    trust: Option<String>,
    ticket: Option<Id>,
}

impl Which {
    fn filter(self, before: Option<InboundId>) -> Result<Filter, Problem> {
        let wrong = |name| Problem::invalid(name, key!("api-value-wrong"));
        let outcome: Option<Outcome> =
            self.result.map(|word| word.parse()).transpose().map_err(|_: String| wrong("result"))?;
        let trust: Option<Trust> =
            self.trust.map(|word| word.parse()).transpose().map_err(|_: String| wrong("trust"))?;
        let since: Option<Timestamp> =
            self.since.map(|time| time.parse()).transpose().map_err(|_: jiff::Error| wrong("since"))?;
        let message_id = self.message_id.map(|id| id.trim_matches(['<', '>']).to_owned());
        let ticket = self.ticket.map(Into::into);
        Ok(Filter { outcome, since, message_id, trust, ticket, before, ..Filter::default() })
    }
}

/// List incoming messages, the newest first
#[utoipa::path(get, path = "/mail/inbound", tag = "mail", params(Which, Paging),
    responses((status = 200, body = Listing<Inbound>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Inbound>> {
    let (filter, rows) = (which.filter(paging.after::<i64>()?.map(InboundId))?, paging.rows());
    let reading = state
        .db()
        .read(async move |tx| Ok::<_, Problem>(access::list(tx, caller.actor.admin()?, &filter, rows).await?));
    let mut entries = reading.await?;
    let next_cursor = cut(&mut entries, paging.limit(), |entry| entry.id.to_string());
    Ok(Json(Listing { items: entries.into_iter().map(Inbound::of).collect(), next_cursor }))
}

/// One incoming message
#[utoipa::path(get, path = "/mail/inbound/{id}", tag = "mail", params(("id" = String, Path)),
    responses((status = 200, body = Inbound)))]
pub(crate) async fn show(state: State, caller: Caller, PathId(id): PathId) -> Answer<Inbound> {
    let read = async move |tx: &_| access::entry(tx, caller.actor.admin()?, id.into()).await;
    Ok(Json(Inbound::of(state.db().read(read).await?)))
}

/// Its bytes, exactly as they came
#[utoipa::path(get, path = "/mail/inbound/{id}/raw", tag = "mail", params(("id" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "message/rfc822")))]
pub(crate) async fn raw(state: State, caller: Caller, PathId(id): PathId) -> Result<Response, Problem> {
    let read = async move |tx: &_| access::original(tx, caller.actor.admin()?, id.into()).await;
    let (entry, raw) = state.db().read(read).await?;
    original::answer(&state, &entry, raw).await.map_err(|error: WebError| error.into())
}

/// What became of the request.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Retried {
    id: Id,
    result: &'static str,
}

/// Read a message again, after a fix
#[utoipa::path(post, path = "/mail/inbound/{id}/retry", tag = "mail",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Retried)))]
pub(crate) async fn retry(PathId(id): PathId, sent: Sent<Nothing>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    sent.once(async move |tx, actor, _| {
        decide::again(tx, actor.admin()?, id.into()).await?;
        Made::done(&Retried { id, result: "received" })
    })
    .await
}
