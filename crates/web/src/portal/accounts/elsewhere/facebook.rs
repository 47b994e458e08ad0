//! What Facebook posts by itself: somebody has removed the app there, or asks that we forget them. Its signature is the
//! whole proof ("Deauthorize Callback" and "Data Deletion Request Callback", Meta for Developers).

use super::known;
use crate::shell::{Answer, Fields, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::identities::actions::{erase, withdraw};
use atiende_core::identities::{Deletion, Withdrawal, access};
use atiende_oidc::{Kind, signed_request};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Its own id: the addresses that are registered there have it.
const ID: &str = "facebook";
/// How far Facebook's clock may be behind.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

#[derive(Template)]
#[template(path = "portal/accounts/deletion.html")]
struct DeletionPage {
    page: Page,
    deletion: Deletion,
    code: String,
}

/// `POST /auth/facebook/deauthorize`.
pub(crate) async fn deauthorize(state: State, visitor: Visitor, fields: Fields) -> Answer {
    let (withdrawal, link) = (withdrawal(&state, &visitor, &fields).await?, Secret::generate());
    let in_use = known::in_use(&state).await?;
    let removed = state.db().write(async move |tx| withdraw::withdraw(tx, &withdrawal, &link, &in_use).await).await?;
    tracing::info!(provider = ID, removed, "the app was removed there");
    Ok(StatusCode::OK.into_response())
}

/// `POST /auth/facebook/data-deletion`: answers where the person can follow what becomes of it.
pub(crate) async fn erase(state: State, visitor: Visitor, fields: Fields) -> Answer {
    let (withdrawal, link) = (withdrawal(&state, &visitor, &fields).await?, Secret::generate());
    let code = erase::code();
    let url = format!("{}/auth/{ID}/data-deletion/{code}", state.settings().public_url);
    let answer = json!({ "url": url, "confirmation_code": code });
    let in_use = known::in_use(&state).await?;
    state.db().write(async move |tx| erase::erase(tx, &withdrawal, &link, &code, &in_use).await).await?;
    tracing::info!(provider = ID, "the deletion of somebody's data was asked for there");
    Ok(Json(answer).into_response())
}

/// Errors: `NotFound` where Facebook is not set up, `Malformed` for what it did not sign.
async fn withdrawal(state: &State, visitor: &Visitor, fields: &Fields) -> Result<Withdrawal, WebError> {
    let provider = known::find(state, ID).await?.provider;
    if !matches!(provider.kind, Kind::Facebook { .. }) {
        return Err(WebError::NotFound);
    }
    let request = signed_request(&provider, fields.value("signed_request"), state.now().as_second());
    let request = request.map_err(|failure| {
        tracing::warn!(provider = ID, ip = %visitor.client.ip, %failure, "signed request refused");
        WebError::Malformed
    })?;
    let asked_at = Timestamp::from_second(request.issued_at).map_err(|_| WebError::Malformed)? + SKEW;
    let (label, issuer) = (provider.label, provider.issuer);
    Ok(Withdrawal { provider: provider.id, label, issuer, subject: request.user_id, asked_at })
}

/// `GET /auth/facebook/data-deletion/{code}`: whoever has the code may see it, signed in or not.
pub(crate) async fn erased(state: State, visitor: Visitor, Path(code): Path<String>) -> Answer {
    let asked = code.clone();
    let found = state.db().read(async move |tx| access::deletion(tx, &asked).await).await?;
    let deletion = found.filter(|deletion| deletion.provider == ID).ok_or(WebError::NotFound)?;
    let template = DeletionPage { page: Page::new(&state, &visitor), deletion, code };
    template.page.show(&template)
}
