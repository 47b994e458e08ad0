//! `/admin/articulos/nuevo`: writing an article.

use super::form;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::articles;
use atiende_core::events::By;
use atiende_core::tickets::BodyFormat;

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.staff()?;
    form::show(&state, &signed_in, None, form::blank(signed_in.visitor.locale)).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.staff()?;
    let (actor, new) = (signed_in.actor.clone(), form::change(&fields, BodyFormat::Markdown));
    let added = state.db().write(async move |tx| articles::add(tx, &By::from(&*actor), &new).await).await;
    match added {
        Ok(id) => see_other_with(&format!("/admin/articulos/{id}"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = Form::refused(&fields, &problems, signed_in.visitor.locale);
            form::show(&state, &signed_in, None, refused).await
        }
        Err(other) => Err(other.into()),
    }
}
