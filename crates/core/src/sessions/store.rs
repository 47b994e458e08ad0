//! SQL of sessions and of the browsers known from before: one function per statement.

use super::model::{Listed, Proof};
use crate::id::{IdentityId, PersonId, SessionId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// A session to be written.
pub(super) struct New<'a> {
    pub(super) token_hash: &'a str,
    pub(super) person: PersonId,
    pub(super) expires_at: Timestamp,
    pub(super) proof: Proof,
    pub(super) ip: &'a str,
    pub(super) user_agent: &'a str,
    /// Who really sits there, and the session to come back to.
    pub(super) impersonator: Option<(PersonId, SessionId)>,
}

pub(super) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<SessionId, DbError> {
    let (impersonator, parent) = new.impersonator.unzip();
    let proved_at = match new.proof {
        Proof::Given => tx.now(),
        Proof::Owed => Timestamp::UNIX_EPOCH,
    };
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO sessions (token_hash, person_id, created_at, seen_at, expires_at, proved_at, renew, ip,
                     user_agent, impersonator_id, parent_id)
                 VALUES ($1, $2, $3, $3, $4, $9, FALSE, $5, $6, $7, $8) RETURNING id"
            ),
            args![
                new.token_hash,
                new.person,
                tx.now(),
                new.expires_at,
                new.ip,
                new.user_agent,
                impersonator,
                parent,
                proved_at
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn of_person(tx: &Tx, person: PersonId, used_since: Timestamp) -> Result<Vec<Listed>, DbError> {
    tx.all(
        sql!(
            "SELECT id, created_at, seen_at, ip, user_agent FROM sessions
             WHERE person_id = $1 AND expires_at > $2 AND seen_at > $3 AND impersonator_id IS NULL
             ORDER BY seen_at DESC, id DESC LIMIT 100"
        ),
        args![person, tx.now(), used_since],
    )
    .await
}

/// The `User-Agent` of somebody's own session.
pub(super) async fn one_of_person(tx: &Tx, person: PersonId, id: SessionId) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = tx
        .opt(
            sql!("SELECT user_agent FROM sessions WHERE id = $1 AND person_id = $2 AND impersonator_id IS NULL"),
            args![id, person],
        )
        .await?;
    Ok(found.map(|(user_agent,)| user_agent))
}

/// Ends a session, and those that were begun from it as somebody else.
pub(super) async fn end(tx: &mut Tx, person: PersonId, id: SessionId) -> Result<(), DbError> {
    tx.execute(
        sql!("DELETE FROM sessions WHERE person_id = $1 AND id = $2 OR impersonator_id = $1 AND parent_id = $2"),
        args![person, id],
    )
    .await?;
    Ok(())
}

/// Ends all of a person's sessions but one, and all in which they are somebody else but from that one.
pub(super) async fn end_others(tx: &mut Tx, person: PersonId, kept: SessionId) -> Result<u64, DbError> {
    let looks = end_looks(tx, person).await?;
    let ended = tx
        .execute(
            sql!(
                "DELETE FROM sessions WHERE person_id = $1 AND id <> $2 AND impersonator_id IS NULL
                     OR impersonator_id = $1 AND parent_id <> $2"
            ),
            args![person, kept],
        )
        .await?;
    Ok(ended + looks)
}

/// Ends all sessions of a person, and those in which they are somebody else.
pub(crate) async fn end_all(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    let looks = end_looks(tx, person).await?;
    let ended = tx
        .execute(
            sql!("DELETE FROM sessions WHERE person_id = $1 AND impersonator_id IS NULL OR impersonator_id = $1"),
            args![person],
        )
        .await?;
    Ok(ended + looks)
}

/// Ends the sessions in which somebody looks on as this person. They stay to lead back to whose they are.
async fn end_looks(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "UPDATE sessions SET expires_at = $2
             WHERE person_id = $1 AND impersonator_id IS NOT NULL AND expires_at > $2"
        ),
        args![person, tx.now()],
    )
    .await
}

/// Ends the sessions in which a person is somebody else.
pub(crate) async fn end_impersonations(tx: &mut Tx, impersonator: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM sessions WHERE impersonator_id = $1"), args![impersonator]).await
}

/// The session of a key: whose it is, and, where somebody else sits there, who and their own session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) id: SessionId,
    pub(super) person: PersonId,
    pub(super) impersonator: Option<PersonId>,
    pub(super) parent: Option<SessionId>,
    pub(super) seen_at: Timestamp,
}
atiende_db::from_row!(Held { id, person, impersonator, parent, seen_at });

pub(super) async fn held(tx: &Tx, token_hash: &str) -> Result<Option<Held>, DbError> {
    tx.opt(
        sql!("SELECT id, person_id, impersonator_id, parent_id, seen_at FROM sessions WHERE token_hash = $1"),
        args![token_hash],
    )
    .await
}

/// All sessions of a person get another key at their next request.
pub(crate) async fn renew_all(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE sessions SET renew = TRUE WHERE person_id = $1"), args![person]).await?;
    Ok(())
}

/// Gives a session another key, if it still has the old one.
pub(super) async fn rekey(tx: &mut Tx, old_hash: &str, new_hash: &str) -> Result<bool, DbError> {
    let touched = tx
        .execute(
            sql!("UPDATE sessions SET token_hash = $2, renew = FALSE, seen_at = $3 WHERE token_hash = $1"),
            args![old_hash, new_hash, tx.now()],
        )
        .await?;
    Ok(touched == 1)
}

/// The same for a person's session of this number, if its time is not over.
pub(super) async fn rekey_own(tx: &mut Tx, person: PersonId, id: SessionId, new_hash: &str) -> Result<bool, DbError> {
    let touched = tx
        .execute(
            sql!(
                "UPDATE sessions SET token_hash = $3, renew = FALSE, seen_at = $4
                 WHERE id = $1 AND person_id = $2 AND expires_at > $4"
            ),
            args![id, person, new_hash, tx.now()],
        )
        .await?;
    Ok(touched == 1)
}

/// The same, if it was used since then, for who looked on from it.
pub(super) async fn come_back(
    tx: &mut Tx,
    (person, id): (PersonId, SessionId),
    used_since: Timestamp,
    new_hash: &str,
) -> Result<bool, DbError> {
    let touched = tx
        .execute(
            sql!(
                "UPDATE sessions SET token_hash = $3, renew = FALSE, seen_at = $4
                 WHERE id = $1 AND person_id = $2 AND expires_at > $4 AND seen_at > $5"
            ),
            args![id, person, new_hash, tx.now(), used_since],
        )
        .await?;
    Ok(touched == 1)
}

pub(super) async fn proved(tx: &mut Tx, person: PersonId, id: SessionId) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE sessions SET proved_at = $3 WHERE id = $1 AND person_id = $2 AND impersonator_id IS NULL"),
        args![id, person, tx.now()],
    )
    .await?;
    Ok(())
}

/// Whether an identity opened the person's account before this session began: a later one may be a guest's.
pub(super) async fn is_older_identity(
    tx: &Tx,
    (issuer, subject): (&str, &str),
    person: PersonId,
    session: SessionId,
) -> Result<bool, DbError> {
    let (any,) = tx
        .one(
            sql!(
                "SELECT EXISTS (SELECT 1 FROM identities i JOIN sessions s ON s.person_id = i.person_id
                     WHERE i.issuer = $1 AND i.subject = $2 AND i.person_id = $3 AND s.id = $4
                         AND i.created_at <= s.created_at)"
            ),
            args![issuer, subject, person, session],
        )
        .await?;
    Ok(any)
}

/// The identities that opened the account before this session began.
pub(super) async fn older_identities(
    tx: &Tx,
    person: PersonId,
    session: SessionId,
) -> Result<Vec<IdentityId>, DbError> {
    let rows: Vec<(IdentityId,)> = tx
        .all(
            sql!(
                "SELECT i.id FROM identities i JOIN sessions s ON s.person_id = i.person_id
                 WHERE i.person_id = $1 AND s.id = $2 AND i.created_at <= s.created_at"
            ),
            args![person, session],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
