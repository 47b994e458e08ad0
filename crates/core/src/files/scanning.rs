//! What a scanner said of a content is said of every file that has it; a ticket that has malware tells its technician.

use super::model::{LATE, Scan, Scanning};
use super::scans::{self, Due};
use super::store::{self, Named};
use crate::actor::Admin;
use crate::events::{self, By, Object};
use crate::id::{AttachmentId, MessageId, TicketId};
use crate::live;
use crate::{notify, settings};
use atiende_db::{Db, DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Announced when there is something to scan.
pub(super) const TOPIC: &str = "scans";
/// How long people wait for their files while the scanner is away, unless it is required.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// An administrator's own signatures do not show in the version: what was said is believed for so long.
const BELIEVED: SignedDuration = SignedDuration::from_hours(24);
/// Between two tries while the scanner is away.
const AWAY: SignedDuration = SignedDuration::from_secs(15);
/// The longest pause between two tries of a content that it cannot look at.
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(6);
/// Written at once.
const BATCH: i64 = 200;
/// Characters of an error that are kept.
const ERROR_MAX: usize = 500;

/// Keeps what the configuration says of scanning. Without a scanner nothing waits for one any more.
pub async fn keep(tx: &mut Tx, wanted: Scanning) -> Result<(), DbError> {
    if settings::get::<Scanning>(tx).await? == wanted {
        return Ok(());
    }
    if !wanted.is_wanted() {
        scans::release(tx).await?;
    }
    settings::set(tx, &By::desk(), &wanted).await
}

/// The content of a file that has just come is to be scanned.
pub(super) async fn ask(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    scans::ask(tx, sha256).await?;
    tx.announce(TOPIC);
    Ok(())
}

/// No file has this content any more.
pub(super) async fn forget(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    scans::forget(tx, sha256).await
}

/// Makes a file part of a message; whether it was still free. Malware that came with it is told.
pub(crate) async fn attach(
    tx: &mut Tx,
    id: AttachmentId,
    ticket: TicketId,
    message: MessageId,
) -> Result<bool, DbError> {
    let Some(file) = store::attach(tx, id, ticket, message).await? else { return Ok(false) };
    if file.scan == Scan::Infected {
        tell(tx, ticket, &file).await?;
    }
    Ok(true)
}

/// What there is to scan: the newest wishes before what was there before the scanner.
pub(super) async fn claim(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Due>, DbError> {
    scans::claim(tx, limit, lease).await
}

/// Keeps a content for another `lease`, unless another worker has taken it meanwhile.
pub(super) async fn hold(tx: &mut Tx, taken: (&str, i64), lease: SignedDuration) -> Result<(), DbError> {
    scans::hold(tx, taken, lease).await
}

/// What was said of a content not long ago by a scanner that knew the same.
pub(super) fn known<'d>(due: &'d Due, engine: &str, now: Timestamp) -> Option<(Scan, &'d str)> {
    let is_fresh = due.scanned_at.is_some_and(|at| now.duration_since(at) < BELIEVED);
    let is_verdict = matches!(due.verdict, Scan::Clean | Scan::Infected);
    (is_fresh && is_verdict && due.engine == engine).then_some((due.verdict, due.detail.as_str()))
}

/// Writes down what was said, everywhere, and tells who has to know.
pub(super) async fn settle(
    tx: &mut Tx,
    sha256: &str,
    (scan, detail): (Scan, &str),
    (engine, at): (&str, Timestamp),
) -> Result<(), DbError> {
    scans::settle(tx, sha256, (scan, detail), (engine, at)).await?;
    mark(tx, sha256, (scan, detail)).await
}

async fn mark(tx: &mut Tx, sha256: &str, (scan, detail): (Scan, &str)) -> Result<(), DbError> {
    let detail = Some(detail).filter(|detail| !detail.is_empty());
    for file in store::mark(tx, sha256, (scan, detail)).await? {
        let Some(ticket) = file.ticket else { continue };
        if file.scan == Scan::Infected {
            tell(tx, ticket, &file).await?;
        }
        live::page(tx, ticket);
    }
    Ok(())
}

/// It could not be scanned: again later, soon if it is not the file's fault.
pub(super) async fn postpone(
    tx: &mut Tx,
    (sha256, attempts): (&str, i64),
    error: &str,
    is_its_own: bool,
) -> Result<(), DbError> {
    let pause = if is_its_own { pause(attempts) } else { AWAY };
    let error: String = error.chars().filter(|c| *c != '\0').take(ERROR_MAX).collect();
    scans::postpone(tx, sha256, &error, tx.now() + pause).await
}

/// 15 s, 1 min, 2 min, .. up to 6 h.
fn pause(attempts: i64) -> SignedDuration {
    let attempts = attempts.clamp(1, 100);
    SignedDuration::from_secs(15 * attempts * attempts).min(PAUSE_MAX)
}

/// Lets people have their files that waited too long for a scanner that is away, unless it is required. They are scanned
/// all the same when it is back.
pub(super) async fn let_late_go(db: &Db) -> Result<(), DbError> {
    let late = async |tx: &Tx| {
        let scanning: Scanning = settings::get(tx).await?;
        if scanning.required {
            return Ok(Vec::new());
        }
        scans::waiting_since(tx, tx.now() - PATIENCE, BATCH).await
    };
    loop {
        // Nearly always there is none, and reading costs no lock.
        if db.read(late).await?.is_empty() {
            return Ok(());
        }
        db.write(async move |tx| {
            for sha256 in late(tx).await? {
                mark(tx, &sha256, (Scan::Unscanned, LATE)).await?;
            }
            Ok::<_, DbError>(())
        })
        .await?;
    }
}

/// Asks for what was there before the scanner, and for what another one's limits kept out.
pub(super) async fn adopt(db: &Db) -> Result<(), DbError> {
    db.write(async |tx| scans::ask_again(tx).await).await?;
    let mut last = AttachmentId(0);
    loop {
        let found = db.read_long(async move |tx| scans::never_asked(tx, last, BATCH).await).await?;
        let Some((newest, _)) = found.last() else { return Ok(()) };
        last = *newest;
        db.write(async move |tx| {
            for (_, sha256) in &found {
                scans::ask_by_the_way(tx, sha256).await?;
            }
            Ok::<_, DbError>(())
        })
        .await?;
    }
}

async fn tell(tx: &mut Tx, ticket: TicketId, file: &Named) -> Result<(), DbError> {
    let malware = file.scan_detail.as_deref().unwrap_or_default();
    let data = json!({ "file": file.name, "malware": malware, "attachment": file.id });
    let event = events::record(tx, &By::desk(), (Object::Ticket, ticket.0), "infected", &data).await?;
    notify::infected(tx, event, ticket, &json!({ "file": file.name, "malware": malware })).await
}

/// For `/metrics`: contents by what was said of them, and how many are to be scanned.
pub async fn totals(tx: &Tx, _: Admin<'_>) -> Result<(Vec<(Scan, i64)>, i64), DbError> {
    Ok((scans::by_verdict(tx).await?, scans::due(tx).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(verdict: Scan, engine: &str, at: i64) -> Due {
        let scanned_at = Some(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(at));
        Due { sha256: "1".into(), verdict, detail: String::new(), engine: engine.into(), scanned_at, attempts: 1 }
    }

    #[test]
    fn a_verdict_is_believed_for_a_day_and_of_the_same_scanner() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(30);
        assert!(known(&said(Scan::Clean, "1", 20), "1", now).is_some());
        assert!(known(&said(Scan::Infected, "1", 20), "1", now).is_some());
        assert!(known(&said(Scan::Clean, "1", 5), "1", now).is_none(), "too old");
        assert!(known(&said(Scan::Clean, "1", 20), "2", now).is_none(), "new signatures");
        assert!(known(&said(Scan::Pending, "1", 20), "1", now).is_none());
        assert!(known(&said(Scan::Unscanned, "1", 20), "1", now).is_none(), "its limits may be others now");
    }

    #[test]
    fn pauses_grow() {
        let seconds: Vec<_> = [0, 1, 2, 3, 50, i64::MAX].into_iter().map(|n| pause(n).as_secs()).collect();
        assert_eq!(seconds, [15, 15, 60, 135, 21600, 21600]);
    }
}
