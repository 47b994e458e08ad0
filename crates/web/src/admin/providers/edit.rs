//! `/admin/proveedores/{word}`: one provider, changed, offered or not.

use super::form;
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State, WebError};
use atiende_core::providers::actions::{change, switch};
use atiende_core::providers::{Provider, access};
use atiende_core::{Denied, Refused};

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(word): Id<String>) -> Answer {
    signed_in.approved()?.admin()?;
    let provider = find(&state, &signed_in, &word).await?;
    form::show(&state, &signed_in, provider.kind, (Some(&provider), form::filled(&provider)))
}

async fn find(state: &State, signed_in: &SignedIn, word: &str) -> Result<Provider, WebError> {
    let (actor, word) = (signed_in.actor.clone(), word.to_owned());
    let read = async move |tx: &atiende_db::Tx| Ok::<_, Denied>(access::manageable(tx, &actor, &word).await?.provider);
    Ok(state.db().read(read).await?)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(word): Id<String>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let provider = find(&state, &signed_in, &word).await?;
    let (actor, changed) = (signed_in.actor.clone(), form::change(&state, &fields, provider.kind, &word)?);
    let unusable = form::problem_of_key(provider.kind, &fields);
    let saved = state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, &word).await?;
            change::change(tx, &manageable, &changed, actor.sudo()?).await?;
            form::checked(unusable.as_ref())
        })
        .await;
    match saved {
        Ok(()) => see_other_with(&format!("/admin/proveedores/{}", provider.word), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = form::refused(&fields, provider.kind, problems, signed_in.visitor.locale);
            form::show(&state, &signed_in, provider.kind, (Some(&provider), refused))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /admin/proveedores/{word}/estado`.
pub(crate) async fn switch(state: State, signed_in: SignedIn, Id(word): Id<String>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let (actor, asked, enabled) = (signed_in.actor.clone(), word.clone(), fields.is_on("enabled"));
    let switched = async move |tx: &mut atiende_db::Tx| {
        let manageable = access::manageable(tx, &actor, &asked).await?;
        switch::switch(tx, &manageable, enabled, actor.sudo()?).await?;
        Ok::<_, Refused>(())
    };
    state.db().write(switched).await?;
    see_other_with(&format!("/admin/proveedores/{word}"), Notice::SAVED)
}
