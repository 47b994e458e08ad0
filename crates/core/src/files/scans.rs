//! SQL of what a scanner said: one function per statement.

use super::model::Scan;
use crate::id::AttachmentId;
use atiende_db::{DbError, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};

/// A content that is to be scanned, and what was said of it before.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) sha256: String,
    pub(super) verdict: Scan,
    pub(super) detail: String,
    pub(super) engine: String,
    pub(super) scanned_at: Option<Timestamp>,
    /// This try included.
    pub(super) attempts: i64,
}
atiende_db::from_row!(Due { sha256, verdict, detail, engine, scanned_at, attempts });

/// Asks for a content now; who is at it goes on.
pub(super) async fn ask(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO scans (sha256, verdict, detail, engine, due_at, urgency, attempts)
             VALUES ($1, 'pending', '', '', $2, 0, 0)
             ON CONFLICT (sha256) DO UPDATE SET due_at = coalesce(scans.due_at, excluded.due_at), urgency = 0"
        ),
        args![sha256, tx.now()],
    )
    .await?;
    Ok(())
}

/// Asks for contents that were there before the scanner: what somebody waits for comes first.
pub(super) async fn ask_by_the_way(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO scans (sha256, verdict, detail, engine, due_at, urgency, attempts)
             VALUES ($1, 'pending', '', '', $2, 1, 0) ON CONFLICT (sha256) DO NOTHING"
        ),
        args![sha256, tx.now()],
    )
    .await?;
    Ok(())
}

/// Files after this one whose content nobody ever asked about.
pub(super) async fn never_asked(
    tx: &Tx,
    after: AttachmentId,
    limit: i64,
) -> Result<Vec<(AttachmentId, String)>, DbError> {
    tx.all(
        sql!(
            "SELECT id, sha256 FROM attachments
             WHERE id > $1 AND NOT EXISTS (SELECT 1 FROM scans WHERE scans.sha256 = attachments.sha256)
             ORDER BY id LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}

/// What the scanner could not look at may be looked at by one with other limits.
pub(super) async fn ask_again(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(
        sql!("UPDATE scans SET due_at = $1, urgency = 1, attempts = 0 WHERE verdict = 'unscanned' AND due_at IS NULL"),
        args![tx.now()],
    )
    .await
}

pub(super) async fn claim(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Due>, DbError> {
    tx.returning(
        sql!(
            sqlite: "UPDATE scans SET due_at = $2, attempts = attempts + 1
                     WHERE sha256 IN (SELECT sha256 FROM scans WHERE due_at <= $1 ORDER BY urgency, due_at, sha256 LIMIT $3)
                     RETURNING sha256, verdict, detail, engine, scanned_at, attempts",
            postgres: "UPDATE scans SET due_at = $2, attempts = attempts + 1
                       WHERE sha256 IN (SELECT sha256 FROM scans WHERE due_at <= $1 ORDER BY urgency, due_at, sha256 LIMIT $3
                                        FOR UPDATE SKIP LOCKED)
                       RETURNING sha256, verdict, detail, engine, scanned_at, attempts"
        ),
        args![tx.now(), tx.now() + lease, limit],
    )
    .await
}

pub(super) async fn hold(tx: &mut Tx, taken: (&str, i64), lease: SignedDuration) -> Result<(), DbError> {
    let (sha256, attempts) = taken;
    tx.execute(
        sql!("UPDATE scans SET due_at = $3 WHERE sha256 = $1 AND attempts = $2 AND due_at IS NOT NULL"),
        args![sha256, attempts, tx.now() + lease],
    )
    .await?;
    Ok(())
}

pub(super) async fn settle(
    tx: &mut Tx,
    sha256: &str,
    (verdict, detail): (Scan, &str),
    (engine, at): (&str, Timestamp),
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE scans SET verdict = $2, detail = $3, engine = $4, scanned_at = $5, due_at = NULL, attempts = 0
             WHERE sha256 = $1"
        ),
        args![sha256, verdict, detail, engine, at],
    )
    .await?;
    Ok(())
}

/// It could not be scanned: what is known of it stays.
pub(super) async fn postpone(tx: &mut Tx, sha256: &str, error: &str, until: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE scans SET due_at = $3, detail = CASE WHEN verdict = 'pending' THEN $2 ELSE detail END
             WHERE sha256 = $1 AND due_at IS NOT NULL"
        ),
        args![sha256, error, until],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM scans WHERE sha256 = $1"), args![sha256]).await?;
    Ok(())
}

/// Contents of files that have waited since before this instant.
pub(super) async fn waiting_since(tx: &Tx, before: Timestamp, limit: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx
        .all(
            sql!(
                "SELECT DISTINCT s.sha256 FROM scans s JOIN attachments a ON a.sha256 = s.sha256
                 WHERE s.urgency = 0 AND s.due_at IS NOT NULL AND a.scan = 'pending' AND a.created_at < $1 LIMIT $2"
            ),
            args![before, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}

/// Nobody looks at files any more: those that wait do not.
pub(super) async fn release(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE attachments SET scan = 'unscanned', scan_detail = NULL WHERE scan = 'pending'"), args![])
        .await
}

/// How many contents there are of each verdict.
pub(super) async fn by_verdict(tx: &Tx) -> Result<Vec<(Scan, i64)>, DbError> {
    tx.all(sql!("SELECT verdict, count(*) FROM scans GROUP BY verdict ORDER BY verdict"), args![]).await
}

/// How many are to be looked at, or are being looked at.
pub(super) async fn due(tx: &Tx) -> Result<i64, DbError> {
    let (due,) = tx.one(sql!("SELECT count(*) FROM scans WHERE due_at IS NOT NULL"), args![]).await?;
    Ok(due)
}
