//! "Confirma que eres tú": who wants what is dangerous shows first who they are, and their form survives it.

use super::Answer;
use super::error::WebError;
use super::fields::Fields;
use super::form::Form;
use super::page::Page;
use super::state::State;
use super::visitor::{SignedIn, Visitor};
use crate::SignInProvider;
use crate::portal::accounts::elsewhere::known;
use askama::Template;
use atiende_core::Denied;
use atiende_core::identities::Identity;
use atiende_core::sessions::access::{self, Means};
use atiende_i18n::key;
use atiende_oidc::Kind;
use axum::http::StatusCode;

/// The page's own fields; all others are of the form that waits.
pub(crate) const PASSWORD: &str = "confirm_password";
pub(crate) const CODE: &str = "confirm_code";
pub(crate) const RECOVERY: &str = "confirm_recovery";
pub(crate) const PASSKEY: &str = "confirm_passkey";
pub(crate) const TO: &str = "confirm_to";
pub(crate) const WAITS: &str = "confirm_form";
pub(crate) const ELSEWHERE: &str = "confirm_elsewhere";
const FILES: &str = "confirm_files";
const OWN: [&str; 8] = [PASSWORD, CODE, RECOVERY, PASSKEY, TO, WAITS, ELSEWHERE, FILES];

#[derive(Template)]
#[template(path = "portal/accounts/prove.html")]
struct ProvePage {
    page: Page,
    form: Form,
    /// A path of this site: where the form goes, or which page was asked for.
    to: String,
    /// Where to go instead.
    back: String,
    waiting: Option<Sent>,
    ways: Ways,
}

/// With what this person can show who they are: what they really have, and what works here.
struct Ways {
    /// The first is the one that the page puts first.
    all: Vec<Way>,
    /// Label and address of each account elsewhere that shows who it is.
    elsewhere: Vec<(String, String)>,
}

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Password,
    App,
    Passkey,
    Elsewhere,
    /// For who has nothing else at hand: each code is good once.
    Recovery,
}

impl Ways {
    fn of(state: &State, means: &Means, elsewhere: Vec<(String, String)>) -> Self {
        let Means { has_password, factors, .. } = means;
        let has = [
            (Way::Password, *has_password),
            (Way::App, factors.app.is_some()),
            (Way::Passkey, state.passkeys().is_some() && !factors.passkeys.is_empty()),
            (Way::Elsewhere, !elsewhere.is_empty()),
            (Way::Recovery, !has_password && elsewhere.is_empty() && factors.codes_left > 0),
        ];
        Self { all: has.into_iter().filter(|(_, has)| *has).map(|(way, _)| way).collect(), elsewhere }
    }

    fn has(&self, way: Way) -> bool {
        self.all.contains(&way)
    }

    fn is_first(&self, way: Way) -> bool {
        self.all.first() == Some(&way)
    }

    /// Signing in again is all that is left.
    fn is_none(&self) -> bool {
        self.all.is_empty()
    }
}

/// What waits until its sender has shown who they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waiting {
    pub(crate) to: String,
    /// `None` for a page that was asked for.
    pub(crate) form: Option<Sent>,
}

/// A form that was sent: names and values, and whether it had files, which do not wait with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(super) pairs: Vec<(String, String)>,
    pub(super) had_files: bool,
}

impl Sent {
    /// The form without what the page about the proof added to it.
    pub(crate) fn of(fields: &Fields) -> Self {
        let others = fields.pairs().filter(|(name, _)| !OWN.contains(name));
        Self {
            pairs: others.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            had_files: fields.has_files() || fields.is_on(FILES),
        }
    }

    /// What is said of a form that could not be taken; whether it may be sent more than once.
    pub(super) fn kept_key(&self) -> &'static str {
        if self.pairs.iter().any(|(name, _)| name == "once") {
            key!("errors-busy-kept")
        } else {
            key!("errors-kept-text")
        }
    }
}

impl SignedIn {
    /// Lets on who showed lately who they are. Others get a page to do so, which keeps this form but for its files.
    pub(crate) fn sure(&self, fields: &Fields) -> Result<(), WebError> {
        self.actor.sudo().map(drop).map_err(|denied| self.unproved(denied, fields))
    }

    /// The same for an action that found out that its proof is missing.
    #[expect(clippy::unused_self, reason = "only who is signed in is asked")]
    pub(crate) fn unproved(&self, denied: Denied, fields: &Fields) -> WebError {
        match denied {
            Denied::Unproved => WebError::Unproved { form: Some(Sent::of(fields)) },
            other => other.into(),
        }
    }
}

/// The page, with what waits; 403 unless it was asked for by its own address.
pub(crate) async fn show(
    state: &State,
    visitor: &Visitor,
    waiting: Waiting,
    (form, status): (Form, StatusCode),
) -> Answer {
    let Some(actor) = visitor.actor.clone() else {
        return Err(WebError::SignIn { back_to: waiting.to, unsent: waiting.form.is_some() });
    };
    let means = state.db().read(async move |tx| access::means(tx, &actor).await).await?;
    let known = known::all(state).await?;
    let after = if waiting.form.is_some() { "/confirmar/listo" } else { &waiting.to };
    let elsewhere = means.identities.iter().filter_map(|identity| way(&known, identity, after)).collect();
    let template = ProvePage {
        page: Page::new(state, visitor),
        form,
        ways: Ways::of(state, &means, elsewhere),
        back: if waiting.form.is_some() { visitor.here.clone() } else { "/".to_owned() },
        to: waiting.to,
        waiting: waiting.form,
    };
    template.page.with_status(&template, status)
}

/// Only providers that can be told to ask again who it is prove anything.
fn way(known: &[SignInProvider], identity: &Identity, after: &str) -> Option<(String, String)> {
    let provider = &known.iter().find(|known| known.provider.id == identity.provider)?.provider;
    if !matches!(provider.kind, Kind::OpenId(_)) {
        return None;
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", after)
        .append_pair("confirmar", "si")
        .finish();
    Some((provider.label.clone(), format!("/auth/{}/start?{query}", provider.id)))
}
