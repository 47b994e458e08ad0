//! Headers that every answer carries, and what a form may not send from elsewhere.

use super::cookies;
use super::state::State;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::Response;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), display-capture=(self)"),
    ),
];

/// Adds the headers that are missing: a file's own, stricter policy stays.
pub(crate) async fn headers(state: State, mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    if state.settings().public_url.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
        cookies::all_secure(&mut response);
    }
    response
}

/// A path of this site to go to after signing in; anything else becomes `/`.
pub(crate) fn local_path(text: &str) -> &str {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let is_plain = text.is_ascii() && !text.contains(|c: char| c == '\\' || c.is_ascii_control());
    if is_plain && path.starts_with('/') && !path.contains("//") && !hides_a_mark(path) { text } else { "/" }
}

/// Whether a slash, a backslash or a control character is spelled in percent: whatever decodes the path on the way would
/// make another one of it. No path of ours has any.
fn hides_a_mark(path: &str) -> bool {
    let mut spelled = path.split('%').skip(1).filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    spelled.any(|byte| byte.is_ascii_control() || matches!(byte, b'/' | b'\\' | b'%'))
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_site_are_returned_to() {
        assert_eq!(local_path("/t/42?x=1#m7"), "/t/42?x=1#m7");
        for foreign in [
            "//evil.es",
            "https://evil.es",
            "/\\evil.es",
            "",
            "evil",
            "/\t/evil.es",
            "/a\r\nb",
            "/%2fevil.es",
            "/%5Cevil.es",
            "/a//b",
        ] {
            assert_eq!(local_path(foreign), "/", "{foreign:?}");
        }
    }
}
