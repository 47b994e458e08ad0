//! Open redirects: whatever an address or a form says, nobody is led to another site.

use super::door::{Door, MARIA, PASSWORD};
use crate::shell::security::local_path;
use proptest::prelude::*;

atiende_testing::on_both![no_door_leads_elsewhere];

/// Each is another site's address to some browser, proxy or parser.
const TRICKS: &[&str] = &[
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/%2fevil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/./\\evil.example",
    "/a/..//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    " //evil.example",
    "\u{0}//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/\u{2028}/evil.example",
    "/／evil.example",
    "http://localhost:8080@evil.example",
];

/// Where a browser on this site would go (WHATWG URL), also if something on the way decodes or flattens the path first.
fn leads_to(location: &str) -> Vec<String> {
    let base = url::Url::parse("http://localhost:8080/acceder").unwrap();
    let decoded = percent_encoding::percent_decode_str(location).decode_utf8_lossy().into_owned();
    let forms = [location.to_owned(), decoded];
    let sites = forms
        .iter()
        .map(|text| base.join(text).map_or_else(|_| "nowhere".into(), |url| url.origin().ascii_serialization()));
    sites.collect()
}

fn stays(location: &str) -> bool {
    // A path that is flattened to "//evil" by whoever resolves its dots would leave.
    let flat = url::Url::parse("http://localhost:8080").unwrap().join(location);
    let flattened = flat.as_ref().map_or(true, |url| url.path().starts_with("//"));
    leads_to(location).iter().all(|site| site == "http://localhost:8080") && !flattened
}

#[test]
fn a_local_path_stays_here() {
    for trick in TRICKS {
        assert!(stays(local_path(trick)), "{trick:?} -> {:?}", local_path(trick));
    }
    for good in ["/t/42?x=1#m7", "/admin/historial?que=person%3Aapproved&desde=2026-01-01", "/ayuda?q=%C3%B1", "/"] {
        assert_eq!(local_path(good), good);
    }
}

async fn no_door_leads_elsewhere() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    let session = browser.signs_in(MARIA, PASSWORD).await.cookie("session").unwrap();
    let inside = browser.sends("cookie", &format!("session={session}")).sends("sec-fetch-site", "same-origin");
    for trick in TRICKS {
        let query: String = form_urlencoded::byte_serialize(trick.as_bytes()).collect();
        let form =
            [("email", MARIA), ("password", PASSWORD), ("back_to", trick), ("volver", trick), ("return_to", trick)];
        let mut answers = vec![
            ("the form of /acceder", browser.post("/acceder", &form).await),
            ("/acceder, signed in", inside.get(&format!("/acceder?volver={query}")).await),
            ("/auth/x/start", inside.get(&format!("/auth/colegio/start?return_to={query}")).await),
        ];
        if axum::http::HeaderValue::from_str(trick).is_ok() {
            // A form whose session is gone leads to sign in, and back to the page that it came from.
            let lost = browser.sends("referer", trick);
            answers.push(("the referer", lost.post("/cuenta", &[("name", "María")]).await));
            let from_here = format!("http://localhost:8080{trick}");
            answers.push(("the referer's path", browser.sends("referer", &from_here).post("/cuenta", &[]).await));
        }
        for (what, answer) in answers {
            let location = answer.header("location");
            assert!(location.is_empty() || stays(location), "{what} with {trick:?} leads to {location:?}");
            let back = location.strip_prefix("/acceder?volver=").unwrap_or("%2F");
            let back = percent_encoding::percent_decode_str(back).decode_utf8_lossy().into_owned();
            // What is handed on is judged again when it is used.
            assert!(stays(local_path(&back)), "{what} with {trick:?} would lead to {back:?}");
        }
        let page = browser.get(&format!("/acceder?volver={query}")).await;
        assert!(!page.html.contains("href=\"//evil") && !page.html.contains("return_to=%2F%2Fevil"), "{trick:?}");
    }
}

proptest! {
    #[test]
    fn no_text_at_all_leads_elsewhere(text in r"(/|\\|//|https?:)?[/\\.%@:\t\r\n 0-9a-fA-F?#e-v\x00-\x1f\u{80}-\u{2fff}]{0,24}(evil\.example)?") {
        prop_assert!(stays(local_path(&text)), "{:?} -> {:?}", text, local_path(&text));
    }
}
