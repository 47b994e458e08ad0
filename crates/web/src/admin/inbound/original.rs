//! `GET /admin/correo/entrada/{id}/original`: the bytes as they came.

use crate::admin::Id;
use crate::shell::{Answer, SignedIn, State, WebError};
use atiende_core::id::InboundId;
use atiende_core::inbound::{Entry, access};
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<InboundId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let read = async move |tx: &_| access::original(tx, actor.admin()?, id).await;
    let (entry, raw) = state.db().read(read).await?;
    answer(&state, &entry, raw).await
}

/// Only ever a download: a browser that showed it would run what is in it.
pub(crate) async fn answer(state: &State, entry: &Entry, raw: Option<Vec<u8>>) -> Result<Response, WebError> {
    let body = if let Some(raw) = raw {
        Body::from(raw)
    } else {
        let stored = state.vault().read(&entry.sha256).await.map_err(|error| WebError::Busy(error.to_string()))?;
        Body::from_stream(stored)
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let name = format!("attachment; filename=\"{}.eml\"", entry.id);
    let name = HeaderValue::from_str(&name).map_err(|error| WebError::Broken(error.to_string()))?;
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822"));
    headers.insert(header::CONTENT_DISPOSITION, name);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(entry.size));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
