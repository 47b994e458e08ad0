//! What is added and taken away wants a proof, and what `/confirmar` takes as one.

use super::*;
use atiende_core::Sudo;
use atiende_core::accounts::access;
use atiende_core::second_factors::actions::recovery;
use atiende_core::second_factors::recovery::RecoveryCode;
use atiende_db::{args, sql};

atiende_testing::on_both![
    changes_want_a_fresh_proof,
    a_code_is_a_proof_that_is_good_once,
    who_has_nothing_else_proves_by_a_printed_code,
    a_key_proves_where_it_was_asked,
    wrong_proofs_are_counted_and_the_form_waits,
    who_must_sets_up_first_and_proves_before,
];

/// Everybody's proof is of this morning, and it is later.
async fn grows_old(desk: &Served) {
    let older = sql!("UPDATE sessions SET proved_at = proved_at - 960000000");
    desk.db.write(async move |tx| tx.execute(older, args![]).await).await.unwrap();
}

const PROVE: &str = "Confirma que eres tú";

async fn changes_want_a_fresh_proof() {
    let (desk, secret) = with_app().await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    let now = code(&secret, 0);
    ana.posts("/acceder/segundo-paso", &[("code", &now)]).await;
    let unnamed = ana.posts("/cuenta/seguridad/llaves/nueva", &[("name", " ")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    grows_old(&desk).await;
    for (path, more) in [
        ("/cuenta/seguridad/aplicacion", ("", "")),
        ("/cuenta/seguridad/aplicacion/quitar", ("", "")),
        ("/cuenta/seguridad/codigos", ("", "")),
        ("/cuenta/seguridad/llaves/nueva", ("name", "Móvil")),
    ] {
        let asked = ana.posts(path, &[more]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN, "{path}");
        assert!(asked.html.contains(PROVE) && !asked.html.contains("data-options="), "{path}: no question before");
        assert!(!ana.has("asked"), "{path}");
        let kept = format!("name=\"{}\" value=\"{}\"", more.0, more.1);
        assert!(more.0.is_empty() || asked.html.contains(&kept), "{}", asked.html);
    }
    // The name waits for the proof, and then the key is asked for.
    let waits = [("confirm_to", "/cuenta/seguridad/llaves/nueva"), ("confirm_form", "on"), ("name", "Móvil")];
    let password = |typed| [&waits[..], &[("confirm_password", typed)]].concat();
    let wrong = ana.posts("/confirmar", &password("no es esta")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("id=\"confirm_password-error\"") && wrong.html.contains("value=\"Móvil\""));
    let onward = ana.posts("/confirmar", &password(PASSWORD)).await;
    assert_eq!((onward.status.as_u16(), onward.location.as_str()), (307, "/cuenta/seguridad/llaves/nueva"));
    let asked = ana.posts("/cuenta/seguridad/llaves/nueva", &password(PASSWORD)).await;
    assert!(asked.html.contains("data-options=") && ana.has("asked"), "{}", asked.html);
    // What the browser made is the answer to a question that followed a proof: it waits for no other.
    grows_old(&desk).await;
    let refused = ana.posts("/cuenta/seguridad/llaves", &[("answer", "{}")]).await;
    assert_eq!(refused.location, "/cuenta/seguridad");
    assert!(ana.gets("/cuenta/seguridad").await.html.contains("No hemos podido aceptar esa llave"));
    for nobodys in ["/cuenta/seguridad/llaves/1", "/cuenta/seguridad/llaves/x"] {
        assert_eq!(ana.gets(nobodys).await.status, StatusCode::NOT_FOUND);
    }
    ana.posts("/confirmar", &[("confirm_password", PASSWORD)]).await;
    let removed = ana.posts("/cuenta/seguridad/aplicacion/quitar", &[]).await;
    assert_eq!(removed.location, "/cuenta/seguridad");
    assert_eq!(browser(&desk).signs_in(ANA).await, "/", "the password is enough again");
}

async fn a_code_is_a_proof_that_is_good_once() {
    let (desk, secret) = with_app().await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    let used = code(&secret, 0);
    ana.posts("/acceder/segundo-paso", &[("code", &used)]).await;
    grows_old(&desk).await;
    let page = ana.gets("/confirmar?volver=/cuenta").await;
    assert!(page.html.contains("name=\"confirm_code\"") && page.html.contains("name=\"confirm_password\""));
    for hidden in ["confirm_recovery", "data-passkey", "/auth/"] {
        assert!(!page.html.contains(hidden), "{hidden}: what she does not have is not offered");
    }
    for wrong in ["", "000000", &used] {
        let refused = ana.posts("/confirmar", &[("confirm_to", "/cuenta"), ("confirm_code", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.html.contains("id=\"confirm_code-error\""), "{}", refused.html);
    }
    let next = code(&secret, 1);
    let proved = ana.posts("/confirmar", &[("confirm_to", "/cuenta"), ("confirm_code", &next)]).await;
    assert_eq!((proved.status, proved.location.as_str()), (StatusCode::SEE_OTHER, "/cuenta"));
    assert_eq!(ana.gets("/confirmar?volver=/cuenta").await.status, StatusCode::SEE_OTHER, "she is sure");
    assert_eq!(ana.posts("/cuenta/seguridad/codigos", &[]).await.status, StatusCode::OK);
}

/// Who has no password, and whose telephone is lost.
async fn who_has_nothing_else_proves_by_a_printed_code() {
    let (desk, _) = with_app().await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    let lost = browser(&desk);
    assert!(lost.signs_in(ANA).await.starts_with("/acceder/segundo-paso"));
    let person = desk.db.read(async |tx| access::by_email(tx, ANA).await).await.unwrap();
    let person = person.unwrap().id;
    let codes = RecoveryCode::set();
    let given = codes.clone();
    let key = crate::testing::key();
    desk.db
        .write(async move |tx| {
            let person = access::by_email(tx, ANA).await?.unwrap();
            let actor = access::actor(tx, &person, "").await?;
            let sudo = Sudo::at_the_terminal();
            recovery::renew(tx, &actor, &key, &given, sudo).await
        })
        .await
        .unwrap();
    assert_eq!(lost.posts("/acceder/segundo-paso", &[("recovery_code", &codes[0].text())]).await.location, "/");
    grows_old(&desk).await;
    let with_password = lost.gets("/confirmar").await.html;
    assert!(!with_password.contains("confirm_recovery"), "a code that is good once is spared");
    let void = sql!("UPDATE people SET password_hash = NULL WHERE id = $1");
    desk.db.write(async move |tx| tx.execute(void, args![person]).await).await.unwrap();
    let page = lost.gets("/confirmar").await.html;
    assert!(page.contains("confirm_recovery") && !page.contains("confirm_password"), "{page}");
    for wrong in ["7K2M-QW9D-0XHT", &codes[0].text()] {
        let refused = lost.posts("/confirmar", &[("confirm_recovery", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.html.contains("id=\"confirm_recovery-error\""));
    }
    let proved = lost.posts("/confirmar", &[("confirm_recovery", &codes[1].text().to_lowercase())]).await;
    assert_eq!(proved.status, StatusCode::SEE_OTHER);
    assert!(lost.gets("/cuenta/seguridad").await.html.contains("Te quedan 8 códigos"));
}

/// The story of a key that answers is the browser tests' and the core's; here is what the door refuses.
async fn a_key_proves_where_it_was_asked() {
    let (desk, _) = with_app().await;
    person(&desk, "luis@desk.es", Role::Technician).await;
    let luis = browser(&desk);
    luis.signs_in("luis@desk.es").await;
    assert_eq!(luis.posts("/confirmar/llave", &[]).await.status, StatusCode::BAD_REQUEST, "he has none");
    let nobody = browser(&desk).posts("/confirmar/llave", &[]).await;
    assert!(nobody.location.starts_with("/acceder?"), "{}", nobody.location);
    let insert = sql!(
        "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
         SELECT id, 'AQID', '', 'Llave', '{}', 0 FROM people WHERE email = 'luis@desk.es'"
    );
    desk.db.write(async move |tx| tx.execute(insert, args![]).await).await.unwrap();
    grows_old(&desk).await;
    let page = luis.gets("/confirmar?volver=/cuenta").await;
    assert!(page.html.contains("data-challenge=\"/confirmar/llave\"") && page.html.contains("necesita JavaScript"));
    assert!(!luis.has("asked"), "a page that is only looked at asks nothing");
    let asked = luis.posts("/confirmar/llave", &[]).await;
    assert!(asked.html.contains("\"id\":\"AQID\"") && luis.has("asked"), "{}", asked.html);
    assert!(asked.html.contains("\"userVerification\":\"required\""), "{}", asked.html);
    for answer in ["", "{}"] {
        let refused = luis.posts("/confirmar", &[("confirm_to", "/cuenta"), ("confirm_passkey", answer)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("No hemos podido aceptar esa llave"), "{}", refused.html);
    }
    let without = open(|settings| settings.public_url = "http://192.0.2.7".into()).await;
    person(&without, ANA, Role::Requester).await;
    let ana = browser(&without);
    ana.signs_in(ANA).await;
    assert_eq!(ana.posts("/confirmar/llave", &[]).await.status, StatusCode::NOT_FOUND, "where there are no keys");
}

async fn wrong_proofs_are_counted_and_the_form_waits() {
    let few = crate::Rate { times: std::num::NonZeroU32::new(3).unwrap(), within: std::time::Duration::from_hours(1) };
    let desk = open(move |settings| settings.rates.login = few).await;
    person(&desk, ANA, Role::Requester).await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    ana.sets_up_app().await;
    grows_old(&desk).await;
    let waits = [("confirm_to", "/cuenta/seguridad/llaves/nueva"), ("confirm_form", "on"), ("name", "Móvil")];
    let mut statuses = Vec::new();
    for wrong in
        [("confirm_code", "000000"), ("confirm_password", "x"), ("confirm_code", ""), ("confirm_passkey", "{}")]
    {
        statuses.push(ana.posts("/confirmar", &[&waits[..], &[wrong]].concat()).await);
    }
    let last = statuses.pop().unwrap();
    assert!(statuses.iter().all(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY));
    // The pause after the last free failure: not even the right one is looked at, and nothing is lost.
    let stopped = ana.posts("/confirmar", &[&waits[..], &[("confirm_password", PASSWORD)]].concat()).await;
    assert_eq!((last.status, stopped.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::TOO_MANY_REQUESTS));
    assert!(stopped.html.contains("value=\"Móvil\"") && stopped.html.contains(PROVE), "{}", stopped.html);
}

/// Whose session was old already when the second factor became mandatory.
async fn who_must_sets_up_first_and_proves_before() {
    let desk = open(|_| {}).await;
    person(&desk, ANA, Role::Technician).await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    requires(&desk, &[("technicians", "on")]).await;
    grows_old(&desk).await;
    assert_eq!(ana.gets("/cola/mios").await.location, "/cuenta/seguridad");
    let asked = ana.posts("/cuenta/seguridad/aplicacion", &[]).await;
    assert!(asked.status == StatusCode::FORBIDDEN && asked.html.contains(PROVE), "{}", asked.html);
    let waits = [("confirm_to", "/cuenta/seguridad/aplicacion"), ("confirm_form", "on")];
    let onward = ana.posts("/confirmar", &[&waits[..], &[("confirm_password", PASSWORD)]].concat()).await;
    assert_eq!((onward.status.as_u16(), onward.location.as_str()), (307, "/cuenta/seguridad/aplicacion"));
    ana.sets_up_app().await;
    assert_eq!(ana.gets("/cola/mios").await.status, StatusCode::OK);
    // Only the way to show who she is was open: none to add an account elsewhere.
    let other = browser(&desk);
    person(&desk, "luis@desk.es", Role::Technician).await;
    other.signs_in("luis@desk.es").await;
    assert_eq!(other.gets("/auth/colegio/start").await.location, "/cuenta/seguridad");
    assert_eq!(other.gets("/auth/colegio/start?confirmar=si").await.status, StatusCode::NOT_FOUND);
}
