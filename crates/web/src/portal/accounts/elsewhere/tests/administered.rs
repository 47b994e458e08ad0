//! A provider that an administrator sets up in the pages: tried out, offered, changed, taken away.

use super::MORNING;
use super::provider::{CLIENT, Canned, SECRET, World};
use super::world::{Browser, Seen};
use atiende_core::accounts::actions::add;
use atiende_core::accounts::sealed::Key;
use atiende_core::accounts::{NewAccount, Role, password};
use atiende_core::events::By;
use atiende_db::{Tx, args, sql};
use axum::http::StatusCode;
use serde_json::json;

atiende_testing::on_both![
    she_sets_one_up_and_people_enter,
    trying_it_shows_what_comes_and_opens_nothing,
    a_trial_that_fails_says_why,
    a_secret_is_kept_and_never_shown,
    a_secret_under_a_lost_key_is_asked_for_again,
    the_configuration_goes_before,
    what_is_wrong_is_said_and_what_was_typed_stays,
    nobody_else_comes_near,
    who_would_lose_it_is_told_before,
];

const PASSWORD: &str = "una frase larga";
pub(super) const PAGE: &str = "/admin/proveedores/colegio";

/// A provider on this machine, and Ada, an administrator, at a desk that does not know it and may reach it.
pub(super) async fn scene() -> (World, Browser) {
    scene_where(&["127.0.0.1/32"]).await
}

/// At a desk that may reach these networks.
pub(super) async fn scene_where(allowed: &[&str]) -> (World, Browser) {
    let mut world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "iat": MORNING, "exp": MORNING + 300 }));
    let allowed = allowed.iter().map(|network| network.parse().unwrap()).collect();
    let mut ada = Browser::at(&world, |settings| {
        settings.providers.clear();
        settings.outbound_allow = allowed;
    })
    .await;
    world.provider.id = "colegio".into();
    for (name, email, role) in [("Ada", "ada@desk.es", Role::Admin), ("Luis", "luis@desk.es", Role::Technician)] {
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        let added = async move |tx: &mut Tx| add::add(tx, &By::desk(), &new, role, Some(&hash)).await;
        ada.served.db.write(added).await.unwrap();
    }
    enter(&mut ada, "ada@desk.es").await;
    (world, ada)
}

async fn enter(browser: &mut Browser, email: &str) {
    browser.forget_cookies();
    let answer = browser.post("/acceder", &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

pub(super) fn form(world: &World) -> Vec<(&'static str, String)> {
    vec![
        ("kind", "openid".into()),
        ("label", "el colegio".into()),
        ("word", "colegio".into()),
        ("issuer", world.url.clone()),
        ("client_id", CLIENT.into()),
        ("secret", SECRET.into()),
    ]
}

pub(super) async fn posts(browser: &mut Browser, path: &str, form: &[(&str, String)]) -> Seen {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &form).await
}

pub(super) async fn set_up(world: &World, ada: &mut Browser) {
    let added = posts(ada, "/admin/proveedores/nuevo", &form(world)).await;
    assert_eq!((added.status, added.location.as_str()), (StatusCode::SEE_OTHER, PAGE), "{}", added.body);
}

pub(super) async fn switch(ada: &mut Browser, enabled: &str) {
    let switched = ada.post(&format!("{PAGE}/estado"), &[("enabled", enabled)]).await;
    assert_eq!(switched.status, StatusCode::SEE_OTHER, "{}", switched.body);
}

async fn rows(ada: &Browser, statement: atiende_db::Sql) -> i64 {
    let (count,): (i64,) = ada.served.db.read(async move |tx| tx.one(statement, args![]).await).await.unwrap();
    count
}

/// To the provider and back, from the administration.
async fn tries(world: &World, ada: &mut Browser) -> Seen {
    let sent = ada.get(&format!("{PAGE}/probar")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let answer = world.consent_at(&sent.location);
    let (code, state) = (answer.code.unwrap(), answer.state.unwrap());
    ada.get(&format!("/auth/colegio/callback?code={code}&state={state}")).await
}

async fn she_sets_one_up_and_people_enter() {
    let (world, mut ada) = scene().await;
    let page = ada.get("/admin/proveedores/nuevo?tipo=openid").await;
    assert!(page.body.contains("http://localhost:8080/auth/"), "{}", page.body);
    set_up(&world, &mut ada).await;
    let page = ada.get(PAGE).await;
    assert!(page.body.contains("http://localhost:8080/auth/colegio/callback"), "the address to copy: {}", page.body);
    let jar = ada.forget_cookies();
    assert!(!ada.get("/acceder").await.body.contains("el colegio"), "nobody sees it before it is in use");
    assert_eq!(ada.get("/auth/colegio/start").await.status, StatusCode::NOT_FOUND);
    ada.keep_all(&jar);
    switch(&mut ada, "on").await;
    ada.forget_cookies();
    assert!(ada.get("/acceder").await.body.contains("Continuar con el colegio"));
    let back = ada.agree(&world).await;
    // Switched off while the person is there: nothing comes of it.
    let person = ada.forget_cookies();
    ada.keep_all(&jar);
    switch(&mut ada, "").await;
    ada.forget_cookies();
    ada.keep_all(&person);
    assert_eq!(ada.get(&back).await.status, StatusCode::NOT_FOUND);
    ada.keep_all(&jar);
    switch(&mut ada, "on").await;
    ada.forget_cookies();
    let back = ada.agree(&world).await;
    assert_eq!(ada.get(&back).await.location, "/crear-cuenta/continuar");
    let told = sql!("SELECT count(*) FROM events WHERE object = 'provider' AND actor_id IS NOT NULL");
    assert_eq!(rows(&ada, told).await, 4, "added, in use, not, in use again");
}

async fn trying_it_shows_what_comes_and_opens_nothing() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    let sessions = rows(&ada, sql!("SELECT count(*) FROM sessions")).await;
    world.answers("/.well-known/openid-configuration", Canned::Raw(503, "later"));
    let page = ada.get(&format!("{PAGE}/probar")).await;
    assert!(page.body.contains("no ha funcionado") && page.body.contains("503"), "{}", page.body);
    // It is really asked anew, and not told what was found a moment ago.
    world.wish(|wishes| wishes.canned.clear());
    let page = tries(&world, &mut ada).await;
    assert!(page.body.contains("el colegio funciona"), "{}", page.body);
    for shown in ["Ana Ruiz", "ana@example.com", "Correo verificado", world.url.as_str()] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    assert!(ada.cookie("proved").is_none() && ada.has_session(), "she is still herself");
    assert_eq!(rows(&ada, sql!("SELECT count(*) FROM sessions")).await, sessions);
    assert_eq!(rows(&ada, sql!("SELECT count(*) FROM identities")).await, 0);
    assert_eq!(rows(&ada, sql!("SELECT count(*) FROM sign_ins")).await, 0);
}

async fn a_trial_that_fails_says_why() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    world.answers("/token", Canned::Json(401, json!({ "error": "invalid_client" })));
    let page = tries(&world, &mut ada).await;
    assert!(page.body.contains("no ha funcionado") && page.body.contains("invalid_client"), "{}", page.body);
    assert!(!page.body.contains(SECRET) && !page.body.contains("code-0"), "{}", page.body);
    // Whoever is no longer there when the answer comes sees nothing of it.
    let sent = ada.get(&format!("{PAGE}/probar")).await;
    let answer = world.consent_at(&sent.location);
    let back = format!("/auth/colegio/callback?code={}&state={}", answer.code.unwrap(), answer.state.unwrap());
    let left = ada.post("/logout", &[]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(ada.get(&back).await.body.contains("ha caducado"));
}

async fn a_secret_is_kept_and_never_shown() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    let read = async |tx: &Tx| tx.one(sql!("SELECT secret, settings FROM providers"), args![]).await;
    let (sealed, settings): (Vec<u8>, String) = ada.served.db.read(read).await.unwrap();
    assert!(!sealed.windows(6).any(|part| part == b"s3cret") && !settings.contains("s3cret"));
    assert!(!ada.get(PAGE).await.body.contains(SECRET));
    let mut renamed = form(&world);
    renamed[1].1 = "la escuela".into();
    renamed.last_mut().unwrap().1.clear();
    assert_eq!(posts(&mut ada, PAGE, &renamed).await.status, StatusCode::SEE_OTHER);
    let page = tries(&world, &mut ada).await;
    assert!(page.body.contains("la escuela funciona"), "the secret is the old one: {}", page.body);
    renamed.last_mut().unwrap().1 = "another".into();
    assert_eq!(posts(&mut ada, PAGE, &renamed).await.status, StatusCode::SEE_OTHER);
    let page = tries(&world, &mut ada).await;
    assert!(page.body.contains("no ha funcionado"), "and now it is not: {}", page.body);
    let told: Vec<(String,)> =
        ada.served.db.read(async |tx| tx.all(sql!("SELECT data FROM events"), args![]).await).await.unwrap();
    assert!(!told.iter().any(|(data,)| data.contains(SECRET) || data.contains("another")));
}

async fn a_secret_under_a_lost_key_is_asked_for_again() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    switch(&mut ada, "on").await;
    let other = Key::new("another secret_key, as after a restore").seal("of somebody else", SECRET.as_bytes()).unwrap();
    let lose = async move |tx: &mut Tx| tx.execute(sql!("UPDATE providers SET secret = $1"), args![other]).await;
    ada.served.db.write(lose).await.unwrap();
    assert!(ada.get("/admin/proveedores").await.body.contains("Falta el secreto"));
    assert!(!ada.get("/acceder").await.body.contains("el colegio"), "a button that cannot work is none");
    assert!(ada.log.take().contains("secret_key has changed"));
    assert_eq!(posts(&mut ada, PAGE, &form(&world)).await.status, StatusCode::SEE_OTHER);
    ada.forget_cookies();
    assert!(ada.get("/acceder").await.body.contains("Continuar con el colegio"));
}

async fn the_configuration_goes_before() {
    let world = World::new().await;
    let mut ada = Browser::at(&world, |_| {}).await;
    let hash = password::hash(PASSWORD.into()).await.unwrap();
    let new = NewAccount { name: "Ada".into(), email: "ada@desk.es".into(), ..NewAccount::default() };
    let added = async move |tx: &mut Tx| add::add(tx, &By::desk(), &new, Role::Admin, Some(&hash)).await;
    ada.served.db.write(added).await.unwrap();
    enter(&mut ada, "ada@desk.es").await;
    let mut same = form(&world);
    same[2].1 = "acme".into();
    let refused = posts(&mut ada, "/admin/proveedores/nuevo", &same).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("ya la tiene otro proveedor"), "{}", refused.body);
    let list = ada.get("/admin/proveedores").await;
    assert!(list.body.contains("Del archivo de configuración") && !list.body.contains("/admin/proveedores/acme\""));
    assert_eq!(ada.get("/admin/proveedores/acme").await.status, StatusCode::NOT_FOUND, "it is changed where it is");
    assert_eq!(ada.get("/admin/proveedores/acme/probar").await.status, StatusCode::SEE_OTHER, "but can be tried");
}

async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let (world, mut ada) = scene().await;
    let mut wrong = form(&world);
    wrong[3].1 = "http://id.example.com".into();
    wrong[4].1 = " ".into();
    let page = posts(&mut ada, "/admin/proveedores/nuevo", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["empiece por https://", "Escribe el identificador", "value=\"http://id.example.com\"", "el colegio"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains(SECRET), "a secret is not sent back");
    let apple = [
        ("kind", "apple".into()),
        ("label", "Apple".into()),
        ("word", "apple".into()),
        ("client_id", "es.example".into()),
        ("team_id", "T".into()),
        ("key_id", "K".into()),
        ("secret", "-----BEGIN nothing".into()),
    ];
    let page = posts(&mut ada, "/admin/proveedores/nuevo", &apple).await;
    assert!(page.body.contains("No es el texto de un archivo .p8"), "{}", page.body);
    assert_eq!(rows(&ada, sql!("SELECT count(*) FROM providers")).await, 0);
    assert_eq!(posts(&mut ada, "/admin/proveedores/nuevo", &[]).await.status, StatusCode::BAD_REQUEST);
}

async fn nobody_else_comes_near() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    enter(&mut ada, "luis@desk.es").await;
    for path in ["/admin/proveedores", PAGE, &format!("{PAGE}/probar"), &format!("{PAGE}/quitar")] {
        assert_eq!(ada.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in [PAGE, &format!("{PAGE}/estado"), &format!("{PAGE}/quitar"), "/admin/proveedores/nuevo"] {
        assert_eq!(posts(&mut ada, path, &form(&world)).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    ada.forget_cookies();
    assert!(ada.get(&format!("{PAGE}/probar")).await.location.starts_with("/acceder"));
    assert_eq!(rows(&ada, sql!("SELECT count(*) FROM providers WHERE NOT enabled")).await, 1);
}

async fn who_would_lose_it_is_told_before() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    switch(&mut ada, "on").await;
    let jar = ada.forget_cookies();
    let back = ada.agree(&world).await;
    ada.get(&back).await;
    let ana = [("name", "Ana"), ("email", "ana@example.com"), ("organization", "CEIP La Paz")];
    assert_eq!(ada.post("/crear-cuenta/continuar", &ana).await.location, "/espera");
    ada.forget_cookies();
    ada.keep_all(&jar);
    let page = ada.get(&format!("{PAGE}/quitar")).await;
    assert!(
        page.body.contains("Una persona entra con él") && page.body.contains("no tiene otra forma"),
        "{}",
        page.body
    );
    assert_eq!(ada.post(&format!("{PAGE}/quitar"), &[]).await.location, "/admin/proveedores");
    assert_eq!(ada.get(PAGE).await.status, StatusCode::NOT_FOUND);
    assert_eq!(rows(&ada, sql!("SELECT count(*) FROM identities")).await, 1, "set up again, it opens as before");
    ada.forget_cookies();
    assert!(!ada.get("/acceder").await.body.contains("el colegio"));
}
