//! Articles and who may read them.

use crate::error::{Check, Refused};
use crate::id::{ArticleId, CategoryId};
use crate::tickets::BodyFormat;
use atiende_text::fold::fold;
use jiff::Timestamp;

text_enum! {
    Visibility {
        /// Anybody, and search engines.
        Public = "public",
        /// People with an approved account.
        Customers = "customers",
        Staff = "staff",
    }
}

text_enum! {
    ArticleState {
        Draft = "draft",
        Published = "published",
    }
}

#[derive(Debug, Clone)]
pub struct Article {
    pub id: ArticleId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub body: String,
    /// What `body` is written in.
    pub body_format: BodyFormat,
    pub body_html: String,
    pub visibility: Visibility,
    pub state: ArticleState,
    pub language: String,
    pub category: Option<CategoryId>,
    pub views: i64,
    pub solved: i64,
    pub updated_at: Timestamp,
}
atiende_db::from_row!(Article {
    id,
    slug,
    title,
    summary,
    body,
    body_format,
    body_html,
    visibility,
    state,
    language,
    category,
    views,
    solved,
    updated_at
});

/// An article in a list or at the margin of the ticket form.
#[derive(Debug, Clone)]
pub struct ArticleRow {
    pub id: ArticleId,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub visibility: Visibility,
    pub state: ArticleState,
    pub views: i64,
    pub solved: i64,
}
atiende_db::from_row!(ArticleRow { id, slug, title, summary, visibility, state, views, solved });

/// What the editor says.
#[derive(Debug, Clone)]
pub struct ArticleChange {
    pub title: String,
    pub summary: String,
    pub body: String,
    /// HTML comes from the API; the page edits an article in what it is written in.
    pub body_format: BodyFormat,
    pub visibility: Visibility,
    pub state: ArticleState,
    pub language: String,
    pub category: Option<CategoryId>,
}

impl ArticleChange {
    pub fn check(&self) -> Result<(), Refused> {
        let mut check = Check::default();
        check.required(&self.title, "title", "articles-title-missing", 160);
        check.at_most(&self.summary, "summary", 300);
        check.required(&self.body, "body", "articles-body-missing", 200_000);
        check.finish()
    }

    /// What is shown: safe HTML.
    pub(super) fn body_html(&self) -> String {
        match self.body_format {
            BodyFormat::Html | BodyFormat::Mail => atiende_text::html::sanitize(&self.body),
            BodyFormat::Markdown => atiende_text::markdown::to_html(&self.body),
        }
    }

    /// The summary, or the beginning of the text when none was written.
    pub(super) fn summary(&self) -> String {
        let written = self.summary.trim();
        if !written.is_empty() {
            return written.to_owned();
        }
        if self.body_format == BodyFormat::Html {
            atiende_text::markdown::excerpt(&atiende_text::html::to_text(&self.body), 160)
        } else {
            atiende_text::markdown::excerpt(&self.body, 160)
        }
    }

    /// The title as part of an address: `la-impresora-no-imprime`.
    pub(super) fn slug(&self) -> String {
        let words: Vec<String> = fold(&self.title)
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(12)
            .map(str::to_owned)
            .collect();
        if words.is_empty() { "articulo".into() } else { words.join("-") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_letters() {
        let change = ArticleChange {
            title: "¿Por qué no imprime la impresora del 2.º piso?".into(),
            summary: String::new(),
            body: "Mira el **papel**.".into(),
            body_format: BodyFormat::Markdown,
            visibility: Visibility::Public,
            state: ArticleState::Published,
            language: "es".into(),
            category: None,
        };
        assert!(change.slug().starts_with("por-que-no-imprime-la-impresora-del-2"), "{}", change.slug());
        assert_eq!(change.summary(), "Mira el papel.");
    }
}
