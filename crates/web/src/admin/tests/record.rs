//! The record of what happened: looked through, and taken away.

use super::desk::{Desk, PASSWORD};
use atiende_core::accounts::Role;
use atiende_db::{Tx, args, sql};
use axum::http::StatusCode;

atiende_testing::on_both![
    the_record_is_filtered_by_what_who_and_when,
    a_copy_is_for_administrators_and_on_record,
    a_copy_wants_a_fresh_proof,
    a_long_record_comes_whole_and_in_order,
    a_copy_holds_no_formulas,
    nobody_is_named_twice,
    what_an_administrator_changes_is_told,
];

const EXPORT: &str = "/admin/historial/exportar";

async fn the_record_is_filtered_by_what_who_and_when() {
    let desk = Desk::open().await;
    let pau = desk.applicant("Pau Riba", "pau@gmail.com").await;
    let ada = desk.signs_in("ada@desk.es").await;
    ada.saves(&format!("/admin/cuentas/{pau}/rechazar"), &[("reason", "No trabaja aquí")]).await;
    let shown = async |query: &str| ada.gets(&format!("/admin/historial?{query}")).await.html;

    let rejected = shown("que=person:rejected").await;
    assert!(rejected.contains("No trabaja aquí") && !rejected.contains("Con: contraseña"), "{rejected}");
    assert!(rejected.contains("value=\"person:rejected\" selected"), "the filter stays");
    assert!(rejected.contains("Personas: rechazó la cuenta de"), "in words");
    let sign_ins = shown("que=person:signed_in").await;
    assert!(sign_ins.contains("Con: contraseña") && !sign_ins.contains("No trabaja aquí"));
    assert!(shown("desde=2026-11-23&hasta=2026-11-23").await.contains("No trabaja aquí"));
    for elsewhere in ["hasta=2026-11-22", "desde=2026-11-24", "que=person:approved", "tipo=ticket", "persona=999"] {
        assert!(!shown(elsewhere).await.contains("No trabaja aquí"), "{elsewhere}");
    }
    let failed = desk.anybody().posts("/acceder", &[("email", "nadie@x.es"), ("password", "no es esta")]).await;
    assert_eq!(failed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown("").await.contains("<b>una dirección sin cuenta</b>"));
}

async fn a_copy_is_for_administrators_and_on_record() {
    let desk = Desk::open().await;
    desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
    desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    for email in ["luis@desk.es", "maria@ceiplapaz.es"] {
        let refused = desk.signs_in(email).await.posts(EXPORT, &[("formato", "csv")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{email}");
        assert!(!refused.html.contains("ada@desk.es"));
    }
    assert!(desk.anybody().posts(EXPORT, &[]).await.location.starts_with("/acceder"));

    let ada = desk.signs_in("ada@desk.es").await;
    let csv = ada.posts(EXPORT, &[("formato", "csv"), ("que", "person:signed_in")]).await;
    let lines: Vec<&str> = csv.html.split_terminator("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}id,at,actor,actor_name,impersonator_name,ip,action,object,changes");
    assert!(
        lines.len() == 4 && lines[1].contains(",Ada Admin,") && lines[1].contains(",signed_in,person:"),
        "{lines:?}"
    );
    assert!(lines[1].ends_with(r#","{""device"":"""",""way"":""password""}""#), "{lines:?}");

    let jsonl = ada.posts(EXPORT, &[("formato", "jsonl")]).await;
    let all: Vec<serde_json::Value> = jsonl.html.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let export = &all[0];
    assert_eq!(
        (&export["action"], &export["object"], &export["actor_name"]),
        (&"exported".into(), &"setting:0".into(), &"Ada Admin".into())
    );
    assert_eq!(export["changes"]["format"], "jsonl");
    assert_eq!(all[1]["changes"]["verb"], "signed_in", "what was taken the time before");
    assert!(ada.gets("/admin/historial").await.html.contains("descargó una copia de"));
}

/// Who finds a browser open reads the record, and takes none of it away.
async fn a_copy_wants_a_fresh_proof() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let ages = sql!("UPDATE sessions SET proved_at = proved_at - 960000000");
    desk.db().write(async move |tx| tx.execute(ages, args![]).await).await.unwrap();
    let fields = [("formato", "jsonl"), ("que", "person:signed_in")];
    let asked = ada.posts(EXPORT, &fields).await;
    assert!(asked.status == StatusCode::FORBIDDEN && asked.html.contains("Confirma que eres tú"), "{}", asked.html);
    assert!(asked.html.contains("name=\"que\" value=\"person:signed_in\""), "what was asked for waits");
    assert!(
        !asked.html.contains("\"action\":") && !ada.gets("/admin/historial").await.html.contains("descargó una copia")
    );
    ada.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    let copy = ada.posts(EXPORT, &fields).await;
    assert!(copy.status == StatusCode::OK && copy.html.contains("\"signed_in\""), "{}", copy.html);
}

/// Longer than one piece, with an odd rest.
async fn a_long_record_comes_whole_and_in_order() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let many = async |tx: &mut Tx| {
        for n in 0..1234_i64 {
            tx.execute(
                sql!(
                    "INSERT INTO events (at, object, object_id, verb, actor_id, ip, data)
                     VALUES ($1, 'ticket', $2, 'opened', NULL, '', '{}')"
                ),
                args![n, n],
            )
            .await?;
        }
        Ok::<_, atiende_db::DbError>(())
    };
    desk.db().write(many).await.unwrap();
    let copy = ada.posts(EXPORT, &[("formato", "jsonl"), ("que", "ticket:opened")]).await;
    let told: Vec<serde_json::Value> = copy.html.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let objects: Vec<&str> = told.iter().map(|line| line["object"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..1234).rev().map(|n| format!("ticket:{n}")).collect();
    assert_eq!(objects, expected);
}

/// What people do to their own account is told as such; what others do to it, with its name.
async fn nobody_is_named_twice() {
    let desk = Desk::open().await;
    let ada = desk.signs_in("ada@desk.es").await;
    let maria = desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    for (by, what) in [(maria, "cambió su contraseña"), (atiende_core::id::PersonId(1), "cambió la contraseña de")]
    {
        let event = sql!(
            "INSERT INTO events (at, object, object_id, verb, actor_id, ip, data)
             VALUES ($1, 'person', $2, 'changed_password', $3, '', '{}')"
        );
        desk.db().write(async move |tx| tx.execute(event, args![tx.now(), maria, by]).await).await.unwrap();
        let line = ada.gets("/admin/historial?que=person:changed_password").await.html;
        assert!(line.contains(what), "{line}");
        let named = line.matches("María Gil").count();
        assert_eq!(named, if by == maria { 1 } else { 2 }, "{line}");
    }
}

async fn a_copy_holds_no_formulas() {
    let desk = Desk::open().await;
    desk.person("=cmd|' /C calc'!A0", "mal@ceiplapaz.es", Role::Requester).await;
    desk.signs_in("mal@ceiplapaz.es").await;
    let ada = desk.signs_in("ada@desk.es").await;
    let csv = ada.posts(EXPORT, &[("formato", "csv")]).await.html;
    assert!(csv.contains(",\"'=cmd|' /C calc'!A0\","), "{csv}");
    assert!(!csv.contains(",=") && !csv.contains("\n=") && !csv.contains("\"="), "{csv}");
}

async fn what_an_administrator_changes_is_told() {
    let desk = Desk::open().await;
    let luis = desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
    let ada = desk.signs_in("ada@desk.es").await;
    let path = format!("/admin/personas/{luis}");
    let change =
        [("name", "Luis Ferrer Gil"), ("email", "luis@desk.es"), ("role", "technician"), ("phone", "600 111 222")];
    ada.saves(&path, &change).await;
    ada.saves(&format!("{path}/contrasena"), &[]).await;
    let history = ada.gets("/admin/historial?tipo=person").await.html;
    for told in [
        "Atiende a todas las empresas y centros: Sí → No",
        "Nombre: Luis Ferrer → Luis Ferrer Gil",
        "Teléfono: nada → 600 111 222",
        "Ada Admin</b> pidió un enlace de contraseña para",
    ] {
        assert!(history.contains(told), "{told}: {history}");
    }
}
