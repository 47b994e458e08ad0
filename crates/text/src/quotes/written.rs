//! Plain text of a mail as safe HTML: its lines stay, addresses of the web can be followed, what is no more said is folded.

use super::{FOLDS, split};
use crate::html::{escape, sanitize};

/// As [`super::fold_html`] and a gate give it for HTML; `label_folds` gives the folds their words.
pub fn to_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for chunk in split(text).chunks {
        match FOLDS.iter().find(|(kind, _)| *kind == chunk.kind) {
            Some((_, name)) => {
                out.extend(["<details data-fold=\"", name, "\">", &paragraphs(chunk.text), "</details>"]);
            }
            None => out.push_str(&paragraphs(chunk.text)),
        }
    }
    // What looks like an address may be none: the gate knows.
    sanitize(&out)
}

/// Blank lines part paragraphs; other line ends stay.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end).chain([""]) {
        if !line.is_empty() {
            lines.push(line);
        } else if !lines.is_empty() {
            let linked: Vec<String> = lines.iter().map(|line| linked(line)).collect();
            out.extend(["<p>", &linked.join("<br>"), "</p>"]);
            lines.clear();
        }
    }
    out
}

/// A line whose `http://` and `https://` addresses lead there.
fn linked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, found) = rest.split_at(at);
        let end = found.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(found.len());
        // What ends a sentence ends no address.
        let url = found.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        out.push_str(&escape(before));
        if url.ends_with("//") {
            out.push_str(&escape(url));
        } else {
            let shown = escape(url);
            out.extend(["<a href=\"", &shown, "\" rel=\"nofollow noopener noreferrer\">", &shown, "</a>"]);
        }
        rest = found.get(url.len()..).unwrap_or_default();
    }
    out.push_str(&escape(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_and_addresses_stay() {
        let cases = [
            ("Hola\nLuis\n\nNo imprime", "<p>Hola<br>Luis</p><p>No imprime</p>"),
            (
                "Mira http://x.es/a?b=1&c=2.",
                "<p>Mira <a href=\"http://x.es/a?b=1&amp;c=2\" rel=\"nofollow noopener noreferrer\">http://x.es/a?b=1&amp;c=2</a>.</p>",
            ),
            ("a <b> & \"c\" http://", "<p>a &lt;b&gt; &amp; \"c\" http://</p>"),
            ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
            ("\n\n", ""),
        ];
        for (text, html) in cases {
            assert_eq!(to_html(text), html);
        }
    }

    #[test]
    fn history_and_signature_are_folded() {
        let text = "Sigue igual.\n\n-- \nMaría\n";
        assert_eq!(to_html(text), "<p>Sigue igual.</p><details data-fold=\"signature\"><p>--<br>María</p></details>");
    }

    proptest! {
        /// Nothing gets through that the gate would take out.
        #[test]
        fn what_is_written_is_safe(text in "(.|[<>&\"'=/:] |https?://|\n){0,120}") {
            let html = to_html(&text);
            prop_assert_eq!(sanitize(&html).replace('\u{a0}', "&nbsp;"), html.replace('\u{a0}', "&nbsp;"));
        }
    }
}
