//! Tickets and what is said in them: who may, what is told to whom, and once.

use super::support::Cast;
use axum::http::Method;
use serde_json::{Value, json};

atiende_testing::on_both![
    maria_opens_a_ticket_and_her_people_see_it,
    lists_hold_what_one_may_see_and_nothing_else,
    pages_do_not_move_when_tickets_are_added,
    a_ticket_asked_for_twice_is_one,
    what_was_refused_is_not_remembered,
    twins_at_the_same_instant_make_one_ticket,
    staff_open_for_a_member_and_nobody_else_does,
    a_change_needs_the_version_that_was_read,
    clients_may_say_solved_and_change_nothing_else,
    a_change_is_whole_or_not_at_all,
    internal_notes_exist_for_staff_alone,
    messages_come_in_pages_the_oldest_first,
];

async fn maria_opens_a_ticket_and_her_people_see_it() {
    let cast = Cast::new().await;
    let new = json!({ "subject": " No imprime ", "body": "La **HP** del aula 12.", "priority": "high" });
    let made = cast.desk.post(&cast.maria, "/tickets", &new).go().await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.id();
    assert_eq!(made.header("location"), format!("/api/v1/tickets/{id}"));
    assert_eq!(made.body["number"], id.parse::<i64>().unwrap());
    for (field, value) in [
        ("subject", json!("No imprime")),
        ("status", json!("new")),
        ("priority", json!("high")),
        ("source", json!("api")),
        ("organization", json!(cast.la_paz.to_string())),
        ("requester", json!(cast.maria.person.to_string())),
        ("assignee", json!(cast.luis.person.to_string())),
        ("assets", json!([])),
        ("fields", json!({})),
        ("due_at", Value::Null),
        ("sla", json!({ "first_response_due": null, "resolution_due": null, "breached": false })),
    ] {
        assert_eq!(made.body[field], value, "{field}");
    }
    assert!(made.body["created_at"].as_str().unwrap().ends_with('Z'));
    let path = format!("/tickets/{id}");
    assert_eq!(cast.each(Method::GET, &path, None).await, [200, 200, 404, 200, 200]);
    let messages = cast.desk.get(&cast.maria, &format!("{path}/messages")).go().await;
    assert_eq!(messages.column("body_html"), ["<p>La <strong>HP</strong> del aula 12.</p>\n"]);
    assert_eq!(messages.column("author_name"), ["María Gil"]);
}

async fn lists_hold_what_one_may_see_and_nothing_else() {
    let cast = Cast::new().await;
    let maria = cast.opens(&cast.maria, "Pizarra sin imagen").await;
    let carmen = cast.opens(&cast.carmen, "Proyector roto").await;
    let jon = cast.opens(&cast.jon, "Pizarra torcida").await;
    let seen = async |who, query: &str| cast.desk.get(who, &format!("/tickets{query}")).go().await.column("id");
    assert_eq!(seen(&cast.maria, "").await, [json!(maria)]);
    assert_eq!(seen(&cast.carmen, "").await, [json!(carmen), json!(maria)]);
    assert_eq!(seen(&cast.jon, "").await, [json!(jon)]);
    assert_eq!(seen(&cast.luis, "").await, [json!(jon), json!(carmen), json!(maria)]);
    assert_eq!(seen(&cast.carmen, "?q=pizarra").await, [json!(maria)]);
    assert_eq!(seen(&cast.luis, "?q=pizarra").await, [json!(jon), json!(maria)]);
    assert_eq!(seen(&cast.maria, &format!("?q={jon}")).await, [] as [Value; 0], "not even by its number");
    assert_eq!(seen(&cast.maria, &format!("?organization={}", cast.el_mar)).await, [] as [Value; 0]);
    assert_eq!(seen(&cast.luis, &format!("?requester={}", cast.jon.person)).await, [json!(jon)]);
    assert_eq!(seen(&cast.luis, "?assignee=none").await, [] as [Value; 0]);
    assert_eq!(seen(&cast.luis, "?assignee=me&status=new&limit=1").await, [json!(jon)]);
    assert_eq!(seen(&cast.luis, "?updated_since=2030-01-01T00:00:00Z").await, [] as [Value; 0]);
}

async fn pages_do_not_move_when_tickets_are_added() {
    let cast = Cast::new().await;
    let mut opened = Vec::new();
    for n in 0..5 {
        opened.push(json!(cast.opens(&cast.maria, &format!("Fallo {n}")).await));
    }
    opened.reverse();
    for search in ["", "&q=fallo"] {
        let mut walked = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = cast.desk.get(&cast.maria, &format!("/tickets?limit=2{search}{cursor}")).go().await;
            assert_eq!(page.status, 200, "{}", page.body);
            walked.extend(page.column("id"));
            // Somebody is faster than we read.
            cast.opens(&cast.maria, "Fallo nuevo").await;
            match page.body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let old: Vec<_> = walked.iter().filter(|id| opened.contains(id)).cloned().collect();
        assert_eq!(old, opened, "{search}");
        walked.sort_by_key(ToString::to_string);
        walked.dedup();
        assert!(walked.len() >= 5, "nothing came twice");
    }
}

async fn a_ticket_asked_for_twice_is_one() {
    let cast = Cast::new().await;
    let new = json!({ "subject": "No imprime", "body": "Nada." });
    let ask = |body: &Value| cast.desk.post(&cast.maria, "/tickets", body).header("idempotency-key", "k1");
    let (first, again) = (ask(&new).go().await, ask(&new).go().await);
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    let other = ask(&json!({ "subject": "Otra", "body": "Cosa." })).go().await;
    assert_eq!((other.status.as_u16(), &other.body["code"]), (409, &json!("api-key-reused")));
    let elsewhere = format!("/tickets/{}/messages", first.id());
    let elsewhere = cast.desk.post(&cast.maria, &elsewhere, &new).header("idempotency-key", "k1").go().await;
    assert_eq!(elsewhere.status, 422, "an unknown field comes first");
    assert_eq!(cast.desk.get(&cast.maria, "/tickets").go().await.column("id").len(), 1);
    let carmen = cast.desk.post(&cast.carmen, "/tickets", &new).header("idempotency-key", "k1").go().await;
    assert_ne!(carmen.id(), first.id(), "a key is its person's");
}

async fn what_was_refused_is_not_remembered() {
    let cast = Cast::new().await;
    let ask = |body: Value| cast.desk.post(&cast.maria, "/tickets", &body).header("idempotency-key", "k1");
    assert_eq!(ask(json!({ "subject": "", "body": "x" })).go().await.status, 422);
    assert_eq!(ask(json!({ "subject": "Ahora", "body": "x" })).go().await.status, 201);
}

async fn twins_at_the_same_instant_make_one_ticket() {
    let cast = Cast::new().await;
    let new = json!({ "subject": "No imprime", "body": "Nada." });
    let ask = || cast.desk.post(&cast.maria, "/tickets", &new).header("idempotency-key", "twin").go();
    let (a, b, c) = tokio::join!(ask(), ask(), ask());
    assert_eq!((a.status, b.status, c.status), (a.status, a.status, a.status));
    assert_eq!((&a.body, &a.body), (&b.body, &c.body));
}

async fn staff_open_for_a_member_and_nobody_else_does() {
    let cast = Cast::new().await;
    let for_maria = |organization: &dyn ToString| {
        json!({
            "subject": "Llamó por teléfono", "body": "x",
            "organization": organization.to_string(), "requester": cast.maria.person.to_string()
        })
    };
    let made = cast.desk.post(&cast.luis, "/tickets", &for_maria(&cast.la_paz)).go().await;
    assert_eq!(made.body["requester"], cast.maria.person.to_string(), "{}", made.body);
    assert_eq!(made.body["watchers"], json!([cast.luis.person.to_string()]));
    let hers = cast.desk.get(&cast.maria, &format!("/tickets/{}", made.id())).go().await;
    assert_eq!(hers.body["watchers"], json!([]), "who follows is staff's to know");
    let elsewhere = cast.desk.post(&cast.luis, "/tickets", &for_maria(&cast.el_mar)).go().await;
    assert_eq!(elsewhere.errors(), ["requester: tickets-requester-unknown"]);
    let carmen = cast.desk.post(&cast.carmen, "/tickets", &for_maria(&cast.la_paz)).go().await;
    assert_eq!(carmen.errors(), ["requester: tickets-requester-unknown"]);
    let jon = cast.desk.post(
        &cast.jon,
        "/tickets",
        &json!({
            "subject": "x", "body": "x", "organization": cast.la_paz.to_string()
        }),
    );
    assert_eq!(jon.go().await.errors(), ["organization: orgs-unknown"]);
}

async fn a_change_needs_the_version_that_was_read() {
    let cast = Cast::new().await;
    let path = format!("/tickets/{}", cast.opens(&cast.maria, "No imprime").await);
    let read = cast.desk.get(&cast.luis, &path).go().await;
    let etag = read.header("etag").to_owned();
    assert_eq!(read.body["etag"], etag);
    let change = json!({ "priority": "urgent", "status": "waiting" });
    let unconditional = cast.desk.patch(&cast.luis, &path, &change).go().await;
    assert_eq!(unconditional.status, 428);
    let changed = cast.desk.patch(&cast.luis, &path, &change).header("if-match", &etag).go().await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!((&changed.body["status"], &changed.body["waiting_for"]), (&json!("waiting"), &json!("requester")));
    assert_eq!(changed.body["priority"], "urgent");
    assert_ne!(changed.header("etag"), etag);
    let stale = cast.desk.patch(&cast.luis, &path, &json!({ "priority": "low" })).header("if-match", &etag).go().await;
    assert_eq!(stale.status, 412);
    let bare = changed.header("etag").trim_matches('"').to_owned();
    let taken = cast.desk.patch(&cast.luis, &path, &json!({ "assignee": null })).header("if-match", &bare).go().await;
    assert_eq!((taken.status.as_u16(), &taken.body["assignee"]), (200, &Value::Null));
}

async fn clients_may_say_solved_and_change_nothing_else() {
    let cast = Cast::new().await;
    let path = format!("/tickets/{}", cast.opens(&cast.maria, "No imprime").await);
    let each = async |change: Value| {
        let mut statuses = Vec::new();
        for (_, who) in cast.everybody() {
            statuses.push(cast.desk.patch(who, &path, &change).header("if-match", "*").go().await.status.as_u16());
        }
        statuses
    };
    assert_eq!(each(json!({ "subject": "No imprime nada" })).await, [403, 403, 404, 200, 200]);
    assert_eq!(each(json!({ "assignee": null })).await, [403, 403, 404, 200, 200]);
    assert_eq!(each(json!({ "status": "closed" })).await, [422, 422, 404, 200, 200]);
    let reopened = cast.desk.patch(&cast.luis, &path, &json!({ "status": "open" })).header("if-match", "*").go().await;
    assert_eq!(reopened.status, 200);
    let solved = cast.desk.patch(&cast.maria, &path, &json!({ "status": "solved" })).header("if-match", "*").go().await;
    assert_eq!((solved.status.as_u16(), &solved.body["status"]), (200, &json!("solved")));
    for (change, error) in [
        (json!({ "category": "77" }), "category: routing-category-unknown"),
        (json!({ "assignee": cast.maria.person.to_string() }), "assignee: tickets-assignee-unknown"),
        (json!({ "assets": ["1", "2"] }), "assets: api-one-asset"),
        (json!({ "number": 7 }), "number: api-unknown-field"),
    ] {
        let refused = cast.desk.patch(&cast.luis, &path, &change).header("if-match", "*").go().await;
        assert_eq!((refused.status.as_u16(), refused.errors()), (422, vec![error.to_owned()]));
    }
}

async fn a_change_is_whole_or_not_at_all() {
    let cast = Cast::new().await;
    let path = format!("/tickets/{}", cast.opens(&cast.maria, "No imprime").await);
    let half = json!({ "subject": "Cambiado", "assignee": cast.jon.person.to_string() });
    assert_eq!(cast.desk.patch(&cast.luis, &path, &half).header("if-match", "*").go().await.status, 422);
    assert_eq!(cast.desk.get(&cast.luis, &path).go().await.body["subject"], "No imprime");
}

async fn internal_notes_exist_for_staff_alone() {
    let cast = Cast::new().await;
    let path = format!("/tickets/{}/messages", cast.opens(&cast.maria, "No imprime").await);
    let note = json!({ "body": "La clave es sandía", "visibility": "internal" });
    assert_eq!(cast.each(Method::POST, &path, Some(&note)).await, [403, 403, 404, 201, 201]);
    let reply = json!({ "body": "<p>Voy</p><script>x()</script>", "body_format": "html" });
    assert_eq!(cast.each(Method::POST, &path, Some(&reply)).await, [201, 201, 404, 201, 201]);
    let counts = async |who| cast.desk.get(who, &path).go().await.column("visibility").len();
    assert_eq!((counts(&cast.maria).await, counts(&cast.carmen).await), (5, 5));
    assert_eq!((counts(&cast.luis).await, counts(&cast.ada).await), (7, 7));
    for who in [&cast.maria, &cast.carmen] {
        let text = String::from_utf8(cast.desk.get(who, &path).go().await.bytes).unwrap();
        assert!(!text.contains("sandía") && !text.contains("script"), "{text}");
        assert_eq!(cast.desk.get(who, "/tickets?q=sandia").go().await.body["items"], json!([]));
    }
    assert_eq!(cast.desk.get(&cast.luis, "/tickets?q=sandia").go().await.column("id").len(), 1);
}

async fn messages_come_in_pages_the_oldest_first() {
    let cast = Cast::new().await;
    let path = format!("/tickets/{}/messages", cast.opens(&cast.maria, "No imprime").await);
    let said = cast.desk.post(&cast.maria, &path, &json!({ "body": "Sigue igual" })).header("idempotency-key", "m");
    let said = said.go().await;
    assert_eq!(said.status, 201, "{}", said.body);
    assert!(said.header("location").starts_with("/api/v1/tickets/"));
    assert_eq!((&said.body["body_text"], &said.body["mail"]), (&json!("Sigue igual"), &Value::Null));
    let first = cast.desk.get(&cast.maria, &format!("{path}?limit=1")).go().await;
    assert_eq!(first.column("body_text"), ["No va."]);
    let next = first.body["next_cursor"].as_str().unwrap();
    let second = cast.desk.get(&cast.maria, &format!("{path}?limit=1&cursor={next}")).go().await;
    assert_eq!((second.column("body_text"), &second.body["next_cursor"]), (vec![json!("Sigue igual")], &Value::Null));
}
