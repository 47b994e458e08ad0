//! Facebook at the door, and what it posts by itself.

use super::provider::{ACCESS, CLIENT, Canned, SECRET, World};
use super::world::{Browser, Seen};
use super::{MORNING, keys};
use atiende_core::accounts::actions::{confirm, reset_password};
use atiende_core::accounts::{self, access};
use atiende_core::admission::Admission;
use atiende_core::events::By;
use atiende_db::{Tx, args, sql};
use atiende_oidc::{Kind, Provider, Secret};
use aws_lc_rs::hmac;
use axum::http::StatusCode;
use serde_json::{Value, json};

atiende_testing::on_both![
    an_account_without_an_address_asks_for_one_and_confirms_it,
    who_sent_a_form_in_vain_is_told_so_back_at_it,
    who_removes_the_app_is_mailed_another_way_in,
    who_has_a_password_is_left_in_peace,
    a_deletion_can_be_followed,
    what_facebook_did_not_sign_changes_nothing,
    an_old_request_removes_nothing_that_came_later,
    a_desk_without_facebook_has_no_such_page,
];

const EMAIL: &str = "ana@colegio.example";

async fn world() -> World {
    let mut world = World::new().await;
    let kind =
        Kind::Facebook { dialog_url: format!("{}/dialog", world.url), graph_url: format!("{}/graph", world.url) };
    world.provider = Provider { kind, ..Provider::facebook(CLIENT, Secret::new(SECRET)) };
    world.answers("/graph/oauth/access_token", Canned::Json(200, json!({ "access_token": ACCESS })));
    world.answers("/graph/me", Canned::Json(200, json!({ "id": "42", "name": "Ana Ruiz" })));
    world
}

fn signed(claims: &Value, secret: &str) -> String {
    let payload = keys::base64(claims.to_string());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), payload.as_bytes());
    format!("{}.{payload}", keys::base64(tag.as_ref()))
}

fn request(user: &str, issued_at: i64) -> String {
    signed(&json!({ "user_id": user, "algorithm": "HMAC-SHA256", "issued_at": issued_at }), SECRET)
}

async fn tell(browser: &mut Browser, verb: &str, signed_request: &str) -> Seen {
    browser.post_from_elsewhere(&format!("/auth/facebook/{verb}"), &[("signed_request", signed_request)]).await
}

/// Ana asks for an account by the button and follows the link in the mail.
async fn signed_up(world: &World) -> Browser {
    let mut browser = Browser::at(world, |_| {}).await;
    let back = browser.agree(world).await;
    assert_eq!(browser.get(&back).await.location, "/crear-cuenta/continuar");
    let form = [("name", "Ana Ruiz"), ("email", EMAIL), ("organization", "CEIP La Paz")];
    let page = browser.post("/crear-cuenta/continuar", &form).await;
    assert!(page.body.contains("Mira tu correo"), "{}", page.body);
    let confirmed = async |tx: &mut Tx| {
        let link: (String,) = tx.one(sql!("SELECT data FROM outbox WHERE kind = 'confirm_address'"), args![]).await?;
        let link: Value = serde_json::from_str(&link.0).unwrap();
        let link = accounts::Secret::presented(link["link"].as_str().unwrap());
        let holder = access::confirming(tx, &link).await.unwrap();
        confirm::confirm(tx, &holder, Admission::Open, "").await
    };
    browser.served.db.write(confirmed).await.unwrap();
    browser
}

async fn mails(browser: &Browser) -> Vec<(String, String)> {
    let read = async |tx: &Tx| {
        tx.all(sql!("SELECT kind, data FROM outbox WHERE kind <> 'confirm_address' ORDER BY id"), args![]).await
    };
    browser.served.db.read(read).await.unwrap()
}

async fn enters(browser: &mut Browser, world: &World) -> bool {
    browser.forget_cookies();
    let back = browser.agree(world).await;
    browser.get(&back).await;
    browser.has_session()
}

async fn an_account_without_an_address_asks_for_one_and_confirms_it() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    assert!(enters(&mut browser, &world).await);
}

async fn who_sent_a_form_in_vain_is_told_so_back_at_it() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    browser.forget_cookies();
    browser.post("/soporte/abrir", &[("subject", "No imprime")]).await;
    let page = browser.get("/acceder?volver=/soporte/abrir").await.body;
    let button = "/auth/facebook/start?return_to=%2Fsoporte%2Fabrir&amp;unsent=on";
    assert!(page.replace("&#38;", "&amp;").contains(button), "{page}");
    for (button, is_told) in [(button.replace("&amp;", "&"), true), (button.replace("&amp;unsent=on", ""), false)] {
        browser.forget_cookies();
        let back = browser.agree_by(&world, &button).await;
        assert_eq!(browser.get(&back).await.location, "/soporte/abrir");
        let page = browser.get("/soporte/abrir").await.body;
        assert_eq!(page.contains("Todavía no se ha enviado nada"), is_told, "{page}");
    }
}

async fn who_removes_the_app_is_mailed_another_way_in() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    assert_eq!(tell(&mut browser, "deauthorize", &request("42", MORNING)).await.status, StatusCode::OK);
    let mails = mails(&browser).await;
    assert_eq!(mails.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(), ["last_way_removed"]);
    assert!(!enters(&mut browser, &world).await, "the account there opens nothing here");
    let data: Value = serde_json::from_str(&mails[0].1).unwrap();
    let page = browser.get(&format!("/recuperar/{}", data["link"].as_str().unwrap())).await;
    assert!(page.body.contains("Contraseña"), "{}", page.body);
    // Once more is nothing more.
    assert_eq!(tell(&mut browser, "deauthorize", &request("42", MORNING)).await.status, StatusCode::OK);
    assert_eq!(self::mails(&browser).await.len(), 1);
}

async fn who_has_a_password_is_left_in_peace() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    let choose = async |tx: &mut Tx| {
        let ana = access::by_email(tx, EMAIL).await?.unwrap();
        reset_password::set(tx, &By::desk(), ana.id, "no hash that fits").await
    };
    browser.served.db.write(choose).await.unwrap();
    tell(&mut browser, "deauthorize", &request("42", MORNING)).await;
    assert!(!mails(&browser).await.iter().any(|(kind, _)| kind == "last_way_removed"));
    assert!(!enters(&mut browser, &world).await);
}

async fn a_deletion_can_be_followed() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    for (time, expected) in [("first", "Hemos borrado lo que teníamos"), ("again", "No teníamos nada")] {
        let answer = tell(&mut browser, "data-deletion", &request("42", MORNING)).await;
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        let code = told["confirmation_code"].as_str().unwrap();
        assert!(code.len() == 24 && code.chars().all(|letter| letter.is_ascii_alphanumeric()), "{time}: {code}");
        let url = told["url"].as_str().unwrap();
        assert_eq!(url, format!("http://localhost:8080/auth/facebook/data-deletion/{code}"));
        browser.forget_cookies();
        let page = browser.get(url.strip_prefix("http://localhost:8080").unwrap()).await;
        assert!(page.body.contains(expected) && page.body.contains(code), "{time}: {}", page.body);
        assert!(!page.body.contains("Ana") && !page.body.contains(EMAIL), "{time}: nobody is named");
    }
    assert!(!enters(&mut browser, &world).await);
    let page = browser.get("/auth/facebook/data-deletion/guessed").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

async fn what_facebook_did_not_sign_changes_nothing() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    let claims = json!({ "user_id": "42", "algorithm": "HMAC-SHA256", "issued_at": MORNING });
    let plain = json!({ "user_id": "42", "algorithm": "none", "issued_at": MORNING });
    let forged = [signed(&claims, "of another"), signed(&plain, SECRET), "x.y".into(), String::new()];
    for verb in ["deauthorize", "data-deletion"] {
        for field in forged.iter().chain([&request("42", MORNING - 7200)]) {
            browser.log.take();
            let answer = tell(&mut browser, verb, field).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{verb} {field}");
            let log = browser.log.take();
            assert!(log.contains("signed request refused") && log.contains("facebook"), "{log}");
            assert!(!log.contains(SECRET) && !log.contains(" 42."), "{log}");
        }
    }
    assert!(mails(&browser).await.is_empty());
    assert!(enters(&mut browser, &world).await, "nothing was removed");
}

async fn an_old_request_removes_nothing_that_came_later() {
    let world = world().await;
    let mut browser = signed_up(&world).await;
    tell(&mut browser, "deauthorize", &request("42", MORNING - 120)).await;
    assert!(enters(&mut browser, &world).await, "it was added after that was asked");
}

async fn a_desk_without_facebook_has_no_such_page() {
    let world = World::new().await;
    let mut browser = Browser::at(&world, |settings| {
        // An OpenID provider of that name is not Facebook.
        settings.providers[0].provider.id = "facebook".into();
    })
    .await;
    for verb in ["deauthorize", "data-deletion"] {
        assert_eq!(tell(&mut browser, verb, &request("42", MORNING)).await.status, StatusCode::NOT_FOUND);
    }
}
