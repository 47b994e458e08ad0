//! `/articles`: self-help. Clients read what is published for them, staff read and write all.

use super::sent::{Made, Sent};
use super::tickets::check_category;
use super::values::{self, Given, Id, Listing, Paging, Params, PathId, Time, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::articles::{self, ArticleChange, ArticleState, Visibility};
use atiende_core::events::By;
use atiende_core::id::ArticleId;
use atiende_core::tickets::BodyFormat;
use atiende_core::{Actor, Refused};
use atiende_i18n::{Locale, key};
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A frequent question or a guide.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Article {
    id: Id,
    /// Its place under `/ayuda/`.
    slug: String,
    title: String,
    summary: String,
    /// Safe to show.
    body_html: String,
    #[schema(value_type = values::ArticleVisibility)]
    visibility: Visibility,
    #[schema(value_type = values::ArticleState)]
    state: ArticleState,
    language: String,
    category: Option<Id>,
    /// How often it was read.
    views: i64,
    /// How many tickets it spared.
    solved: i64,
    updated_at: Time,
}

impl Article {
    fn of(article: articles::Article) -> Self {
        Self {
            id: article.id.into(),
            slug: article.slug,
            title: article.title,
            summary: article.summary,
            body_html: article.body_html,
            visibility: article.visibility,
            state: article.state,
            language: article.language,
            category: article.category.map(Id::from),
            views: article.views,
            solved: article.solved,
            updated_at: article.updated_at.into(),
        }
    }
}

/// List articles
#[utoipa::path(get, path = "/articles", tag = "articles", params(Paging),
    responses((status = 200, body = Listing<Article>)))]
pub(crate) async fn list(state: State, caller: Caller, Params(paging): Params<Paging>) -> Answer<Listing<Article>> {
    let after = paging.after::<ArticleId>()?;
    let rows = paging.rows() + 1;
    let mut rows = state.db().read(async move |tx| articles::visible(tx, &caller.actor, after, rows).await).await?;
    let next_cursor = cut(&mut rows, paging.limit(), |article| article.id.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(Article::of).collect(), next_cursor }))
}

/// Read an article
#[utoipa::path(get, path = "/articles/{id}", tag = "articles", params(("id" = String, Path)),
    responses((status = 200, body = Article)))]
pub(crate) async fn show(state: State, caller: Caller, PathId(id): PathId) -> Answer<Article> {
    let article = state.db().read(async move |tx| articles::visible_by_id(tx, &caller.actor, id.into()).await);
    Ok(Json(Article::of(article.await?)))
}

/// An article to be written, or what of one is to change.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[schema(max_length = 160)]
    title: Option<String>,
    /// The beginning of the text, unless told.
    #[schema(max_length = 300)]
    summary: Option<String>,
    /// Made safe before anybody sees it.
    #[schema(max_length = 200_000)]
    body_html: Option<String>,
    #[schema(value_type = Option<values::ArticleVisibility>)]
    visibility: Option<Visibility>,
    #[schema(value_type = Option<values::ArticleState>)]
    state: Option<ArticleState>,
    /// `es` or `en`.
    language: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    category: Given<Id>,
}

impl Change {
    fn over(&self, before: ArticleChange) -> Result<ArticleChange, Problem> {
        let known = self.language.as_deref().is_none_or(|language| language.parse::<Locale>().is_ok());
        if !known {
            return Err(Problem::invalid("language", key!("api-value-wrong")));
        }
        Ok(ArticleChange {
            title: self.title.clone().unwrap_or(before.title),
            summary: self.summary.clone().unwrap_or(before.summary),
            body_format: if self.body_html.is_some() { BodyFormat::Html } else { before.body_format },
            body: self.body_html.clone().unwrap_or(before.body),
            visibility: self.visibility.unwrap_or(before.visibility),
            state: self.state.unwrap_or(before.state),
            language: self.language.clone().unwrap_or(before.language),
            category: self.category.over(before.category),
        })
    }
}

fn blank(language: Locale) -> ArticleChange {
    ArticleChange {
        title: String::new(),
        summary: String::new(),
        body: String::new(),
        body_format: BodyFormat::Html,
        // Nobody reads by accident what was not meant for them.
        visibility: Visibility::Staff,
        state: ArticleState::Draft,
        language: language.as_str().to_owned(),
        category: None,
    }
}

/// Write an article; it needs a `title` and a `body_html`, and is a draft for staff unless told
#[utoipa::path(post, path = "/articles", tag = "articles", request_body = Change,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Article, headers(("Location" = String)))))]
pub(crate) async fn add(sent: Sent<Change>) -> Result<Made, Problem> {
    let language = sent.state.settings().locale;
    sent.once(async move |tx, actor, new| {
        let staff = actor.staff()?;
        check_category(tx, actor, new.category.named()).await?;
        let new = new.over(blank(language))?;
        let id = articles::add(tx, &By::from(actor), &new).await.map_err(refused)?;
        Made::at(format!("/api/v1/articles/{id}"), &Article::of(articles::editable(tx, staff, id).await?))
    })
    .await
}

/// Change an article; its address stays
#[utoipa::path(patch, path = "/articles/{id}", tag = "articles", request_body = Change, params(("id" = String, Path)),
    responses((status = 200, body = Article)))]
pub(crate) async fn change(PathId(id): PathId, sent: Sent<Change>) -> Answer<Article> {
    let Sent { state, caller, value, .. } = sent;
    let article = state.db().write(async move |tx| {
        let actor: &Actor = &caller.actor;
        let staff = actor.staff()?;
        check_category(tx, actor, value.category.named()).await?;
        let before = articles::editable(tx, staff, id.into()).await?;
        let changed = value.over(as_it_is(&before))?;
        articles::change(tx, &By::from(actor), &before, &changed).await.map_err(refused)?;
        Ok::<_, Problem>(articles::editable(tx, staff, id.into()).await?)
    });
    Ok(Json(Article::of(article.await?)))
}

fn as_it_is(article: &articles::Article) -> ArticleChange {
    ArticleChange {
        title: article.title.clone(),
        summary: article.summary.clone(),
        // What was written in the browser is Markdown, and stays so.
        body_format: article.body_format,
        body: article.body.clone(),
        visibility: article.visibility,
        state: article.state,
        language: article.language.clone(),
        category: article.category,
    }
}

fn refused(refused: Refused) -> Problem {
    Problem::from(refused).calling("body", "body_html")
}
