//! `/admin/cuentas`: one card per applicant, with where they probably belong and why;
//! `/admin/cuentas/{id}`: one of them, where the links of the mail lead.

use super::card::{self, Card, Read};
use crate::admin::{Id, Options, list};
use crate::shell::form::Wrong;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::id::PersonId;
use atiende_core::{Denied, Problem};
use axum::extract::Query;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "admin/accounts/pending.html")]
struct PendingPage {
    page: Page,
    cards: Vec<Card>,
    organizations: Options,
    makes_coordinators: bool,
    is_admin: bool,
    /// One applicant alone: a decision to be confirmed.
    is_alone: bool,
    /// Problems of the one card that was refused.
    form: Form,
    /// Where the others are who wait; empty if these are all.
    next: String,
}

/// What a link of the mail has chosen already.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    centro: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    let actor = signed_in.approved()?.clone();
    let after = list::after(&signed_in.visitor.here);
    let read = state.db().read(async move |tx| card::all(tx, &actor, after).await).await?;
    let template = page(&state, &signed_in, read, false);
    template.page.show(&template)
}

/// `GET /admin/cuentas/{id}`. Who was decided about meanwhile is waited for no more.
pub(crate) async fn one(
    state: State,
    signed_in: SignedIn,
    Id(id): Id<PersonId>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let actor = signed_in.approved()?.clone();
    let read = state.db().read(async move |tx| card::alone(tx, &actor, id).await).await;
    let read = match read {
        Err(Denied::NotFound) => return see_other_with("/admin/cuentas", Notice::DECIDED_ALREADY),
        read => read?,
    };
    let mut template = page(&state, &signed_in, read, true);
    if template.organizations.iter().any(|(id, _)| *id == chosen.centro) {
        card::find(&mut template.cards, id)?.form.set("organization", chosen.centro);
    }
    template.page.show(&template)
}

/// The page again: one card with what was typed into it and what is wrong.
pub(super) async fn refuse(
    state: &State,
    signed_in: &SignedIn,
    id: PersonId,
    (fields, problems): (&Fields, &[Problem]),
) -> Answer {
    let actor = signed_in.actor.clone();
    let alone = fields.is_on("alone");
    let (read, alone) = state
        .db()
        .read(async move |tx| {
            let all = card::all(tx, &actor, None).await?;
            // One of a later page is shown alone.
            let is_here =
                all.0.iter().take(usize::try_from(list::SHOWN).unwrap_or(usize::MAX)).any(|read| read.id() == id);
            let read = if alone || !is_here { (card::alone(tx, &actor, id).await?, true) } else { (all, false) };
            Ok::<_, Denied>(read)
        })
        .await?;
    let mut template = page(state, signed_in, read, alone);
    let card = card::find(&mut template.cards, id)?;
    card.form = Form::refused(fields, problems, signed_in.visitor.locale);
    let wrong = |w: &Wrong| Wrong { field: format!("{}-{id}", w.field).into(), sentence: w.sentence.clone() };
    template.form.problems = card.form.problems.iter().map(wrong).collect();
    template.page.refuse(&template)
}

fn page(
    state: &State,
    signed_in: &SignedIn,
    (mut read, organizations, makes_coordinators): (Vec<Read>, Options, bool),
    is_alone: bool,
) -> PendingPage {
    let page = Page::new(state, &signed_in.visitor);
    let pages = makes_coordinators && !is_alone;
    let next = if pages { list::next(&mut read, &page.here, |read| read.id().to_string()) } else { String::new() };
    let cards = read.into_iter().map(|read| card::card(page.t, read, &organizations)).collect();
    let is_admin = signed_in.actor.is_admin();
    PendingPage { page, cards, organizations, makes_coordinators, is_admin, is_alone, form: Form::default(), next }
}
