//! `/cuenta/seguridad/llaves/{key}`: one passkey: another name, or its end.

use crate::portal::accounts::elsewhere::known;
use crate::shell::page::see_other_with;
use crate::shell::visitor::SECURITY;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::PasskeyId;
use atiende_core::second_factors::actions::passkeys;
use atiende_core::second_factors::{Passkey, access};
use atiende_core::{Denied, Refused};
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/accounts/passkey.html")]
struct PasskeyPage {
    page: Page,
    form: Form,
    passkey: Passkey,
    /// With it goes the last factor.
    is_last: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Path(id): Path<String>) -> Answer {
    show(&state, &signed_in, known(&id)?, None).await
}

fn known(id: &str) -> Result<PasskeyId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

async fn show(state: &State, signed_in: &SignedIn, id: PasskeyId, refused: Option<Form>) -> Answer {
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
        form: refused.unwrap_or_else(|| Form::filled([("name", &passkey.name)])),
        is_last: factors.passkeys.len() == 1 && factors.app.is_none(),
        passkey,
    };
    template.page.answer(&template.form, &template)
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
            let refused = Form::refused(&fields, &problems, signed_in.visitor.locale);
            show(&state, &signed_in, id, Some(refused)).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn remove(state: State, signed_in: SignedIn, Path(id): Path<String>, fields: Fields) -> Answer {
    let id = known(&id)?;
    signed_in.sure(&fields)?;
    let (actor, in_use) = (signed_in.actor.clone(), known::in_use(&state).await?);
    let removed = state
        .db()
        .write(async move |tx| {
            let removable = access::removable(tx, &actor, id, &in_use).await?;
            Ok::<_, Denied>(passkeys::remove(tx, &actor, &removable, actor.sudo()?).await?)
        })
        .await;
    match removed {
        Ok(()) => see_other_with(SECURITY, Notice::FACTOR_REMOVED),
        Err(Denied::Forbidden) => see_other_with(SECURITY, Notice::LAST_WAY_IN),
        Err(other) => Err(other.into()),
    }
}
