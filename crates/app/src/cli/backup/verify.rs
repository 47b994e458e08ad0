//! `atiende verify-backup`.

use crate::backup::check;
use crate::cli::desk::Desk;
use crate::cli::{Code, Failure};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Look whether a backup is whole: restore its database to a scratch place, compare counts and hashes.
///
/// Every table must have the rows that were copied, every file the bytes that its name says, and every
/// file that a row names must be there. It needs neither the desk nor its database.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende verify-backup /backup/atiende-2026-11-24
  atiende verify-backup /mnt/offsite/atiende --scratch /var/tmp    # where the backup cannot be written to

Ends with 0 when all is well, 1 when something is damaged or missing (it says what), 65 when the folder
holds no backup, or one that was never finished, 74 when something cannot be read or written.")]
pub(in crate::cli) struct VerifyBackup {
    /// A backup's folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// A folder that can hold the database for a while; by default the backup's own.
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

pub(in crate::cli) async fn run(desk: &Desk, arguments: &VerifyBackup) -> Result<Code, Failure> {
    let scratch = arguments.scratch.as_ref().unwrap_or(&arguments.folder);
    let say = |words: &str| desk.output.say(words);
    let checked = check::check(&arguments.folder, scratch, Arc::clone(&desk.clock), &say).await?;
    let words = if checked.problems.is_empty() {
        format!(
            "This backup of {} is whole: {} rows of {} tables, {} files.",
            checked.manifest.made_at,
            checked.manifest.rows(),
            checked.manifest.tables.len(),
            checked.files
        )
    } else {
        format!("This backup is damaged:\n  {}", checked.problems.join("\n  "))
    };
    let document = json!({
        "ok": checked.problems.is_empty(),
        "problems": checked.problems,
        "made_at": checked.manifest.made_at,
        "program": checked.manifest.program,
        "schema": checked.manifest.schema,
        "engine": checked.manifest.engine,
        "tables": checked.manifest.tables.len(),
        "rows": checked.manifest.rows(),
        "files": checked.files,
    });
    desk.output.result(&document, &words);
    Ok(if checked.problems.is_empty() { Code::Ok } else { Code::NotOk })
}
