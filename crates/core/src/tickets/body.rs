//! What is written in a ticket, and what of it is safe to show.

use super::carried::Carried;
use super::model::BODY_MAX;
use serde::{Deserialize, Serialize};

text_enum! {
    BodyFormat {
        Markdown = "markdown",
        Html = "html",
        /// Of a mail: the source is its plain text, the mail itself is in the ledger.
        Mail = "mail",
    }
}

/// What was written, and what of it is safe to show. Made before the transaction: rendering costs time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub source: String,
    pub format: BodyFormat,
    pub html: String,
    /// What was written now, of a mail that repeats what was written before; `None`: all of it.
    #[serde(default)]
    pub stripped: Option<String>,
    /// What a mail brought beside its words.
    #[serde(default)]
    pub carried: Carried,
}

impl Body {
    pub fn markdown(source: &str) -> Self {
        // Browsers send CRLF; a lone NUL cannot be stored by PostgreSQL.
        let source = source.replace("\r\n", "\n").replace('\0', "");
        let html = rendered(&source, atiende_text::markdown::to_html);
        Self { source, format: BodyFormat::Markdown, html, stripped: None, carried: Carried::default() }
    }

    pub fn html(source: &str) -> Self {
        let source = source.replace('\0', "");
        let html = rendered(&source, atiende_text::html::sanitize);
        Self { source, format: BodyFormat::Html, html, stripped: None, carried: Carried::default() }
    }

    /// Of a mail: its plain text, its safe HTML (images by `cid:`), and what of the text was written now.
    pub fn mail(text: &str, html: &str, stripped: &str) -> Self {
        let (source, stripped) = (text.replace('\0', ""), stripped.replace('\0', ""));
        let stripped = (stripped.trim() != source.trim()).then_some(stripped);
        let html = html.replace('\0', "");
        Self { source, format: BodyFormat::Mail, html, stripped, carried: Carried::default() }
    }
}

/// What is too long will be refused by `check`: seconds of rendering are spared.
fn rendered(source: &str, render: fn(&str) -> String) -> String {
    let length = i64::try_from(source.chars().count()).unwrap_or(i64::MAX);
    if length > BODY_MAX { String::new() } else { render(source) }
}
