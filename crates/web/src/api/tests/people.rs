//! Accounts: waiting, let in, turned away, made, changed, closed.

use super::support::Cast;
use atiende_core::accounts::{NewAccount, Secret, actions};
use atiende_core::id::PersonId;
use atiende_db::{DbError, Tx, args, sql};
use atiende_jobs::{Job, enqueue, enqueue_at};
use axum::http::Method;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

atiende_testing::on_both![
    staff_see_who_waits_with_a_proposal,
    an_applicant_is_let_in_once_and_one_mail_says_so,
    without_a_word_the_mail_domain_decides,
    an_applicant_is_turned_away_for_a_reason,
    administrators_make_and_change_people,
    who_was_rejected_comes_in_by_a_decision_alone,
    the_last_administrator_stays,
    the_record_is_for_administrators,
    a_mail_is_tried_again_by_an_administrator,
];

/// Signs somebody up and confirms the address, as the pages do.
async fn applies(cast: &Cast, name: &str, email: &str) -> PersonId {
    let new = NewAccount {
        name: name.into(),
        email: email.into(),
        claimed_organization: "El cole".into(),
        locale: "es".into(),
        ..NewAccount::default()
    };
    let link = Secret::generate();
    let mailed = link.clone();
    let up =
        async move |tx: &mut atiende_db::Tx| actions::sign_up::sign_up(tx, &new, None, &mailed, "203.0.113.9").await;
    cast.desk.db().write(up).await.unwrap();
    let email = email.to_owned();
    let confirmed = async move |tx: &mut atiende_db::Tx| {
        let person = atiende_core::accounts::access::by_email(tx, &email).await?.unwrap();
        tx.execute(atiende_db::sql!("UPDATE people SET state = 'pending' WHERE id = $1"), atiende_db::args![person.id])
            .await?;
        Ok::<_, atiende_db::DbError>(person.id)
    };
    cast.desk.db().write(confirmed).await.unwrap()
}

async fn staff_see_who_waits_with_a_proposal() {
    let cast = Cast::new().await;
    let eva = applies(&cast, "Eva Ruiz", "eva@ceiplapaz.es").await;
    let leo = applies(&cast, "Leo Sanz", "leo@gmail.com").await;
    assert_eq!(cast.each(Method::GET, "/users?state=pending", None).await, [403, 403, 403, 200, 200]);
    assert_eq!(cast.each(Method::GET, "/users", None).await, [403, 403, 403, 403, 200]);
    let waiting = cast.desk.get(&cast.luis, "/users?state=pending").go().await;
    assert_eq!(waiting.column("id"), [json!(eva.to_string()), json!(leo.to_string())]);
    assert_eq!(waiting.body["items"][0]["proposals"][0]["organization"], cast.la_paz.to_string());
    assert_eq!(waiting.body["items"][1]["proposals"], json!([]));
    assert_eq!(waiting.body["items"][0]["claimed_organization"], "El cole");
    let first = cast.desk.get(&cast.luis, "/users?state=pending&limit=1").go().await;
    let next = first.body["next_cursor"].as_str().unwrap();
    let second = cast.desk.get(&cast.luis, &format!("/users?state=pending&limit=1&cursor={next}")).go().await;
    assert_eq!(second.column("id"), [json!(leo.to_string())]);
}

async fn an_applicant_is_let_in_once_and_one_mail_says_so() {
    let cast = Cast::new().await;
    let eva = applies(&cast, "Eva Ruiz", "eva@ceiplapaz.es").await;
    let path = format!("/users/{eva}/approve");
    let body = json!({ "organization": cast.la_paz.to_string() });
    for who in [&cast.maria, &cast.carmen, &cast.jon] {
        assert_eq!(cast.desk.post(who, &path, &body).go().await.status, 403);
    }
    let unknown = cast.desk.post(&cast.luis, &path, &json!({ "organization": "999" })).go().await;
    assert_eq!(unknown.errors(), ["organization: orgs-unknown"]);
    let ask = || cast.desk.post(&cast.luis, &path, &body).header("idempotency-key", "a").go();
    let (decided, again) = (ask().await, ask().await);
    assert_eq!(decided.status, 200, "{}", decided.body);
    assert_eq!(decided.body, json!({ "id": eva.to_string(), "state": "active", "ticket": null }));
    assert_eq!(again.body, decided.body);
    assert_eq!(cast.desk.post(&cast.luis, &path, &body).go().await.status, 404, "nobody waits any more");
    let mails = cast.desk.get(&cast.ada, "/mail/outbound?to=eva@ceiplapaz.es").go().await;
    assert_eq!(mails.column("state").len(), 2, "the link to confirm, and the approval");
}

async fn without_a_word_the_mail_domain_decides() {
    let cast = Cast::new().await;
    let eva = applies(&cast, "Eva Ruiz", "eva@ceiplapaz.es").await;
    let leo = applies(&cast, "Leo Sanz", "leo@gmail.com").await;
    let bare =
        async |id: PersonId| cast.desk.bearing(Method::POST, &cast.luis, &format!("/users/{id}/approve")).go().await;
    assert_eq!(bare(eva).await.status, 200);
    assert_eq!(bare(leo).await.errors(), ["organization: api-value-missing"]);
}

async fn an_applicant_is_turned_away_for_a_reason() {
    let cast = Cast::new().await;
    let leo = applies(&cast, "Leo Sanz", "leo@gmail.com").await;
    let path = format!("/users/{leo}/reject");
    assert_eq!(cast.desk.post(&cast.carmen, &path, &json!({ "reason": "No" })).go().await.status, 403);
    assert_eq!(cast.desk.post(&cast.luis, &path, &json!({})).go().await.errors(), ["reason: accounts-reason-missing"]);
    let done = cast.desk.post(&cast.luis, &path, &json!({ "reason": "No es cliente" })).go().await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (200, &json!("rejected")));
}

async fn administrators_make_and_change_people() {
    let cast = Cast::new().await;
    let new = json!({
        "name": "Eva Ruiz", "email": "EVA@ceiplapaz.es", "organization": cast.la_paz.to_string(), "coordinator": true
    });
    let made = cast.desk.post(&cast.ada, "/users", &new).go().await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["email"], &made.body["state"]), (&json!("eva@ceiplapaz.es"), &json!("active")));
    assert_eq!(made.body["organizations"][0]["coordinator"], true);
    assert_eq!(cast.desk.post(&cast.ada, "/users", &new).go().await.errors(), ["email: accounts-email-taken"]);
    for who in [&cast.maria, &cast.carmen, &cast.jon, &cast.luis] {
        assert_eq!(cast.desk.post(who, "/users", &new).go().await.status, 403);
    }
    let path = format!("/users/{}", made.id());
    let change = json!({ "name": "Eva R.", "organizations": [{ "id": cast.el_mar.to_string() }] });
    assert_eq!(cast.each(Method::PATCH, &path, Some(&change)).await, [403, 403, 403, 403, 200]);
    let listed = cast.desk.get(&cast.ada, "/users?q=eva").go().await;
    assert_eq!(listed.column("name"), ["Eva R."]);
    assert_eq!(listed.body["items"][0]["organizations"][0]["name"], "IES El Mar");
    let nowhere = json!({ "organizations": [{ "id": "999" }] });
    assert_eq!(cast.desk.patch(&cast.ada, &path, &nowhere).go().await.errors(), ["organizations: orgs-unknown"]);
    let state = json!({ "state": "active" });
    assert_eq!(cast.desk.patch(&cast.ada, &path, &state).go().await.errors(), ["state: api-unknown-field"]);
}

async fn who_was_rejected_comes_in_by_a_decision_alone() {
    let cast = Cast::new().await;
    let leo = applies(&cast, "Leo Sanz", "leo@gmail.com").await;
    let reason = json!({ "reason": "No es cliente" });
    assert_eq!(cast.desk.post(&cast.luis, &format!("/users/{leo}/reject"), &reason).go().await.status, 200);
    let path = format!("/users/{leo}");
    let changed = cast.desk.patch(&cast.ada, &path, &json!({ "phone": "600 111 222" })).go().await;
    assert_eq!((&changed.body["phone"], &changed.body["state"]), (&json!("600 111 222"), &json!("rejected")));
    let still = cast.desk.patch(&cast.ada, &path, &json!({ "disabled": true })).go().await;
    assert_eq!(still.body["state"], "rejected", "closed is closed");
    let opened = cast.desk.patch(&cast.ada, &path, &json!({ "disabled": false })).go().await;
    assert_eq!(opened.body["state"], "active");
}

async fn the_last_administrator_stays() {
    let cast = Cast::new().await;
    let path = format!("/users/{}", cast.ada.person);
    let disabled = cast.desk.bearing(Method::POST, &cast.ada, &format!("{path}/disable")).go().await;
    assert_eq!(disabled.errors(), ["role: accounts-last-admin"]);
    let demoted = cast.desk.patch(&cast.ada, &path, &json!({ "role": "requester" })).go().await;
    assert_eq!(demoted.errors(), ["role: accounts-last-admin"]);
    let luis = format!("/users/{}/disable", cast.luis.person);
    assert_eq!(cast.each(Method::POST, &luis, None).await, [403, 403, 403, 403, 200]);
}

async fn the_record_is_for_administrators() {
    let cast = Cast::new().await;
    let ticket = cast.opens(&cast.maria, "No imprime").await;
    for path in ["/audit", "/jobs", "/mail/outbound"] {
        assert_eq!(cast.each(Method::GET, path, None).await, [403, 403, 403, 403, 200], "{path}");
    }
    let record = cast.desk.get(&cast.ada, &format!("/audit?object=ticket:{ticket}")).go().await;
    assert_eq!(record.column("action"), ["opened"]);
    assert_eq!(record.column("actor"), [json!(cast.maria.person.to_string())]);
    assert_eq!(record.body["items"][0]["changes"]["subject"], "No imprime");
    let hers = cast.desk.get(&cast.ada, &format!("/audit?actor={}&limit=1", cast.maria.person)).go().await;
    assert_eq!(hers.column("object"), [json!(format!("ticket:{ticket}"))]);
    assert_eq!(cast.desk.get(&cast.ada, "/audit?object=dragon").go().await.status, 422);
    assert_eq!(cast.desk.get(&cast.ada, "/audit?since=2030-01-01T00:00:00Z").go().await.column("id"), [] as [Value; 0]);
}

async fn a_mail_is_tried_again_by_an_administrator() {
    let cast = Cast::new().await;
    let ticket = cast.opens(&cast.maria, "No imprime").await;
    let mails = cast.desk.get(&cast.ada, &format!("/mail/outbound?ticket={ticket}&state=queued")).go().await;
    assert_eq!(mails.column("attempts"), [0, 0, 0], "María, Carmen and Luis");
    let path = format!("/mail/outbound/{}/retry", mails.column("id")[0].as_str().unwrap());
    assert_eq!(cast.each(Method::POST, &path, None).await, [403, 403, 403, 403, 200]);
    assert_eq!(cast.desk.bearing(Method::POST, &cast.ada, "/mail/outbound/999/retry").go().await.status, 404);
    assert_eq!(cast.desk.get(&cast.ada, "/mail/outbound?state=lost").go().await.status, 422);
    jobs_are_listed_page_by_page(&cast).await;
}

#[derive(Serialize, Deserialize)]
struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "sweep";
}

async fn jobs_are_listed_page_by_page(cast: &Cast) {
    let empty = cast.desk.get(&cast.ada, "/jobs").go().await;
    assert_eq!((&empty.body["due"], &empty.body["failed"], &empty.body["items"]), (&json!(0), &json!(0), &json!([])));
    let fill = async |tx: &mut Tx| -> Result<(), DbError> {
        for _ in 0..3 {
            enqueue(tx, &Sweep {}).await?;
        }
        let later = tx.now() + SignedDuration::from_hours(1);
        enqueue_at(tx, &Sweep {}, later).await?;
        tx.execute(sql!("UPDATE jobs SET state = 'failed', last_error = 'no broom' WHERE id = 2"), args![]).await?;
        tx.execute(sql!("UPDATE jobs SET leased_until = $1 WHERE id = 3"), args![later]).await?;
        Ok(())
    };
    cast.desk.db().write(fill).await.unwrap();
    let states = async |path| {
        let jobs = cast.desk.get(&cast.ada, path).go().await;
        jobs.column("id")
            .into_iter()
            .zip(jobs.column("state"))
            .map(|(id, state)| format!("{id} {state}"))
            .collect::<Vec<_>>()
    };
    let all = ["\"4\" \"due\"", "\"3\" \"running\"", "\"2\" \"failed\"", "\"1\" \"due\""];
    assert_eq!(states("/jobs").await, all);
    assert_eq!(states("/jobs?state=due").await, [all[0], all[3]]);
    assert_eq!(states("/jobs?state=running").await, [all[1]]);
    let failed = cast.desk.get(&cast.ada, "/jobs?state=failed").go().await;
    assert_eq!((&failed.body["failed"], failed.column("last_error")), (&json!(1), vec![json!("no broom")]));
    let first = cast.desk.get(&cast.ada, "/jobs?limit=3").go().await;
    let next = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(cast.desk.get(&cast.ada, &format!("/jobs?limit=3&cursor={next}")).go().await.column("id"), ["1"]);
    assert_eq!(cast.desk.get(&cast.ada, "/jobs?state=lost").go().await.errors(), ["state: api-value-wrong"]);
    assert_eq!(cast.each(Method::GET, "/jobs", None).await, [403, 403, 403, 403, 200]);
}
