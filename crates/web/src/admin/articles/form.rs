//! The form about an article: the same to write one and to change one.

use super::words::{states, visibilities};
use crate::admin::{Options, options};
use crate::shell::{Answer, Fields, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::articles::{Article, ArticleChange, ArticleState, Visibility};
use atiende_core::tickets::BodyFormat;
use atiende_i18n::Locale;

#[derive(Template)]
#[template(path = "admin/articles/form.html")]
struct ArticlePage {
    page: Page,
    form: Form,
    /// The article as it is stored; `None` while it is being written.
    stored: Option<Article>,
    visibilities: Options,
    states: Options,
    categories: Options,
    languages: Options,
}

impl ArticlePage {
    /// How the text is written.
    fn body_hint(&self) -> &'static str {
        match self.stored.as_ref().map(|article| article.body_format) {
            Some(BodyFormat::Html) => self.page.text("admin-article-body-html-hint"),
            Some(BodyFormat::Markdown | BodyFormat::Mail) | None => self.page.text("admin-article-body-hint"),
        }
    }
}

pub(super) async fn show(state: &State, signed_in: &SignedIn, stored: Option<Article>, form: Form) -> Answer {
    let actor = signed_in.actor.clone();
    let categories =
        state.db().read(async move |tx| Ok::<_, Denied>(options::categories(tx, actor.staff()?).await?)).await?;
    let page = Page::new(state, &signed_in.visitor);
    let template = ArticlePage {
        visibilities: visibilities(page.t),
        states: states(page.t),
        categories,
        languages: Locale::ALL.map(|l| (l.as_str().to_owned(), l.native_name().to_owned())).into(),
        page,
        form,
        stored,
    };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

pub(super) fn blank(language: Locale) -> Form {
    Form::filled([
        ("visibility", Visibility::Public.as_str()),
        ("state", ArticleState::Draft.as_str()),
        ("language", language.as_str()),
    ])
}

pub(super) fn filled(article: &Article) -> Form {
    Form::filled([
        ("title", article.title.clone()),
        ("summary", article.summary.clone()),
        ("body", article.body.clone()),
        ("visibility", article.visibility.to_string()),
        ("state", article.state.to_string()),
        ("language", article.language.clone()),
        ("category", article.category.map(|id| id.to_string()).unwrap_or_default()),
    ])
}

/// What the form says, written in this format. Nothing gets out by a field that is missing.
pub(super) fn change(fields: &Fields, body_format: BodyFormat) -> ArticleChange {
    ArticleChange {
        title: fields.value("title").to_owned(),
        summary: fields.value("summary").to_owned(),
        body: fields.value("body").to_owned(),
        body_format,
        visibility: fields.parse("visibility").unwrap_or(Visibility::Staff),
        state: fields.parse("state").unwrap_or(ArticleState::Draft),
        language: fields.parse::<Locale>("language").unwrap_or_default().as_str().to_owned(),
        category: fields.parse("category"),
    }
}
