//! `/admin/categorias`: what tickets are about.

use crate::admin::list::{self, SHOWN};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::routing::{self, Category};
use atiende_core::{Denied, Refused};
use atiende_db::Tx;

#[derive(Template)]
#[template(path = "admin/routing/categories.html")]
struct CategoriesPage {
    page: Page,
    form: Form,
    categories: Vec<Category>,
    next: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, Form::default()).await
}

async fn show(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    let actor = signed_in.actor.clone();
    let after = list::after(&signed_in.visitor.here);
    let read = async move |tx: &Tx| Ok::<_, Denied>(routing::categories_after(tx, actor.staff()?, after, SHOWN).await?);
    let mut categories = state.db().read(read).await?;
    let next = list::next(&mut categories, &signed_in.visitor.here, |category| category.id.to_string());
    let template = CategoriesPage { page: Page::new(state, &signed_in.visitor), form, categories, next };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

pub(crate) async fn add(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, name) = (signed_in.actor.clone(), fields.value("name").to_owned());
    let added = state.db().write(async move |tx| routing::save_category(tx, actor.admin()?, None, &name).await).await;
    match added {
        Ok(_) => see_other_with("/admin/categorias", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale)).await
        }
        Err(other) => Err(other.into()),
    }
}
