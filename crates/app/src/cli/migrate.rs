//! `atiende migrate`.

use super::desk::Desk;
use super::{Code, Failure};
use clap::Args;
use serde_json::json;

/// Create or upgrade the database schema.
///
/// `serve` does this by itself. Run it by hand where `auto_migrate = false`, or before
/// starting several servers on one PostgreSQL. It does nothing when there is nothing to do,
/// and is safe when run twice at once. An SQLite file is copied beside itself first (the newest three
/// copies stay). PostgreSQL is not: run `atiende backup` before, with the program that is to be replaced.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  atiende migrate --config /etc/atiende.toml

Ends with 69 when the database cannot be reached, 78 when its schema is newer than this program.")]
pub(super) struct Migrate {}

pub(super) async fn run(desk: &Desk) -> Result<Code, Failure> {
    let report = desk.migrate().await?;
    let words = match (report.applied.as_slice(), &report.backup) {
        ([], _) => "The schema is up to date.".to_owned(),
        (steps, None) if desk.is_on_postgres() => {
            format!("Applied {}. No copy was made before: on PostgreSQL `atiende backup` makes one.", steps.join(", "))
        }
        (steps, None) => format!("Applied {}.", steps.join(", ")),
        (steps, Some(copy)) => format!("Applied {}. The copy from before: {}", steps.join(", "), copy.display()),
    };
    desk.output.result(&json!({ "applied": report.applied, "backup": report.backup }), &words);
    Ok(Code::Ok)
}
