//! `/ayuda`: self-help, and the questions at the margin of the ticket form.

use crate::shell::page::{see_other_with, version};
use crate::shell::{Answer, Fields, Notice, Page, State, Visitor};
use askama::Template;
use atiende_core::Refused;
use atiende_core::articles::{self, Article, ArticleRow};
use atiende_db::DbError;
use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse};
use serde::Deserialize;

const LISTED: usize = 30;

#[derive(Deserialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "portal/help/index.html")]
struct HelpPage {
    page: Page,
    q: String,
    articles: Vec<ArticleRow>,
}

#[derive(Template)]
#[template(path = "portal/help/article.html")]
struct ArticlePage {
    page: Page,
    article: Article,
    body: String,
    updated: String,
}

#[derive(Template)]
#[template(path = "parts/questions.html")]
struct Margin {
    page: Page,
    questions: Vec<ArticleRow>,
    typed: String,
}

/// `GET /ayuda?q=`.
pub(crate) async fn index(state: State, visitor: Visitor, Query(typed): Query<Typed>) -> Answer {
    let articles = matching(&state, &visitor, typed.q.clone(), LISTED).await?;
    let template = HelpPage { page: Page::new(&state, &visitor), q: typed.q, articles };
    template.page.show(&template)
}

async fn matching(state: &State, visitor: &Visitor, q: String, limit: usize) -> Result<Vec<ArticleRow>, DbError> {
    let actor = visitor.actor.clone();
    state
        .db()
        .read(async move |tx| {
            if q.trim().is_empty() {
                articles::popular(tx, actor.as_deref(), limit).await
            } else {
                articles::search(tx, actor.as_deref(), &q).await
            }
        })
        .await
}

/// `GET /ayuda/{slug}`.
pub(crate) async fn article(state: State, visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let actor = visitor.actor.clone();
    let article = state.db().read(async move |tx| articles::readable(tx, actor.as_deref(), &slug).await).await?;
    let page = Page::new(&state, &visitor);
    let body = under_title(&article.body_html);
    let template = ArticlePage { updated: page.relative(&article.updated_at), article, body, page };
    template.page.show(&template)
}

/// The page's title is its only `h1`: the highest headings of the text, whichever they are, come next.
fn under_title(html: &str) -> String {
    let has = |level: &usize| html.contains(&format!("<h{level}"));
    let Some(top) = (1..=6).find(has) else { return html.to_owned() };
    let to = |level: usize| (level + 2 - top).min(6);
    let mut levels: Vec<usize> = (top..=6).collect();
    if top < 2 {
        // Downwards the last goes first, or it would be moved twice.
        levels.reverse();
    }
    levels.into_iter().fold(html.to_owned(), |text, level| {
        text.replace(&format!("<h{level}"), &format!("<h{}", to(level)))
            .replace(&format!("</h{level}>"), &format!("</h{}>", to(level)))
    })
}

/// `GET /ayuda/sugerencias?q=`: the margin's questions for what is being typed, a fragment.
pub(crate) async fn suggestions(state: State, visitor: Visitor, Query(typed): Query<Typed>) -> Answer {
    let questions = matching(&state, &visitor, typed.q.clone(), LISTED).await?;
    let template = Margin { page: Page::new(&state, &visitor), questions, typed: typed.q };
    let html = template.render()?;
    let tag = format!("\"{}\"", version(&html));
    Ok(([("etag", tag), ("cache-control", "private, max-age=60".to_owned())], Html(html)).into_response())
}

/// `POST /ayuda/resuelto`: "Esto lo ha resuelto".
pub(crate) async fn resolved(state: State, visitor: Visitor, fields: Fields) -> Answer {
    let actor = visitor.actor.clone();
    let (slug, typed) = (fields.value("article").to_owned(), fields.value("q").to_owned());
    state
        .db()
        .write(async move |tx| {
            let article = articles::readable(tx, actor.as_deref(), &slug).await?;
            Ok::<_, Refused>(articles::spare(tx, actor.as_deref(), &article, &typed).await?)
        })
        .await?;
    see_other_with("/", Notice::SPARED)
}

/// `POST /ayuda/{slug}/leido`: counts a reading; by a beacon, because reading a page changes nothing.
pub(crate) async fn viewed(state: State, visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let actor = visitor.actor.clone();
    state
        .db()
        .write(async move |tx| {
            let article = articles::readable(tx, actor.as_deref(), &slug).await?;
            Ok::<_, Refused>(articles::count_view(tx, &article).await?)
        })
        .await?;
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}

#[cfg(test)]
mod tests {
    use super::under_title;

    #[test]
    fn the_text_begins_one_step_below_the_title() {
        assert_eq!(under_title("<h4 id=\"a\">A</h4><h5>B</h5><hr>"), "<h2 id=\"a\">A</h2><h3>B</h3><hr>");
        assert_eq!(under_title("<h1>A</h1><h2>B</h2>"), "<h2>A</h2><h3>B</h3>");
        assert_eq!(under_title("<h2>A</h2><p>B</p>"), "<h2>A</h2><p>B</p>");
        assert_eq!(under_title("<p>B</p>"), "<p>B</p>");
    }
}
