//! Files: up one by one with progress, down to who may read their message.

use crate::shell::upload::{self, Upload};
use crate::shell::{Answer, Fields, SignedIn, State, WebError};
use atiende_core::Refused;
use atiende_core::files::{self, Attachment, Standing};
use atiende_core::id::AttachmentId;
use axum::Json;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

/// `POST /adjuntos`: one file, before its message. Who waits for approval may too: for the first ticket.
pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let t = signed_in.visitor.locale;
    let Some(Upload { name, taken }) = fields.uploads.into_iter().next() else {
        return Err(WebError::Malformed);
    };
    match taken {
        Ok(file) => {
            let (size, content_type) = (file.size, file.content_type.clone());
            let id = upload::add(&state, &signed_in.actor, file, name.clone()).await?;
            let body = json!({ "id": id.to_string(), "name": name, "size": size, "content_type": content_type });
            Ok((StatusCode::CREATED, Json(body)).into_response())
        }
        Err(refusal) => {
            let body = json!({ "title": t.text("files-refused"), "detail": refusal.sentence(t, &name), "status": 422 });
            let kind = [(header::CONTENT_TYPE, "application/problem+json")];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, kind, body.to_string()).into_response())
        }
    }
}

/// `POST /adjuntos/{id}/quitar`: takes back what was not sent.
pub(crate) async fn remove(state: State, signed_in: SignedIn, Path(id): Path<AttachmentId>) -> Answer {
    let actor = signed_in.actor.clone();
    state
        .db()
        .write(async move |tx| {
            let file = files::deletable(tx, &actor, id).await?;
            Ok::<_, Refused>(files::remove(tx, &file).await?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /adjuntos/{id}`.
pub(crate) async fn get(state: State, signed_in: SignedIn, Path(id): Path<AttachmentId>) -> Answer {
    let actor = signed_in.actor.clone();
    let (file, standing) = state.db().read(async move |tx| files::handed_out(tx, &actor, id).await).await?;
    match standing {
        Standing::Free => content(&state, &file).await,
        Standing::Waits => Err(WebError::NotScanned),
        Standing::Unknown => Err(WebError::Unscannable),
        Standing::Infected => Err(WebError::Infected),
    }
}

/// The bytes, as a download; only known pictures may be shown in place, and nothing may run.
async fn content(state: &State, file: &Attachment) -> Answer {
    let bytes = state.vault().read(&file.sha256).await.map_err(|e| WebError::Busy(e.to_string()))?;
    let kind = if file.is_picture() { file.content_type.as_str() } else { "application/octet-stream" };
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).map_err(|e| WebError::Broken(e.to_string()));
    headers.insert(header::CONTENT_TYPE, value(kind)?);
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(file))?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}

/// RFC 6266 with RFC 8187's notation for names beyond ASCII.
fn disposition(file: &Attachment) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
    let how = if file.is_picture() { "inline" } else { "attachment" };
    format!("{how}; filename*=UTF-8''{}", utf8_percent_encode(&file.name, PLAIN))
}
