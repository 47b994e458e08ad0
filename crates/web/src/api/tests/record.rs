//! The record of what happened, for programs.

use super::support::Cast;
use axum::http::Method;

atiende_testing::on_both![the_record_is_for_administrators, the_record_is_asked_for_what_and_when];

async fn the_record_is_for_administrators() {
    let cast = Cast::new().await;
    assert_eq!(cast.each(Method::GET, "/audit", None).await, [403, 403, 403, 403, 200]);
}

async fn the_record_is_asked_for_what_and_when() {
    let cast = Cast::new().await;
    let asked = async |query: &str| {
        let answer = cast.desk.get(&cast.ada, &format!("/audit?{query}")).go().await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["items"].as_array().unwrap().clone()
    };
    let added = asked("object=person&action=added").await;
    assert_eq!(added.len(), 5);
    assert!(
        added
            .iter()
            .all(|event| event["action"] == "added" && event["object"].as_str().unwrap().starts_with("person:"))
    );
    let maria = asked(&format!("object=person:{}&action=added", cast.maria.person)).await;
    assert_eq!(maria.len(), 1);
    assert_eq!(asked("until=2026-11-24T00:00:00Z").await.len(), asked("").await.len());
    let middle = added[2]["at"].as_str().unwrap();
    let before = asked(&format!("object=person&action=added&until={middle}")).await;
    let since = asked(&format!("object=person&action=added&since={middle}")).await;
    assert_eq!((before.len(), since.len()), (2, 3), "until is before, since is from");
    assert!(asked("until=2026-11-22T00:00:00Z").await.is_empty());
    let page = cast.desk.get(&cast.ada, "/audit?limit=2&action=added").go().await;
    let next = format!("limit=200&action=added&cursor={}", page.body["next_cursor"].as_str().unwrap());
    let (all, rest) = (asked("limit=200&action=added").await, asked(&next).await);
    assert_eq!(rest, all[2..]);
    assert_eq!(cast.desk.get(&cast.ada, "/audit?until=ayer").go().await.status, 422);
}
