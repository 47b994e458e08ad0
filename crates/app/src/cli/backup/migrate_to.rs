//! `atiende migrate-to`.

use crate::backup::movement::{self, Moved, is_used, refuse_in_use};
use crate::cli::desk::Desk;
use crate::cli::{Code, Failure};
use atiende_core::migrations::STEPS;
use atiende_db::copy::Watch;
use atiende_db::migrate::migrate;
use atiende_db::{Db, Options};
use clap::Args;
use serde_json::json;
use std::fmt::Write as _;
use std::sync::Arc;

/// Copy this installation's SQLite database into an empty PostgreSQL database.
///
/// All rows of one instant, then each table's count and hash are compared. The desk may go on serving, to see how long
/// it takes; what is written meanwhile is not in the copy, and it says so. Stop `serve` for the copy that counts.
/// Files and the key stay where they are: only `database_url` changes.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende migrate-to 'postgres:///atiende?host=/var/run/postgresql&user=atiende'
  atiende migrate-to postgres://atiende@db/atiende --replace-everything    # again, over an earlier try

Ends with 0 when the copy is verified, 1 when it is not (the desk was written to meanwhile, or rows differ), 73 when
there is a desk in the target, 75 when the target is in use, 69 when it cannot be reached, 78 when this installation
is not on SQLite.")]
pub(in crate::cli) struct MigrateTo {
    /// `postgres://user@host/database`; its schema is made.
    #[arg(value_name = "URL")]
    to: String,
    /// Erase the desk that is in the target.
    #[arg(long)]
    replace_everything: bool,
}

pub(in crate::cli) async fn run(desk: &Desk, arguments: &MigrateTo) -> Result<Code, Failure> {
    let (from, to) = (desk.options(), Options::new(arguments.to.clone()));
    let Some(path) = from.sqlite_path() else {
        return Err(Failure::new(Code::Config, "database_url: this installation is not on SQLite"));
    };
    if !["postgres://", "postgresql://"].iter().any(|scheme| arguments.to.starts_with(scheme)) {
        return Err(Failure::new(Code::BadValue, "the target must be postgres://user@host/database"));
    }
    let source = desk.open_existing().await?;
    // Seen from now on: the rows are read a little later.
    let watch = Watch::start(&path)?;
    let target = prepare(desk, &to, arguments.replace_everything).await?;
    let moved = movement::fill((&source, &from), (&target, &to)).await?;
    let has_changed = watch.has_changed()?;
    tell(desk, &moved, has_changed);
    Ok(if has_changed { Code::NotOk } else { Code::Ok })
}

/// The target with its schema, and nobody's desk in it.
async fn prepare(desk: &Desk, to: &Options, replaces: bool) -> Result<Db, Failure> {
    refuse_in_use(to, "the target").await?;
    migrate(to, STEPS, (desk.clock)()).await?;
    let target = Db::open(to, Arc::clone(&desk.clock))?;
    if !replaces && is_used(&target).await? {
        let what =
            "there is a desk in the target already: take an empty database, or erase it with --replace-everything";
        return Err(Failure::new(Code::Exists, what));
    }
    Ok(target)
}

fn tell(desk: &Desk, moved: &Moved, has_changed: bool) {
    let (inventory, rows) = (&moved.inventory, moved.inventory.rows());
    let tables: serde_json::Map<String, serde_json::Value> = inventory
        .tables
        .iter()
        .map(|(name, table)| (name.clone(), json!({ "rows": table.rows, "hash": table.hash })))
        .collect();
    let mut words = format!("Copied {rows} rows of {} tables; each table's count and hash is equal.", tables.len());
    if inventory.mended > 0 {
        let _ = write!(words, "\nTexts with a NUL character, which PostgreSQL cannot keep: {}.", inventory.mended);
    }
    words.push_str(if has_changed {
        "\nNOT VERIFIED: the desk was written to meanwhile, and that is not in the copy. Stop `atiende serve`, then run \
         this again with --replace-everything."
    } else {
        "\nVerified. Next: give the target as database_url, then `atiende check` and `atiende serve`."
    });
    let document = json!({
        "verified": !has_changed, "source_changed": has_changed, "rows": rows, "tables": tables,
        "tickets_indexed": moved.indexed, "texts_mended": inventory.mended,
    });
    desk.output.result(&document, &words);
}
