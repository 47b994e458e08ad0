//! SQL of the ledger: one function per statement.

use super::model::{Arrival, Due, Entry, Outcome, Settled, Trust};
use crate::id::{InboundId, MessageId, PersonId, TicketId};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};

pub(super) async fn insert(
    tx: &mut Tx,
    arrival: &Arrival,
    (outcome, duplicate_of): (Outcome, Option<InboundId>),
) -> Result<InboundId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO inbound (mailbox, via, envelope_from, envelope_to, message_id, from_address, from_name, subject,
                     excerpt, sha256, size, raw, received_at, result, reason, detail, trust, duplicate_of, decision,
                     attempts, next_at)
                 VALUES ($1, $2, $3, $4, $5, '', '', '', '', $6, $7, $8, $9, $10, '', '', 'none', $11, '', 0, $9) RETURNING id"
            ),
            args![
                arrival.mailbox,
                arrival.via,
                arrival.envelope_from,
                arrival.envelope_to,
                arrival.message_id,
                arrival.sha256,
                arrival.size,
                arrival.raw,
                tx.now(),
                outcome,
                duplicate_of
            ],
        )
        .await?;
    Ok(id)
}

/// Whose this digest is in the mailbox; a transaction that wants it at the same time waits for this one.
pub(super) async fn first_of(tx: &Tx, mailbox: &str, digest: &str) -> Result<Option<InboundId>, DbError> {
    let found: Option<(InboundId,)> = tx
        .opt(sql!("SELECT inbound_id FROM inbound_keys WHERE mailbox = $1 AND digest = $2"), args![mailbox, digest])
        .await?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn insert_key(tx: &mut Tx, mailbox: &str, digest: &str, id: InboundId) -> Result<(), DbError> {
    tx.execute(
        // Whoever was faster and is not seen yet: on PostgreSQL that is a serialization failure, and the transaction runs again.
        sql!(
            "INSERT INTO inbound_keys (mailbox, digest, inbound_id) VALUES ($1, $2, $3)
             ON CONFLICT (mailbox, digest) DO NOTHING"
        ),
        args![mailbox, digest, id],
    )
    .await?;
    Ok(())
}

/// Takes what is due, the oldest first; a worker that dies gives it back by time.
pub(super) async fn claim(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Due>, DbError> {
    let mut taken: Vec<Due> = tx
        .returning(
            sql!(
                sqlite: "UPDATE inbound SET next_at = $2, attempts = attempts + 1
                         WHERE id IN (SELECT id FROM inbound INDEXED BY inbound_due
                                      WHERE result IN ('received', 'stuck') AND next_at <= $1 ORDER BY next_at, id LIMIT $3)
                         RETURNING id, mailbox, envelope_from, envelope_to, sha256, raw, attempts, received_at",
                postgres: "UPDATE inbound SET next_at = $2, attempts = attempts + 1
                           WHERE id IN (SELECT id FROM inbound WHERE result IN ('received', 'stuck') AND next_at <= $1
                                        ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
                           RETURNING id, mailbox, envelope_from, envelope_to, sha256, raw, attempts, received_at"
            ),
            args![tx.now(), tx.now() + lease, limit],
        )
        .await?;
    taken.sort_by_key(|due| due.id);
    Ok(taken)
}

/// The same for one; `None` if it is settled, or another worker has it.
pub(super) async fn claim_one(tx: &mut Tx, id: InboundId, lease: SignedDuration) -> Result<Option<Due>, DbError> {
    let taken = tx
        .returning(
            sql!(
                "UPDATE inbound SET next_at = $2, attempts = attempts + 1
                 WHERE id = $1 AND result IN ('received', 'stuck') AND (next_at <= $3 OR result = 'stuck')
                 RETURNING id, mailbox, envelope_from, envelope_to, sha256, raw, attempts, received_at"
            ),
            args![id, tx.now() + lease, tx.now()],
        )
        .await?;
    Ok(taken.into_iter().next())
}

/// Prolongs a lease that is still that of this attempt.
pub(super) async fn keep(tx: &mut Tx, taken: (InboundId, i64), lease: SignedDuration) -> Result<(), DbError> {
    let (id, attempts) = taken;
    tx.execute(
        sql!("UPDATE inbound SET next_at = $3 WHERE id = $1 AND attempts = $2 AND result IN ('received', 'stuck')"),
        args![id, attempts, tx.now() + lease],
    )
    .await?;
    Ok(())
}

/// Who it claims to be from, and about what.
pub(super) async fn describe(
    tx: &mut Tx,
    id: InboundId,
    (name, address): (&str, &str),
    (subject, excerpt): (&str, &str),
    trust: Trust,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE inbound SET from_name = $2, from_address = $3, subject = $4, trust = $5, excerpt = $6 WHERE id = $1"
        ),
        args![id, name, address, subject, trust, excerpt],
    )
    .await?;
    Ok(())
}

/// What its reading found beside: whose mail it passes on, and what tells a loop.
pub(super) async fn note(
    tx: &mut Tx,
    id: InboundId,
    passed_on: Option<String>,
    (words, by_program): (Option<String>, bool),
) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE inbound SET passed_on = $2, words = $3, by_program = $4 WHERE id = $1"),
        args![id, passed_on, words, by_program],
    )
    .await?;
    Ok(())
}

/// What was found out about its sender, of a message that is still to be settled.
pub(super) async fn verify(tx: &mut Tx, id: InboundId, verification: &str) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE inbound SET verification = $2 WHERE id = $1 AND result IN ('received', 'stuck')"),
        args![id, verification],
    )
    .await?;
    Ok(())
}

/// Whose mail opened this ticket in truth, as long as it is this requester's who passed it on.
/// Whether any mail came to the ticket.
pub(super) async fn has_any(tx: &Tx, ticket: TicketId) -> Result<bool, DbError> {
    let (any,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM inbound WHERE ticket_id = $1)"), args![ticket]).await?;
    Ok(any)
}

pub(super) async fn passed_on(tx: &Tx, ticket: TicketId, requester: PersonId) -> Result<Option<String>, DbError> {
    let found: Option<(Option<String>,)> = tx
        .opt(
            sql!(
                "SELECT passed_on FROM inbound WHERE ticket_id = $1 AND result = 'created' AND person_id = $2
                     AND passed_on IS NOT NULL ORDER BY id LIMIT 1"
            ),
            args![ticket, requester],
        )
        .await?;
    Ok(found.and_then(|(author,)| author))
}

/// How many mails of this address went into the ticket since then that say the same, or that a program wrote as this one.
pub(super) async fn repeated(
    tx: &Tx,
    (ticket, address): (TicketId, &str),
    (words, by_program): (&str, bool),
    since: Timestamp,
) -> Result<i64, DbError> {
    let (times,) = tx
        .one(
            sql!(
                "SELECT count(*) FROM inbound
                 WHERE ticket_id = $1 AND from_address = $2 AND received_at > $3 AND result IN ('created', 'appended')
                     AND (words = $4 OR ($5 AND by_program))"
            ),
            args![ticket, address, since, words, by_program],
        )
        .await?;
    Ok(times)
}

/// Of each message of a ticket that came by mail: whether its sender's domain answers for it. Those that nobody asked about
/// are left out.
pub(super) async fn trusts(tx: &Tx, ticket: TicketId) -> Result<Vec<(MessageId, Trust)>, DbError> {
    tx.all(
        sql!(
            "SELECT message, trust FROM inbound WHERE ticket_id = $1 AND message IS NOT NULL AND verification IS NOT NULL
             ORDER BY id"
        ),
        args![ticket],
    )
    .await
}

/// What became of it until now, for who decides about it.
pub(super) async fn outcome(tx: &Tx, id: InboundId) -> Result<Option<Outcome>, DbError> {
    let found: Option<(Outcome,)> = tx.opt(sql!("SELECT result FROM inbound WHERE id = $1"), args![id]).await?;
    Ok(found.map(|(outcome,)| outcome))
}

pub(super) async fn settle(tx: &mut Tx, id: InboundId, settled: &Settled) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE inbound SET result = $2, reason = $3, detail = $4, ticket_id = $5, message = $6, person_id = $7,
                 settled_at = $8 WHERE id = $1"
        ),
        args![
            id,
            settled.outcome,
            settled.why.map_or("", super::model::Why::as_str),
            settled.detail,
            settled.ticket,
            settled.message,
            settled.person,
            tx.now()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn stick(tx: &mut Tx, id: InboundId, error: &str, next_at: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE inbound SET result = 'stuck', detail = $2, next_at = $3 WHERE id = $1"),
        args![id, error, next_at],
    )
    .await?;
    Ok(())
}

/// To be read again, now; with what a person wants done with it.
pub(super) async fn reopen(
    tx: &mut Tx,
    id: InboundId,
    (decision, by): (&str, Option<PersonId>),
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE inbound SET result = 'received', reason = '', detail = '', ticket_id = NULL, message = NULL,
                 attempts = 0, next_at = $2, settled_at = NULL, decision = $3, decided_by = $4 WHERE id = $1"
        ),
        args![id, tx.now(), decision, by],
    )
    .await?;
    Ok(())
}

const ENTRY: &str =
    "SELECT i.id, i.mailbox, i.via, i.envelope_to, i.message_id, i.from_address, i.from_name, i.subject,
     i.excerpt, i.sha256, i.size, i.received_at, i.result, i.reason, i.detail, i.trust, i.verification, i.duplicate_of,
     i.ticket_id, i.message, i.person_id, i.attempts, i.next_at, i.settled_at FROM inbound i";

/// Which entries a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub outcome: Option<Outcome>,
    pub mailbox: Option<String>,
    pub message_id: Option<String>,
    pub from: Option<String>,
    pub ticket: Option<TicketId>,
    pub trust: Option<Trust>,
    pub since: Option<Timestamp>,
    /// Only those older than this.
    pub before: Option<InboundId>,
}

pub(super) async fn list(tx: &Tx, filter: &Filter, limit: i64) -> Result<Vec<Entry>, DbError> {
    let mut query = SqlBuilder::new(ENTRY).push(" WHERE i.id < ").bind(filter.before.map_or(i64::MAX, |id| id.0));
    if let Some(outcome) = filter.outcome {
        query = query.push(" AND i.result = ").bind(outcome.as_str());
    }
    if let Some(mailbox) = &filter.mailbox {
        query = query.push(" AND i.mailbox = ").bind(mailbox.as_str());
    }
    if let Some(id) = &filter.message_id {
        query = query.push(" AND i.message_id = ").bind(id.as_str());
    }
    if let Some(from) = &filter.from {
        query = query.push(" AND i.from_address = ").bind(from.as_str());
    }
    if let Some(ticket) = filter.ticket {
        query = query.push(" AND i.ticket_id = ").bind(ticket);
    }
    if let Some(trust) = filter.trust {
        query = query.push(" AND i.trust = ").bind(trust.as_str());
    }
    if let Some(since) = filter.since {
        query = query.push(" AND i.received_at >= ").bind(since);
    }
    tx.all_built(&query.push(" ORDER BY i.id DESC LIMIT ").bind(limit)).await
}

pub(super) async fn entry(tx: &Tx, id: InboundId) -> Result<Option<Entry>, DbError> {
    Ok(tx.all_built(&SqlBuilder::new(ENTRY).push(" WHERE i.id = ").bind(id)).await?.into_iter().next())
}

/// The bytes as they came; `None`: in the file store.
pub(super) async fn raw(tx: &Tx, id: InboundId) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Option<Vec<u8>>,)> = tx.opt(sql!("SELECT raw FROM inbound WHERE id = $1"), args![id]).await?;
    Ok(found.and_then(|(raw,)| raw))
}

/// Messages after this one that came before then, in their order, with what they have of their bytes.
pub(super) async fn old_raw(
    tx: &Tx,
    after: InboundId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(InboundId, String, Option<Vec<u8>>)>, DbError> {
    tx.all(
        sql!("SELECT id, sha256, raw FROM inbound WHERE id > $1 AND received_at < $2 ORDER BY id LIMIT $3"),
        args![after, before, limit],
    )
    .await
}

/// Its bytes are in the file store.
pub(super) async fn forget_raw(tx: &mut Tx, id: InboundId) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE inbound SET raw = NULL WHERE id = $1 AND raw IS NOT NULL"), args![id]).await
}

/// What a person wants done with it, and who.
pub(super) async fn decision(tx: &Tx, id: InboundId) -> Result<Option<(String, Option<PersonId>)>, DbError> {
    tx.opt(sql!("SELECT decision, decided_by FROM inbound WHERE id = $1"), args![id]).await
}

pub(super) async fn counts(tx: &Tx) -> Result<Vec<(Outcome, i64)>, DbError> {
    tx.all(sql!("SELECT result, count(*) FROM inbound GROUP BY result"), args![]).await
}

pub(super) async fn waits_since(tx: &Tx) -> Result<Option<Timestamp>, DbError> {
    let (since,) =
        tx.one(sql!("SELECT min(received_at) FROM inbound WHERE result IN ('received', 'stuck')"), args![]).await?;
    Ok(since)
}

/// Whether this address, or all of its domain, is to be kept out.
pub(super) async fn is_blocked(tx: &Tx, address: &str, domain: &str) -> Result<bool, DbError> {
    let (any,) = tx
        .one(
            sql!("SELECT EXISTS (SELECT 1 FROM blocked_senders WHERE address = $1 OR address = $2)"),
            args![address, domain],
        )
        .await?;
    Ok(any)
}

pub(super) async fn block(tx: &mut Tx, address: &str, by: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO blocked_senders (address, by_id, at) VALUES ($1, $2, $3) ON CONFLICT (address) DO NOTHING"),
        args![address, by, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn unblock(tx: &mut Tx, address: &str) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM blocked_senders WHERE address = $1"), args![address]).await
}

pub(super) async fn blocked(tx: &Tx) -> Result<Vec<(String, Option<String>, Timestamp)>, DbError> {
    tx.all(
        sql!(
            "SELECT b.address, p.name, b.at FROM blocked_senders b LEFT JOIN people p ON p.id = b.by_id ORDER BY b.address"
        ),
        args![],
    )
    .await
}

/// What waits for this person's account to be opened.
pub(super) async fn waiting_for(tx: &Tx, person: PersonId) -> Result<Vec<(InboundId,)>, DbError> {
    tx.all(
        sql!(
            "SELECT id FROM inbound WHERE person_id = $1 AND result = 'quarantined' AND reason = 'pending' ORDER BY id"
        ),
        args![person],
    )
    .await
}
