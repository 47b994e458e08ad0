//! `/admin/personas/{id}/unir`: two accounts of one person become one, and can be parted again.

use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::{Person, access as people};
use atiende_core::id::{MergeId, PersonId};
use atiende_core::merges::{Candidate, Moves, access, actions};
use atiende_core::{Denied, Problem, Refused};
use atiende_i18n::key;
use axum::extract::Query;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "admin/people/merge.html")]
struct MergePage {
    page: Page,
    form: Form,
    /// Goes on.
    kept: Person,
    candidates: Vec<Candidate>,
    /// The other account, once chosen, and what would move.
    chosen: Option<(Person, Moves)>,
}

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    /// Words to look for.
    #[serde(default)]
    q: String,
    /// The other account.
    con: Option<PersonId>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, Query(asked): Query<Asked>) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, (id, asked), Form::default()).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let Some(other) = fields.parse::<PersonId>("con") else {
        let problem = Problem::new("q", key!("merges-other-missing"));
        let form = Form::refused(&fields, &[problem], signed_in.visitor.locale);
        return show(&state, &signed_in, (id, Asked::default()), form).await;
    };
    signed_in.sure(&fields)?;
    let actor = signed_in.actor.clone();
    let merged = state
        .db()
        .write(async move |tx| {
            let mergeable = access::mergeable(tx, &actor, (id, other)).await?;
            actions::merge(tx, &mergeable, actor.sudo()?).await
        })
        .await;
    let here = format!("/admin/personas/{id}");
    match merged {
        Ok(_) => see_other_with(&here, Notice::MERGED),
        Err(Refused::Conflict(_)) => see_other_with(&here, Notice::NOT_MERGED),
        Err(other) => Err(other.into()),
    }
}

/// `POST /admin/personas/{id}/separar/{merge}`
pub(crate) async fn undo(
    state: State,
    signed_in: SignedIn,
    crate::admin::id::Ids(id, merge): crate::admin::id::Ids<PersonId, MergeId>,
) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&Fields::default())?;
    let actor = signed_in.actor.clone();
    let undone = state
        .db()
        .write(async move |tx| {
            let undoable = access::undoable(tx, &actor, merge).await?;
            actions::undo(tx, &undoable, actor.sudo()?).await
        })
        .await;
    let here = format!("/admin/personas/{id}");
    match undone {
        Ok(()) => see_other_with(&here, Notice::UNMERGED),
        Err(Refused::Conflict(_)) => see_other_with(&here, Notice::NOT_UNMERGED),
        Err(other) => Err(other.into()),
    }
}

async fn show(state: &State, signed_in: &SignedIn, (id, asked): (PersonId, Asked), form: Form) -> Answer {
    let (actor, words) = (signed_in.actor.clone(), asked.q.clone());
    let (kept, candidates, chosen) = state
        .db()
        .read(async move |tx| {
            let kept = people::manageable(tx, &actor, id).await?.person;
            let chosen = match asked.con {
                Some(other) => {
                    let mergeable = access::mergeable(tx, &actor, (id, other)).await?;
                    let moves = mergeable.moves(tx).await?;
                    Some((mergeable.gone, moves))
                }
                None => None,
            };
            let candidates = access::candidates(tx, actor.admin()?, &kept, &words).await?;
            Ok::<_, Denied>((kept, candidates, chosen))
        })
        .await
        .map_err(WebError::from)?;
    let mut form = form;
    form.set("q", asked.q);
    let template = MergePage { page: Page::new(state, &signed_in.visitor), form, kept, candidates, chosen };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}
