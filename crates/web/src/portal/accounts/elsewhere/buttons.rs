//! "Continuar con Google": the buttons at the foot of signing in and up.

use super::known;
use crate::SignInProvider;
use crate::portal::accounts::sign_in::Wanted;
use crate::shell::{State, WebError};
use std::fmt;

/// A way in with an account elsewhere.
pub(crate) struct Button {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) mark: Mark,
    /// Where it leads.
    pub(crate) address: String,
}

/// The provider's mark; prints itself as inline SVG.
#[derive(Clone, Copy)]
pub(crate) struct Mark(&'static str);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}
impl askama::filters::HtmlSafe for Mark {}

macro_rules! mark {
    ($name:literal) => {
        Mark(include_str!(concat!("../../../../../../assets/providers/", $name, ".svg")))
    };
}

/// By the server that answers, not by the name that the administrator gave it.
pub(crate) fn mark(issuer: &str) -> Mark {
    let host = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    match host.split('/').next().unwrap_or_default() {
        "accounts.google.com" => mark!("google"),
        "login.microsoftonline.com" => mark!("microsoft"),
        "www.linkedin.com" => mark!("linkedin"),
        "gitlab.com" => mark!("gitlab"),
        "appleid.apple.com" => mark!("apple"),
        "www.facebook.com" => mark!("facebook"),
        "github.com" => mark!("github"),
        "x.com" => mark!("x"),
        _ => mark!("openid"),
    }
}

/// One button for each provider, in the order of their ids; afterwards people are led where they wanted to go.
pub(crate) async fn of(state: &State, wanted: Wanted<'_>) -> Result<Vec<Button>, WebError> {
    Ok(each(&known::all(state).await?, wanted))
}

/// The same for providers that are at hand.
pub(crate) fn each(known: &[SignInProvider], wanted: Wanted<'_>) -> Vec<Button> {
    let query = query(wanted);
    let button = |provider: &atiende_oidc::Provider| Button {
        address: format!("/auth/{}/start?{query}", provider.id),
        id: provider.id.clone(),
        label: provider.label.clone(),
        mark: mark(&provider.issuer),
    };
    known.iter().map(|known| button(&known.provider)).collect()
}

fn query(wanted: Wanted<'_>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("return_to", wanted.back_to);
    if wanted.unsent {
        query.append_pair("unsent", "on");
    }
    query.finish()
}
