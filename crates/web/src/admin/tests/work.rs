//! How the desk attends: clients, routing, inventory, articles, mail, appearance.

use super::desk::Desk;
use atiende_core::accounts::Role;
use atiende_core::articles::{self, ArticleChange, ArticleState, Visibility};
use atiende_core::events::By;
use atiende_core::tickets::BodyFormat;
use axum::http::StatusCode;

atiende_testing::on_both![
    a_client_and_its_places,
    rules_decide_in_their_order,
    a_rule_about_another_clients_place_is_refused,
    a_device_is_registered_and_moved,
    a_technician_writes_an_article,
    an_article_is_edited_in_what_it_is_written_in,
    a_test_mail_goes_through_the_outbox,
    the_look_is_set,
];

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

async fn a_client_and_its_places() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let wrong = ada.posts("/admin/centros/nuevo", &[("name", ""), ("kind", "company"), ("domains", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("Escribe dominios como"), "{}", wrong.html);
    let new =
        [("name", "Gestoría Ruiz"), ("kind", "company"), ("domains", "@GRuiz.es\r\nruiz.es"), ("technician", "1")];
    let page = ada.saves("/admin/centros/nuevo", &new).await;
    let html = ada.gets(&page).await.html;
    assert!(html.contains("gruiz.es\nruiz.es</textarea>"), "{html}");
    assert!(html.contains("<option value=\"1\" selected>Ada Admin</option>"));

    let add = format!("{page}/ubicaciones");
    let slash = ada.posts(&add, &[("location", "A/B")]).await;
    assert_eq!(slash.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slash.html.contains("href=\"#location\"") && slash.html.contains("value=\"A/B\""));
    ada.saves(&add, &[("location", "Edificio A")]).await;
    ada.saves(&add, &[("location", "Planta 1"), ("parent", "1")]).await;
    let html = ada.gets(&page).await.html;
    assert!(html.contains("Edificio A / Planta 1</option>"), "{html}");
    assert_eq!(html.matches("<ul>").count() - html.matches("</ul></li>").count(), plain_lists(&html), "{html}");
    ada.saves(&format!("{add}/1"), &[("location", "Edificio B")]).await;
    assert!(ada.gets(&format!("{add}/2")).await.html.contains("Edificio B / Planta 1"));
    ada.saves(&format!("{add}/1/archivar"), &[]).await;
    assert_eq!(ada.gets(&format!("{add}/2")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.gets("/admin/centros/1/ubicaciones/2").await.status, StatusCode::NOT_FOUND, "another client's");
    ada.saves(&page, &[("name", "Gestoría Ruiz"), ("kind", "company"), ("archived", "on")]).await;
    assert!(ada.gets("/admin/centros").await.html.contains("Archivado"));
}

/// Lists without a class that are no part of the tree: those of the header.
fn plain_lists(html: &str) -> usize {
    html.matches("<nav class=\"site-nav\"").count()
}

async fn rules_decide_in_their_order() {
    let desk = Desk::open().await;
    let luis = desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await.to_string();
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves("/admin/categorias", &[("name", "Impresoras")]).await;
    ada.saves("/admin/categorias/1", &[("name", "Impresión")]).await;
    ada.saves("/admin/equipos-de-trabajo/nuevo", &[("name", "Redes"), ("member", &luis), ("member", "1")]).await;
    let teams = ada.gets("/admin/equipos-de-trabajo").await.html;
    assert!(teams.contains("Ada Admin y Luis Ferrer"), "{teams}");

    let both = ada.posts("/admin/reglas/nueva", &[("name", "X"), ("technician", &luis), ("team", "1")]).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(both.html.contains("pero solo uno de los dos"), "{}", both.html);
    let printers = [("name", "Impresoras"), ("category", "1"), ("technician", "1"), ("enabled", "on")];
    ada.saves("/admin/reglas/nueva", &printers).await;
    let wifi =
        [("name", "Wifi"), ("words", "wifi, red"), ("organization", "1"), ("technician", &luis), ("enabled", "on")];
    ada.saves("/admin/reglas/nueva", &wifi).await;
    let html = ada.gets("/admin/reglas?centro=1&asunto=No+va+el+wifi&categoria=1").await.html;
    assert!(html.contains("Llegaría a <b>Ada Admin</b>") && html.contains("Por la regla «Impresoras»."), "{html}");
    assert!(html.contains("Si la categoría es Impresión, va a Ada Admin"), "{html}");

    ada.saves("/admin/reglas/2/mover", &[("step", "-1")]).await;
    let html = ada.gets("/admin/reglas?centro=1&asunto=No+va+el+wifi&categoria=1").await.html;
    assert!(html.contains("Llegaría a <b>Luis Ferrer</b>") && html.contains("<li class=\"is-match\">"), "{html}");
    ada.saves("/admin/reglas/2", &[("name", "Wifi"), ("team", "1")]).await;
    let html = ada.gets("/admin/reglas?centro=1&asunto=wifi").await.html;
    assert!(html.contains("Ninguna regla se cumple") && html.contains("<li class=\"is-off\">"), "{html}");
    ada.saves("/admin/reglas/1/eliminar", &[]).await;
    assert!(!ada.gets("/admin/reglas").await.html.contains("Si la categoría"));
    ada.saves("/admin/categorias/1/archivar", &[]).await;
    assert!(ada.gets("/admin/categorias/1").await.html.contains("Está archivada"));
    let history = ada.gets("/admin/historial?tipo=rule").await.html;
    assert!(history.contains("eliminó una regla") && history.contains("cambió de sitio la regla"), "{history}");
}

async fn a_rule_about_another_clients_place_is_refused() {
    let desk = Desk::open().await;
    desk.organization("IES El Mar", "ieselmar.es").await;
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves("/admin/centros/1/ubicaciones", &[("location", "Aula 12")]).await;
    let other = [("name", "X"), ("organization", "2"), ("location", "1"), ("technician", "1")];
    let refused = ada.posts("/admin/reglas/nueva", &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = ada.posts("/admin/reglas/nueva", &[("name", "X"), ("organization", "1"), ("places", "on")]).await;
    assert_eq!(asked.status, StatusCode::OK, "its places are shown, nothing is saved");
    assert!(asked.html.contains("<option value=\"1\">Aula 12</option>"), "{}", asked.html);
}

async fn a_device_is_registered_and_moved() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves("/admin/centros/1/ubicaciones", &[("location", "Aula 12")]).await;
    let homeless = ada.posts("/admin/inventario/nuevo", &[("tag", "HP-203"), ("organization", "")]).await;
    assert_eq!(homeless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(homeless.html.contains("Elige una empresa o un centro de la lista"), "{}", homeless.html);
    ada.saves("/admin/inventario/nuevo", &[("tag", "HP-203"), ("organization", "1"), ("kind", "Impresora")]).await;
    let twice = ada.posts("/admin/inventario/nuevo", &[("tag", "HP-203"), ("organization", "1")]).await;
    assert!(twice.html.contains("Otro equipo lleva ya esta pegatina"), "{}", twice.html);
    ada.saves("/admin/inventario/1", &[("tag", "HP-203"), ("organization", "1"), ("location", "1")]).await;
    let list = ada.gets("/admin/inventario?q=hp").await.html;
    assert!(list.contains("HP-203") && list.contains("Aula 12"), "{list}");
}

async fn a_technician_writes_an_article() {
    let desk = Desk::open().await;
    desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
    let luis = desk.signs_in("luis@desk.es").await;
    let hub = luis.gets("/admin").await.html;
    assert!(hub.contains("/admin/articulos") && !hub.contains("/admin/personas"), "{hub}");
    let empty = luis.posts("/admin/articulos/nuevo", &[("title", "¿Y el wifi?"), ("body", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("value=\"¿Y el wifi?\""), "what was typed stays");
    let new =
        [("title", "¿Y el wifi?"), ("body", "Apaga y **enciende**."), ("visibility", "public"), ("state", "draft")];
    let page = luis.saves("/admin/articulos/nuevo", &new).await;
    assert!(luis.gets(&page).await.html.contains("href=\"/ayuda/y-el-wifi\""));
    assert_eq!(desk.anybody().gets("/ayuda/y-el-wifi").await.status, StatusCode::NOT_FOUND, "a draft");
    let change = [("title", "¿Y el wifi?"), ("body", "Apaga."), ("visibility", "public"), ("state", "published")];
    luis.saves(&page, &change).await;
    assert_eq!(desk.anybody().gets("/ayuda/y-el-wifi").await.status, StatusCode::OK);
}

async fn an_article_is_edited_in_what_it_is_written_in() {
    let desk = Desk::open().await;
    let new = ArticleChange {
        title: "Luces".into(),
        summary: String::new(),
        body: "<p>Mira la <b>luz</b>.</p>".into(),
        body_format: BodyFormat::Html,
        visibility: Visibility::Public,
        state: ArticleState::Published,
        language: "es".into(),
        category: None,
    };
    desk.db().write(async move |tx| articles::add(tx, &By::desk(), &new).await).await.unwrap();
    let ada = desk.signs_in("ada@desk.es").await;
    let page = ada.gets("/admin/articulos/1").await.html;
    assert!(page.contains("escrito en HTML") && page.contains("&#60;p&#62;Mira la"), "{page}");
    let change =
        [("title", "Luces"), ("body", "<p>Mira la <b>roja</b>.</p>"), ("visibility", "public"), ("state", "published")];
    ada.saves("/admin/articulos/1", &change).await;
    let read = desk.anybody().gets("/ayuda/luces").await.html;
    assert!(read.contains("<p>Mira la <b>roja</b>.</p>"), "{read}");
    assert!(!ada.gets("/admin/articulos/nuevo").await.html.contains("escrito en HTML"));
}

async fn a_test_mail_goes_through_the_outbox() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves("/admin/correo/prueba", &[]).await;
    let html = ada.gets("/admin/correo?estado=queued").await.html;
    assert!(html.contains("Correo de prueba") && html.contains("ada@desk.es"), "{html}");
    assert!(!html.contains("Reintentar"), "it has not been tried yet");
    assert!(html.contains("smtp_url"), "no server is set up");
    ada.saves("/admin/correo/1/reintentar", &[]).await;
    assert_eq!(ada.posts("/admin/correo/9/reintentar", &[]).await.status, StatusCode::NOT_FOUND);
    let history = ada.gets("/admin/historial?tipo=mail").await.html;
    assert!(history.contains("envió un correo de prueba") && history.contains("puso otra vez en la cola"), "{history}");
}

async fn the_look_is_set() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let pale = ada.posts("/admin/apariencia", &[("name", ""), ("color", "#ffff00")]).await;
    assert_eq!(pale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pale.html.contains("demasiado claro") && pale.html.contains("Escribe el nombre del servicio"));
    let fields = [("name", "Soporte Sur"), ("phone", "950 000 000"), ("color", ""), ("picked", "#117711")];
    let text = ada.uploads("/admin/apariencia", &fields, b"not a picture").await;
    assert_eq!(text.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.html.contains("tiene que ser una imagen PNG"), "{}", text.html);
    let saved = ada.uploads("/admin/apariencia", &fields, PNG).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let html = ada.gets("/admin/apariencia").await.html;
    assert!(html.contains("id=\"color\" name=\"color\" value=\"#117711\""), "{html}");
    assert!(html.contains("Quitar el logotipo"), "{html}");
    ada.saves("/admin/apariencia", &[("name", "Soporte Sur"), ("color", "#117711"), ("no_logo", "on")]).await;
    assert!(!ada.gets("/admin/apariencia").await.html.contains("Quitar el logotipo"));

    let wrong =
        ada.posts("/admin/apariencia/conversaciones", &[("close_after_days", "0"), ("reopen_for_days", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    ada.saves(
        "/admin/apariencia/conversaciones",
        &[("close_after_days", "3"), ("reopen_for_days", "0"), ("undo_seconds", "0"), ("digest_seconds", "600")],
    )
    .await;
    assert!(ada.gets("/admin/apariencia").await.html.contains("name=\"close_after_days\" value=\"3\""));
    let history = ada.gets("/admin/historial?tipo=setting").await.html;
    assert!(history.contains("cambió los ajustes") && history.contains("Color principal: #117711"), "{history}");
}
