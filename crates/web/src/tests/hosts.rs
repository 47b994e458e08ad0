//! Host-header poisoning: what a request says of our name stands in no answer, no cookie and no mail.

use super::door::{Door, MARIA, PASSWORD};
use atiende_db::{Tx, args, sql};

atiende_testing::on_both![no_answer_and_no_mail_repeats_the_host, a_session_begins_with_a_value_of_its_own];

const EVIL: &str = "evil.example";
const HEADERS: &[(&str, &str)] = &[
    ("host", "evil.example"),
    ("host", "localhost:8080.evil.example"),
    ("host", "localhost@evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-server", "evil.example"),
    ("x-host", "evil.example"),
    ("x-original-url", "https://evil.example/"),
    ("x-rewrite-url", "//evil.example/"),
    ("forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
    ("x-forwarded-proto", "https://evil.example"),
    ("x-forwarded-prefix", "//evil.example"),
];

async fn no_answer_and_no_mail_repeats_the_host() {
    let door = Door::open(|_| {}).await;
    for (name, value) in HEADERS {
        let poisoned = door.browser("198.51.100.7").sends(name, value);
        let session = poisoned.signs_in(MARIA, PASSWORD).await;
        let inside = poisoned.sends("cookie", &format!("session={}", session.cookie("session").unwrap_or_default()));
        let new = [
            ("name", "Nora Pons"),
            ("email", "nora@ceiplapaz.es"),
            ("organization", "CEIP La Paz"),
            ("password", "una frase larga"),
        ];
        for (what, answer) in [
            ("/", poisoned.get("/").await),
            ("absolute form", poisoned.get("http://evil.example/acceder").await),
            ("nothing", poisoned.get("/nada").await),
            ("redirect", poisoned.get("/cuenta").await),
            ("sign in", session),
            ("inside", inside.get("/cuenta").await),
            ("sign out", inside.post("/logout", &[]).await),
            ("reset", poisoned.post("/recuperar", &[("email", MARIA)]).await),
            ("sign up", poisoned.post("/crear-cuenta", &new).await),
            ("sign up again", poisoned.post("/crear-cuenta", &[new[0], ("email", MARIA), new[2], new[3]]).await),
            ("api", poisoned.get("/api/openapi.json").await),
            ("api error", poisoned.get("/api/v1/me").await),
        ] {
            let all = format!("{:?} {}", answer.headers, answer.html);
            assert!(!all.contains(EVIL), "{what} with {name}: {value} repeats it");
        }
    }
    let mails =
        async |tx: &Tx| tx.all::<(String, String)>(sql!("SELECT subject, data FROM outbox ORDER BY id"), args![]).await;
    let mails = door.served.db.read(mails).await.unwrap();
    assert!(mails.len() >= 2 * HEADERS.len(), "{}", mails.len());
    assert!(!format!("{mails:?}").contains(EVIL));
    assert_eq!(door.served.state.settings().public_url, "http://localhost:8080", "the only source of links");
}

/// Session fixation: what was planted before is worth nothing after.
async fn a_session_begins_with_a_value_of_its_own() {
    let door = Door::open(|_| {}).await;
    let planted = "planted-by-somebody-else-0123456789abcdefghij";
    let browser = door.browser("198.51.100.7").sends("cookie", &format!("session={planted}"));
    assert_eq!(browser.get("/cuenta").await.status, 303, "it opens nothing before");
    let first = browser.signs_in(MARIA, PASSWORD).await.cookie("session").unwrap();
    assert_ne!(first, planted);
    assert_eq!(browser.get("/cuenta").await.status, 303, "and nothing after");
    let inside = door.browser("198.51.100.7").sends("cookie", &format!("session={first}"));
    assert_eq!(inside.get("/cuenta").await.status, 200);
    let second = inside.signs_in(MARIA, PASSWORD).await.cookie("session").unwrap();
    assert_ne!(second, first, "a new value at each sign-in");
    let out = door.browser("198.51.100.7").sends("cookie", &format!("session={second}"));
    assert_eq!(out.post("/logout", &[]).await.status, 303);
    assert_eq!(out.get("/cuenta").await.status, 303, "what ended stays so");
}
