//! `/confirmar`: who is signed in shows once more who they are, and goes on with what they were doing.

use super::second_factors;
use crate::shell::form::Form;
use crate::shell::page::see_other;
use crate::shell::security::local_path;
use crate::shell::sure::{self, CODE, ELSEWHERE, PASSKEY, PASSWORD, RECOVERY, Sent, TO, WAITS, Waiting};
use crate::shell::{Answer, Fields, SignedIn, State, WebError};
use atiende_core::accounts::{Secret, password};
use atiende_core::limits::{Kind, Why};
use atiende_core::second_factors::actions::proof::{self, Answered};
use atiende_core::sessions::actions::prove::{self, Shown};
use atiende_core::{Denied, Problem};
use atiende_i18n::key;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
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

pub(crate) async fn post(state: State, signed_in: SignedIn, headers: HeaderMap, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    if signed_in.actor.fresh.is_some() {
        return Ok(go_on(&fields));
    }
    if fields.is_on(ELSEWHERE) {
        return refuse(&state, &signed_in, &fields, Problem::new(ELSEWHERE, key!("sessions-prove-not-yet"))).await;
    }
    let typed = Typed::of(&fields);
    let counted = match state.count(Kind::Login, &signed_in.actor.email, &signed_in.visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = Form::too_often(&Fields::default(), typed.field(), seconds, signed_in.visitor.locale);
            return again(&state, &signed_in, &fields, (form, StatusCode::TOO_MANY_REQUESTS)).await;
        }
        counted => counted?,
    };
    if is_proved(&state, &signed_in, &headers, typed).await? {
        counted.passed(&state).await?;
        return Ok(go_on(&fields));
    }
    counted.failed(&state, typed.why()).await?;
    refuse(&state, &signed_in, &fields, typed.problem()).await
}

/// What was sent to show who it is.
#[derive(Clone, Copy)]
enum Typed<'f> {
    Password(&'f str),
    AppCode(&'f str),
    RecoveryCode(&'f str),
    /// The answer of a key.
    Passkey(&'f str),
}

impl<'f> Typed<'f> {
    /// Each form of the page has one of them; an empty one is wrong as itself.
    fn of(fields: &'f Fields) -> Self {
        let sent = |name| fields.pairs().any(|(sent, _)| sent == name);
        match () {
            () if sent(PASSKEY) => Self::Passkey(fields.value(PASSKEY)),
            () if sent(CODE) => Self::AppCode(fields.trimmed(CODE)),
            () if sent(RECOVERY) => Self::RecoveryCode(fields.trimmed(RECOVERY)),
            () => Self::Password(fields.value(PASSWORD)),
        }
    }

    const fn field(self) -> &'static str {
        match self {
            Self::Password(_) => PASSWORD,
            Self::AppCode(_) => CODE,
            Self::RecoveryCode(_) => RECOVERY,
            Self::Passkey(_) => PASSKEY,
        }
    }

    const fn problem(self) -> Problem {
        let key = match self {
            Self::Password(_) => key!("sessions-prove-wrong"),
            Self::AppCode(_) => key!("factors-code-wrong"),
            Self::RecoveryCode(_) => key!("factors-recovery-code-wrong"),
            Self::Passkey(_) => key!("proof-passkey-wrong"),
        };
        Problem::new(self.field(), key)
    }

    const fn why(self) -> Why {
        if let Self::Password(_) = self { Why::Password } else { Why::Proof }
    }
}

async fn is_proved(
    state: &State,
    signed_in: &SignedIn,
    headers: &HeaderMap,
    typed: Typed<'_>,
) -> Result<bool, WebError> {
    let key = || state.settings().key.clone();
    let shown = match typed {
        Typed::Password(text) => {
            let email = signed_in.actor.email.clone();
            let credentials = state.db().read(async move |tx| password::credentials(tx, &email).await).await?;
            match credentials.verify(text.to_owned()).await {
                Some(verified) => Shown::Password(verified),
                None => return Ok(false),
            }
        }
        Typed::AppCode(text) => Shown::AppCode(key(), text.to_owned()),
        Typed::RecoveryCode(text) => Shown::RecoveryCode(key(), text.to_owned()),
        Typed::Passkey(answer) => {
            let (site, asked) = (second_factors::site(state)?, second_factors::asked(headers));
            Shown::Passkey(Box::new(Answered { site, asked, answer: answer.to_owned() }))
        }
    };
    let actor = signed_in.actor.clone();
    let noted = async move |tx: &mut _| Ok::<_, Denied>(prove::prove(tx, actor.oneself()?, &shown).await?);
    Ok(state.db().write(noted).await?)
}

/// `POST /confirmar/llave`: the question for the script, which this browser alone may answer.
pub(crate) async fn ask(state: State, signed_in: SignedIn) -> Answer {
    let site = second_factors::site(&state)?;
    signed_in.actor.oneself()?;
    state.limiters().api.check(&signed_in.visitor.client.ip)?;
    let (actor, token) = (signed_in.actor.clone(), Secret::generate());
    let given = token.clone();
    let asks = async move |tx: &mut _| Ok::<_, Denied>(proof::ask(tx, actor.oneself()?, &site, &given).await?);
    // The page offers it to who has a key.
    let options = state.db().write(asks).await?.ok_or(WebError::Malformed)?;
    second_factors::asking(&state, second_factors::json(options), &token)
}

/// The form goes on its way as it was: 307 keeps method and body (RFC 9110 15.4.8), without JavaScript too.
fn go_on(fields: &Fields) -> Response {
    let to = target(fields.value(TO));
    if fields.is_on(WAITS) { Redirect::temporary(&to).into_response() } else { see_other(&to) }
}

async fn refuse(state: &State, signed_in: &SignedIn, fields: &Fields, problem: Problem) -> Answer {
    let form = Form::refused(&Fields::default(), &[problem], signed_in.visitor.locale);
    again(state, signed_in, fields, (form, StatusCode::UNPROCESSABLE_ENTITY)).await
}

/// The page once more, with what waits.
async fn again(state: &State, signed_in: &SignedIn, fields: &Fields, answer: (Form, StatusCode)) -> Answer {
    let waiting = Waiting { to: target(fields.value(TO)), form: fields.is_on(WAITS).then(|| Sent::of(fields)) };
    sure::show(state, &signed_in.visitor, waiting, answer).await
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
