//! `atiende restore`.

use crate::backup::restore::{self, Target};
use crate::cli::desk::Desk;
use crate::cli::{Code, Failure};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Make a desk of a backup, in an empty installation, on either engine.
///
/// Where to is said by the configuration, as always: `data_dir`, `database_url`, `storage`. A backup of SQLite
/// can be restored to PostgreSQL and the other way round. The server must not be running. Mails that waited to
/// be sent when the backup was made go out once `serve` starts.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  ATIENDE_DATA_DIR=/var/lib/atiende-new atiende restore /backup/atiende-2026-11-24
  ATIENDE_DATABASE_URL=postgres://atiende@db/atiende atiende restore /backup/atiende-2026-11-24

Ends with 73 when there is a desk already (see --replace-everything), 75 when its database is in use, 65 when the
folder holds no backup or a damaged one, 74 when something cannot be read or written, 78 when the backup is of a
newer program or the configuration gives another secret_key. Cut off, it can be run again.")]
pub(in crate::cli) struct Restore {
    /// A backup's folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Put the desk that is there aside (SQLite) or erase it (PostgreSQL).
    #[arg(long)]
    replace_everything: bool,
}

pub(in crate::cli) async fn run(desk: &Desk, arguments: &Restore) -> Result<Code, Failure> {
    desk.make_data_dir()?;
    let target = Target {
        options: desk.options(),
        vault: desk.vault()?,
        folder: desk.config.data_dir.clone(),
        secret_key: desk.config.secret_key.clone(),
        clock: Arc::clone(&desk.clock),
        replaces: arguments.replace_everything,
    };
    let restored = restore::restore(&target, &arguments.folder, &|words| desk.output.say(words)).await?;
    let (manifest, aside) = (&restored.manifest, &restored.aside);
    let mut words = format!(
        "Restored the desk as it was on {}: {} rows, {} files.",
        manifest.made_at,
        manifest.rows(),
        restored.files
    );
    for path in aside {
        let _ = write!(words, "\nWhat was there before is now {}.", path.display());
    }
    if restored.mended > 0 {
        let _ = write!(words, "\nTexts with a NUL character, which PostgreSQL cannot keep: {}.", restored.mended);
    }
    words.push_str("\nNext: `atiende check`, then `atiende serve`.");
    let document = json!({
        "made_at": manifest.made_at, "rows": manifest.rows(), "files": restored.files, "put_aside": aside,
        "texts_mended": restored.mended,
    });
    desk.output.result(&document, &words);
    Ok(Code::Ok)
}
