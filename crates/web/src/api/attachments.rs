//! `/attachments`: files on their way in and out. Who may read a file's message may read the file.

use super::sent::{Made, Once, Sent};
use super::values::{self, Id, PathId, Time};
use super::{Answer, Caller, Problem};
use crate::shell::upload::{Incoming, Refusal, Upload};
use crate::shell::{State, part_headers};
use atiende_core::files::{self, Scan, Standing, StoredFile};
use atiende_i18n::key;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts, Multipart, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

/// RFC 8187 3.2.1: what stands as itself in `filename*`.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attachment {
    id: Id,
    name: String,
    /// Bytes.
    size: i64,
    sha256: String,
    /// Told from the content, not from what the sender claims.
    content_type: String,
    /// Shown inside the text of a mail.
    inline: bool,
    /// Its name in that mail.
    cid: Option<String>,
    #[schema(value_type = values::Scan)]
    scan: Scan,
    created_at: Time,
}

impl Attachment {
    pub(crate) fn of(file: &files::Attachment) -> Self {
        Self {
            id: file.id.into(),
            name: file.name.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            content_type: file.content_type.clone(),
            inline: false,
            cid: None,
            scan: file.scan,
            created_at: file.created_at.into(),
        }
    }
}

/// Describe a file
#[utoipa::path(get, path = "/attachments/{id}", tag = "attachments", params(("id" = String, Path)),
    responses((status = 200, body = Attachment)))]
pub(crate) async fn show(state: State, caller: Caller, PathId(id): PathId) -> Answer<Attachment> {
    let file = state.db().read(async move |tx| files::downloadable(tx, &caller.actor, id.into()).await).await?;
    Ok(Json(Attachment::of(&file)))
}

/// Read a file's bytes
#[utoipa::path(get, path = "/attachments/{id}/content", tag = "attachments", params(("id" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 410, description = "Infected"), (status = 423, description = "Not scanned yet, or nothing that the scanner can look at")))]
pub(crate) async fn content(state: State, caller: Caller, PathId(id): PathId) -> Result<Response, Problem> {
    let read = state.db().read(async move |tx| files::handed_out(tx, &caller.actor, id.into()).await);
    let (file, standing) = read.await?;
    match standing {
        Standing::Free => {}
        Standing::Waits => return Err(Problem::NotScanned),
        Standing::Unknown => return Err(Problem::Unscannable),
        Standing::Infected => return Err(Problem::Infected),
    }
    let bytes = state.vault().read(&file.sha256).await.map_err(|error| Problem::Busy(error.to_string()))?;
    Ok(download(&file, Body::from_stream(bytes)))
}

/// The browser may show pictures in place and run nothing.
fn download(file: &files::Attachment, body: Body) -> Response {
    let disposition = if file.is_picture() { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&file.name, PLAIN);
    let headers = [
        (header::CONTENT_TYPE, file.content_type.clone()),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{name}")),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    let mut response = (headers, body).into_response();
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; the form is read as it arrives")]
pub(crate) struct UploadForm {
    #[schema(value_type = String, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// Upload a file, to be named by a ticket or a message
#[utoipa::path(post, path = "/attachments", tag = "attachments",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Attachment, headers(("Location" = String)))))]
pub(crate) async fn add(state: State, request: Request) -> Result<Made, Problem> {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &state).await?;
    let form = Request::from_parts(parts.clone(), body);
    let form = part_headers::multipart(form, &state).await.map_err(|_| Problem::MediaType)?;
    let (name, file) = received(&state, form).await?;
    // The body is streamed: what it held stands for it.
    let once = Once::of(&parts, format!("{name}\n{}", file.sha256).as_bytes())?;
    let sent = Sent { state, caller, value: (name, file), once };
    sent.once(async |tx, actor, (name, file)| {
        let id = files::add(tx, actor, file, name).await?;
        let file = files::downloadable(tx, actor, id).await?;
        Made::at(format!("/api/v1/attachments/{id}"), &Attachment::of(&file))
    })
    .await
}

/// The one file of the form, stored.
async fn received(state: &State, mut form: Multipart) -> Result<(String, StoredFile), Problem> {
    let mut incoming = Incoming::new(state);
    let mut taken = None;
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(error.status()))? {
        match field.name() {
            Some("file") if taken.is_none() => {}
            Some(other) => return Err(Problem::invalid(other, key!("api-unknown-field"))),
            None => return Err(Problem::Malformed),
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        taken = incoming.take(&name, field).await?;
        if let Some(Upload { taken: Err(refusal), .. }) = &taken {
            return Err(refused(*refusal));
        }
    }
    match taken {
        Some(Upload { name, taken: Ok(file) }) => Ok((name, file)),
        _ => Err(Problem::invalid("file", key!("api-value-missing"))),
    }
}

fn unreadable(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Malformed }
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::TooLarge { .. } | Refusal::TooMany { .. } => Problem::TooLarge,
        Refusal::Type => Problem::MediaType,
        Refusal::Empty => Problem::invalid("file", key!("api-file-empty")),
        Refusal::Cut => Problem::Malformed,
    }
}
