//! What people and programs are told while the database is away, or takes nothing; and that they can go on from there.

use crate::books::{self, number};
use crate::cluster::Cluster;
use crate::deeds::{Again, Deed, Maria};
use crate::letters;
use crate::services::{Pair, until};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const TEST: &str = "who_comes_meanwhile_is_told";

fn is_told_to_come_back(answer: &Response, what: &str) {
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{what}");
    assert!(answer.headers().contains_key("retry-after"), "{what}");
}

/// The form on the page: its hidden fields, and where it goes.
fn kept_form(page: &str) -> (String, Vec<(String, String)>) {
    let form = page.split_once("<form class=\"actions\"").expect("a form").1.split_once("</form>").unwrap().0;
    let attribute = |text: &str, name: &str| -> String {
        let begins = format!("{name}=\"");
        let value = text.split_once(&begins).and_then(|(_, rest)| rest.split_once('"')).unwrap().0;
        value.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#38;", "&")
    };
    let inputs = form.split("<input ").skip(1).map(|input| (attribute(input, "name"), attribute(input, "value")));
    (attribute(form, "action"), inputs.collect())
}

#[test]
fn who_comes_meanwhile_is_told() {
    atiende_testing::run(async {
        let Some(mut pair) = Pair::start(TEST) else { return };
        let Some(cluster) = Cluster::start(1, &pair.url, TEST).await else { return };
        let maria = cluster.maria(cluster.bases()).await;
        let door = maria.doors[0].clone();
        pair.crash_main();

        let page = maria.browser.get(format!("{door}/soporte/mis-tickets")).send().await.unwrap();
        is_told_to_come_back(&page, "a page");
        let page = page.text().await.unwrap();
        assert!(page.contains("lang=\"es\"") && page.contains("Ahora mismo no podemos atenderte"), "{page}");
        let (once, typed) = ("sin-base", "Línea 1 & «<b>dos</b>» \"tres\"");
        let form = maria
            .form(once)
            .text("location", typed)
            .part("file", reqwest::multipart::Part::text("x").file_name("x.txt"));
        let answer = maria.browser.post(format!("{door}/soporte/abrir")).multipart(form).send().await.unwrap();
        is_told_to_come_back(&answer, "a form");
        let page = answer.text().await.unwrap();
        assert!(page.contains("Lo que escribiste está guardado") && page.contains("Los archivos no"), "{page}");
        let (to, fields) = kept_form(&page);
        assert_eq!(to, "/soporte/abrir");
        assert!(fields.contains(&("location".to_owned(), typed.to_owned())), "{fields:?}");

        a_program_is_told(&maria, &door).await;
        let said = letters::hand_over(&maria.letterboxes[0], "carta").await.unwrap();
        assert!(said.starts_with("451"), "{said}");
        let health = maria.browser.get(format!("{door}/healthz")).send().await.unwrap();
        assert_eq!(health.status(), StatusCode::OK, "the process lives");
        let ready = maria.browser.get(format!("{door}/readyz")).send().await.unwrap();
        assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);

        // The page that was kept open is sent as it is, twice.
        pair.promote();
        let sends = async || maria.browser.post(format!("{door}{to}")).form(&fields).send().await.unwrap();
        until("it is taken", Duration::from_secs(10), async || sends().await.status() == StatusCode::SEE_OTHER).await;
        assert_eq!(sends().await.status(), StatusCode::SEE_OTHER);
        let client = books::connect(&cluster.url).await;
        assert_eq!(number(&client, "SELECT count(*) FROM tickets").await, 1);
        assert_eq!(number(&client, "SELECT count(*) FROM tickets WHERE subject = 'sin-base'").await, 1);
    });
}

async fn a_program_is_told(maria: &Maria, door: &str) {
    let post = maria.browser.post(format!("{door}/api/v1/tickets")).bearer_auth(&maria.token);
    let new = json!({ "subject": "programa", "body": "Hola" });
    let answer = post.header("idempotency-key", "programa").json(&new).send().await.unwrap();
    is_told_to_come_back(&answer, "a program");
    assert_eq!(answer.headers().get("content-type").unwrap(), "application/problem+json");
    assert_eq!(answer.json::<Value>().await.unwrap()["status"], 503);
}

/// Without its standby a server commits nothing, for nobody else would have it: pages are read, what is sent is turned away
/// in good time, and asked again it is there once.
#[test]
fn without_a_standby_there_is_only_reading() {
    const TEST: &str = "without_a_standby_there_is_only_reading";
    atiende_testing::run(async {
        let Some(pair) = Pair::start(TEST) else { return };
        let Some(cluster) = Cluster::start(1, &pair.url, TEST).await else { return };
        let maria = cluster.maria(cluster.bases()).await;
        let door = maria.doors[0].clone();
        let upload = maria.uploads(&door, "solo").await.unwrap();
        pair.crash_standby();
        let begun = Instant::now();
        let asked = maria.asks(&door, "solo", &upload).await;
        assert!(matches!(&asked, Err(Again(why)) if why == "503"), "{asked:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        let page = maria.browser.get(format!("{door}/soporte/mis-tickets")).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "reading goes on");

        pair.restart_standby();
        let begun = Instant::now();
        let deed = loop {
            match maria.asks(&door, "solo", &upload).await {
                Ok(deed) => break deed,
                Err(again) => assert!(begun.elapsed() < Duration::from_secs(40), "{again:?}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        let Deed::Ticket { .. } = &deed else { panic!("{deed:?}") };
        books::balance(&cluster, &maria, &[deed]).await;
    });
}
