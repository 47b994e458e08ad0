//! Sessions at the door: seen and ended, proved again without losing a form, looked on by an administrator.

use super::desk::{Desk, PASSWORD, Visitor};
use atiende_core::accounts::Role;
use atiende_core::id::PersonId;
use atiende_db::{DbError, Sql, Tx, args, sql};
use axum::http::StatusCode;

atiende_testing::on_both![
    one_ends_ones_own_sessions_and_nobody_elses,
    a_form_survives_the_proof,
    who_may_not_is_not_asked_for_a_proof,
    a_page_behind_the_proof_is_returned_to,
    who_is_let_in_is_not_set_with_an_old_proof,
    two_become_one_with_a_fresh_proof,
    staff_add_no_address_with_an_old_proof,
    an_administrator_looks_on_and_comes_back,
    a_look_that_is_over_leads_back,
    who_looks_on_keeps_hands_off,
    an_administrator_ends_somebodys_sessions,
    rights_that_change_bring_another_cookie,
    a_link_that_disowns_asks_first,
    a_new_password_keeps_this_session,
];

const MARIA: [(&str, &str); 3] = [("name", "María Gil"), ("email", "maria@ceiplapaz.es"), ("role", "technician")];

const STOP: &str = "/cuenta/dejar-de-ver";

/// Everybody's last proof becomes old.
async fn ages(desk: &Desk) {
    runs(desk, sql!("UPDATE sessions SET proved_at = proved_at - 960000000")).await;
}

async fn runs(desk: &Desk, statement: Sql) {
    desk.db().write(async move |tx| tx.execute(statement, args![]).await).await.unwrap();
}

async fn session_of(desk: &Desk, person: PersonId) -> i64 {
    let read = async move |tx: &Tx| -> Result<(i64,), DbError> {
        tx.one(sql!("SELECT id FROM sessions WHERE person_id = $1 ORDER BY id DESC LIMIT 1"), args![person]).await
    };
    desk.db().read(read).await.unwrap().0
}

async fn cast() -> (Desk, PersonId) {
    let desk = Desk::open().await;
    let maria = desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    (desk, maria)
}

async fn is_in(visitor: &Visitor<'_>) -> bool {
    visitor.gets("/cuenta").await.status == StatusCode::OK
}

async fn one_ends_ones_own_sessions_and_nobody_elses() {
    let (desk, maria_id) = cast().await;
    let (office, home) = (desk.signs_in("maria@ceiplapaz.es").await, desk.signs_in("maria@ceiplapaz.es").await);
    let ada = desk.signs_in("ada@desk.es").await;
    let ends = |id: i64| format!("/cuenta/sesiones/{id}/cerrar");
    let html = home.gets("/cuenta/sesiones").await.html;
    assert_eq!((html.matches("/cerrar\"").count(), html.matches("Esta sesión").count()), (2, 1), "{html}");
    assert!(desk.anybody().gets("/cuenta/sesiones").await.location.starts_with("/acceder?volver="));
    let hers = session_of(&desk, maria_id).await;
    for id in [hers.to_string(), "0".into(), "x".into()] {
        assert_eq!(
            ada.posts(&format!("/cuenta/sesiones/{id}/cerrar"), &[]).await.status,
            StatusCode::NOT_FOUND,
            "{id}"
        );
    }
    assert!(is_in(&home).await);
    assert_eq!(home.saves(&ends(hers - 1), &[]).await, "/cuenta/sesiones");
    assert!(!is_in(&office).await && is_in(&home).await);
    let office = desk.signs_in("maria@ceiplapaz.es").await;
    home.saves("/cuenta/sesiones/cerrar-otras", &[]).await;
    assert!(!is_in(&office).await && is_in(&home).await);
    assert_eq!(home.saves("/cuenta/sesiones/cerrar-todas", &[]).await, "/");
    assert!(!is_in(&home).await && is_in(&ada).await);
}

async fn a_form_survives_the_proof() {
    let (desk, maria) = cast().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let path = format!("/admin/personas/{maria}");
    desk.organization("IES El Mar", "ieselmar.es").await;
    ages(&desk).await;
    let mut form = MARIA.to_vec();
    form.extend([("phone", "600 \"1\" <2>"), ("attended", "1"), ("attended", "2")]);
    let asked = ada.posts(&path, &form).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.html.contains("<h1>Confirma que eres tú</h1>"), "{}", asked.html);
    assert!(asked.html.contains(&format!("name=\"confirm_to\" value=\"{path}\"")), "{}", asked.html);
    assert_eq!(asked.html.matches("type=\"hidden\" name=\"attended\"").count(), 2);
    assert!(asked.html.contains("value=\"600 &#34;1&#34; &#60;2&#62;\""), "{}", asked.html);

    assert!(!asked.html.contains("Los archivos"), "there were none");
    let with_file = ada.uploads(&path, &MARIA, b"\x89PNG\r\n\x1a\n").await;
    assert!(with_file.html.contains("Los archivos tendrás que volver a elegirlos"), "{}", with_file.html);

    form.extend([("confirm_to", path.as_str()), ("confirm_form", "on")]);
    let with = |typed: &'static str| [form.as_slice(), &[("confirm_password", typed)]].concat();
    let wrong = ada.posts("/confirmar", &with("otra frase larga")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("La contraseña no es correcta") && wrong.html.contains("name=\"phone\""));
    assert!(!wrong.html.contains("otra frase larga"), "what was tried is not repeated");
    let right = ada.posts("/confirmar", &with(PASSWORD)).await;
    assert_eq!((right.status, right.location.as_str()), (StatusCode::TEMPORARY_REDIRECT, path.as_str()));
    // As a browser does: the same body to the other place.
    ada.saves(&path, &with(PASSWORD)).await;
    let html = ada.gets(&path).await.html;
    assert!(html.contains("value=\"technician\" selected") && html.contains("600 &#34;1&#34;"), "{html}");
    let foreign = [("confirm_to", "//evil.es/x"), ("confirm_form", "on")];
    assert_eq!(ada.posts("/confirmar", &foreign).await.location, "/");
}

async fn who_may_not_is_not_asked_for_a_proof() {
    let (desk, maria_id) = cast().await;
    let maria = desk.signs_in("maria@ceiplapaz.es").await;
    ages(&desk).await;
    let answer = maria.posts(&format!("/admin/personas/{maria_id}"), &MARIA).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!answer.html.contains("Confirma que eres tú"), "{}", answer.html);
    assert!(desk.anybody().posts("/confirmar", &[]).await.location.starts_with("/acceder"));
    // Another's password proves nothing.
    desk.db()
        .write(async |tx| {
            tx.execute(sql!("UPDATE people SET password_hash = 'x' WHERE email = 'maria@ceiplapaz.es'"), args![]).await
        })
        .await
        .unwrap();
    let fields = [("confirm_password", PASSWORD), ("confirm_to", "/"), ("email", "ada@desk.es")];
    assert_eq!(maria.posts("/confirmar", &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn a_page_behind_the_proof_is_returned_to() {
    let (desk, _) = cast().await;
    let ada = desk.signs_in("ada@desk.es").await;
    assert_eq!(ada.gets("/confirmar?volver=/admin/historial").await.location, "/admin/historial", "proved just now");
    ages(&desk).await;
    let page = ada.gets("/confirmar?volver=/admin/historial").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("name=\"confirm_to\" value=\"/admin/historial\""), "{}", page.html);
    let proved = [("confirm_to", "/admin/historial"), ("confirm_password", PASSWORD)];
    assert_eq!(ada.saves("/confirmar", &proved).await, "/admin/historial");
    assert!(ada.gets("/admin/historial").await.html.contains("confirmó quién es"));
}

async fn who_is_let_in_is_not_set_with_an_old_proof() {
    let (desk, _) = cast().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let path = "/admin/cuentas/reglas";
    let rules = [("by_domain", "on"), ("remind_after_hours", "8"), ("opens", "9"), ("closes", "17"), ("days", "0")];
    ages(&desk).await;
    let asked = ada.posts(path, &rules).await;
    assert!(asked.status == StatusCode::FORBIDDEN && asked.html.contains("Confirma que eres tú"), "{}", asked.html);
    assert!(!ada.gets(path).await.html.contains("name=\"by_domain\" value=\"on\" checked"));
    ada.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    assert_eq!(ada.saves(path, &rules).await, path);
    assert!(ada.gets(path).await.html.contains("name=\"by_domain\" value=\"on\" checked"));
}

async fn two_become_one_with_a_fresh_proof() {
    let (desk, maria) = cast().await;
    let other = desk.person("María Gil", "maria@gmail.com", Role::Requester).await.to_string();
    let ada = desk.signs_in("ada@desk.es").await;
    let path = format!("/admin/personas/{maria}/unir");
    ages(&desk).await;
    let asked = ada.posts(&path, &[("con", &other)]).await;
    assert!(asked.status == StatusCode::FORBIDDEN && asked.html.contains("name=\"con\""), "{}", asked.html);
    ada.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    let page = ada.saves(&path, &[("con", &other)]).await;
    ages(&desk).await;
    let parted = format!("{page}/separar/1");
    assert_eq!(ada.posts(&parted, &[]).await.status, StatusCode::FORBIDDEN);
    ada.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    assert_eq!(ada.saves(&parted, &[]).await, page);
}

async fn staff_add_no_address_with_an_old_proof() {
    let (desk, _) = cast().await;
    let (ada, maria) = (desk.signs_in("ada@desk.es").await, desk.signs_in("maria@ceiplapaz.es").await);
    ages(&desk).await;
    let asked = ada.posts("/cuenta/correos", &[("email", "ada@gmail.com")]).await;
    assert!(asked.html.contains("Confirma que eres tú") && asked.html.contains("ada@gmail.com"), "{}", asked.html);
    assert_eq!(maria.posts("/cuenta/correos", &[("email", "maria@gmail.com")]).await.status, StatusCode::OK);
    ada.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    assert_eq!(ada.posts("/cuenta/correos", &[("email", "ada@gmail.com")]).await.status, StatusCode::OK);
}

async fn an_administrator_looks_on_and_comes_back() {
    let (desk, maria) = cast().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let path = format!("/admin/personas/{maria}/ver-como");
    let silent = ada.posts(&path, &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.html.contains("<a href=\"#reason\">Escribe el motivo"), "{}", silent.html);
    ages(&desk).await;
    let asked = ada.posts(&path, &[("reason", "No ve su ticket")]).await;
    assert!(asked.html.contains("name=\"reason\" value=\"No ve su ticket\""), "{}", asked.html);
    ada.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    let begun = ada.posts(&path, &[("reason", "No ve su ticket")]).await;
    assert_eq!(begun.location, "/soporte/mis-tickets", "{}", begun.html);
    let as_maria = begun.visits(&desk);
    let html = as_maria.gets("/soporte/abrir").await.html;
    assert!(html.contains("Estás viendo el servicio como María Gil") && html.contains("Dejar de ver como María Gil"));
    let missing = as_maria.gets("/t/99").await;
    assert!(missing.status == StatusCode::NOT_FOUND && missing.html.contains("Dejar de ver como"), "errors too");

    let back = as_maria.posts("/cuenta/dejar-de-ver", &[]).await;
    assert_eq!(back.location, format!("/admin/personas/{maria}"));
    assert!(!is_in(&ada).await && !is_in(&as_maria).await, "both tokens are old");
    let ada = back.visits(&desk);
    let history = ada.gets("/admin/historial?tipo=person").await.html;
    assert!(history.contains("Ada Admin, como María Gil</b> vio una página"), "{history}");
    assert_eq!(history.matches("Página: /t/99").count(), 1, "once, though its error's page looks again");
    assert!(history.contains("Motivo: No ve su ticket"), "{history}");
    assert_eq!(ada.posts("/cuenta/dejar-de-ver", &[]).await.status, StatusCode::NOT_FOUND);
    let maria = desk.signs_in("maria@ceiplapaz.es").await;
    let html = maria.gets("/cuenta/sesiones").await.html;
    assert!(
        html.contains("Ada Admin (soporte) entró como tú el") && html.contains("Motivo: No ve su ticket"),
        "{html}"
    );
}

async fn a_look_that_is_over_leads_back() {
    let (desk, maria) = cast().await;
    let page = format!("/admin/personas/{maria}");
    let looks = async || {
        let ada = desk.signs_in("ada@desk.es").await;
        ada.posts(&format!("{page}/ver-como"), &[("reason", "Ayudar")]).await.visits(&desk)
    };
    let over = sql!("UPDATE sessions SET expires_at = 1 WHERE impersonator_id IS NOT NULL");

    let as_maria = looks().await;
    runs(&desk, over).await;
    let back = as_maria.gets("/soporte/mis-tickets").await;
    assert_eq!((back.status, &back.location), (StatusCode::SEE_OTHER, &page));
    let ada = back.visits(&desk);
    assert!(ada.gets(&page).await.status == StatusCode::OK && !is_in(&as_maria).await, "herself, by another token");
    assert!(as_maria.gets("/cuenta").await.location.starts_with("/acceder"), "once");

    // A form is carried out neither as María nor as Ada, and a late "Dejar de ver" leads back too.
    for (path, fields) in [("/cuenta", [("name", "Otro nombre"), ("locale", "en")].as_slice()), (STOP, &[])] {
        let as_maria = looks().await;
        runs(&desk, over).await;
        let back = as_maria.posts(path, fields).await;
        assert_eq!((back.status, &back.location), (StatusCode::SEE_OTHER, &page), "{path}");
        assert!(is_in(&back.visits(&desk)).await, "{path}");
    }
    let names = sql!("SELECT count(*) FROM people WHERE name = 'Otro nombre'");
    let (changed,): (i64,) = desk.db().read(async move |tx| tx.one(names, args![]).await).await.unwrap();
    assert_eq!(changed, 0);

    // A page that does not exist, and the way out.
    let as_maria = looks().await;
    runs(&desk, over).await;
    assert_eq!(as_maria.gets("/nada").await.location, page);
    let as_maria = looks().await;
    runs(&desk, over).await;
    assert_eq!(as_maria.saves("/logout", &[]).await, "/");

    // María is out meanwhile.
    let as_maria = looks().await;
    desk.signs_in("ada@desk.es").await.saves(&format!("{page}/sesiones/cerrar"), &[]).await;
    assert_eq!(as_maria.gets("/").await.location, page);

    // Her own session is over as well.
    let as_maria = looks().await;
    runs(&desk, sql!("UPDATE sessions SET expires_at = 1")).await;
    assert!(as_maria.gets("/cuenta").await.location.starts_with("/acceder"));
    assert!(as_maria.posts(STOP, &[]).await.location.starts_with("/acceder"));
}

async fn who_looks_on_keeps_hands_off() {
    let (desk, maria) = cast().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let own = format!("/admin/personas/{}/ver-como", 1);
    assert_eq!(ada.posts(&own, &[("reason", "x")]).await.status, StatusCode::FORBIDDEN, "an administrator");
    let begun = ada.posts(&format!("/admin/personas/{maria}/ver-como"), &[("reason", "Ayudar")]).await;
    let as_maria = begun.visits(&desk);
    let gets = ["/cuenta/sesiones", "/confirmar", "/auth/x/start", "/admin"];
    for path in gets {
        let answer = as_maria.gets(path).await;
        assert!(answer.status == StatusCode::FORBIDDEN || path == "/auth/x/start" && answer.location == "/", "{path}");
    }
    let hers = session_of(&desk, maria).await;
    let posts = [
        "/cuenta/contrasena".to_owned(),
        "/cuenta/sesiones/cerrar-otras".into(),
        "/cuenta/sesiones/cerrar-todas".into(),
        format!("/cuenta/sesiones/{hers}/cerrar"),
        "/cuenta/otras/1/quitar".into(),
        "/cuenta/correos".into(),
        "/cuenta/correos/1/quitar".into(),
        "/confirmar".into(),
        "/confirmar/llave".into(),
        "/cuenta/seguridad/aplicacion".into(),
        "/cuenta/seguridad/codigos".into(),
        format!("/admin/personas/{maria}/ver-como"),
    ];
    for path in posts {
        let answer = as_maria.posts(&path, &[("current", PASSWORD), ("password", "otra frase larga")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    desk.signs_in("maria@ceiplapaz.es").await;
    // Out altogether, and nothing of the administrator's is left in this browser.
    assert_eq!(as_maria.saves("/logout", &[]).await, "/");
    assert!(!is_in(&ada).await && !is_in(&as_maria).await);
}

async fn an_administrator_ends_somebodys_sessions() {
    let (desk, maria_id) = cast().await;
    let (maria, ada) = (desk.signs_in("maria@ceiplapaz.es").await, desk.signs_in("ada@desk.es").await);
    let hers = session_of(&desk, maria_id).await;
    let page = format!("/admin/personas/{maria_id}");
    let html = ada.gets(&page).await.html;
    assert!(html.contains(&format!("action=\"{page}/sesiones/{hers}/cerrar\"")), "{html}");
    let elses = ada.posts(&format!("/admin/personas/1/sesiones/{hers}/cerrar"), &[]).await;
    assert_eq!(elses.status, StatusCode::NOT_FOUND);
    ada.saves(&format!("{page}/sesiones/{hers}/cerrar"), &[]).await;
    assert!(!is_in(&maria).await);
    let maria = desk.signs_in("maria@ceiplapaz.es").await;
    ada.saves(&format!("{page}/sesiones/cerrar"), &[]).await;
    assert!(!is_in(&maria).await && is_in(&ada).await);
}

async fn rights_that_change_bring_another_cookie() {
    let (desk, maria_id) = cast().await;
    let (maria, ada) = (desk.signs_in("maria@ceiplapaz.es").await, desk.signs_in("ada@desk.es").await);
    ada.saves(&format!("/admin/personas/{maria_id}"), &MARIA).await;
    let answer = maria.gets("/cuenta").await;
    assert_eq!(answer.status, StatusCode::OK);
    let renewed = answer.visits(&desk);
    assert!(is_in(&renewed).await && !is_in(&maria).await);
    // Signing out in the very request that renews ends the session all the same.
    ada.saves(&format!("/admin/personas/{maria_id}"), &[MARIA[0], MARIA[1], ("role", "requester")]).await;
    let out = renewed.posts("/logout", &[]).await;
    assert!(!is_in(&out.visits(&desk)).await && !is_in(&renewed).await);

    let jon = desk.applicant("Jon Etxeberria", "jon@ceiplapaz.es").await;
    let waiting = desk.signs_in("jon@ceiplapaz.es").await;
    ada.saves(&format!("/admin/cuentas/{jon}/aprobar"), &[("organization", "1")]).await;
    let approved = waiting.gets("/soporte/mis-tickets").await;
    assert_eq!(approved.status, StatusCode::OK);
    assert!(is_in(&approved.visits(&desk)).await && !is_in(&waiting).await);
}

async fn a_link_that_disowns_asks_first() {
    let (desk, _) = cast().await;
    let first = desk.signs_in("maria@ceiplapaz.es").await;
    runs(&desk, sql!("UPDATE devices SET user_agent = 'another'")).await;
    let second = desk.signs_in("maria@ceiplapaz.es").await;
    let path = format!("/no-he-sido-yo/{}", desk.link_to("maria@ceiplapaz.es").await);
    let page = desk.anybody().gets(&path).await;
    assert!(page.html.contains("No he sido yo: cerrar mi cuenta") && page.html.contains("maria@ceiplapaz.es"));
    assert!(is_in(&first).await && is_in(&second).await, "nothing has happened");
    let done = second.posts(&path, &[]).await;
    assert!(done.html.contains("hemos enviado a maria@ceiplapaz.es un enlace"), "{}", done.html);
    assert!(!is_in(&first).await && !is_in(&second).await);
    let password = [("email", "maria@ceiplapaz.es"), ("password", PASSWORD)];
    assert_eq!(desk.anybody().posts("/acceder", &password).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = desk.anybody().gets(&path).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(again.html.contains("Este enlace ya no vale"), "{}", again.html);
    let choose = format!("/recuperar/{}", desk.link_to("maria@ceiplapaz.es").await);
    desk.anybody().saves(&choose, &[("password", PASSWORD)]).await;
    desk.signs_in("maria@ceiplapaz.es").await;
}

async fn a_new_password_keeps_this_session() {
    let (desk, _) = cast().await;
    let (office, home) = (desk.signs_in("maria@ceiplapaz.es").await, desk.signs_in("maria@ceiplapaz.es").await);
    let fields = [("current", PASSWORD), ("password", "otra frase larga")];
    let changed = home.posts("/cuenta/contrasena", &fields).await;
    assert_eq!(changed.location, "/cuenta", "{}", changed.html);
    assert!(!is_in(&office).await && !is_in(&home).await && is_in(&changed.visits(&desk)).await);
}
