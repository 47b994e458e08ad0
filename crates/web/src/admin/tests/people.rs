//! Accounts: approving, rejecting, making, changing.

use super::desk::{Desk, PASSWORD};
use atiende_core::accounts::actions::add;
use atiende_core::accounts::{AccountState, NewAccount, Role, access};
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_db::{Tx, args, sql};
use axum::http::StatusCode;

atiende_testing::on_both![
    an_applicant_is_approved_into_the_proposed_organization,
    a_rejection_needs_its_reason,
    a_person_is_added_and_changed,
    who_is_invited_chooses_a_first_password,
    the_last_administrator_stays,
    people_are_found_and_listed_page_by_page,
    long_lists_come_page_by_page,
    those_who_wait_come_page_by_page,
    what_is_missing_at_the_door_is_told,
];

async fn an_applicant_is_approved_into_the_proposed_organization() {
    let desk = Desk::open().await;
    let jon = desk.applicant("Jon Etxeberria", "jon@ceiplapaz.es").await;
    let ada = desk.signs_in("ada@desk.es").await;
    let hub = ada.gets("/admin").await.html;
    assert!(hub.contains("Cuentas pendientes</a><span class=\"count is-hot\">1</span>"), "{hub}");
    assert!(hub.contains("No hay ningún servidor de correo configurado"));
    let html = ada.gets("/admin/cuentas").await.html;
    assert!(html.contains("Propuesta: CEIP La Paz, por el dominio ceiplapaz.es"), "{html}");
    assert!(html.contains("<option value=\"1\" selected>CEIP La Paz</option>"), "{html}");

    let nowhere = ada.posts(&format!("/admin/cuentas/{jon}/aprobar"), &[("organization", "")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nowhere.html.contains(&format!("<a href=\"#organization-{jon}\">Elige la empresa o el centro</a>")));

    let chosen = [("organization", "1"), ("coordinator", "on")];
    assert_eq!(ada.saves(&format!("/admin/cuentas/{jon}/aprobar"), &chosen).await, "/admin/cuentas");
    let again = ada.posts(&format!("/admin/cuentas/{jon}/aprobar"), &chosen).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "decided already");
    assert!(ada.gets("/admin/cuentas").await.html.contains("Nadie espera"));
    let person = desk.db().read(async move |tx| access::by_email(tx, "jon@ceiplapaz.es").await).await.unwrap().unwrap();
    let actor = desk.db().read(async move |tx| access::actor(tx, &person, "").await).await.unwrap();
    assert!(actor.memberships[0].coordinator && actor.is_active());
    let history = ada.gets("/admin/historial").await.html;
    assert!(history.contains("aprobó la cuenta de"), "{history}");
    assert!(history.contains("Empresa / Centro: CEIP La Paz"), "{history}");
    assert!(history.contains("Responsable TIC: Sí"), "{history}");
}

async fn a_rejection_needs_its_reason() {
    let desk = Desk::open().await;
    let eva = desk.applicant("Eva <b>", "eva@gmail.com").await;
    let ada = desk.signs_in("ada@desk.es").await;
    let path = format!("/admin/cuentas/{eva}/rechazar");
    let silent = ada.posts(&path, &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.html.contains(&format!("href=\"#reason-{eva}\"")) && silent.html.contains("<title>Error: "));
    assert!(silent.html.contains(&format!("name=\"other-{eva}\" open>")) && !silent.html.contains("Eva <b>"));
    ada.saves(&path, &[("reason", "No es de ningún cliente")]).await;
    let person = desk.db().read(async move |tx| access::by_email(tx, "eva@gmail.com").await).await.unwrap().unwrap();
    assert_eq!(person.state, AccountState::Rejected);
    // Her page does not let her in by an oversight.
    let page = ada.gets(&format!("/admin/personas/{eva}")).await.html;
    assert!(page.contains("name=\"disabled\" value=\"on\" checked"), "{page}");
}

async fn a_person_is_added_and_changed() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let wrong = ada.posts("/admin/personas/nueva", &[("name", ""), ("email", "x"), ("role", "requester")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("Escribe el nombre") && wrong.html.contains("Escribe un correo"));
    let taken = ada.posts("/admin/personas/nueva", &[("name", "Ada"), ("email", "Ada@desk.es")]).await;
    assert!(taken.html.contains("Ya hay una cuenta con este correo"), "{}", taken.html);

    let new = [
        ("name", "Carmen Soler"),
        ("email", " Carmen@CeipLaPaz.es"),
        ("role", "requester"),
        ("new_organization", "1"),
        ("new_coordinator", "on"),
    ];
    let page = ada.saves("/admin/personas/nueva", &new).await;
    let html = ada.gets(&page).await.html;
    assert!(
        html.contains("value=\"carmen@ceiplapaz.es\"") && html.contains("name=\"coordinator\" value=\"1\" checked")
    );
    assert!(ada.gets("/admin/correo").await.html.contains("Invitación a la cuenta"));
    assert!(ada.gets("/admin/centros/1").await.html.contains("Carmen Soler"));

    desk.organization("IES El Mar", "ieselmar.es").await;
    let change =
        [("name", "Carmen Soler"), ("email", "carmen@ceiplapaz.es"), ("role", "technician"), ("attended", "2")];
    ada.saves(&page, &change).await;
    let html = ada.gets(&page).await.html;
    assert!(html.contains("name=\"attended\" value=\"2\" checked"), "{html}");
    assert!(!html.contains("name=\"coordinator\" value=\"1\" checked"), "{html}");
    assert!(!html.contains("name=\"all_organizations\" value=\"on\" checked"), "{html}");
    ada.saves(&format!("{page}/contrasena"), &[]).await;
    assert!(ada.gets("/admin/correo").await.html.contains("Enlace para elegir contraseña"));
    let history = ada.gets("/admin/historial?tipo=person").await.html;
    assert!(history.contains("Papel: Solicitante → Técnico"), "{history}");
    assert!(
        history.contains("quitó de una empresa o un centro a") && history.contains("Empresa / Centro: CEIP La Paz")
    );
    assert!(history.contains("encargó una empresa o un centro a"), "{history}");
}

async fn who_is_invited_chooses_a_first_password() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves("/admin/personas/nueva", &[("name", "Carmen Soler"), ("email", "carmen@ceiplapaz.es")]).await;
    let link = desk.link_to("carmen@ceiplapaz.es").await;
    let outbox = ada.gets("/admin/correo").await.html;
    assert!(outbox.contains("carmen@ceiplapaz.es") && !outbox.contains(&link), "no usable link of others");
    let path = format!("/recuperar/{link}");
    let page = desk.anybody().gets(&path).await.html;
    assert!(page.contains("<h1>Elige tu contraseña</h1>") && page.contains("podrás acceder a tu cuenta"), "{page}");
    let short = desk.anybody().posts(&path, &[("password", "corta")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.anybody().saves(&path, &[("password", PASSWORD)]).await, "/acceder");
    desk.signs_in("carmen@ceiplapaz.es").await;
    assert_eq!(desk.anybody().gets(&path).await.status, StatusCode::NOT_FOUND, "good for once");
    assert!(ada.gets("/admin/historial?tipo=person").await.html.contains("invitó a"));
}

async fn the_last_administrator_stays() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let fields = [("name", "Ada Admin"), ("email", "ada@desk.es"), ("role", "requester")];
    let answer = ada.posts("/admin/personas/1", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("Es la única cuenta de administración"), "{}", answer.html);
}

/// Two more people than a page shows; the last of them.
async fn add_many(desk: &Desk) -> PersonId {
    let mut last = PersonId(0);
    for n in 0..52 {
        let (name, email) = (format!("Persona {n:02}"), format!("p{n}@ceiplapaz.es"));
        let new = NewAccount { name, email, ..NewAccount::default() };
        let add = async move |tx: &mut Tx| add::add(tx, &By::desk(), &new, Role::Requester, None).await;
        last = desk.db().write(add).await.unwrap();
    }
    last
}

async fn people_are_found_and_listed_page_by_page() {
    let desk = Desk::open().await;
    add_many(&desk).await;
    let ada = desk.signs_in("ada@desk.es").await;
    let first = ada.gets("/admin/personas?papel=requester").await.html;
    assert_eq!(first.matches("<tr><th scope=\"row\"").count(), 50);
    assert!(first.contains("href=\"/admin/personas?papel=requester&#38;despues=4\">Siguientes</a>"), "{first}");
    let rest = ada.gets("/admin/personas?papel=requester&despues=4").await.html;
    assert_eq!(rest.matches("<tr><th scope=\"row\"").count(), 2);
    assert!(!rest.contains("Siguientes"));
    let found = ada.gets("/admin/personas?q=PERSONA+07").await.html;
    assert_eq!(found.matches("<tr><th scope=\"row\"").count(), 1);
    assert!(ada.gets("/admin/personas?q=nadie").await.html.contains("Nada coincide con la búsqueda"));
}

async fn those_who_wait_come_page_by_page() {
    let desk = Desk::open().await;
    let last = add_many(&desk).await;
    let wait = async |tx: &mut Tx| {
        tx.execute(sql!("UPDATE people SET state = 'pending' WHERE name LIKE 'Persona%'"), args![]).await
    };
    desk.db().write(wait).await.unwrap();
    let ada = desk.signs_in("ada@desk.es").await;
    let first = ada.gets("/admin/cuentas").await.html;
    assert_eq!(first.matches("<li class=\"applicant\"").count(), 50);
    assert!(first.contains("Persona 49") && !first.contains("Persona 50"));
    let (before, _) = first.split_once("\">Siguientes</a>").unwrap();
    let rest = ada.gets(before.rsplit('"').next().unwrap()).await.html;
    assert_eq!(rest.matches("<li class=\"applicant\"").count(), 2);
    assert!(!rest.contains("Siguientes"));
    // What is wrong with one of the second page is said on a page with that one alone.
    let refused = ada.posts(&format!("/admin/cuentas/{last}/rechazar"), &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Persona 51") && !refused.html.contains("Persona 49"), "{}", refused.html);
}

async fn what_is_missing_at_the_door_is_told() {
    let desk = Desk::open().await;
    let nothing = desk.anybody().posts("/acceder", &[("email", " "), ("password", "")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, sentence) in [("email", "Escribe tu correo electrónico"), ("password", "Escribe tu contraseña")] {
        assert!(nothing.html.contains(&format!("<a href=\"#{field}\">{sentence}</a>")), "{}", nothing.html);
    }
    let half = desk.anybody().posts("/acceder", &[("email", "ada@desk.es"), ("password", "")]).await;
    assert!(half.html.contains("value=\"ada@desk.es\"") && !half.html.contains("Escribe tu correo"), "{}", half.html);
}

/// Fifty to a page, in the order of the list, without one left out or told twice.
async fn long_lists_come_page_by_page() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let lists = [
        ("/admin/centros", "/admin/centros/nuevo", 53),
        ("/admin/categorias", "/admin/categorias", 52),
        ("/admin/equipos-de-trabajo", "/admin/equipos-de-trabajo/nuevo", 52),
        ("/admin/articulos", "/admin/articulos/nuevo", 52),
    ];
    for (list, form, total) in lists {
        for n in 0..52 {
            let name = format!("Nombre {n:02}");
            ada.saves(form, &[("name", &name), ("kind", "school"), ("title", &name), ("body", "Texto")]).await;
        }
        let mut told = Vec::new();
        let mut next = Some(list.to_owned());
        while let Some(page) = next {
            let html = ada.gets(&page).await.html;
            let rows = html.split("<tr><th scope=\"row\"").skip(1);
            let before = told.len();
            told.extend(rows.map(|row| row.split("title=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()));
            assert!(told.len() - before <= 50, "{page}");
            next =
                html.split_once("\">Siguientes</a>").map(|(before, _)| before.rsplit('"').next().unwrap().to_owned());
        }
        let mut sorted = told.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((told.len(), &told), (total, &sorted), "{list}");
    }
}
