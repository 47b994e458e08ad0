//! What a form sent: fields by name, files already in the store. One parser for both encodings.

use super::error::WebError;
use super::part_headers;
use super::state::State;
use super::typed::Typed;
use super::upload::{Incoming, Refusal, Upload};
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use std::str::FromStr;

/// Letters of all fields together: a body of 5 MB is read, told to be too long, and kept in the form.
const TEXT_MAX: usize = 8 * 1024 * 1024;

/// A parsed form.
#[derive(Debug, Default, Clone)]
pub(crate) struct Fields {
    texts: Vec<(String, String)>,
    pub(crate) uploads: Vec<Upload>,
    /// The store did not take a file: why.
    unstored: Option<WebError>,
}

impl Fields {
    /// The field's text; empty when it was not sent.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.texts.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The field's text without the spaces around it.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.value(name).trim()
    }

    /// Every value of a field that may be sent several times.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The field as a value of its type; `None` when empty or not one.
    pub(crate) fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.trimmed(name).parse().ok()
    }

    /// Every value of the field that is of the type.
    pub(crate) fn parse_all<T: FromStr>(&self, name: &str) -> Vec<T> {
        self.all(name).filter_map(|value| value.trim().parse().ok()).collect()
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether it brought files, taken or not.
    pub(crate) fn has_files(&self) -> bool {
        !self.uploads.is_empty() || self.unstored.is_some()
    }

    /// A ticked box.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    fn push(&mut self, name: String, value: String, room: &mut usize) -> Result<(), WebError> {
        *room = room.checked_sub(value.len() + name.len()).ok_or(WebError::TooLarge)?;
        self.texts.push((name, value));
        Ok(())
    }
}

#[cfg(test)]
impl FromIterator<(&'static str, &'static str)> for Fields {
    fn from_iter<I: IntoIterator<Item = (&'static str, &'static str)>>(pairs: I) -> Self {
        let texts = pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        Self { texts, ..Self::default() }
    }
}

impl FromRequest<State> for Fields {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &State) -> Result<Self, WebError> {
        let typed = request.extensions().get::<Typed>().cloned();
        let mut fields = parse(request, state, Some(Incoming::new(state))).await?;
        if let Some(typed) = typed {
            typed.note(&fields);
        }
        fields.unstored.take().map_or(Ok(fields), Err)
    }
}

/// The form without its files, which are not stored.
pub(super) async fn texts(request: Request, state: &State) -> Result<Fields, WebError> {
    parse(request, state, None).await
}

async fn parse(request: Request, state: &State, incoming: Option<Incoming<'_>>) -> Result<Fields, WebError> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/form-data") {
        let multipart = part_headers::multipart(request, state).await.map_err(|_| WebError::Malformed)?;
        from_multipart(multipart, incoming).await
    } else {
        let body = axum::body::to_bytes(request.into_body(), TEXT_MAX).await.map_err(|_| WebError::TooLarge)?;
        from_urlencoded(&body)
    }
}

fn from_urlencoded(body: &Bytes) -> Result<Fields, WebError> {
    let mut fields = Fields::default();
    let mut room = TEXT_MAX;
    for (name, value) in form_urlencoded::parse(body) {
        fields.push(name.into_owned(), value.into_owned(), &mut room)?;
    }
    Ok(fields)
}

async fn from_multipart(mut multipart: Multipart, mut incoming: Option<Incoming<'_>>) -> Result<Fields, WebError> {
    let mut fields = Fields::default();
    let mut room = TEXT_MAX;
    while let Some(mut field) = multipart.next_field().await.map_err(cut)? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            let upload = match &mut incoming {
                Some(incoming) => incoming.take(&file_name, field).await,
                None => {
                    Ok(Some(Upload { name: file_name, taken: Err(Refusal::Cut) }).filter(|file| !file.name.is_empty()))
                }
            };
            match upload {
                Ok(upload) => fields.uploads.extend(upload),
                // The words after the file are read all the same, so that they can be given back.
                Err(error @ WebError::Busy(_)) => fields.unstored = Some(error),
                Err(error) => return Err(error),
            }
            continue;
        }
        let mut value = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(cut)? {
            if value.len() + chunk.len() > room {
                return Err(WebError::TooLarge);
            }
            value.extend_from_slice(&chunk);
        }
        fields.push(name, String::from_utf8_lossy(&value).into_owned(), &mut room)?;
    }
    Ok(fields)
}

/// A body over the limit has its own words; anything else was no form of ours.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn cut(error: MultipartError) -> WebError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { WebError::TooLarge } else { WebError::Malformed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_fields_keep_all_their_values() {
        let fields =
            from_urlencoded(&Bytes::from_static(b"a=1&attachment=4&attachment=x&attachment=7&b=%C3%B1")).unwrap();
        assert_eq!(fields.parse_all::<i64>("attachment"), [4, 7]);
        assert_eq!(fields.value("b"), "ñ");
        assert_eq!(fields.value("missing"), "");
    }
}
