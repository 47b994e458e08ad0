//! Nothing is restored over a desk by accident.

use super::{Client, back_up, desk_with, restore, serves, well};
use crate::program::Desk;
use crate::site::{self, Ledger, Server, count};
use atiende_core::migrations::STEPS;
use atiende_db::Options;
use atiende_db::migrate::migrate;
use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

async fn a_desk_is_replaced_only_when_told() {
    let (desk, other) = (Desk::on_engine().await, Desk::on_engine().await);
    let (seeded, all) = desk_with(&desk, 2).await;
    let folder = back_up(&desk, "copia");
    assert_eq!(desk.run(&["backup", folder.to_str().unwrap()]).code, 73, "nor a backup over a backup");
    site::add_person(&other, "eva@x.example", &["--role", "admin"]);
    let refused = restore(&other, &folder, &[]);
    assert!(refused.code == 73 && refused.err.contains("--replace-everything"), "{refused:?}");
    let server = Server::start(&other, &[]);
    let in_use = restore(&other, &folder, &["--replace-everything"]);
    assert!(in_use.code == 75 && in_use.err.contains("stop `atiende serve`"), "{in_use:?}");
    assert_eq!(server.terminate().0, Some(0));
    let replaced = restore(&other, &folder, &["--replace-everything"]);
    well(&replaced);
    for aside in replaced.json()["put_aside"].as_array().unwrap() {
        assert!(other.folder().join(aside.as_str().unwrap()).exists(), "{replaced:?}");
    }
    serves(&other, &seeded, &all).await;
}

/// Who has looked at it once, in vain, has an empty desk: a schema, a key, settings.
async fn a_desk_that_nobody_uses_is_empty() {
    let (desk, other) = (Desk::on_engine().await, Desk::on_engine().await);
    let (seeded, all) = desk_with(&desk, 1).await;
    let folder = back_up(&desk, "copia");
    assert_eq!(Server::start(&other, &[]).terminate().0, Some(0));
    well(&restore(&other, &folder, &[]));
    serves(&other, &seeded, &all).await;
}

#[test]
fn another_key_in_the_configuration_is_told() {
    let (desk, other) = (Desk::new(), Desk::new());
    site::add_person(&desk, "eva@x.example", &["--role", "admin"]);
    let folder = back_up(&desk, "copia");
    let key = [("ATIENDE_SECRET_KEY", "0123456789abcdef0123456789abcdef")];
    let refused = other.run_with(&["restore", folder.to_str().unwrap()], &key, "");
    assert!(refused.code == 78 && refused.err.contains("secret_key"), "{refused:?}");
    let own = std::fs::read_to_string(folder.join("keys/secret_key")).unwrap();
    let given = [("ATIENDE_SECRET_KEY", own.trim())];
    well(&other.run_with(&["restore", folder.to_str().unwrap()], &given, ""));
    assert!(!Path::new(&other.folder().join("data/secret_key")).exists(), "it is where it was given");
}

#[test]
fn a_folder_that_is_no_backup_is_told() {
    let desk = Desk::new();
    let nothing = desk.run(&["backup", "copia"]);
    assert!(nothing.code == 78 && !desk.folder().join("data").exists(), "copying makes no desk: {nothing:?}");
    site::add_person(&desk, "eva@x.example", &["--role", "admin"]);
    std::fs::create_dir(desk.folder().join("fotos")).unwrap();
    let folder = desk.folder().join("fotos");
    let refused = restore(&Desk::new(), &folder, &[]);
    assert!(refused.code == 65 && refused.err.contains("no backup"), "{refused:?}");
    std::fs::write(folder.join("a.jpg"), "x").unwrap();
    assert_eq!(desk.run(&["backup", "fotos"]).code, 73);
    assert_eq!(desk.run(&["backup", "/proc/atiende"]).code, 74);
    assert!(folder.join("a.jpg").exists());
}

/// A backup's folder as an older program would have left it, with somebody in it.
async fn of_schema(desk: &Desk, steps: usize) -> PathBuf {
    let folder = desk.folder().join(format!("copia-{steps}"));
    std::fs::create_dir_all(folder.join("keys")).unwrap();
    std::fs::create_dir_all(folder.join("files")).unwrap();
    let database = folder.join("database.sqlite");
    let options = Options::new(format!("sqlite:{}", database.display()));
    migrate(&options, &STEPS[..steps.min(STEPS.len())], jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    let connection = Connection::open(&database).unwrap();
    let eva = "INSERT INTO people (name, email, folded, phone, role, state, locale, theme, all_organizations,
            claimed_organization, decision_reason, created_at, updated_at)
        VALUES ('Eva', 'eva@x.example', '', '', 'admin', 'active', 'es', 'system', TRUE, '', '', 0, 0)";
    connection.execute(eva, []).unwrap();
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    drop(connection);
    let key = "0123456789abcdef0123456789abcdef";
    std::fs::write(folder.join("keys/secret_key"), key).unwrap();
    let digest = |bytes: &[u8]| atiende_core::files::hex(&Sha256::digest(bytes));
    let bytes = std::fs::read(&database).unwrap();
    let manifest = json!({
        "format": 1, "program": "0.0.1", "schema": steps, "engine": "sqlite", "made_at": "2026-01-01T00:00:00Z",
        "database": { "bytes": bytes.len(), "sha256": digest(&bytes) }, "has_search": true, "tables": {},
        "files": { "count": 0, "bytes": 0, "gone": [] }, "secret_key": digest(key.as_bytes()),
    });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    folder
}

async fn a_backup_of_an_older_program_is_brought_up_to_date() {
    let (old, desk) = (Desk::new(), Desk::on_engine().await);
    well(&restore(&desk, &of_schema(&old, STEPS.len() - 2).await, &[]));
    assert_eq!(count(&Ledger::of(&desk), "SELECT count(*) FROM people WHERE email = 'eva@x.example'"), 1);
    well(&desk.run(&["check"]));
    assert_eq!(desk.run(&["migrate"]).err, "The schema is up to date.\n");
    let newer = restore(&Desk::new(), &of_schema(&old, STEPS.len() + 1).await, &[]);
    assert!(newer.code == 78 && newer.err.contains("newer program"), "{newer:?}");
}

/// Uploads that nobody sent are not needed, and not missed once they are cleared away.
async fn what_was_never_sent_is_no_loss() {
    let desk = Desk::on_engine().await;
    let (seeded, _) = desk_with(&desk, 1).await;
    let server = Server::start(&desk, &[]);
    let client = Client::of(&server, &seeded);
    let form =
        reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(b"nunca".to_vec()).file_name("n"));
    let post = client.http.post(format!("{}/api/v1/attachments", client.base)).bearer_auth(&client.token);
    assert!(post.multipart(form).send().await.unwrap().status().is_success());
    drop(server);
    back_up(&desk, "antes");
    well(&desk.run(&["jobs", "run", "--until-idle", "--as-of", "2199-01-01T12:00:00Z"]));
    back_up(&desk, "luego");
}

atiende_testing::on_both![
    a_desk_is_replaced_only_when_told,
    a_desk_that_nobody_uses_is_empty,
    what_was_never_sent_is_no_loss,
    a_backup_of_an_older_program_is_brought_up_to_date,
];
