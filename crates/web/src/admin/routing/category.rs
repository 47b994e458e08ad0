//! `/admin/categorias/{id}`: one category, to be renamed or taken out of use.

use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::CategoryId;
use atiende_core::routing::{self, Category};
use atiende_core::{Denied, Refused};

#[derive(Template)]
#[template(path = "admin/routing/category.html")]
struct CategoryPage {
    page: Page,
    form: Form,
    category: Category,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<CategoryId>) -> Answer {
    signed_in.approved()?.admin()?;
    let template = page(&state, &signed_in, id, None).await?;
    template.page.show(&template)
}

async fn page(
    state: &State,
    signed_in: &SignedIn,
    id: CategoryId,
    refused: Option<Form>,
) -> Result<CategoryPage, WebError> {
    let actor = signed_in.actor.clone();
    let all = state.db().read(async move |tx| Ok::<_, Denied>(routing::categories(tx, actor.staff()?).await?)).await?;
    let category = all.into_iter().find(|category| category.id == id).ok_or(WebError::NotFound)?;
    let form = refused.unwrap_or_else(|| Form::filled([("name", category.name.as_str())]));
    Ok(CategoryPage { page: Page::new(state, &signed_in.visitor), form, category })
}

/// Saves the name; a category that was out of use is in use again.
pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<CategoryId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, name) = (signed_in.actor.clone(), fields.value("name").to_owned());
    let saved =
        state.db().write(async move |tx| routing::save_category(tx, actor.admin()?, Some(id), &name).await).await;
    match saved {
        Ok(_) => see_other_with("/admin/categorias", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(&fields, &problems, signed_in.visitor.locale);
            let template = page(&state, &signed_in, id, Some(form)).await?;
            template.page.refuse(&template)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn archive(state: State, signed_in: SignedIn, Id(id): Id<CategoryId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| routing::archive_category(tx, actor.admin()?, id).await).await?;
    see_other_with("/admin/categorias", Notice::SAVED)
}
