//! `/admin/proveedores/nuevo`: which kind, then its form.

use super::{form, words};
use crate::portal::accounts::elsewhere::buttons;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::Refused;
use atiende_core::providers::Kind;
use atiende_core::providers::actions::add;
use axum::extract::Query;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "admin/providers/kinds.html")]
struct KindsPage {
    page: Page,
    kinds: Vec<(&'static str, &'static str, buttons::Mark)>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    tipo: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Query(asked): Query<Asked>) -> Answer {
    signed_in.approved()?.admin()?;
    if let Ok(kind) = asked.tipo.parse::<Kind>() {
        return form::show(&state, &signed_in, kind, (None, form::fresh(kind)));
    }
    let page = Page::new(&state, &signed_in.visitor);
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str(), words::name(page.t, *kind), words::mark(*kind))).collect();
    let template = KindsPage { page, kinds };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let kind = fields.parse::<Kind>("kind").ok_or(WebError::Malformed)?;
    // A network that there is one of has its own word.
    let word = if kind.is_single() { kind.as_str().to_owned() } else { fields.trimmed("word").to_owned() };
    let (actor, new) = (signed_in.actor.clone(), form::change(&state, &fields, kind, &word)?);
    let unusable = form::problem_of_key(kind, &fields);
    let taken: Vec<String> = state.settings().providers.iter().map(|known| known.provider.id.clone()).collect();
    let added = state
        .db()
        .write(async move |tx| {
            add::add(tx, actor.admin()?, &new, &taken, actor.sudo()?).await?;
            form::checked(unusable.as_ref())
        })
        .await;
    match added {
        Ok(()) => see_other_with(&format!("/admin/proveedores/{word}"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = form::refused(&fields, kind, problems, signed_in.visitor.locale);
            form::show(&state, &signed_in, kind, (None, refused))
        }
        Err(other) => Err(other.into()),
    }
}
