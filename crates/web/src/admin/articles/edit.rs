//! `/admin/articulos/{id}`: changing an article.

use super::form;
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State, WebError};
use atiende_core::Refused;
use atiende_core::articles::{self, Article};
use atiende_core::events::By;
use atiende_core::id::ArticleId;

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<ArticleId>) -> Answer {
    signed_in.approved()?.staff()?;
    let article = find(&state, &signed_in, id).await?;
    let form = form::filled(&article);
    form::show(&state, &signed_in, Some(article), form).await
}

async fn find(state: &State, signed_in: &SignedIn, id: ArticleId) -> Result<Article, WebError> {
    let actor = signed_in.actor.clone();
    Ok(state.db().read(async move |tx| articles::editable(tx, actor.staff()?, id).await).await?)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<ArticleId>, fields: Fields) -> Answer {
    signed_in.approved()?.staff()?;
    // What it is written in is no choice of the form: HTML read as Markdown would become its own source.
    let stored = find(&state, &signed_in, id).await?;
    let (actor, change) = (signed_in.actor.clone(), form::change(&fields, stored.body_format));
    let saved = state
        .db()
        .write(async move |tx| {
            let article = articles::editable(tx, actor.staff()?, id).await?;
            articles::change(tx, &By::from(&*actor), &article, &change).await
        })
        .await;
    match saved {
        Ok(()) => see_other_with(&format!("/admin/articulos/{id}"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = Form::refused(&fields, &problems, signed_in.visitor.locale);
            form::show(&state, &signed_in, Some(stored), refused).await
        }
        Err(other) => Err(other.into()),
    }
}
