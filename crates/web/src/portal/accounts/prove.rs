//! `/confirmar`: who is signed in shows once more who they are, and goes on with what they were doing.

use crate::shell::form::Form;
use crate::shell::page::see_other;
use crate::shell::security::local_path;
use crate::shell::sure::{self, ELSEWHERE, PASSWORD, Sent, TO, WAITS, Waiting};
use crate::shell::{Answer, Fields, SignedIn, State, WebError};
use atiende_core::accounts::password;
use atiende_core::limits::{Kind, Why};
use atiende_core::sessions::actions::prove::{self, Shown};
use atiende_core::{Denied, Problem};
use atiende_i18n::key;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    volver: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Query(back): Query<Back>) -> Answer {
    signed_in.actor.oneself()?;
    let to = target(&back.volver);
    if signed_in.actor.fresh.is_some() {
        return Ok(see_other(&to));
    }
    sure::show(&state, &signed_in.visitor, Waiting { to, form: None }, (Form::default(), StatusCode::OK)).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    if signed_in.actor.fresh.is_some() {
        return Ok(go_on(&fields));
    }
    if fields.is_on(ELSEWHERE) {
        return refuse(&state, &signed_in, &fields, key!("sessions-prove-not-yet")).await;
    }
    if is_proved(&state, &signed_in, fields.value(PASSWORD)).await? {
        return Ok(go_on(&fields));
    }
    refuse(&state, &signed_in, &fields, key!("sessions-prove-wrong")).await
}

async fn is_proved(state: &State, signed_in: &SignedIn, typed: &str) -> Result<bool, WebError> {
    let counted = state.count(Kind::Login, &signed_in.actor.email, &signed_in.visitor).await?;
    let (actor, email) = (signed_in.actor.clone(), signed_in.actor.email.clone());
    let credentials = state.db().read(async move |tx| password::credentials(tx, &email).await).await?;
    let Some(verified) = credentials.verify(typed.to_owned()).await else {
        counted.failed(state, Why::Password).await?;
        return Ok(false);
    };
    counted.passed(state).await?;
    let noted =
        async move |tx: &mut _| Ok::<_, Denied>(prove::prove(tx, actor.oneself()?, &Shown::Password(verified)).await?);
    Ok(state.db().write(noted).await?)
}

/// The form goes on its way as it was: 307 keeps method and body (RFC 9110 15.4.8), without JavaScript too.
fn go_on(fields: &Fields) -> Response {
    let to = target(fields.value(TO));
    if fields.is_on(WAITS) { Redirect::temporary(&to).into_response() } else { see_other(&to) }
}

async fn refuse(state: &State, signed_in: &SignedIn, fields: &Fields, key: &'static str) -> Answer {
    let form = Form::refused(&Fields::default(), &[Problem::new(PASSWORD, key)], signed_in.visitor.locale);
    let waiting = Waiting { to: target(fields.value(TO)), form: fields.is_on(WAITS).then(|| Sent::of(fields)) };
    sure::show(state, &signed_in.visitor, waiting, (form, StatusCode::UNPROCESSABLE_ENTITY)).await
}

/// A path of this site, and never this page again.
fn target(typed: &str) -> String {
    let to = local_path(typed);
    if to.starts_with("/confirmar") { "/".to_owned() } else { to.to_owned() }
}

/// `GET /confirmar/listo`: the other tab may go on.
pub(crate) async fn done(state: State, signed_in: SignedIn) -> Answer {
    let t = signed_in.visitor.locale;
    let title = t.text(key!("sessions-proved-title"));
    super::outcome::plain(&state, &signed_in.visitor, title, t.text(key!("sessions-proved-text")).to_owned())
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn the_way_on_leads_to_this_site_and_not_in_circles() {
        assert_eq!(target("/admin/personas/7"), "/admin/personas/7");
        for wrong in ["//evil.es", "https://evil.es", "/confirmar", "/confirmar?volver=/x", ""] {
            assert_eq!(target(wrong), "/", "{wrong}");
        }
    }
}
