//! Ada says how mail goes and comes. What she types is tried first, and her password is told to nobody again.

use super::desk::{Desk, Visitor};
use atiende_core::accounts::Role;
use atiende_core::settings::{self, MailSetup};
use atiende_db::DbError;
use axum::http::StatusCode;

atiende_testing::on_both![
    what_works_is_kept,
    a_password_goes_to_its_server_alone,
    a_mailbox_is_there_once,
    others_type_nothing,
];

const OUT: &str = "/admin/correo/ajustes/envio";
const BOX: &str = "/admin/correo/ajustes/buzon";
const SECRET: &str = "mi clave secreta";

async fn setup(desk: &Desk) -> MailSetup {
    desk.db().read(async |tx| -> Result<_, DbError> { settings::get(tx).await }).await.unwrap()
}

fn server<'a>(host: &'a str, password: &'a str, kept: &'a str, then: &'a str) -> [(&'a str, &'a str); 7] {
    let from = ("from", "Soporte <soporte@desk.es>");
    [
        from,
        ("host", host),
        ("security", "tls"),
        ("user", "mesa"),
        ("password", password),
        ("kept", kept),
        ("then", then),
    ]
}

/// What the form carries from one try to the next.
fn kept(html: &str) -> String {
    html.split_once("name=\"kept\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

async fn what_works_is_kept() {
    let desk = Desk::open().await;
    let ada: Visitor<'_> = desk.signs_in("ada@desk.es").await;
    let missing = ada.posts(OUT, &[("from", ""), ("host", "")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.html.contains("Escribe el nombre del servidor"), "{}", missing.html);

    let wrong = ada.posts(OUT, &server("nadie.example", SECRET, "", "save")).await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.html.contains("No se encuentra el servidor.") && wrong.html.contains("value=\"nadie.example\""));
    assert!(!wrong.html.contains(SECRET) && setup(&desk).await == MailSetup::default(), "nothing is kept that fails");

    let tried = ada.posts(OUT, &server("mx.example", SECRET, "", "try")).await;
    assert!(tried.html.contains("El servidor deja enviar."), "{}", tried.html);
    assert!(setup(&desk).await.outgoing.is_none(), "it was only tried");
    // The password was typed once.
    ada.saves(OUT, &server("mx.example", "", &kept(&tried.html), "save")).await;
    let outgoing = setup(&desk).await.outgoing.unwrap();
    assert_eq!(outgoing.password(&crate::testing::key()).unwrap(), SECRET);
    assert!(!ada.gets(OUT).await.html.contains(SECRET));
    let history = ada.gets("/admin/historial?tipo=setting").await.html;
    assert!(history.contains("Ajustes del correo") && !history.contains(outgoing.password.as_text()), "{history}");

    ada.saves(OUT, &server("nadie.example", SECRET, "", "anyway")).await;
    assert_eq!(setup(&desk).await.outgoing.unwrap().host, "nadie.example", "she knows better");
    ada.saves(OUT, &[("then", "remove")]).await;
    assert_eq!(setup(&desk).await, MailSetup::default());
}

async fn a_password_goes_to_its_server_alone() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves(OUT, &server("mx.example", SECRET, "", "save")).await;
    let sealed = kept(&ada.gets(OUT).await.html);
    ada.saves(OUT, &server("evil.example", "", &sealed, "anyway")).await;
    let elsewhere = setup(&desk).await.outgoing.unwrap();
    assert_eq!(
        (elsewhere.host.as_str(), elsewhere.password.is_empty()),
        ("evil.example", true),
        "it must be typed again"
    );
}

async fn a_mailbox_is_there_once() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let brought = |was, address, then| [("was", was), ("address", address), ("unknown", "refuse"), ("then", then)];
    ada.saves(BOX, &brought("", "Averias@Desk.es", "anyway")).await;
    let twice = ada.posts(BOX, &brought("", "averias@desk.es", "anyway")).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.html.contains("Ese buzón ya está"));
    let plus = ada.posts(BOX, &brought("", "averias+1@desk.es", "save")).await;
    assert_eq!(plus.status, StatusCode::UNPROCESSABLE_ENTITY);
    let password = ada.posts(BOX, &[("address", "tic@desk.es"), ("fetched", "on"), ("host", "mx.example")]).await;
    assert!(password.html.contains("Escribe el usuario"), "{}", password.html);

    let edit = ada.gets(&format!("{BOX}?direccion=averias%40desk.es")).await;
    assert!(edit.html.contains("value=\"averias@desk.es\""), "{}", edit.html);
    assert_eq!(ada.gets(&format!("{BOX}?direccion=otro%40desk.es")).await.status, StatusCode::NOT_FOUND);
    ada.saves(BOX, &brought("averias@desk.es", "tic@desk.es", "anyway")).await;
    let addresses: Vec<_> = setup(&desk).await.mailboxes.into_iter().map(|mailbox| mailbox.address).collect();
    assert_eq!(addresses, ["tic@desk.es"]);
    ada.saves(BOX, &brought("tic@desk.es", "", "remove")).await;
    assert!(setup(&desk).await.mailboxes.is_empty());
}

async fn others_type_nothing() {
    let desk = Desk::open().await;
    desk.person("Luis Vega", "luis@desk.es", Role::Technician).await;
    let luis = desk.signs_in("luis@desk.es").await;
    for path in [OUT, BOX, "/admin/correo/ajustes"] {
        assert_eq!(luis.gets(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let post = luis.posts(OUT, &server("mx.example", SECRET, "", "anyway")).await;
    assert_eq!(post.status, StatusCode::FORBIDDEN);
    assert_eq!(setup(&desk).await, MailSetup::default());
}
