//! Nobody learns here who has an account: answers are alike, byte for byte, and cost the same work.

use super::door::{Answer, Browser, Door, MARIA, PASSWORD};
use super::people::Who;
use super::world::World;
use atiende_core::accounts::{Role, password};
use atiende_db::{Tx, args, sql};

atiende_testing::on_both![
    signing_in_tells_nothing,
    signing_up_tells_nothing_but_the_owner,
    asking_for_a_new_password_tells_nothing,
    links_tell_nothing,
    the_api_tells_who_is_no_staff_nothing,
];

const NOBODY: &str = "nadie@ceiplapaz.es";

/// What anybody can see of an answer: all of it, with one address for another.
fn seen(answer: &Answer, typed: &str) -> (u16, String, String) {
    let mut headers = answer.headers.clone();
    headers.remove("content-length");
    // By chance, for each who signs up.
    let chance = answer.cookie("signed_up").unwrap_or_else(|| "signed_up".to_owned());
    let headers = format!("{headers:?}").replace(typed, "X").replace(&chance, "chance");
    (answer.status.as_u16(), headers, answer.html.replace(typed, "X"))
}

/// Posts as somebody new, each time from another network; what is seen, and how many passwords were hashed.
async fn posts(
    browser: &Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
    email: &str,
) -> ((u16, String, String), u32) {
    let fields = [fields, &[("email", email)]].concat();
    let (answer, work) = password::counting(browser.post(path, &fields)).await;
    (seen(&answer, email), work)
}

async fn signing_in_tells_nothing() {
    let door = Door::open(|_| {}).await;
    let hash = password::hash(PASSWORD.into()).await.unwrap();
    let closed = door.add("Eva Sanz", "eva@ceiplapaz.es", Role::Requester, Some(hash)).await;
    let close = async move |tx: &mut Tx| {
        tx.execute(sql!("UPDATE people SET state = 'disabled' WHERE id = $1"), args![closed]).await
    };
    door.served.db.write(close).await.unwrap();
    door.add("Leo Vidal", "leo@ceiplapaz.es", Role::Requester, None).await;
    let browser = door.browser("198.51.100.7");
    let nobody = posts(&browser, "/acceder", &[("password", "no es esta")], NOBODY).await;
    assert_eq!((nobody.0.0, nobody.1), (422, 1), "one password is verified, though there is none");
    for known in [MARIA, "eva@ceiplapaz.es", "leo@ceiplapaz.es", "ada@desk.es"] {
        assert_eq!(posts(&browser, "/acceder", &[("password", "no es esta")], known).await, nobody, "{known}");
    }
}

async fn signing_up_tells_nothing_but_the_owner() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    let fields = [("name", "Nora Pons"), ("organization", "CEIP La Paz"), ("password", "una frase larga")];
    let new = posts(&browser, "/crear-cuenta", &fields, NOBODY).await;
    assert_eq!((new.0.0, new.1), (200, 1));
    assert_eq!(posts(&browser, "/crear-cuenta", &fields, MARIA).await, new);
    assert_eq!(posts(&browser, "/crear-cuenta", &fields, NOBODY).await, new, "once more");
    let mails = async |tx: &Tx| {
        tx.all::<(String, String)>(sql!("SELECT kind, to_address FROM outbox ORDER BY id"), args![]).await
    };
    let mails = door.served.db.read(mails).await.unwrap();
    let told: Vec<_> = mails.iter().map(|(kind, to)| (kind.as_str(), to.as_str())).collect();
    assert_eq!(told, [("confirm_address", NOBODY), ("already_has_account", MARIA), ("confirm_address", NOBODY)]);
}

async fn asking_for_a_new_password_tells_nothing() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    let nobody = posts(&browser, "/recuperar", &[], NOBODY).await;
    assert_eq!((nobody.0.0, nobody.1), (200, 0));
    assert_eq!(posts(&browser, "/recuperar", &[], MARIA).await, nobody);
    let rows = async |tx: &Tx| {
        tx.all::<(i64,)>(sql!("SELECT object_id FROM events WHERE verb = 'asked_new_password' ORDER BY id"), args![])
            .await
    };
    let rows = door.served.db.read(rows).await.unwrap();
    assert_eq!(rows, [(0,), (door.maria.0,)], "a commit for each, so that time does not tell");
}

async fn links_tell_nothing() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    for path in ["/recuperar/", "/crear-cuenta/confirmar/"] {
        let made_up = browser.get(&format!("{path}made-up")).await;
        assert_eq!(made_up.status, 404, "{path}");
        let posted = browser.post(&format!("{path}made-up"), &[("password", "una frase larga")]).await;
        assert_eq!((posted.status.as_u16(), posted.cookie("session")), (404, None), "{path}");
    }
}

async fn the_api_tells_who_is_no_staff_nothing() {
    let world = World::new().await;
    let person = &world.ids["person"];
    let pairs = [
        ("GET", "/users?q=maria".to_owned(), "/users?q=nadie".to_owned(), "", ""),
        (
            "POST",
            "/users".into(),
            "/users".into(),
            r#"{"name": "X", "email": "maria@ceiplapaz.es"}"#,
            r#"{"name": "X", "email": "x@y.es"}"#,
        ),
        ("PATCH", format!("/users/{person}"), "/users/999999".into(), "{}", "{}"),
        ("POST", format!("/users/{person}/approve"), "/users/999999/approve".into(), "{}", "{}"),
        ("POST", format!("/users/{person}/disable"), "/users/999999/disable".into(), "{}", "{}"),
    ];
    for who in [Who::Requester, Who::Coordinator, Who::Foreigner] {
        for (method, known, unknown, body, other) in &pairs {
            let there = world.api(who, method, &format!("/api/v1{known}"), body).await;
            let not_there = world.api(who, method, &format!("/api/v1{unknown}"), other).await;
            assert_eq!(there.status, 403, "{who:?} {method} {known}");
            assert_eq!((there.status, &there.text), (not_there.status, &not_there.text), "{who:?} {method} {known}");
        }
    }
    // Naming somebody as the requester is a way to ask, too.
    for requester in [person.as_str(), "999999"] {
        let new = format!(r#"{{"subject": "Sin red", "body": "Nada", "requester": "{requester}"}}"#);
        let answer = world.api(Who::Foreigner, "POST", "/api/v1/tickets", &new).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        assert!(!answer.text.contains("Pepe"));
    }
}
