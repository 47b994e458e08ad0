//! Commands and their exit codes (contract, section 1).

use crate::program::{Desk, Ended};
use atiende_db::{Db, DbError, Options, args, sql};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;

const ANA: &[&str] = &["user", "add", "--email", "ana@x.example", "--name", "Ana", "--role", "admin"];

#[test]
fn migrating_twice_at_once_is_safe() {
    let desk = Desk::new();
    let migrations: Vec<_> = (0..4).map(|_| desk.start(&["migrate", "--json"], &[])).collect();
    let mut applied = 0;
    for migration in migrations {
        let ended = Ended::of(migration.wait_with_output().unwrap());
        assert_eq!(ended.code, 0, "{ended:?}");
        applied += ended.json()["applied"].as_array().unwrap().len();
    }
    assert_eq!(applied, atiende_core::migrations::STEPS.len(), "each step is applied once");
    let again = desk.run(&["migrate"]);
    assert_eq!((again.code, again.err.as_str()), (0, "The schema is up to date.\n"));
}

#[test]
fn accounts_are_added_once() {
    let desk = Desk::new();
    let first = desk.run_with(&[ANA, &["--password-stdin"]].concat(), &[], "una frase larga\n");
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{first:?}");
    assert_eq!(desk.run(ANA).code, 73);
    let again = desk.run(&[ANA, &["--unless-exists", "--json"]].concat());
    assert_eq!((again.code, again.json()["added"].as_bool()), (0, Some(false)));
}

#[test]
fn bad_values_are_65_and_usage_errors_2() {
    let desk = Desk::new();
    let add = |email: &str, rest: &[&str], input: &str| {
        let arguments = [&["user", "add", "--email", email, "--name", "Ana", "--role", "requester"], rest].concat();
        desk.run_with(&arguments, &[], input).code
    };
    assert_eq!(add("ana@", &[], ""), 65);
    assert_eq!(add("ana@x.example", &["--password-stdin"], "corta\n"), 65);
    assert_eq!(add("ana@x.example", &["--org", "Nadie"], ""), 65);
    assert_eq!(add("ana@x.example", &["--coordinator"], ""), 2);
    assert_eq!(desk.run(&["user", "add", "--role", "king"]).code, 2);
    assert_eq!(desk.run(&["fly"]).code, 2);
}

#[test]
fn accounts_of_nobody_are_67() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["user", "disable", "ana@x.example"]).code, 67);
    assert_eq!(desk.run(&["token", "add", "--user", "ana@x.example", "--name", "x"]).code, 67);
    let password =
        desk.run_with(&["user", "set-password", "ana@x.example", "--password-stdin"], &[], "una frase larga\n");
    assert_eq!(password.code, 67);
    assert_eq!(desk.run(&["user", "reset-2fa", "ana@x.example"]).code, 67);
}

#[test]
fn nothing_to_reset_is_no_failure() {
    let desk = Desk::new();
    assert_eq!(desk.run(ANA).code, 0);
    let reset = desk.run(&["user", "reset-2fa", "Ana@x.example", "--json"]);
    assert_eq!((reset.code, reset.json()["reset"].as_bool()), (0, Some(false)), "{reset:?}");
}

#[test]
fn the_last_administrator_stays() {
    let desk = Desk::new();
    assert_eq!(desk.run(ANA).code, 0);
    let refused = desk.run(&["user", "disable", "ana@x.example"]);
    assert_eq!(refused.code, 65);
    assert!(refused.err.contains("last administrator"), "{refused:?}");
}

#[test]
fn a_token_stands_alone_on_stdout() {
    let desk = Desk::new();
    assert_eq!(desk.run(ANA).code, 0);
    let token = desk.run(&["token", "add", "--user", "ana@x.example", "--name", "test", "--expires", "30d"]);
    assert_eq!(token.code, 0);
    assert_eq!(token.out.trim_end().len(), 43, "{token:?}");
    assert_eq!(token.err, "");
    for (scope, code) in [("read", 0), ("write", 0), ("admin", 0), ("scim", 0), ("all", 2)] {
        let token = desk.run(&["token", "add", "--user", "ana@x.example", "--name", "t", "--scope", scope]);
        assert_eq!(token.code, code, "{scope}: {token:?}");
    }
}

#[test]
fn a_token_is_listed_and_revoked() {
    let desk = Desk::new();
    assert_eq!(desk.run(ANA).code, 0);
    let made = desk.run(&["token", "add", "--user", "ana@x.example", "--name", "copias"]);
    let list = ["token", "list", "--user", "ana@x.example"];
    let listed = desk.run(&list);
    assert!(listed.code == 0 && listed.out.contains("write\tcopias\t"), "{listed:?}");
    assert!(!listed.out.contains(made.out.trim_end()), "the secret is kept nowhere");
    let id = listed.out.split('\t').next().unwrap().to_owned();
    assert_eq!(desk.run(&["token", "revoke", "999", "--user", "ana@x.example"]).code, 65);
    assert_eq!(desk.run(&["token", "revoke", &id, "--user", "nadie@x.example"]).code, 67);
    assert_eq!(desk.run(&["token", "revoke", &id, "--user", "ana@x.example"]).code, 0);
    assert_eq!(desk.run(&list).out, "");
    assert_eq!(desk.run(&["token", "revoke", &id, "--user", "ana@x.example"]).code, 65, "once");
}

#[test]
fn a_misspelt_setting_is_78_and_named() {
    let desk = Desk::new();
    let variable = desk.run_with(&["config", "show"], &[("ATIENDE_LISTN", "x")], "");
    assert_eq!(variable.code, 78);
    assert!(variable.err.contains("\"listn\"") && variable.err.contains("ATIENDE_LISTEN"), "{variable:?}");
    std::fs::write(desk.folder().join("atiende.toml"), "[rate_limits]\nlogn = '1/min'\n").unwrap();
    let file = desk.run(&["serve", "--config", "atiende.toml"]);
    assert_eq!(file.code, 78);
    assert!(file.err.contains("rate_limits.login"), "{file:?}");
    let environment = desk.run_with(&["migrate"], &[("ATIENDE_CONFIG", "nowhere.toml")], "");
    assert_eq!(environment.code, 78);
}

#[test]
fn the_configuration_shows_no_secrets() {
    let desk = Desk::new();
    std::fs::write(desk.folder().join("key"), "0123456789abcdef0123456789abcdef\n").unwrap();
    let shown = desk.run_with(&["config", "show", "--json"], &[("ATIENDE_SECRET_KEY_FILE", "key")], "");
    assert_eq!(shown.code, 0, "{shown:?}");
    assert_eq!(shown.json()["secret_key"], "***");
    assert_eq!(shown.json()["listen"], "127.0.0.1:8080");
    assert!(!desk.folder().join("data").exists(), "looking makes nothing");
}

#[test]
fn an_empty_folder_checks_well() {
    let desk = Desk::new();
    let checked = desk.run(&["check", "--json"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let names: Vec<_> =
        checked.json().as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["config", "database", "storage", "smtp", "clamd", "clock"]);
    let broken = desk.run_with(&["check", "--json"], &[("ATIENDE_SMTP_URL", "smtp://127.0.0.1:1?tls=none")], "");
    assert_eq!(broken.code, 1);
}

#[test]
fn the_api_describes_itself_without_a_configuration() {
    let described = Desk::new().run_with(&["openapi"], &[("ATIENDE_LISTN", "x")], "");
    assert_eq!(described.code, 0, "{described:?}");
    assert!(described.json()["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[test]
fn an_unreachable_database_is_69() {
    let desk = Desk::new();
    let url = [
        ("ATIENDE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("ATIENDE_STARTUP_WAIT", "1s"),
        ("ATIENDE_LISTEN", "127.0.0.1:0"),
    ];
    assert_eq!(desk.run_with(&["migrate"], &url, "").code, 69);
    assert_eq!(desk.run_with(&["serve"], &url, "").code, 69);
    assert_eq!(desk.run_with(&["jobs", "run"], &url, "").code, 75);
}

#[test]
fn the_demo_fills_an_empty_store_once() {
    let desk = Desk::new();
    let first = desk.run(&["seed", "demo"]);
    assert_eq!(first.code, 0, "{first:?}");
    let accounts = first.json();
    assert_eq!(accounts.as_array().unwrap().len(), 12);
    assert!(accounts[0]["password"].as_str().unwrap().len() >= 8);
    let due = desk.run(&["jobs", "run", "--dry-run", "--json"]).json();
    assert_eq!(due["mails"]["waiting"], 0, "a demo mails nobody");
    let states = states(&desk);
    for state in ["new", "open", "waiting", "planned", "solved", "closed"] {
        assert!(states.iter().any(|(name, _)| name == state), "no ticket is {state}: {states:?}");
    }
    assert_eq!(states.iter().map(|(_, tickets)| tickets).sum::<i64>(), 60);
    let again = desk.run(&["seed", "demo"]);
    assert_eq!((again.code, again.out.as_str()), (73, ""), "{again:?}");
}

#[test]
fn a_load_is_as_large_as_asked_and_mails_nobody() {
    let desk = Desk::new();
    let first = desk.run(&["seed", "load", "--tickets", "90"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(first.json()["tickets"], 90);
    let states = states(&desk);
    assert_eq!(states.iter().map(|(_, tickets)| tickets).sum::<i64>(), 90);
    for state in ["waiting", "solved", "closed"] {
        assert!(states.iter().any(|(name, _)| name == state), "no ticket is {state}: {states:?}");
    }
    let due = desk.run(&["jobs", "run", "--dry-run", "--json"]).json();
    assert_eq!(due["mails"]["waiting"], 0);
    assert_eq!(desk.run(&["seed", "load", "--tickets", "1"]).code, 73);
    let log = std::fs::metadata(desk.folder().join("data/atiende.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "after a clean end everything is in one file");
}

/// How many tickets of the desk's database are in which state.
fn states(desk: &Desk) -> Vec<(String, i64)> {
    let file = desk.folder().join("data/atiende.db");
    let options = Options::new(format!("sqlite:{}", file.display()));
    let db = Db::open(&options, Arc::new(|| jiff::Timestamp::UNIX_EPOCH)).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let counted: Result<_, DbError> = runtime.block_on(db.read(async |tx| {
        tx.all(sql!("SELECT state, count(*) FROM tickets GROUP BY state ORDER BY state"), args![]).await
    }));
    counted.unwrap()
}

#[test]
fn jobs_run_until_nothing_is_left() {
    let desk = Desk::new();
    let first = desk.run(&["jobs", "run", "--until-idle", "--json"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(first.json()["jobs"]["done"], 6, "a new desk's first night");
    assert_eq!(desk.run(&["jobs", "run", "--json"]).json()["jobs"]["done"], 0);
    let later = desk.run(&["jobs", "run", "--as-of", "2199-01-01T12:00:00Z", "--json"]);
    assert_eq!(later.json()["jobs"]["done"], 6, "{later:?}");
    assert_eq!(desk.run(&["jobs", "run", "--as-of", "1999-01-01T12:00:00Z"]).code, 65);
}

#[test]
fn a_server_that_is_told_to_stop_ends_well() {
    let desk = Desk::new();
    let mut server = desk.start(&["serve"], &[("ATIENDE_LISTEN", "127.0.0.1:0"), ("ATIENDE_LOG", "json")]);
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let serving = log.find(|line| line.as_ref().unwrap().contains("\"message\":\"serving\"")).unwrap().unwrap();
    let serving: serde_json::Value = serde_json::from_str(&serving).unwrap();
    TcpStream::connect(serving["listen"].as_str().unwrap()).unwrap();
    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
}
