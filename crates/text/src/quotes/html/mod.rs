//! The same on HTML. What mail programs put round a quote (`class="gmail_quote"`, `type="cite"`) is
//! proof there too, and the sanitiser takes it away: so fold first, then sanitise.
//!
//! 1. `fold_html(raw)` on the HTML as it came: what is no more said moves into
//!    `<details data-fold="quote">` (or `signature`, `forward`). Nothing is deleted, no word changes.
//! 2. `crate::html::sanitize`, or another gate that lets `details[data-fold]` pass, on the result.
//! 3. `label_folds(clean, ..)` when the page is made: each fold gets its summary in the reader's language.
//!
//! The HTML is read as lines and goes through the rules for text; then whole elements move, and one
//! that holds both kinds is split.

mod fold;
mod hints;
mod page;
mod split;
mod unfold;

#[cfg(test)]
mod tests;

use super::{Kind, MOST_LINES, kinds};
use crate::html::{escape, is_trap};
use page::Page;
use std::borrow::Cow;
pub use unfold::{Unfolded, unfold};

/// The HTML of a mail, not yet safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedHtml<'t> {
    /// With its folds; as it came if it has none.
    pub html: Cow<'t, str>,
    /// Without them: what is said alone.
    pub said: Cow<'t, str>,
}

/// Folds the quotes and signatures of some raw HTML. Time and memory grow with its length alone.
pub fn fold_html(raw: &str) -> FoldedHtml<'_> {
    let whole = |html: Cow<'static, str>| FoldedHtml { said: html.clone(), html };
    let unchanged = FoldedHtml { html: Cow::Borrowed(raw), said: Cow::Borrowed(raw) };
    if is_trap(raw) {
        return unchanged;
    }
    let mut page = Page::read(raw);
    let lines = page.lines();
    let kinds = kinds(lines.get(..MOST_LINES).unwrap_or(&lines));
    let Some(folds) = fold::fold(&mut page, &kinds) else {
        return if page.forged { whole(Cow::Owned(page.tree.html())) } else { unchanged };
    };
    let html = page.tree.html();
    for id in folds {
        if let Some(mut node) = page.tree.tree.get_mut(id) {
            node.detach();
        }
    }
    FoldedHtml { html: Cow::Owned(html), said: Cow::Owned(page.tree.html()) }
}

/// What a page shows of a fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub words: String,
    /// Whether it stands open at first: what was passed on should.
    pub open: bool,
}

/// Gives each fold of sanitised HTML its summary.
pub fn label_folds(clean: &str, summary: impl Fn(Kind) -> Summary) -> String {
    let mut labelled = clean.to_owned();
    for (kind, name) in FOLDS {
        let tag = format!("<details data-fold=\"{name}\">");
        if labelled.contains(&tag) {
            let Summary { words, open } = summary(kind);
            let open = if open { " open" } else { "" };
            let words = escape(&words);
            let full = format!("<details data-fold=\"{name}\"{open}><summary>{words}</summary>");
            labelled = labelled.replace(&tag, &full);
        }
    }
    labelled
}

/// The values of `data-fold`.
pub(crate) const FOLDS: [(Kind, &str); 3] =
    [(Kind::Quoted, "quote"), (Kind::Signature, "signature"), (Kind::Forwarded, "forward")];
