//! Organizations, categories, devices, articles.

use super::support::Cast;
use axum::http::Method;
use serde_json::{Value, json};

atiende_testing::on_both![
    everybody_sees_their_own_organizations,
    administrators_keep_organizations,
    staff_sort_by_categories_that_administrators_make,
    devices_are_their_organizations,
    articles_are_read_by_whom_they_were_written_for,
];

async fn everybody_sees_their_own_organizations() {
    let cast = Cast::new().await;
    let names = async |who| cast.desk.get(who, "/organizations").go().await.column("name");
    assert_eq!(names(&cast.maria).await, ["CEIP La Paz"]);
    assert_eq!(names(&cast.jon).await, ["IES El Mar"]);
    assert_eq!(names(&cast.luis).await, ["CEIP La Paz", "IES El Mar"]);
    let path = format!("/organizations/{}", cast.la_paz);
    assert_eq!(cast.each(Method::GET, &path, None).await, [200, 200, 404, 200, 200]);
    let hers = cast.desk.get(&cast.carmen, &path).go().await;
    assert_eq!((&hers.body["notes"], &hers.body["domains"]), (&Value::Null, &Value::Null), "{}", hers.body);
    let his = cast.desk.get(&cast.luis, &path).go().await;
    assert_eq!((&his.body["notes"], &his.body["domains"]), (&json!("Clave del armario: 4711"), &Value::Null));
    assert_eq!(cast.desk.get(&cast.ada, &path).go().await.body["domains"], json!(["ceiplapaz.es"]));
}

async fn administrators_keep_organizations() {
    let cast = Cast::new().await;
    let new =
        json!({ "name": "Gestoría Sol", "domains": ["SOL.es"], "default_technician": cast.luis.person.to_string() });
    let made = cast.desk.post(&cast.ada, "/organizations", &new).go().await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["kind"], &made.body["domains"]), (&json!("company"), &json!(["sol.es"])));
    assert_eq!(cast.each(Method::POST, "/organizations", Some(&new)).await, [403, 403, 403, 403, 201]);
    let path = format!("/organizations/{}", made.id());
    let change = json!({ "phone": "600 000 000", "default_technician": null });
    assert_eq!(cast.each(Method::PATCH, &path, Some(&change)).await, [403, 403, 403, 403, 200]);
    let changed = cast.desk.get(&cast.ada, &path).go().await;
    assert_eq!((&changed.body["name"], &changed.body["default_technician"]), (&json!("Gestoría Sol"), &Value::Null));
    let refused = cast.desk.patch(&cast.ada, &path, &json!({ "name": " ", "domains": ["x"] })).go().await;
    assert_eq!(refused.errors(), ["name: orgs-name-missing", "domains: orgs-domain-wrong"]);
    let nobody = json!({ "default_technician": cast.maria.person.to_string() });
    let refused = cast.desk.patch(&cast.ada, &path, &nobody).go().await;
    assert_eq!(refused.errors(), ["default_technician: tickets-assignee-unknown"]);
    let first = cast.desk.get(&cast.ada, "/organizations?limit=2").go().await;
    let next = first.body["next_cursor"].as_str().unwrap();
    let second = cast.desk.get(&cast.ada, &format!("/organizations?limit=2&cursor={next}")).go().await;
    assert_eq!(second.column("name"), ["Gestoría Sol", "Gestoría Sol"]);
}

async fn staff_sort_by_categories_that_administrators_make() {
    let cast = Cast::new().await;
    let new = json!({ "name": "Impresión" });
    assert_eq!(cast.each(Method::POST, "/categories", Some(&new)).await, [403, 403, 403, 403, 201]);
    assert_eq!(cast.each(Method::GET, "/categories", None).await, [403, 403, 403, 200, 200]);
    let listed = cast.desk.get(&cast.luis, "/categories").go().await;
    assert_eq!(listed.column("name"), ["Impresión"]);
    let category = listed.column("id")[0].clone();
    let ticket = json!({
        "subject": "x", "body": "x", "category": category, "organization": cast.la_paz.to_string()
    });
    let made = cast.desk.post(&cast.luis, "/tickets", &ticket).go().await;
    assert_eq!((made.status.as_u16(), &made.body["category"]), (201, &category));
    let refused = cast.desk.post(&cast.maria, "/tickets", &ticket).go().await;
    assert_eq!(refused.errors(), ["category: routing-category-unknown"]);
}

async fn devices_are_their_organizations() {
    let cast = Cast::new().await;
    let new = json!({ "tag": "HP-203", "kind": "Impresora", "organization": cast.la_paz.to_string() });
    let made = cast.desk.post(&cast.ada, "/assets", &new).go().await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.id();
    assert_eq!(cast.desk.post(&cast.ada, "/assets", &new).go().await.errors(), ["tag: assets-tag-taken"]);
    assert_eq!(cast.each(Method::POST, "/assets", Some(&json!({}))).await, [403, 403, 403, 403, 422]);
    assert_eq!(cast.each(Method::GET, "/assets", None).await, [403, 200, 200, 200, 200]);
    let path = format!("/assets/{id}");
    for path in [path.clone(), format!("{path}/history")] {
        assert_eq!(cast.each(Method::GET, &path, None).await, [404, 200, 404, 200, 200], "{path}");
    }
    let change = json!({ "hostname": "hp203" });
    assert_eq!(cast.each(Method::PATCH, &path, Some(&change)).await, [403, 403, 403, 403, 200]);
    let history = cast.desk.get(&cast.carmen, &format!("{path}/history")).go().await;
    assert_eq!(history.column("action"), ["added", "changed"]);
    assert_eq!(history.body["items"][0]["ip"], Value::Null);

    let ticket = json!({ "subject": "x", "body": "x", "assets": [id] });
    let hers = cast.desk.post(&cast.maria, "/tickets", &ticket).go().await;
    assert_eq!((hers.status.as_u16(), &hers.body["assets"]), (201, &json!([id])));
    assert_eq!(cast.desk.post(&cast.jon, "/tickets", &ticket).go().await.errors(), ["assets: assets-unknown"]);
    cast.desk
        .post(&cast.ada, "/assets", &json!({ "tag": "HP-204", "organization": cast.el_mar.to_string() }))
        .go()
        .await;
    let first = cast.desk.get(&cast.luis, "/assets?limit=1").go().await;
    let next = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(cast.desk.get(&cast.luis, &format!("/assets?cursor={next}")).go().await.column("tag"), ["HP-204"]);
    let tags = async |who, path| cast.desk.get(who, path).go().await.column("tag");
    assert_eq!(tags(&cast.carmen, "/assets").await, ["HP-203"], "a coordinator's own");
    assert_eq!(tags(&cast.jon, "/assets").await, ["HP-204"]);
    let of_another = format!("/assets?organization={}", cast.el_mar);
    assert_eq!(tags(&cast.carmen, &of_another).await, [""; 0]);
    assert_eq!(tags(&cast.carmen, "/assets?q=HP-204").await, [""; 0]);
    let there = cast.desk.get(&cast.luis, &format!("/assets?organization={}", cast.el_mar)).go().await;
    assert_eq!(there.column("tag"), ["HP-204"]);
}

async fn articles_are_read_by_whom_they_were_written_for() {
    let cast = Cast::new().await;
    let new = |title: &str, visibility: &str, state: &str| json!({ "title": title, "body_html": "<p>Mira el papel</p><script>x</script>", "visibility": visibility, "state": state });
    let mut ids = Vec::new();
    for (title, visibility, state) in [
        ("Pública", "public", "published"),
        ("Clientes", "customers", "published"),
        ("Interna", "staff", "published"),
        ("Borrador", "public", "draft"),
    ] {
        let made = cast.desk.post(&cast.luis, "/articles", &new(title, visibility, state)).go().await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.body["body_html"], "<p>Mira el papel</p>");
        ids.push(made.id());
    }
    let titles = async |who| cast.desk.get(who, "/articles").go().await.column("title");
    assert_eq!(titles(&cast.maria).await, ["Pública", "Clientes"]);
    assert_eq!(titles(&cast.luis).await, ["Pública", "Clientes", "Interna", "Borrador"]);
    for (id, status) in ids.iter().zip([200, 200, 404, 404]) {
        let path = format!("/articles/{id}");
        assert_eq!(cast.each(Method::GET, &path, None).await, [status, status, status, 200, 200], "{path}");
    }
    assert_eq!(cast.each(Method::POST, "/articles", Some(&json!({}))).await, [403, 403, 403, 422, 422]);
    let empty = cast.desk.post(&cast.luis, "/articles", &json!({})).go().await;
    assert_eq!(empty.errors(), ["title: articles-title-missing", "body_html: articles-body-missing"]);
    let kept =
        cast.desk.patch(&cast.luis, &format!("/articles/{}", ids[2]), &json!({ "title": "Interior" })).go().await;
    assert_eq!(kept.body["body_html"], "<p>Mira el papel</p>", "a new title leaves the text as it was written");
    let path = format!("/articles/{}", ids[3]);
    let publish = json!({ "state": "published" });
    assert_eq!(cast.each(Method::PATCH, &path, Some(&publish)).await, [403, 403, 403, 200, 200]);
    let published = cast.desk.get(&cast.maria, &path).go().await;
    assert_eq!(
        (&published.body["title"], &published.body["body_html"]),
        (&json!("Borrador"), &json!("<p>Mira el papel</p>"))
    );
}
