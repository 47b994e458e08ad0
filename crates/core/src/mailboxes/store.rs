//! SQL of mailboxes: one function per statement.

use super::model::{Holder, Leftover, LeftoverReason, State, Trouble, Watched};
use atiende_db::{DbError, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};

pub(super) async fn insert(tx: &mut Tx, watched: &Watched) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO mailboxes (address, place, uid_validity, last_uid, problem, words, attempts, next_at, holder,
                 held_until)
             VALUES ($1, $2, 0, 0, '', '', 0, $3, '', 0) ON CONFLICT (address) DO NOTHING"
        ),
        args![watched.address, watched.place, tx.now()],
    )
    .await?;
    Ok(())
}

/// Another place is another mailbox: nothing of what was known is true of it.
pub(super) async fn renew(tx: &mut Tx, watched: &Watched) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "UPDATE mailboxes SET place = $2, uid_validity = 0, last_uid = 0, last_success_at = NULL,
                 failing_since = NULL, problem = '', words = '', attempts = 0, next_at = $3, alarmed_at = NULL
             WHERE address = $1 AND place <> $2"
        ),
        args![watched.address, watched.place, tx.now()],
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, address: &str) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM mailboxes WHERE address = $1"), args![address]).await?;
    Ok(())
}

pub(super) async fn all(tx: &Tx) -> Result<Vec<State>, DbError> {
    tx.all(
        sql!(
            "SELECT address, uid_validity, last_uid, last_message_at, last_success_at, failing_since, problem, words,
                 attempts, next_at, alarmed_at FROM mailboxes ORDER BY address"
        ),
        args![],
    )
    .await
}

pub(super) async fn state(tx: &Tx, address: &str) -> Result<Option<State>, DbError> {
    tx.opt(
        sql!(
            "SELECT address, uid_validity, last_uid, last_message_at, last_success_at, failing_since, problem, words,
                 attempts, next_at, alarmed_at FROM mailboxes WHERE address = $1"
        ),
        args![address],
    )
    .await
}

/// Whether it is this worker's now: it was, or nobody's.
pub(super) async fn hold(tx: &mut Tx, holder: &Holder, lease: SignedDuration) -> Result<bool, DbError> {
    let touched = tx
        .execute(
            sql!(
                "UPDATE mailboxes SET holder = $2, held_until = $4
                 WHERE address = $1 AND (holder = $2 OR held_until <= $3)"
            ),
            args![holder.address, holder.name, tx.now(), tx.now() + lease],
        )
        .await?;
    Ok(touched > 0)
}

pub(super) async fn free(tx: &mut Tx) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE mailboxes SET holder = '', held_until = 0"), args![]).await?;
    Ok(())
}

pub(super) async fn release(tx: &mut Tx, holder: &Holder) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE mailboxes SET holder = '', held_until = 0 WHERE address = $1 AND holder = $2"),
        args![holder.address, holder.name],
    )
    .await?;
    Ok(())
}

/// Errors: `NoRow` for who holds it no more.
pub(super) async fn begin(tx: &mut Tx, holder: &Holder, uid_validity: i64) -> Result<(), DbError> {
    let _: (String,) = tx
        .returning_one(
            sql!(
                "UPDATE mailboxes SET uid_validity = $3, last_uid = 0 WHERE address = $1 AND holder = $2
                 RETURNING address"
            ),
            args![holder.address, holder.name, uid_validity],
        )
        .await?;
    Ok(())
}

/// All up to this one are done with. Errors: as `begin`.
pub(super) async fn advance(tx: &mut Tx, holder: &Holder, uid: i64) -> Result<(), DbError> {
    let _: (String,) = tx
        .returning_one(
            sql!(
                "UPDATE mailboxes SET last_uid = CASE WHEN last_uid < $3 THEN $3 ELSE last_uid END
                 WHERE address = $1 AND holder = $2 RETURNING address"
            ),
            args![holder.address, holder.name, uid],
        )
        .await?;
    Ok(())
}

pub(super) async fn note_message(tx: &mut Tx, holder: &Holder) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE mailboxes SET last_message_at = $2 WHERE address = $1"), args![holder.address, tx.now()])
        .await?;
    Ok(())
}

pub(super) async fn succeed(tx: &mut Tx, address: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE mailboxes SET last_success_at = $2, failing_since = NULL, problem = '', words = '', attempts = 0,
                 alarmed_at = NULL WHERE address = $1"
        ),
        args![address, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn fail(
    tx: &mut Tx,
    address: &str,
    trouble: &Trouble,
    (attempts, next_at): (i64, Timestamp),
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE mailboxes SET failing_since = coalesce(failing_since, $2), problem = $3, words = $4, attempts = $5,
                 next_at = $6 WHERE address = $1"
        ),
        args![address, tx.now(), trouble.problem, trouble.words, attempts, next_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn hurry(tx: &mut Tx, address: &str) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE mailboxes SET next_at = $2 WHERE address = $1"), args![address, tx.now()]).await
}

pub(super) async fn alarmed(tx: &mut Tx, address: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE mailboxes SET alarmed_at = $2 WHERE address = $1"), args![address, tx.now()]).await?;
    Ok(())
}

pub(super) async fn leftovers(tx: &Tx, address: &str) -> Result<Vec<Leftover>, DbError> {
    tx.all(
        sql!(
            "SELECT uid, reason, size, words, attempts, next_at FROM mailbox_leftovers WHERE address = $1 ORDER BY uid"
        ),
        args![address],
    )
    .await
}

pub(super) async fn leave(
    tx: &mut Tx,
    (address, uid): (&str, i64),
    (reason, size, words): (LeftoverReason, i64, &str),
    pause: SignedDuration,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO mailbox_leftovers (address, uid, reason, size, words, attempts, next_at, at)
             VALUES ($1, $2, $3, $4, $5, 1, $7, $6)
             ON CONFLICT (address, uid) DO UPDATE SET reason = excluded.reason, size = excluded.size,
                 words = excluded.words, attempts = mailbox_leftovers.attempts + 1, next_at = excluded.next_at"
        ),
        args![address, uid, reason, size, words, tx.now(), tx.now() + pause],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_leftover(tx: &mut Tx, address: &str, uid: i64) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM mailbox_leftovers WHERE address = $1 AND uid = $2"), args![address, uid]).await?;
    Ok(())
}

pub(super) async fn forget_leftovers(tx: &mut Tx, address: &str) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM mailbox_leftovers WHERE address = $1"), args![address]).await?;
    Ok(())
}

/// How many there are in each mailbox that has any.
pub(super) async fn leftover_counts(tx: &Tx) -> Result<Vec<(String, LeftoverReason, i64)>, DbError> {
    tx.all(
        sql!(
            "SELECT address, reason, count(*) FROM mailbox_leftovers GROUP BY address, reason ORDER BY address, reason"
        ),
        args![],
    )
    .await
}
