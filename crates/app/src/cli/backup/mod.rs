//! `atiende backup`, `verify-backup`, `restore` and `migrate-to`.

mod migrate_to;
mod restore;
mod verify;

pub(super) use migrate_to::{MigrateTo, run as migrate_to};
pub(super) use restore::{Restore, run as restore};
pub(super) use verify::{VerifyBackup, run as verify};

use super::desk::Desk;
use super::{Code, Failure};
use crate::backup::{self, Making};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Copy the database, the files and the key into a new folder, while the desk serves.
///
/// Everything that was acknowledged before it began is in it. It holds passwords' hashes, the key and
/// everybody's conversations: the folder is readable by its owner alone, and should stay so. The
/// configuration file is not in it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende backup /backup/atiende-$(date +%F)
  atiende backup /backup/today --since /backup/yesterday    # files that yesterday's has are linked

Ends with 73 when the folder has something in it, 74 when it cannot be written or the file store lacks
a file, 69 when the database cannot be reached. A folder without manifest.json is no backup.")]
pub(super) struct Backup {
    /// A new or empty folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// An earlier backup on the same disk, with which this one shares the files that did not change.
    #[arg(long, value_name = "DIR")]
    since: Option<PathBuf>,
    /// Go on without files that the file store has lost.
    #[arg(long)]
    accept_missing: bool,
}

pub(super) async fn make(desk: &Desk, arguments: &Backup) -> Result<Code, Failure> {
    let db = desk.open_existing().await?;
    let origin = desk.origin(&db, &desk.vault()?)?;
    if let Some(since) = &arguments.since {
        backup::manifest::Manifest::read(since)?;
    }
    let making = Making {
        before: arguments.since.clone(),
        accepts_missing: arguments.accept_missing,
        say: &|words| desk.output.say(words),
    };
    let manifest = backup::make(&origin, &arguments.folder, &making).await?;
    let words = format!(
        "Backed up to {}: {} rows of {} tables, {} files ({} bytes). It holds secrets and personal data.",
        arguments.folder.display(),
        manifest.rows(),
        manifest.tables.len(),
        manifest.files.count,
        manifest.files.bytes
    );
    let document = json!({
        "folder": arguments.folder,
        "made_at": manifest.made_at,
        "engine": manifest.engine,
        "schema": manifest.schema,
        "tables": manifest.tables.len(),
        "rows": manifest.rows(),
        "database_bytes": manifest.database.bytes,
        "files": manifest.files.count,
        "file_bytes": manifest.files.bytes,
        "files_gone": manifest.files.gone,
    });
    desk.output.result(&document, &words);
    Ok(Code::Ok)
}
