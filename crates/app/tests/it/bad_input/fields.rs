//! Fields that are missing, wrong or too long.

use super::{Made, Maria};
use crate::multipart::Parts;
use crate::site;

const TOO_LONG: &str = "Es demasiado largo: el máximo son";

#[test]
fn wrong_and_missing_fields_are_told_and_kept() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        let everything = ["Escribe un asunto", "Elige una prioridad", "Cuéntanos qué ocurre"];
        let mut empty = Parts::default();
        maria.is_refused(&empty, &[&everything[..], &["Elige una empresa o un centro"]].concat()).await;
        empty.set("organization", &maria.seeded.la_paz);
        empty.set("asset", "PC-17");
        empty.set("description", " \n ");
        maria.is_refused(&empty, &everything).await;
        let cases = [
            ("subject", "   ".to_owned(), everything[0].to_owned()),
            ("subject", "ñ".repeat(201), format!("{TOO_LONG} 200 caracteres")),
            ("asset", "ñ".repeat(121), format!("{TOO_LONG} 120 caracteres")),
            ("location", "ñ".repeat(201), format!("{TOO_LONG} 200 caracteres")),
            ("priority", String::new(), everything[1].to_owned()),
            ("priority", "absurda".to_owned(), everything[1].to_owned()),
            ("description", String::new(), everything[2].to_owned()),
        ];
        for (name, value, sentence) in cases {
            let mut form = maria.form();
            form.set(name, &value);
            maria.is_refused(&form, &[&sentence]).await;
        }
        // At the limits it is a ticket.
        let mut form = maria.form();
        form.set("subject", &"ñ".repeat(200));
        maria.sends(&form).await.number();
        assert_eq!(maria.made(), Made::tickets(1, 0));
    });
}

#[test]
fn an_unknown_organization_and_another_s_are_the_same() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        for organization in ["999999", &maria.seeded.el_mar, "-1", "9223372036854775807"] {
            form.set("organization", organization);
            maria.is_refused(&form, &["Elige una empresa o un centro de la lista"]).await;
        }
        for organization in ["", "abc", "1e3", "99999999999999999999"] {
            form.set("organization", organization);
            maria.is_refused(&form, &["Elige una empresa o un centro"]).await;
        }
    });
}

#[test]
fn who_belongs_to_no_organization_is_told_so() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        let form = "id=\"open-ticket\"";
        assert!(maria.opens("/soporte/abrir").await.html.contains(form));
        site::add_person(&maria.desk, "sola@nadie.example", &["--role", "requester"]);
        site::sign_in(&maria.server, &maria.browser, "sola@nadie.example", "/").await;
        let page = maria.opens("/soporte/abrir").await;
        assert!(page.html.contains("no está en ninguna organización"), "{}", page.errors());
        assert!(!page.html.contains(form), "a form that cannot be sent");
        // Who is taken out while writing keeps the words.
        let refused = maria.sends(&maria.form()).await;
        refused.says("Elige una empresa o un centro de la lista");
        assert_eq!(refused.value("subject"), super::SUBJECT);
        assert_eq!(maria.made(), Made::NOTHING);
    });
}

#[test]
fn five_megabytes_of_text_are_too_long_and_kept() {
    atiende_testing::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        form.set("description", &"Sale «sin papel» y *no* imprime.\n".repeat(5 * 1024 * 1024 / 34));
        let sentence = format!("{TOO_LONG} 100.000 caracteres");
        maria.is_refused(&form, &[&sentence]).await;
    });
}
