//! The schema's timeline, in order. A test holds it against the folder `migrations/`.

use atiende_db::migrate::Step;
use atiende_db::{Db, DbError, args, sql};

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../../migrations/", $name, ".sql"))
    };
}

/// Every step; only ever appended to.
pub const STEPS: &[Step] = &[
    Step { name: "0001_foundations", common: text!("0001_foundations"), sqlite: "", postgres: "" },
    Step { name: "0002_organizations", common: text!("0002_organizations"), sqlite: "", postgres: "" },
    Step {
        name: "0003_tickets",
        common: text!("0003_tickets"),
        sqlite: text!("0003_tickets.sqlite"),
        postgres: text!("0003_tickets.postgres"),
    },
    Step { name: "0004_articles_and_mail", common: text!("0004_articles_and_mail"), sqlite: "", postgres: "" },
    Step {
        name: "0005_for_large_desks",
        common: text!("0005_for_large_desks"),
        sqlite: text!("0005_for_large_desks.sqlite"),
        postgres: text!("0005_for_large_desks.postgres"),
    },
    Step { name: "0006_for_ticket_pages", common: text!("0006_for_ticket_pages"), sqlite: "", postgres: "" },
    Step { name: "0007_identities", common: text!("0007_identities"), sqlite: "", postgres: "" },
    Step { name: "0008_approval", common: text!("0008_approval"), sqlite: "", postgres: "" },
    Step { name: "0009_second_factors", common: text!("0009_second_factors"), sqlite: "", postgres: "" },
    Step { name: "0010_sessions", common: text!("0010_sessions"), sqlite: "", postgres: "" },
    Step { name: "0011_directories", common: text!("0011_directories"), sqlite: "", postgres: "" },
    Step { name: "0012_providers", common: text!("0012_providers"), sqlite: "", postgres: "" },
    Step { name: "0013_limits", common: text!("0013_limits"), sqlite: "", postgres: "" },
    Step { name: "0014_addresses", common: text!("0014_addresses"), sqlite: "", postgres: "" },
    Step { name: "0015_one_device", common: text!("0015_one_device"), sqlite: "", postgres: "" },
    Step { name: "0016_directory_sources", common: text!("0016_directory_sources"), sqlite: "", postgres: "" },
    Step { name: "0017_as_written", common: text!("0017_as_written"), sqlite: "", postgres: "" },
    Step { name: "0018_accounts", common: text!("0018_accounts"), sqlite: "", postgres: "" },
    Step { name: "0019_directory_logins", common: text!("0019_directory_logins"), sqlite: "", postgres: "" },
    Step { name: "0020_inbound", common: text!("0020_inbound"), sqlite: "", postgres: "" },
    Step { name: "0021_outgoing", common: text!("0021_outgoing"), sqlite: "", postgres: "" },
    Step { name: "0022_mailboxes", common: text!("0022_mailboxes"), sqlite: "", postgres: "" },
    Step { name: "0023_scans", common: text!("0023_scans"), sqlite: "", postgres: "" },
    Step { name: "0024_trust", common: text!("0024_trust"), sqlite: "", postgres: "" },
    Step { name: "0025_for_a_million", common: text!("0025_for_a_million"), sqlite: "", postgres: "" },
    Step {
        name: "0026_lists_and_words",
        common: text!("0026_lists_and_words"),
        sqlite: text!("0026_lists_and_words.sqlite"),
        postgres: "",
    },
];

/// The number of the last step that a database has taken, 0 for an empty one.
pub async fn version(db: &Db) -> Result<i64, DbError> {
    // On a thread that ends with `db`: who asks may want to put the file aside next.
    let found: Result<(i64,), DbError> = db
        .read_long(async move |tx| {
            tx.one(sql!("SELECT CAST(coalesce(max(version), 0) AS BIGINT) FROM refinery_schema_history"), args![]).await
        })
        .await;
    match found {
        Ok((version,)) => Ok(version),
        // There is no such table yet.
        Err(DbError::Statement(_)) => Ok(0),
        Err(error) => Err(error),
    }
}
