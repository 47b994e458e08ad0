//! `atiende check` asks the providers that people sign in with, also those of the administration, and names what is wrong.

use crate::program::{Desk, Ended};
use atiende_core::accounts::sealed::Key;
use atiende_core::providers::purpose;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;

const KEY: &str = "0123456789abcdef0123456789abcdef";
/// Providers of the administration reach this machine only where the configuration says so.
const HERE: [(&str, &str); 2] = [("ATIENDE_SECRET_KEY", KEY), ("ATIENDE_OUTBOUND_ALLOW", "127.0.0.0/8")];

/// A provider that publishes what it should, with these members over it; its issuer.
fn provider(more: &Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let at = |path: &str| format!("{issuer}{path}");
    let mut document = json!({
        "issuer": issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"), "id_token_signing_alg_values_supported": ["ES256"],
    });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let keys = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "1", "x": "AAAA", "y": "AAAA" }] });
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
            let body = if asked.contains("/keys") { keys.to_string() } else { document.to_string() };
            let length = body.len();
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
        }
    });
    issuer
}

/// As the administration would have set it up.
fn set_up(desk: &Desk, (word, kind, issuer): (&str, &str, &str), (key, enabled): (&str, bool)) {
    let database = Connection::open(desk.folder().join("data/atiende.db")).unwrap();
    let sealed = Key::new(key).seal(&purpose(word), b"s3cret").unwrap();
    let settings = json!({ "client_id": "atiende", "issuer": issuer }).to_string();
    let insert = "INSERT INTO providers (word, kind, label, settings, secret, link_verified_email, enabled, created_at,
        updated_at) VALUES (?, ?, ?, ?, ?, FALSE, ?, 0, 0)";
    database.execute(insert, params![word, kind, word, settings, sealed, enabled]).unwrap();
}

fn findings(checked: &Ended) -> Vec<(bool, String)> {
    let all = checked.json();
    let oidc = all.as_array().unwrap().iter().filter(|finding| finding["name"] == "oidc");
    oidc.map(|finding| (finding["ok"].as_bool().unwrap(), finding["detail"].as_str().unwrap().to_owned())).collect()
}

fn new_desk() -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.run_with(&["migrate"], &HERE, "").code, 0);
    desk
}

#[test]
fn providers_of_the_administration_that_answer_are_well() {
    let desk = new_desk();
    let issuer = provider(&json!({}));
    set_up(&desk, ("colegio", "openid", &issuer), (KEY, true));
    set_up(&desk, ("facebook", "facebook", ""), (KEY, true));
    let checked = desk.run_with(&["check", "--json"], &HERE, "");
    let found = findings(&checked);
    assert_eq!((checked.code, found.len()), (0, 2), "{checked:?}");
    assert_eq!(found[0], (true, format!("colegio: {issuer} answers")));
    assert!(found[1].0 && found[1].1.starts_with("facebook: set up"), "nobody was asked: {found:?}");
}

#[test]
fn each_that_is_not_well_is_named_with_what_is_wrong() {
    let desk = new_desk();
    let lying = provider(&json!({ "issuer": "https://evil.example" }));
    let unsigned = provider(&json!({ "id_token_signing_alg_values_supported": ["none"] }));
    set_up(&desk, ("a-gone", "openid", "http://127.0.0.1:9"), (KEY, true));
    set_up(&desk, ("b-lying", "keycloak", &lying), (KEY, true));
    set_up(&desk, ("c-unsigned", "openid", &unsigned), (KEY, true));
    set_up(&desk, ("d-sealed", "openid", &lying), ("another key, of thirty-two letters", true));
    set_up(&desk, ("e-inside", "openid", "https://10.0.0.1"), (KEY, true));
    set_up(&desk, ("f-off", "openid", "http://127.0.0.1:9"), (KEY, false));
    let checked = desk.run_with(&["check", "--json"], &HERE, "");
    let found = findings(&checked);
    let expected = [
        (false, "a-gone: the provider cannot be reached"),
        (false, "b-lying: the provider misbehaved: the discovery document is another issuer's"),
        (false, "c-unsigned: the provider misbehaved: the provider announces no signature"),
        (false, "d-sealed: its secret does not open"),
        (false, "e-inside: the provider misbehaved: https://10.0.0.1"),
        (true, "f-off: switched off"),
    ];
    assert_eq!((checked.code, found.len()), (1, expected.len()), "{checked:?}");
    for ((ok, detail), (expected_ok, beginning)) in found.iter().zip(expected) {
        assert!(*ok == expected_ok && detail.starts_with(beginning), "{detail}");
        assert!(*ok || detail.ends_with("(/admin/proveedores)"), "{detail}");
        assert!(!detail.contains("s3cret"), "{detail}");
    }
}

#[test]
fn the_configuration_goes_before_the_administration() {
    let desk = new_desk();
    let issuer = provider(&json!({}));
    set_up(&desk, ("colegio", "openid", "http://127.0.0.1:9"), (KEY, true));
    let configured = [
        ("ATIENDE_SECRET_KEY", KEY),
        ("ATIENDE_OIDC__COLEGIO__ISSUER", &issuer),
        ("ATIENDE_OIDC__COLEGIO__CLIENT_ID", "atiende"),
        ("ATIENDE_OIDC__COLEGIO__CLIENT_SECRET", "s3cret"),
    ];
    let checked = desk.run_with(&["check", "--json"], &configured, "");
    let found = findings(&checked);
    assert_eq!(checked.code, 0, "{checked:?}");
    assert_eq!(found[0], (true, format!("colegio: {issuer} answers")));
    assert!(found[1].0 && found[1].1.contains("not in use"), "{found:?}");
}

#[test]
fn without_a_database_the_configuration_is_asked_all_the_same() {
    let desk = Desk::new();
    let environment = [
        ("ATIENDE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("ATIENDE_OIDC__COLEGIO__ISSUER", "http://127.0.0.1:9"),
        ("ATIENDE_OIDC__COLEGIO__CLIENT_ID", "atiende"),
        ("ATIENDE_OIDC__COLEGIO__CLIENT_SECRET", "s3cret"),
    ];
    let checked = desk.run_with(&["check", "--json"], &environment, "");
    assert_eq!(checked.code, 1, "{checked:?}");
    let found = findings(&checked);
    assert!(found.len() == 1 && found[0].1.starts_with("colegio: the provider cannot be reached"), "{found:?}");
}
