//! What the groups of a directory are here, said by an administrator.

use super::desk::Desk;
use atiende_core::Refused;
use atiende_core::accounts::{Role, TokenScope, access};
use atiende_core::directories::GroupChange;
use atiende_core::directories::access::Source;
use atiende_core::directories::actions::groups;
use atiende_core::id::{GroupId, PersonId};
use atiende_db::{Tx, args, sql};
use axum::http::StatusCode;

atiende_testing::on_both![a_group_is_given_its_meaning, nobody_else_gives_it, many_groups_come_page_by_page];

async fn group(desk: &Desk, name: &str, members: Vec<PersonId>) -> GroupId {
    let new = GroupChange { name: name.into(), ..GroupChange::default() };
    let add = async move |tx: &mut Tx| {
        let ada = access::by_email(tx, "ada@desk.es").await?.unwrap();
        let source = Source::of(access::actor(tx, &ada, "").await?, TokenScope::Scim)?;
        let group = groups::add(tx, &source, new.clone()).await?;
        for member in &members {
            let put = sql!("INSERT INTO directory_members (group_id, person_id) VALUES ($1, $2)");
            tx.execute(put, args![group, *member]).await?;
        }
        Ok::<_, Refused>(group)
    };
    desk.db().write(add).await.unwrap()
}

async fn a_group_is_given_its_meaning() {
    let desk = Desk::open().await;
    let maria = desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    let ada = desk.signs_in("ada@desk.es").await;
    let empty = ada.gets("/admin/directorios").await.html;
    assert!(empty.contains("Ningún directorio ha enviado grupos todavía"), "{empty}");
    assert!(empty.contains("http://localhost:8080/scim/v2") && empty.contains("No hay ninguno configurado"));
    let id = group(&desk, "Docentes <b>", vec![maria]).await;
    let list = ada.gets("/admin/directorios").await.html;
    assert!(list.contains("Nada todavía") && !list.contains("Docentes <b>"), "{list}");
    assert!(list.contains("<td data-label=\"Directorio\">Ada Admin</td>"), "whose it is: {list}");
    let page = format!("/admin/directorios/{id}");
    let html = ada.gets(&page).await.html;
    assert!(html.contains("María Gil") && html.contains("El que ya tengan"), "{html}");
    let wrong = ada.posts(&page, &[("organization", "77"), ("role", "technician")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("<option value=\"technician\" selected>"), "what was chosen is kept: {}", wrong.html);

    let chosen = [("role", "technician"), ("organization", "1"), ("coordinator", "on")];
    assert_eq!(ada.saves(&page, &chosen).await, "/admin/directorios");
    let list = ada.gets("/admin/directorios").await.html;
    assert!(list.contains("Técnico y responsable TIC de CEIP La Paz"), "{list}");
    let html = ada.gets(&page).await.html;
    assert!(html.contains("<option value=\"1\" selected>") && html.contains("value=\"on\" checked"), "{html}");
    let person = ada.gets(&format!("/admin/personas/{maria}")).await.html;
    assert!(person.contains("<option value=\"technician\" selected>"), "{person}");
    let history = ada.gets("/admin/historial").await.html;
    assert!(
        history.contains("dijo qué es aquí el grupo") && history.contains("Papel: Solicitante → Técnico"),
        "{history}"
    );

    ada.saves(&page, &[("role", "requester"), ("organization", ""), ("coordinator", "on")]).await;
    assert!(ada.gets("/admin/directorios").await.html.contains("Nada todavía"));
    let person = ada.gets(&format!("/admin/personas/{maria}")).await.html;
    assert!(person.contains("<option value=\"requester\" selected>"), "{person}");
    for path in ["/admin/directorios", &page] {
        let english = ada.gets(&format!("{path}?lang=en")).await.html;
        assert!(english.contains("<html lang=\"en\"") && !english.contains("admin-group"), "{english}");
    }
}

async fn nobody_else_gives_it() {
    let desk = Desk::open().await;
    desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
    desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    let page = format!("/admin/directorios/{}", group(&desk, "Docentes", Vec::new()).await);
    for who in ["luis@desk.es", "maria@ceiplapaz.es"] {
        let visitor = desk.signs_in(who).await;
        for path in ["/admin/directorios", &page] {
            assert_eq!(visitor.gets(path).await.status, StatusCode::FORBIDDEN, "{who} {path}");
        }
        assert_eq!(visitor.posts(&page, &[("role", "admin")]).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    assert!(desk.anybody().gets(&page).await.location.starts_with("/acceder"));
    let ada = desk.signs_in("ada@desk.es").await;
    assert_eq!(ada.gets("/admin/directorios/99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.posts("/admin/directorios/99", &[]).await.status, StatusCode::NOT_FOUND);
}

async fn many_groups_come_page_by_page() {
    let desk = Desk::open().await;
    for n in 0..52 {
        group(&desk, &format!("Grupo {n:02}"), Vec::new()).await;
    }
    let ada = desk.signs_in("ada@desk.es").await;
    let first = ada.gets("/admin/directorios").await.html;
    assert_eq!(first.matches("<tr><th scope=\"row\"").count(), 50);
    let rest = ada.gets("/admin/directorios?despues=50").await.html;
    assert!(rest.matches("<tr><th scope=\"row\"").count() == 2 && !rest.contains("Siguientes"), "{rest}");
}
