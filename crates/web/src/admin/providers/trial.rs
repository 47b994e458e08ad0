//! `/admin/proveedores/{word}/probar`: to the provider and back as anybody would go, but nobody signs in: what came is shown.

use crate::SignInProvider;
use crate::portal::accounts::elsewhere::{Errand, Purpose, is_from_here, known, send};
use crate::shell::page::see_other;
use crate::shell::{Answer, Page, SignedIn, State, Visitor, WebError};
use askama::Template;
use atiende_i18n::key;
use atiende_oidc::{Failure, Identity};
use axum::extract::Path;
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "admin/providers/trial.html")]
struct TrialPage {
    page: Page,
    word: String,
    label: String,
    /// There is a page about it here; not about one of the configuration.
    is_ours: bool,
    outcome: Result<Identity, (&'static str, String)>,
}

/// Not a POST: our policy keeps forms from being led to other sites. It changes nothing here.
pub(crate) async fn start(state: State, signed_in: SignedIn, Path(word): Path<String>, headers: HeaderMap) -> Answer {
    signed_in.approved()?.admin()?;
    if !is_from_here(&headers) {
        return Ok(see_other("/admin/proveedores"));
    }
    let provider = known::any(&state, &word).await?;
    // What it said of itself an hour ago proves nothing today.
    state.relying_party()?.forget(&provider.provider);
    let (person, back_to) = (Some(signed_in.actor.id), "/admin/proveedores".to_owned());
    let errand = Errand { person, back_to, unsent: false, silently: false, purpose: Purpose::Try };
    send(&state, &signed_in.visitor, &provider, errand).await
}

/// The end of it, for the administrator who began it.
pub(crate) fn told(
    state: &State,
    visitor: &Visitor,
    provider: &SignInProvider,
    outcome: Result<Identity, Failure>,
) -> Answer {
    visitor.actor.as_ref().ok_or(WebError::Forbidden)?.admin()?;
    let visitor = Visitor { here: "/admin/proveedores".to_owned(), ..visitor.clone() };
    let page = Page::new(state, &visitor);
    let word = provider.provider.id.clone();
    let template = TrialPage {
        outcome: outcome.map_err(|failure| (page.text(advice(&failure)), failure.to_string())),
        is_ours: !known::is_configured(state, &word),
        label: provider.provider.label.clone(),
        word,
        page,
    };
    template.page.show(&template)
}

const fn advice(failure: &Failure) -> &'static str {
    match failure {
        Failure::Cancelled => key!("providers-trial-cancelled"),
        Failure::Stale => key!("providers-trial-stale"),
        Failure::Unreachable(_) => key!("providers-trial-unreachable"),
        Failure::Refused(_) => key!("providers-trial-refused"),
        Failure::NeedsInteraction | Failure::NotAsked | Failure::Misbehaved(_) => key!("providers-trial-misbehaved"),
    }
}
