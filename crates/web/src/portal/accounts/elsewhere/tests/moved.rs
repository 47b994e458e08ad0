//! A provider set up in the pages that is, or is moved, where it should not be without more ado; and Apple's, tried out.

use super::administered::{PAGE, form, posts, scene, scene_where, set_up, switch};
use super::world::Browser;
use atiende_db::{args, sql};
use axum::http::StatusCode;

atiende_testing::on_both![
    this_machine_is_reached_only_with_leave,
    another_server_needs_its_own_secret,
    a_word_set_up_again_elsewhere_is_another_way_in,
    apples_answer_comes_to_who_tries_it_out,
];

/// Whoever administers the desk in a browser is told nothing of the ports of its machine.
async fn this_machine_is_reached_only_with_leave() {
    let (world, mut ada) = scene_where(&[]).await;
    set_up(&world, &mut ada).await;
    let told = ada.get(&format!("{PAGE}/probar")).await;
    assert!(told.body.contains("no ha funcionado") && told.body.contains("outbound_allow"), "{}", told.body);
    let mut probes = Vec::new();
    for issuer in ["http://localhost:9", "https://127.0.0.1:1", "https://localhost:9", &world.url] {
        let mut other = form(&world);
        other[3].1 = issuer.into();
        assert_eq!(posts(&mut ada, PAGE, &other).await.status, StatusCode::SEE_OTHER, "{issuer}");
        let told = ada.get(&format!("{PAGE}/probar")).await.body;
        let detail = told.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap().to_owned();
        probes.push(detail.rsplit_once(": ").unwrap().1.to_owned());
    }
    probes.dedup();
    assert_eq!(probes.len(), 1, "open and closed ports look the same: {probes:?}");
    assert!(world.seen("/.well-known/openid-configuration").is_empty(), "nobody was asked");
}

/// A secret is for the server that gave it, and for no other that is put in its place.
async fn another_server_needs_its_own_secret() {
    let (world, mut ada) = scene().await;
    set_up(&world, &mut ada).await;
    let mut moved = form(&world);
    moved[3].1 = "https://id.example.com".into();
    moved.last_mut().unwrap().1.clear();
    let refused = posts(&mut ada, PAGE, &moved).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("escribe el secreto que te ha dado"), "{}", refused.body);
    assert!(refused.body.contains("https://id.example.com"), "what was typed stays");
    assert!(ada.get(PAGE).await.body.contains(&world.url), "nothing was changed");
    moved.last_mut().unwrap().1 = "its own".into();
    assert_eq!(posts(&mut ada, PAGE, &moved).await.status, StatusCode::SEE_OTHER);
    assert_eq!(posts(&mut ada, PAGE, &form(&world)).await.status, StatusCode::SEE_OTHER, "and back");
    knows_ada(&ada, &world.url).await;
    let refused = posts(&mut ada, PAGE, &moved).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Hay quien entra con el emisor de antes"), "{}", refused.body);
    let mut renamed = form(&world);
    renamed[1].1 = "la escuela".into();
    renamed.last_mut().unwrap().1.clear();
    assert_eq!(posts(&mut ada, PAGE, &renamed).await.status, StatusCode::SEE_OTHER, "the rest may change");
}

/// The provider of this word opened Ada's account when this was its issuer.
async fn knows_ada(ada: &Browser, issuer: &str) {
    let issuer = issuer.to_owned();
    let known = sql!(
        "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
         SELECT id, 'colegio', $1, 'ada', 'ada@colegio.example', 0, 0 FROM people WHERE email = 'ada@desk.es'"
    );
    ada.served.db.write(async move |tx| tx.execute(known, args![issuer]).await).await.unwrap();
}

async fn a_word_set_up_again_elsewhere_is_another_way_in() {
    let (world, mut ada) = scene().await;
    knows_ada(&ada, "https://before.example").await;
    set_up(&world, &mut ada).await;
    switch(&mut ada, "on").await;
    let page = ada.get("/cuenta").await.body;
    let removable = |page: &str| page.matches("/cuenta/otras/").count();
    assert!(page.contains("/auth/colegio/start"), "it may be added: {page}");
    assert_eq!(removable(&page), 1, "the one of before may be removed: {page}");
    knows_ada(&ada, &world.url).await;
    let page = ada.get("/cuenta").await.body;
    assert!(!page.contains("/auth/colegio/start"), "{page}");
    assert_eq!(removable(&page), 2, "{page}");
}

/// Apple answers by a POST from its own page, also while nobody is offered it.
async fn apples_answer_comes_to_who_tries_it_out() {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    let (_world, mut ada) = scene().await;
    let answer = [("code", "c-1"), ("state", "s-1")];
    let unknown = ada.post_from_elsewhere("/auth/apple/callback", &answer).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let key = BASE64_STANDARD.encode(pkcs8.as_ref());
    let apple = [
        ("kind", "apple".into()),
        ("label", "Apple".into()),
        ("word", "apple".into()),
        ("client_id", "es.example".into()),
        ("team_id", "T".into()),
        ("key_id", "K".into()),
        ("secret", format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----")),
    ];
    let added = posts(&mut ada, "/admin/proveedores/nuevo", &apple).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let step = ada.post_from_elsewhere("/auth/apple/callback", &answer).await;
    assert_eq!(step.status, StatusCode::SEE_OTHER, "{}", step.body);
    let (path, query) = step.location.split_once('?').unwrap();
    assert_eq!(path, "/auth/apple/callback");
    let told: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(told, answer.map(|(name, value)| (name.to_owned(), value.to_owned())));
    // It is nobody's answer, and nobody is offered it.
    assert!(ada.get(&step.location).await.body.contains("ha caducado"));
    assert_eq!(ada.get("/auth/apple/start").await.status, StatusCode::NOT_FOUND);
}
