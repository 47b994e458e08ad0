//! Who is who: a subject of one issuer is nobody at another, and an address is whose it is to the letter.

use super::hostile::{claims, world};
use super::provider::World;
use super::world::Browser;
use crate::SignInProvider;
use atiende_core::Refused;
use atiende_core::accounts::actions::add;
use atiende_core::accounts::{NewAccount, Role};
use atiende_core::events::By;
use atiende_db::{Tx, args, sql};
use serde_json::json;

atiende_testing::on_both![
    one_subject_of_two_issuers_is_two_people,
    another_issuer_under_the_same_word_opens_nothing,
    a_person_stays_who_she_is_whatever_her_address_there,
    another_person_with_her_address_is_not_her,
    an_address_in_disguise_is_nobodys,
    what_is_said_of_a_person_is_text,
];

/// Ana, with this address and an account at the issuer under the subject `ana`.
async fn ana(browser: &Browser, issuer: &str, email: &str) {
    let new = NewAccount { name: "Ana".into(), email: email.into(), ..NewAccount::default() };
    let issuer = issuer.to_owned();
    let made = async move |tx: &mut Tx| {
        let person = add::add(tx, &By::desk(), &new, Role::Requester, None).await?;
        let linked = sql!(
            "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
             VALUES ($1, 'acme', $2, 'ana', '', 0, 0)"
        );
        tx.execute(linked, args![person, issuer]).await?;
        Ok::<_, Refused>(())
    };
    browser.served.db.write(made).await.unwrap();
}

/// The provider's word for an address opens an account at once.
async fn trusting(world: &World) -> Browser {
    Browser::at(world, |settings| settings.providers[0].link_verified_email = true).await
}

async fn arrives(browser: &mut Browser, world: &World) -> String {
    let back = browser.agree(world).await;
    browser.get(&back).await.location
}

async fn one_subject_of_two_issuers_is_two_people() {
    let (world, mut other) = (world().await, world().await);
    other.provider.id = "other".into();
    claims(&other, &json!({ "email_verified": false }));
    let second = SignInProvider { provider: other.provider.clone(), link_verified_email: true };
    let mut browser = Browser::at(&world, |settings| settings.providers.push(second)).await;
    ana(&browser, &world.url, "ana@example.com").await;
    assert_eq!(arrives(&mut browser, &other).await, "/crear-cuenta/continuar");
    assert!(!browser.has_session());
    assert_eq!(arrives(&mut browser, &world).await, "/");
    assert!(browser.has_session());
}

async fn another_issuer_under_the_same_word_opens_nothing() {
    let world = world().await;
    claims(&world, &json!({ "email_verified": false }));
    let mut browser = trusting(&world).await;
    ana(&browser, "https://before.example", "ana@example.com").await;
    assert_eq!(arrives(&mut browser, &world).await, "/crear-cuenta/continuar");
    assert!(!browser.has_session());
}

async fn a_person_stays_who_she_is_whatever_her_address_there() {
    let world = world().await;
    for email in [json!("boss@example.com"), json!(null), json!("no address")] {
        claims(&world, &json!({ "email": email }));
        world.wish(|wishes| wishes.userinfo = json!({ "email": null }));
        let mut browser = trusting(&world).await;
        ana(&browser, &world.url, "ana@example.com").await;
        assert_eq!(arrives(&mut browser, &world).await, "/", "{email}");
        let page = browser.get("/cuenta").await;
        assert!(page.body.contains(r#"value="ana@example.com""#), "{email}: {}", page.body);
    }
}

/// Addresses are given anew: to another employee, or to who registers the domain.
async fn another_person_with_her_address_is_not_her() {
    let world = world().await;
    claims(&world, &json!({ "sub": "eva" }));
    let mut browser = Browser::at(&world, |_| {}).await;
    ana(&browser, &world.url, "ana@example.com").await;
    assert_eq!(arrives(&mut browser, &world).await, "/acceder", "she signs in as before, or nobody does");
    assert!(!browser.has_session());
}

async fn an_address_in_disguise_is_nobodys() {
    let disguises = [
        "\u{212A}ate@colegio.example",
        "kate@colegio.example,eva@evil.example",
        "kate@colegio.example\r\nbcc: eva@evil.example",
        "\"kate@colegio.example\"@evil.example",
        "Kate <kate@colegio.example>",
        "kate@colegio.example.",
        "kate@\u{441}olegio.example",
        "kate@colegio\u{3002}example",
        "ｋate@colegio.example",
        "kate\u{200B}@colegio.example",
    ];
    for email in disguises {
        let world = world().await;
        claims(&world, &json!({ "sub": "eva", "email": email, "email_verified": true }));
        world.wish(|wishes| wishes.userinfo = json!({ "email": null }));
        let mut browser = trusting(&world).await;
        ana(&browser, "https://elsewhere.example", "kate@colegio.example").await;
        assert_eq!(arrives(&mut browser, &world).await, "/crear-cuenta/continuar", "{email:?}");
        assert!(!browser.has_session(), "{email:?}");
    }
    let world = world().await;
    claims(&world, &json!({ "sub": "eva", "email": "KATE@Colegio.EXAMPLE" }));
    let mut browser = trusting(&world).await;
    ana(&browser, "https://elsewhere.example", "kate@colegio.example").await;
    assert_eq!(arrives(&mut browser, &world).await, "/", "capitals are no disguise");
}

async fn what_is_said_of_a_person_is_text() {
    let world = world().await;
    let name = format!("<script>alert(1)</script>\u{202E}\r\n\"'{{{{7*7}}}}{}", "z".repeat(10_000));
    claims(&world, &json!({ "name": name }));
    let mut browser = Browser::at(&world, |_| {}).await;
    assert_eq!(arrives(&mut browser, &world).await, "/crear-cuenta/continuar");
    let page = browser.get("/crear-cuenta/continuar").await.body;
    assert!(page.contains("alert(1)") && !page.contains("<script>alert"), "{page}");
    assert!(!page.contains('\u{202E}') && !page.contains(&"z".repeat(200)), "{page}");
}
