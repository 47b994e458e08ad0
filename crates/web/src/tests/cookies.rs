//! Cookies over https: pinned to this host when they are set, and when they are taken away.

use super::door::{Answer, Door, MARIA, PASSWORD};
use axum::http::header;

atiende_testing::on_both![signing_out_clears_the_session_that_browsers_pin, over_plain_http_no_cookie_claims_more];

/// The line of an answer's cookie of this name.
fn line<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let begin = format!("{name}=");
    let lines = answer.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let found: Vec<&str> = lines.filter(|line| line.starts_with(&begin)).collect();
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0]
}

async fn signing_out_clears_the_session_that_browsers_pin() {
    let door = Door::open(|settings| settings.public_url = "https://soporte.example.es".into()).await;
    let browser = door.browser("198.51.100.7");
    for path in ["/logout", "/cuenta/sesiones/cerrar-todas"] {
        let session = browser.signs_in(MARIA, PASSWORD).await;
        let given = line(&session, "__Host-session");
        assert!(given.ends_with("; HttpOnly; SameSite=Lax; Secure") && given.contains("; Path=/;"), "{given}");
        let own = browser.sends("cookie", given.split(';').next().unwrap());
        assert_eq!(own.get("/cuenta").await.status, 200);
        let out = own.post(path, &[]).await;
        // What would not be allowed to set it does not clear it either (RFC 6265bis 5.7).
        let gone = "__Host-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(line(&out, "__Host-session"), gone, "{path}");
        assert_eq!((out.header("location"), out.header("clear-site-data")), ("/", "\"storage\""), "{path}");
        assert_eq!(own.get("/cuenta").await.status, 303, "{path}");
    }
}

async fn over_plain_http_no_cookie_claims_more() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    let session = browser.signs_in(MARIA, PASSWORD).await;
    let given = line(&session, "session");
    assert!(!given.contains("Secure"), "{given}");
    let out = browser.sends("cookie", given.split(';').next().unwrap()).post("/logout", &[]).await;
    assert_eq!(line(&out, "session"), "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}
