//! A clock that was set back: what it had planned comes when it would have come, and not an hour later.

use atiende_db::{DbError, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};

/// Moves all that waits for a time to come (jobs, mails both ways, mailboxes, scans), and the leases on it, by as much as
/// the clock was set back; how much it was. Doing it twice brings things early, which harms nothing.
pub async fn set_back(tx: &mut Tx, by: SignedDuration) -> Result<u64, DbError> {
    let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    let jobs = atiende_jobs::set_back(tx, by).await?;
    let now = tx.now();
    Ok(jobs + outbox(tx, micros, now).await? + inbound(tx, micros, now).await? + mailboxes(tx, micros, now).await?)
}

async fn outbox(tx: &mut Tx, by: i64, now: Timestamp) -> Result<u64, DbError> {
    // Who may still take a reply back may do so for as long as was promised.
    tx.execute(
        sql!(
            "UPDATE outbox SET next_at = next_at - $1,
                 revocable_until = CASE WHEN revocable_until > $2 THEN revocable_until - $1 ELSE revocable_until END
             WHERE state IN ('queued', 'sending') AND next_at > $2"
        ),
        args![by, now],
    )
    .await
}

async fn inbound(tx: &mut Tx, by: i64, now: Timestamp) -> Result<u64, DbError> {
    let mails = tx
        .execute(
            sql!("UPDATE inbound SET next_at = next_at - $1 WHERE result IN ('received', 'stuck') AND next_at > $2"),
            args![by, now],
        )
        .await?;
    Ok(mails + tx.execute(sql!("UPDATE scans SET due_at = due_at - $1 WHERE due_at > $2"), args![by, now]).await?)
}

async fn mailboxes(tx: &mut Tx, by: i64, now: Timestamp) -> Result<u64, DbError> {
    let mut moved = 0;
    for statement in [
        sql!("UPDATE mailboxes SET next_at = next_at - $1 WHERE next_at > $2"),
        sql!("UPDATE mailboxes SET held_until = held_until - $1 WHERE held_until > $2"),
        sql!("UPDATE mailbox_leftovers SET next_at = next_at - $1 WHERE next_at > $2"),
    ] {
        moved += tx.execute(statement, args![by, now]).await?;
    }
    Ok(moved)
}
