//! The control: the same stack (hyper, axum, tokio), answering the same bytes from memory.

use crate::Failure;
use crate::load::Process;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

/// An answer of the program, to be given again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Recorded {
    /// Path and query.
    pub(crate) address: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// A running control.
pub(crate) struct Control {
    /// `127.0.0.1:port`.
    pub(crate) address: String,
    pub(crate) process: Process,
    _recorded: tempfile::NamedTempFile,
}

/// Starts this very program as a control. `folder`: where the recorded answers may lie meanwhile.
pub(crate) fn start(recorded: &[Recorded], folder: &Path) -> Result<Control, Failure> {
    let failed = |error: std::io::Error| Failure::new("control", error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    serde_json::to_writer(&mut file, recorded).map_err(|error| Failure::new("control", error))?;
    file.flush().map_err(failed)?;
    let itself = std::env::current_exe().map_err(failed)?;
    let mut child = std::process::Command::new(itself)
        .arg("control")
        .arg(file.path())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut address = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut address).map_err(failed)?;
    }
    Ok(Control { address: address.trim().to_owned(), process: Process(child), _recorded: file })
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// Serves until it is ended.
pub(crate) async fn serve(recorded: &Path) -> Result<(), Failure> {
    let text = std::fs::read_to_string(recorded).map_err(|error| Failure::new("recorded", error))?;
    let recorded: Vec<Recorded> = serde_json::from_str(&text).map_err(|error| Failure::new("recorded", error))?;
    let answers: HashMap<String, Answer> = recorded.into_iter().map(|r| (r.address.clone(), answer(&r))).collect();
    let answers = Arc::new(answers);
    // The body is read whole, as a form is.
    let site = Router::new().fallback(async move |uri: Uri, _body: Bytes| {
        let asked = uri.path_and_query().map_or("/", |address| address.as_str());
        match answers.get(asked) {
            Some(found) => (found.status, found.headers.clone(), found.body.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    });
    let failed = |error| Failure::new("control", error);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let mut out = std::io::stdout();
    writeln!(out, "{address}").and_then(|()| out.flush()).map_err(failed)?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, site).await.map_err(failed)
}

fn answer(recorded: &Recorded) -> Answer {
    let mut headers = HeaderMap::new();
    for (name, value) in &recorded.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            headers.append(name, value);
        }
    }
    Answer {
        status: StatusCode::from_u16(recorded.status).unwrap_or(StatusCode::OK),
        headers,
        body: Bytes::from(recorded.body.clone()),
    }
}
