//! `GET /t/{number}/mensajes/{message}/imagenes/{n}`: an image that a mail shows from elsewhere, fetched by the desk, so that
//! its sender learns nothing of the reader but that somebody at the desk looked.

use crate::shell::{Answer, SignedIn, State};
use atiende_core::Denied;
use atiende_core::id::{MessageId, TicketId};
use atiende_core::tickets::{access, show};
use atiende_text::mail_images;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What is fetched is what stands in this very message; nobody sends the desk elsewhere.
pub(crate) async fn get(
    state: State,
    signed_in: SignedIn,
    Path((number, message, nth)): Path<(TicketId, MessageId, usize)>,
) -> Answer {
    let actor = signed_in.approved()?.clone();
    let read = async move |tx: &_| {
        let readable = access::readable(tx, &actor, number).await?;
        show::mail_html(tx, &readable, message).await?.ok_or(Denied::NotFound)
    };
    let html = state.db().read(read).await?;
    let address = mail_images::addresses(&html).into_iter().nth(nth).ok_or(Denied::NotFound)?;
    match state.outside()?.get(&address).await {
        Ok(bytes) => Ok(kind(&bytes).map_or_else(unusable, |kind| image(kind, bytes))),
        Err(failure) => {
            tracing::info!(ticket = %number, %failure, "an image of a mail was not fetched");
            Ok(unusable())
        }
    }
}

/// By its first bytes, whatever its server calls it. No SVG: that is a document, and documents do things.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
    ];
    let known = KINDS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, kind)| *kind);
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    known.or(is_webp.then_some("image/webp"))
}

fn image(kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    response
}

/// No fault of the desk's: the page shows the words that stand for the image.
fn unusable() -> Response {
    StatusCode::FAILED_DEPENDENCY.into_response()
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn an_image_is_what_begins_like_one() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!((kind(b"GIF89a"), kind(b"RIFF1234WEBPVP8 ")), (Some("image/gif"), Some("image/webp")));
        for other in ["<svg xmlns='x'/>", "<html>", "", "RIFF1234WAVE", "%PDF-1.7", "GIF88a"] {
            assert_eq!(kind(other.as_bytes()), None, "{other}");
        }
    }
}
