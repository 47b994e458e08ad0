//! `/cuenta/seguridad/llaves/{key}`: one passkey: another name, or its end.

use super::proof::{self, Proof, fresh_proof};
use crate::shell::page::see_other_with;
use crate::shell::visitor::SECURITY;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::PasskeyId;
use atiende_core::second_factors::actions::passkeys;
use atiende_core::second_factors::{Passkey, access};
use atiende_core::{Denied, Problem, Refused};
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/accounts/passkey.html")]
struct PasskeyPage {
    page: Page,
    form: Form,
    removal: Form,
    passkey: Passkey,
    proof: Proof,
    /// With it goes the last factor.
    is_last: bool,
}

/// The two forms as they came back refused.
#[derive(Default)]
struct Refusals {
    name: Option<Form>,
    removal: Option<Form>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Path(id): Path<String>) -> Answer {
    show(&state, &signed_in, known(&id)?, Refusals::default()).await
}

fn known(id: &str) -> Result<PasskeyId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

async fn show(state: &State, signed_in: &SignedIn, id: PasskeyId, refusals: Refusals) -> Answer {
    signed_in.actor.oneself()?;
    let actor = signed_in.actor.clone();
    let (passkey, factors) = state
        .db()
        .read(async move |tx| {
            let own = access::own_passkey(tx, &actor, id).await?;
            Ok::<_, Denied>((own.passkey, access::own(tx, &actor).await?))
        })
        .await?;
    let template = PasskeyPage {
        page: Page::new(state, &signed_in.visitor),
        form: refusals.name.unwrap_or_else(|| Form::filled([("name", &passkey.name)])),
        removal: refusals.removal.unwrap_or_default(),
        proof: proof::wanted(state, signed_in).await?,
        is_last: factors.passkeys.len() == 1 && factors.app.is_none(),
        passkey,
    };
    let refused = template.form.is_refused() || template.removal.is_refused();
    if refused { template.page.refuse(&template) } else { template.page.show(&template) }
}

pub(crate) async fn rename(state: State, signed_in: SignedIn, Path(id): Path<String>, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    let (id, actor, name) = (known(&id)?, signed_in.actor.clone(), fields.value("name").to_owned());
    let renamed = state
        .db()
        .write(async move |tx| {
            let own = access::own_passkey(tx, &actor, id).await?;
            passkeys::rename(tx, &actor, &own, &name).await
        })
        .await;
    match renamed {
        Ok(()) => see_other_with(SECURITY, Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let name = Some(refused(&signed_in, &fields, &problems));
            show(&state, &signed_in, id, Refusals { name, removal: None }).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn remove(state: State, signed_in: SignedIn, Path(id): Path<String>, fields: Fields) -> Answer {
    let id = known(&id)?;
    if let Some(problem) = fresh_proof(&state, &signed_in, &fields).await? {
        let removal = Some(refused(&signed_in, &fields, &[problem]));
        return show(&state, &signed_in, id, Refusals { name: None, removal }).await;
    }
    let actor = signed_in.actor.clone();
    state
        .db()
        .write(async move |tx| {
            let own = access::own_passkey(tx, &actor, id).await?;
            Ok::<_, Refused>(passkeys::remove(tx, &actor, &own).await?)
        })
        .await?;
    see_other_with(SECURITY, Notice::FACTOR_REMOVED)
}

fn refused(signed_in: &SignedIn, fields: &Fields, problems: &[Problem]) -> Form {
    Form::refused(fields, problems, signed_in.visitor.locale)
}
