//! Where words go: a result to stdout, everything for people to stderr.

use serde::Serialize;
use std::io::{Write, stderr, stdout};

/// How the result is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    pub(super) json: bool,
}

impl Output {
    /// The result, for scripts as a document, for people as a sentence.
    pub(super) fn result(self, document: &impl Serialize, words: &str) {
        if self.json { self.document(document) } else { self.say(words) }
    }

    /// One JSON document on stdout.
    #[expect(clippy::unused_self, reason = "whoever prints has been told how")]
    pub(super) fn document(self, document: &impl Serialize) {
        if let Ok(text) = serde_json::to_string_pretty(document) {
            raw(&text);
        }
    }

    /// A sentence on stderr; whoever closed it does not want to know.
    #[expect(clippy::unused_self, reason = "whoever prints has been told how")]
    pub(super) fn say(self, words: &str) {
        let _ = writeln!(stderr(), "{words}");
    }
}

/// Text alone on stdout: a token, a TOML document.
pub(super) fn raw(text: &str) {
    let mut out = stdout();
    let _ = writeln!(out, "{}", text.trim_end());
    let _ = out.flush();
}
