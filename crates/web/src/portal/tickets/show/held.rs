//! Files that nobody may have, or not yet: words in place of links and pictures.

use super::Loaded;
use crate::shell::Page;
use atiende_core::files::{Attachment, Standing, TOO_LARGE};
use atiende_core::id::AttachmentId;

/// How the file stands in the list.
pub(super) const fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Free => "",
        Standing::Waits => "is-waiting",
        Standing::Infected | Standing::Unknown => "is-blocked",
    }
}

/// What the scanner said, where that is worth a word. Staff read what the malware is called.
pub(super) fn note(page: &Page, file: &Attachment, (standing, is_staff): (Standing, bool)) -> Option<String> {
    let detail = file.scan_detail.as_deref();
    match (standing, detail) {
        (Standing::Waits, _) => Some(page.text("scans-waits").to_owned()),
        (Standing::Unknown, _) => Some(page.text("scans-unknown").to_owned()),
        (Standing::Infected, Some(malware)) if is_staff => Some(page.t.with("scans-infected-by", "malware", malware)),
        (Standing::Infected, _) => Some(page.text("scans-infected").to_owned()),
        (Standing::Free, Some(TOO_LARGE)) => Some(page.text("scans-too-large").to_owned()),
        (Standing::Free, Some(_)) => Some(page.text("scans-late").to_owned()),
        (Standing::Free, None) => None,
    }
}

/// The HTML of a message with words where a picture stands that is held back.
pub(super) fn pictures(page: &Page, loaded: &Loaded, html: &str) -> String {
    if loaded.files.iter().all(|file| file.standing(loaded.scanning) == Standing::Free) {
        return html.to_owned();
    }
    without_pictures(html, |id| {
        let file = loaded.files.iter().find(|file| file.id == id)?;
        match file.standing(loaded.scanning) {
            Standing::Free => None,
            Standing::Waits => Some(page.text("scans-picture-waits")),
            Standing::Infected | Standing::Unknown => Some(page.text("scans-picture-blocked")),
        }
    })
}

/// Writes what `held` says in place of each picture of a file that it knows. The HTML was cleaned: attributes stand in
/// double quotes, without one inside.
fn without_pictures(html: &str, held: impl Fn(AttachmentId) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<img ") {
        let (before, tag_on) = rest.split_at(at);
        let (tag, after) = tag_on.split_at(tag_end(tag_on));
        out.push_str(before);
        match attachment(tag).and_then(&held) {
            Some(words) => out.extend(["<span class=\"held-picture\">", words, "</span>"]),
            None => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Behind the `>` that ends the tag, which an attribute may hold too.
fn tag_end(html: &str) -> usize {
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn attachment(tag: &str) -> Option<AttachmentId> {
    let (_, path) = tag.split_once(" src=\"/adjuntos/")?;
    path.split_once('"')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        without_pictures(html, |id| (id == AttachmentId(7)).then_some("Analizando"))
    }

    #[test]
    fn words_stand_where_a_picture_was() {
        let held = "<span class=\"held-picture\">Analizando</span>";
        let cases = [
            ("<p>a <img src=\"/adjuntos/7\"> b</p>", format!("<p>a {held} b</p>")),
            ("<img alt=\"a > b\" src=\"/adjuntos/7\" width=\"3\">c", format!("{held}c")),
            ("<img src=\"/adjuntos/8\"><img src=\"/adjuntos/7\">", format!("<img src=\"/adjuntos/8\">{held}")),
            ("<img src=\"/adjuntos/77\">", "<img src=\"/adjuntos/77\">".into()),
            ("<img data-src=\"http://x/adjuntos/7\">", "<img data-src=\"http://x/adjuntos/7\">".into()),
            ("<p>ñ &lt;img src=\"/adjuntos/7\"&gt;</p>", "<p>ñ &lt;img src=\"/adjuntos/7\"&gt;</p>".into()),
            ("<img src=\"/adjuntos/7\"", held.into()),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(html), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn nothing_else_is_touched(html in "(<img |<p>|src=\"/adjuntos/8\"|\"|>|ñ| ){0,12}") {
            prop_assert_eq!(shown(&html), html);
        }
    }
}
