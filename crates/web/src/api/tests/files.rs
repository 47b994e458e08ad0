//! Files: who may read a message may read its files.

use super::support::{Cast, FORM, form};
use axum::http::Method;
use serde_json::json;

atiende_testing::on_both![
    a_file_is_its_uploaders_until_a_message_has_it,
    bytes_come_back_harmless,
    files_of_internal_notes_are_internal,
    what_is_not_clean_is_not_given,
    uploads_are_refused_for_a_reason,
    an_upload_asked_for_twice_is_one,
];

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

async fn a_file_is_its_uploaders_until_a_message_has_it() {
    let cast = Cast::new().await;
    let made = cast.desk.upload(&cast.maria, "foto aula ñ.png", PNG).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.id();
    assert_eq!(made.header("location"), format!("/api/v1/attachments/{id}"));
    assert_eq!((&made.body["content_type"], &made.body["size"]), (&json!("image/png"), &json!(PNG.len())));
    assert_eq!((&made.body["inline"], &made.body["scan"]), (&json!(false), &json!("unscanned")));
    let path = format!("/attachments/{id}");
    assert_eq!(cast.each(Method::GET, &path, None).await, [200, 404, 404, 404, 404]);
    let stolen = json!({ "subject": "x", "body": "x", "attachments": [id] });
    assert_eq!(cast.desk.post(&cast.carmen, "/tickets", &stolen).go().await.errors(), ["attachments: files-gone"]);

    let ticket = cast.desk.post(&cast.maria, "/tickets", &stolen).go().await;
    assert_eq!(ticket.status, 201, "{}", ticket.body);
    for path in [path.clone(), format!("{path}/content")] {
        assert_eq!(cast.each(Method::GET, &path, None).await, [200, 200, 404, 200, 200], "{path}");
    }
    let messages = cast.desk.get(&cast.carmen, &format!("/tickets/{}/messages", ticket.id())).go().await;
    assert_eq!(messages.body["items"][0]["attachments"][0]["id"], id);
    assert_eq!(cast.desk.post(&cast.maria, "/tickets", &stolen).go().await.status, 422, "a file is sent once");
}

async fn bytes_come_back_harmless() {
    let cast = Cast::new().await;
    let picture = cast.desk.upload(&cast.maria, "ñandú 1.png", PNG).await.id();
    let page = cast.desk.upload(&cast.maria, "page.html", b"<html><script>alert(1)</script></html>").await.id();
    let picture = cast.desk.get(&cast.maria, &format!("/attachments/{picture}/content")).go().await;
    assert_eq!((picture.status.as_u16(), picture.bytes.as_slice()), (200, PNG));
    assert!(picture.header("content-disposition").starts_with("inline; filename*=UTF-8''%C3%B1and%C3%BA%20"));
    let page = cast.desk.get(&cast.maria, &format!("/attachments/{page}/content")).go().await;
    assert!(page.header("content-disposition").starts_with("attachment; "));
    for answer in [&picture, &page] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("sandbox"));
        assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    }
}

async fn files_of_internal_notes_are_internal() {
    let cast = Cast::new().await;
    let ticket = cast.opens(&cast.maria, "No imprime").await;
    let file = cast.desk.upload(&cast.luis, "claves.txt", b"sandia").await.id();
    let note = json!({ "body": "Claves", "visibility": "internal", "attachments": [file] });
    let said = cast.desk.post(&cast.luis, &format!("/tickets/{ticket}/messages"), &note).go().await;
    assert_eq!(said.body["attachments"][0]["name"], "claves.txt", "{}", said.body);
    for path in [format!("/attachments/{file}"), format!("/attachments/{file}/content")] {
        assert_eq!(cast.each(Method::GET, &path, None).await, [404, 404, 404, 200, 200], "{path}");
    }
}

async fn what_is_not_clean_is_not_given() {
    let cast = Cast::new().await;
    let id = cast.desk.upload(&cast.maria, "a.txt", b"hola").await.id();
    for (scan, status) in [("pending", 423), ("infected", 410), ("clean", 200)] {
        let number: i64 = id.parse().unwrap();
        let set = async move |tx: &mut atiende_db::Tx| {
            tx.execute(
                atiende_db::sql!("UPDATE attachments SET scan = $2 WHERE id = $1"),
                atiende_db::args![number, scan],
            )
            .await
        };
        cast.desk.db().write(set).await.unwrap();
        let answer = cast.desk.get(&cast.maria, &format!("/attachments/{id}/content")).go().await;
        assert_eq!(answer.status, status, "{scan}");
        let described = cast.desk.get(&cast.maria, &format!("/attachments/{id}")).go().await;
        assert_eq!(described.body["scan"], scan);
    }
}

async fn uploads_are_refused_for_a_reason() {
    let cast = Cast::new().await;
    let post = |content_type: &str, body: Vec<u8>| {
        cast.desk.bearing(Method::POST, &cast.maria, "/attachments").raw(content_type, body).go()
    };
    assert_eq!(cast.desk.upload(&cast.maria, "big.txt", &vec![b'a'; 65 * 1024]).await.status, 413);
    assert_eq!(cast.desk.upload(&cast.maria, "empty.txt", b"").await.errors(), ["file: api-file-empty"]);
    assert_eq!(post("application/json", b"{}".to_vec()).await.status, 415);
    assert_eq!(post(FORM, form("other", "a.txt", b"x")).await.errors(), ["other: api-unknown-field"]);
    assert_eq!(post(FORM, b"--XxX--\r\n".to_vec()).await.errors(), ["file: api-value-missing"]);
    assert_eq!(cast.desk.ask(Method::POST, "/api/v1/attachments").go().await.status, 401);
}

async fn an_upload_asked_for_twice_is_one() {
    let cast = Cast::new().await;
    let post = |content: &[u8]| {
        let ask = cast.desk.bearing(Method::POST, &cast.maria, "/attachments").header("idempotency-key", "f");
        ask.raw(FORM, form("file", "a.txt", content)).go()
    };
    let (first, again) = (post(b"hola").await, post(b"hola").await);
    assert_eq!((first.status.as_u16(), first.id()), (201, again.id()));
    assert_eq!(post(b"adios").await.status, 409);
}
