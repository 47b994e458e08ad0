//! `/cuenta/seguridad/aplicacion`: the app that shows codes: set up, replaced, removed.

use super::qr::{self, Qr};
use crate::shell::page::see_other_with;
use crate::shell::visitor::SECURITY;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::limits::Kind;
use atiende_core::second_factors::actions::app::{self, Confirmed};
use atiende_core::second_factors::app::AppSecret;
use atiende_core::second_factors::{App, Factors};
use atiende_core::{Denied, Problem};
use atiende_i18n::key;
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "portal/accounts/app.html")]
struct AppPage {
    page: Page,
    app: Option<App>,
    /// With it goes the last factor.
    is_last: bool,
}

#[derive(Template)]
#[template(path = "portal/accounts/app_confirm.html")]
struct ConfirmPage {
    page: Page,
    form: Form,
    qr: Qr,
    /// In groups of four, to be typed.
    secret: String,
    /// For an app on this very device.
    address: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    let Factors { passkeys, app, .. } = super::own(&state, &signed_in).await?;
    let is_last = passkeys.is_empty() && app.is_some();
    let template = AppPage { page: Page::new(&state, &signed_in.visitor), is_last, app };
    template.page.show(&template)
}

/// `POST /cuenta/seguridad/aplicacion`: shows a new secret, once, to who is proved.
pub(crate) async fn offer(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.sure(&fields)?;
    let (token, secret) = (Secret::generate(), AppSecret::new(&Secret::generate()));
    let (actor, key) = (signed_in.actor.clone(), state.settings().key.clone());
    let (given, shown) = (token.clone(), secret.clone());
    state
        .db()
        .write(async move |tx| Ok::<_, Denied>(app::offer(tx, (&actor, actor.sudo()?), &key, &given, &shown).await?))
        .await?;
    let response = ask_code(&state, &signed_in, &secret, Form::default())?;
    super::asking(&state, response, &token)
}

fn ask_code(state: &State, signed_in: &SignedIn, secret: &AppSecret, form: Form) -> Answer {
    let address = qr::app_address(&state.appearance().name, &signed_in.actor.email, &secret.text());
    let template = ConfirmPage {
        page: Page::new(state, &signed_in.visitor),
        form,
        qr: Qr::of(&address),
        secret: qr::in_groups(&secret.text()),
        address,
    };
    super::unkept(if template.form.is_refused() {
        template.page.refuse(&template)
    } else {
        template.page.show(&template)
    })
}

/// `POST ../confirmar`: the first code of the new app. From here on it counts.
pub(crate) async fn confirm(state: State, signed_in: SignedIn, headers: HeaderMap, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    let counted = state.count(Kind::Login, &signed_in.actor.email, &signed_in.visitor).await?;
    let (actor, key, token) = (signed_in.actor.clone(), state.settings().key.clone(), super::asked(&headers));
    let typed = fields.value("code").to_owned();
    let confirmed = state
        .db()
        .write(async move |tx| {
            let confirmed = app::confirm(tx, &actor, &key, &token, &typed).await?;
            let shown = app::offered(tx, &actor, &key, &token).await?;
            Ok::<_, atiende_db::DbError>((confirmed, shown))
        })
        .await?;
    match confirmed {
        (Confirmed::Added, _) => {
            counted.passed(&state).await?;
            super::added(&state, &signed_in).await
        }
        (Confirmed::Wrong, Some(secret)) => {
            let problem = Problem::new("code", key!("factors-code-wrong"));
            ask_code(&state, &signed_in, &secret, Form::refused(&fields, &[problem], signed_in.visitor.locale))
        }
        (Confirmed::Wrong | Confirmed::Gone, _) => see_other_with("/cuenta/seguridad/aplicacion", Notice::ASK_AGAIN),
    }
}

/// `POST ../quitar`.
pub(crate) async fn remove(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.sure(&fields)?;
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| Ok::<_, Denied>(app::remove(tx, &actor, actor.sudo()?).await?)).await?;
    see_other_with(SECURITY, Notice::FACTOR_REMOVED)
}
