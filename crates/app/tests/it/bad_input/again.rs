//! Forms that come too late, or twice.

use super::{Made, Maria, Page, SUBJECT};
use crate::site::{self, count};
use reqwest::StatusCode;

#[test]
fn a_form_whose_session_is_gone_makes_nothing() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        form.set("once", &maria.opens("/soporte/abrir").await.value("once"));
        form.file("foto.txt", b"una foto");
        let out = maria.browser.post(maria.server.url("/logout")).send().await.unwrap();
        assert_eq!(out.status(), StatusCode::SEE_OTHER);
        let page = maria.sends(&form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let door = maria.opens(&page.location).await;
        assert_eq!(door.status, StatusCode::OK);
        assert!(page.location.starts_with("/acceder") && door.html.contains("<h1>Acceder</h1>"), "{}", door.errors());
        assert_eq!(count(&site::look(&maria.desk), "SELECT count(*) FROM attachments"), 0, "a stranger's file");
        site::sign_in(&maria.server, &maria.browser, site::MARIA, &door.value("back_to")).await;
        assert_eq!(maria.opens("/soporte/abrir").await.status, StatusCode::OK);
        assert_eq!(maria.made(), Made::NOTHING);
        // The old form still works, once.
        let number = maria.sends(&form).await.number();
        assert_eq!(maria.sends(&form).await.number(), number);
        assert_eq!(maria.made(), Made::tickets(1, 1));
    });
}

#[test]
fn a_form_whose_session_is_gone_leads_back_to_it() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        maria.browser.post(maria.server.url("/logout")).send().await.unwrap();
        let page = maria.sends(&maria.form()).await;
        assert_eq!(page.location, "/acceder?volver=%2Fsoporte%2Fabrir");
        let told = |page: &Page| {
            page.html.split_once("is-warning").map(|(_, notice)| notice.contains("no se ha enviado nada"))
        };
        let door = maria.opens(&page.location).await;
        assert_eq!((told(&door), door.value("unsent").as_str()), (Some(true), "on"));
        let fields =
            [("email", site::MARIA), ("password", site::PASSWORD), ("back_to", "/soporte/abrir"), ("unsent", "on")];
        let back = maria.browser.post(maria.server.url("/acceder")).form(&fields).send().await.unwrap();
        assert_eq!(site::location(&back), "/soporte/abrir");
        let form = maria.opens("/soporte/abrir").await;
        assert_eq!(told(&form), Some(true), "said at the form");
        assert_eq!(told(&maria.opens("/soporte/abrir").await), None, "said once");
        assert_eq!(maria.made(), Made::NOTHING);
        // Who only wanted to read is told nothing of the kind.
        maria.browser.post(maria.server.url("/logout")).send().await.unwrap();
        let asked = maria.opens("/soporte/mis-tickets").await;
        assert_eq!(told(&maria.opens(&asked.location).await), None);
    });
}

#[test]
fn a_form_sent_again_is_the_same_ticket() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        form.set("once", &maria.opens("/soporte/abrir").await.value("once"));
        form.set("subject", "");
        // Refused forms use nothing up.
        let page = maria.is_refused(&form, &["Escribe un asunto"]).await;
        form.set("once", &page.value("once"));
        form.set("subject", SUBJECT);
        let number = maria.sends(&form).await.number();
        for subject in [SUBJECT, "otro asunto"] {
            form.set("subject", subject);
            assert_eq!(maria.sends(&form).await.number(), number);
        }
        assert_eq!(maria.made(), Made::tickets(1, 0));
        let received = maria.opens(&format!("/soporte/recibido/{number}")).await;
        assert_eq!(received.status, StatusCode::OK);
    });
}

#[test]
fn a_double_click_makes_one_ticket() {
    atiende_testing::run(async {
        const CLICKS: i64 = 20;
        let maria = Maria::sits_down(&[]).await;
        for n in 1..=CLICKS {
            let mut form = maria.form();
            form.set("once", &maria.opens("/soporte/abrir").await.value("once"));
            form.file("foto.txt", format!("foto {n}").as_bytes());
            let (first, second) = tokio::join!(maria.sends(&form), maria.sends(&form));
            assert_eq!(first.number(), second.number());
            assert_eq!(maria.made(), Made::tickets(n, n));
        }
        println!("{CLICKS} double clicks, {CLICKS} tickets");
    });
}
