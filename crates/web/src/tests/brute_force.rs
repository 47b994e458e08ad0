//! Guessing: what the guesser gets, and what the person whose account it is gets.

use super::door::{Door, MARIA, PASSWORD};
use crate::{Rate, Settings};
use atiende_db::{Tx, args, sql};
use jiff::SignedDuration;
use std::num::NonZeroU32;
use std::time::Duration;

atiende_testing::on_both![
    a_guesser_is_delayed_and_the_right_guess_is_not_even_tried,
    a_known_browser_gets_in_while_strangers_wait,
    a_mailed_link_gets_in_while_strangers_wait,
    what_was_typed_stays_when_one_has_to_wait,
    an_address_that_is_only_claimed_is_no_other_client,
    a_proxy_says_who_asks_and_its_client_does_not,
    wrong_tokens_are_slowed_down,
    failures_stand_in_the_record,
];

fn few(settings: &mut Settings) {
    let few = |times, within| Rate { times: NonZeroU32::new(times).unwrap(), within };
    settings.rates.login = few(3, Duration::from_mins(1));
    settings.rates.reset = few(1, Duration::from_hours(1));
    settings.rates.register = few(1, Duration::from_hours(1));
}

async fn a_guesser_is_delayed_and_the_right_guess_is_not_even_tried() {
    let door = Door::open(few).await;
    for n in 0..4 {
        assert_eq!(door.browser(&format!("198.51.{n}.7")).signs_in(MARIA, "no es esta").await.status, 422);
    }
    let guesser = door.browser("203.0.113.7");
    let (wrong, right) = (guesser.signs_in(MARIA, "no es esta").await, guesser.signs_in(MARIA, PASSWORD).await);
    assert_eq!((wrong.status.as_u16(), right.status.as_u16()), (429, 429));
    assert_eq!(wrong.html, right.html, "the answer does not tell that it would have been right");
    assert!((1..=2).contains(&right.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(right.cookie("session"), None);
    let nobody = "nadie@ceiplapaz.es";
    for n in 0..4 {
        assert_eq!(door.browser(&format!("192.0.{n}.7")).signs_in(nobody, "no es esta").await.status, 422);
    }
    let unknown = guesser.signs_in(nobody, "no es esta").await;
    assert_eq!(unknown.html.replace(nobody, MARIA), wrong.html, "an address without an account is delayed alike");
    door.served.wait(SignedDuration::from_secs(2));
    assert_eq!(guesser.signs_in(MARIA, PASSWORD).await.status, 303, "the person waited");
    for _ in 0..3 {
        assert_eq!(door.browser("198.51.100.7").signs_in(MARIA, "no es esta").await.status, 422, "forgotten");
    }
}

async fn a_known_browser_gets_in_while_strangers_wait() {
    let door = Door::open(few).await;
    let first = door.browser("203.0.113.7").signs_in(MARIA, PASSWORD).await;
    let known = first.cookie("device").unwrap();
    let attributes = first.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap());
    let attributes = attributes.filter(|c| c.starts_with("device=")).collect::<String>();
    assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{attributes}");
    for n in 0..5 {
        door.browser(&format!("198.51.{n}.7")).signs_in(MARIA, "no es esta").await;
    }
    assert_eq!(door.browser("192.0.2.7").signs_in(MARIA, PASSWORD).await.status, 429, "a new browser waits");
    let own = door.browser("192.0.2.7").sends("cookie", &format!("device={known}"));
    assert_eq!(own.signs_in(MARIA, PASSWORD).await.status, 303);
    let made_up = door.browser("192.0.2.7").sends("cookie", "device=made-up");
    for n in 0..5 {
        door.browser(&format!("198.51.{n}.9")).signs_in(MARIA, "no es esta").await;
    }
    assert_eq!(made_up.signs_in(MARIA, PASSWORD).await.status, 429);
}

async fn a_mailed_link_gets_in_while_strangers_wait() {
    let door = Door::open(few).await;
    let attacked = async |from: u8| {
        for n in 0..5 {
            door.browser(&format!("198.{from}.{n}.7")).signs_in(MARIA, "no es esta").await;
        }
    };
    attacked(51).await;
    let own = door.browser("192.0.2.7");
    assert_eq!(own.signs_in(MARIA, PASSWORD).await.status, 429);
    assert_eq!(own.post("/recuperar", &[("email", MARIA)]).await.status, 200);
    let data = async |tx: &Tx| {
        tx.one::<(String,)>(
            sql!("SELECT data FROM outbox WHERE to_address = $1 ORDER BY id DESC LIMIT 1"),
            args![MARIA],
        )
        .await
    };
    let (data,) = door.served.db.read(data).await.unwrap();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let link = format!("/recuperar/{}", data["link"].as_str().unwrap());
    let set = own.post(&link, &[("password", "otra frase larga")]).await;
    assert_eq!((set.status.as_u16(), set.header("location")), (303, "/acceder"));
    attacked(52).await;
    let own = own.sends("cookie", &format!("device={}", set.cookie("device").unwrap()));
    assert_eq!(own.signs_in(MARIA, "otra frase larga").await.status, 303, "though the attack goes on");
}

async fn what_was_typed_stays_when_one_has_to_wait() {
    let door = Door::open(few).await;
    let browser = door.browser("198.51.100.7");
    let new = [
        ("name", "Nora Pons"),
        ("email", "nora@ceiplapaz.es"),
        ("phone", "600 123 123"),
        ("organization", "CEIP La Paz"),
        ("password", "secreta de verdad"),
    ];
    assert_eq!(browser.post("/crear-cuenta", &new).await.status, 200);
    let wait = browser.post("/crear-cuenta", &new).await;
    assert_eq!(wait.status, 429);
    for kept in ["Nora Pons", "nora@ceiplapaz.es", "600 123 123", "CEIP La Paz", "Espera 60 minutos", "role=\"alert\""]
    {
        assert!(wait.html.contains(kept), "{kept} is lost");
    }
    assert!(!wait.html.contains("secreta de verdad"), "a password is never sent back");
    assert!(wait.header("retry-after").parse::<u64>().unwrap() > 3500);

    assert_eq!(browser.post("/recuperar", &[("email", MARIA)]).await.status, 200);
    let wait = browser.sends("accept-language", "en").post("/recuperar", &[("email", MARIA)]).await;
    assert_eq!(wait.status, 429);
    assert!(wait.html.contains(MARIA) && wait.html.contains("Wait 60 minutes"), "{}", wait.html);

    let session = browser.signs_in(MARIA, PASSWORD).await;
    let cookie =
        format!("session={}; device={}", session.cookie("session").unwrap(), session.cookie("device").unwrap());
    let own = browser.sends("cookie", &cookie);
    let change = [("current", "no es esta"), ("password", "otra frase larga")];
    for _ in 0..4 {
        assert_eq!(own.post("/cuenta/contrasena", &change).await.status, 422);
    }
    let wait = own.post("/cuenta/contrasena", &change).await;
    assert_eq!(wait.status, 429);
    assert!(wait.html.contains("Demasiados intentos") && wait.html.contains("María Gil"), "{}", wait.html);
}

/// `X-Forwarded-For` of who is no proxy of ours is only what they say.
async fn an_address_that_is_only_claimed_is_no_other_client() {
    let door = Door::open(few).await;
    let mut statuses = Vec::new();
    for n in 0..10 {
        let liar = door.browser("198.51.100.7").sends("x-forwarded-for", &format!("10.0.{n}.1"));
        statuses.push(liar.signs_in(&format!("persona{n}@ceiplapaz.es"), "no es esta").await.status.as_u16());
    }
    assert_eq!(statuses, [[422; 9].as_slice(), &[429]].concat(), "thrice the rate of an account");
    let elsewhere = door.browser("203.0.113.7").signs_in("persona0@ceiplapaz.es", "no es esta").await;
    assert_eq!(elsewhere.status, 422);
}

/// A proxy of ours appends who asked it, some with the port. What its client wrote before that is not believed.
async fn a_proxy_says_who_asks_and_its_client_does_not() {
    let door = Door::open(|settings| {
        few(settings);
        settings.trusted_proxies.push("198.51.100.7/32".parse().unwrap());
    })
    .await;
    for (via, forged) in
        [("203.0.113.9:4711", "10.0.N.1, "), ("203.0.113.40", "10.1.N.1, unknown, "), ("unknown", "10.2.N.1, ")]
    {
        let mut statuses = Vec::new();
        for n in 0..10 {
            let chain = format!("{}{via}", forged.replace('N', &n.to_string()));
            let liar = door.browser("198.51.100.7").sends("x-forwarded-for", &chain);
            let name = format!("{}{n}@ceiplapaz.es", via.replace([':', '.'], "-"));
            statuses.push(liar.signs_in(&name, "no es esta").await.status.as_u16());
        }
        assert_eq!(statuses, [[422; 9].as_slice(), &[429]].concat(), "{via}");
    }
}

async fn wrong_tokens_are_slowed_down() {
    let door = Door::open(few).await;
    let mut statuses = Vec::new();
    for n in 0..40 {
        let guess = door.browser("198.51.100.7").sends("authorization", &format!("Bearer guess{n}"));
        statuses.push(guess.get("/api/v1/me").await.status.as_u16());
    }
    assert_eq!(statuses[..30], [401; 30]);
    assert!(statuses.contains(&429), "{statuses:?}");
}

async fn failures_stand_in_the_record() {
    let door = Door::open(few).await;
    door.browser("198.51.100.7").signs_in(MARIA, "no es esta").await;
    door.browser("198.51.100.7").signs_in("nadie@ceiplapaz.es", "no es esta").await;
    door.browser("203.0.113.7").signs_in(MARIA, PASSWORD).await;
    let told = async |tx: &Tx| {
        let statement = sql!(
            "SELECT verb, object_id, ip, data FROM events WHERE verb IN ('signed_in', 'sign_in_failed') ORDER BY id"
        );
        tx.all::<(String, i64, String, String)>(statement, args![]).await
    };
    let told = door.served.db.read(told).await.unwrap();
    let maria = door.maria.0;
    let event = |verb: &str, person, ip: &str, data: &str| (verb.to_owned(), person, ip.to_owned(), data.to_owned());
    assert_eq!(
        told,
        [
            event("sign_in_failed", maria, "198.51.100.7", r#"{"tries":1,"tries_of_address":1,"why":"password"}"#),
            event("sign_in_failed", 0, "198.51.100.7", r#"{"tries":1,"tries_of_address":2,"why":"password"}"#),
            event("signed_in", maria, "203.0.113.7", r#"{"device":"","way":"password"}"#),
        ]
    );
}
