//! `/cuenta/seguridad`: one's passkeys, the app with codes, recovery codes; and what asks for them at the entrance.
//!
//! Every change is a page of its own that wants a fresh proof (`shell::sure`). Passkeys are made and used by the browser's
//! own script; what it answers is posted by an ordinary form.

pub(crate) mod app;
pub(crate) mod by_passkey;
pub(crate) mod codes;
pub(crate) mod passkey;
pub(crate) mod passkeys;
mod qr;
pub(crate) mod second_step;
#[cfg(test)]
mod tests;

use crate::shell::cookies;
use crate::shell::page::see_other_with;
use crate::shell::routing::Access::{Everybody, Owner, Secret as Half, SignedIn as In};
use crate::shell::routing::{Routes, get, post};
use crate::shell::visitor::SECURITY;
use crate::shell::{Answer, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::second_factors::{Factors, RelyingParty, access};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Binds a browser to the question that it was asked.
const ASKED: &str = "asked";

/// Everything of this folder.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route(SECURITY, In, get(show))
        .route("/cuenta/seguridad/llaves", In, post(passkeys::add))
        .route("/cuenta/seguridad/llaves/nueva", In, get(passkeys::new).post(passkeys::ask))
        .route("/cuenta/seguridad/llaves/{key}", Owner, get(passkey::get).post(passkey::rename))
        .route("/cuenta/seguridad/llaves/{key}/quitar", Owner, post(passkey::remove))
        .route("/cuenta/seguridad/aplicacion", In, get(app::get).post(app::offer))
        .route("/cuenta/seguridad/aplicacion/confirmar", In, post(app::confirm))
        .route("/cuenta/seguridad/aplicacion/quitar", In, post(app::remove))
        .route("/cuenta/seguridad/codigos", In, get(codes::get).post(codes::post))
        .route("/acceder/llave", Half, post(by_passkey::post))
        .route("/acceder/llave/reto", Everybody, post(by_passkey::ask))
        .route("/acceder/segundo-paso", Half, get(second_step::get).post(second_step::post))
        .route("/acceder/segundo-paso/llave", Half, post(second_step::by_passkey))
}

#[derive(Template)]
#[template(path = "portal/accounts/security.html")]
struct SecurityPage {
    page: Page,
    factors: Factors,
    has_passkeys: bool,
    /// The person's role demands a factor, and there is none.
    is_owed: bool,
}

async fn show(state: State, signed_in: SignedIn) -> Answer {
    let factors = own(&state, &signed_in).await?;
    let template = SecurityPage {
        page: Page::new(&state, &signed_in.visitor),
        has_passkeys: state.passkeys().is_some(),
        is_owed: !factors.any() && state.requirement().applies_to(&signed_in.actor),
        factors,
    };
    template.page.show(&template)
}

async fn own(state: &State, signed_in: &SignedIn) -> Result<Factors, WebError> {
    signed_in.actor.oneself()?;
    let actor = signed_in.actor.clone();
    Ok(state.db().read(async move |tx| access::own(tx, &actor).await).await?)
}

/// This site towards authenticators. Where browsers make no keys, nothing of keys exists.
pub(super) fn site(state: &State) -> Result<RelyingParty, WebError> {
    state.passkeys().cloned().ok_or(WebError::NotFound)
}

/// The token of the question that this browser was asked last.
pub(super) fn asked(headers: &HeaderMap) -> Secret {
    Secret::presented(cookies::read(headers, ASKED).unwrap_or_default())
}

/// Remembers in the browser which question it was asked.
pub(super) fn asking(state: &State, response: Response, token: &Secret) -> Answer {
    cookies::with(state, response, (ASKED, token.reveal()), 1800)
}

/// A question for the browser's script.
pub(super) fn json(options: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], options).into_response()
}

/// A page with a secret on it is kept by nobody, not even for going back.
fn unkept(answer: Answer) -> Answer {
    let mut response = answer?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Something was added: the first time, with the codes for the day when it is lost.
async fn added(state: &State, signed_in: &SignedIn) -> Answer {
    if own(state, signed_in).await?.codes_left == 0 {
        return codes::first(state, signed_in).await;
    }
    see_other_with(SECURITY, Notice::FACTOR_ADDED)
}
