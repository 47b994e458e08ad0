//! The form about a provider: the same to set one up and to change one.

use super::words;
use crate::admin::Options;
use crate::shell::{Answer, Fields, Form, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::Problem;
use atiende_core::error::Check;
use atiende_core::providers::{Change, Kind, Provider, Settings, purpose};
use atiende_i18n::{Locale, key};
use atiende_oidc::{AppleKey, Secret};

#[derive(Template)]
#[template(path = "admin/providers/form.html")]
struct FormPage {
    page: Page,
    form: Form,
    kind: Kind,
    name: &'static str,
    hint: &'static str,
    client: &'static str,
    secret: &'static str,
    tenants: Options,
    /// What is there already; `None` for a new one.
    stored: Option<Stored>,
    /// What the provider has to be told, up to the word.
    base: String,
    word: String,
}

impl FormPage {
    fn secret_hint(&self) -> &'static str {
        match &self.stored {
            Some(_) => self.page.text("providers-secret-keep"),
            None if self.kind == Kind::Apple => self.page.text("providers-secret-apple-hint"),
            None => "",
        }
    }
}

struct Stored {
    label: String,
    enabled: bool,
}

/// `stored`: the one that is changed.
pub(super) fn show(
    state: &State,
    signed_in: &SignedIn,
    kind: Kind,
    (stored, mut form): (Option<&Provider>, Form),
) -> Answer {
    // A secret is typed, never shown: not even after a slip in another field.
    form.set("secret", String::new());
    let page = Page::new(state, &signed_in.visitor);
    let word = stored.map_or_else(|| form.value("word").to_owned(), |provider| provider.word.clone());
    let template = FormPage {
        name: words::name(page.t, kind),
        hint: page.text(words::hint_key(kind)),
        client: page.text(words::client_key(kind)),
        secret: page.text(words::secret_key(kind)),
        tenants: words::tenants(page.t),
        stored: stored.map(|provider| Stored { label: provider.label.clone(), enabled: provider.enabled }),
        base: format!("{}/auth/", state.settings().public_url),
        word,
        kind,
        form,
        page,
    };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

/// What a new one of this kind begins with.
pub(super) fn fresh(kind: Kind) -> Form {
    let label = if matches!(kind, Kind::OpenId | Kind::Keycloak) { "" } else { kind.name() };
    let label = if kind == Kind::Workspace { "Google" } else { label };
    let word = if kind == Kind::OpenId { "" } else { kind.as_str() };
    let issuer = if kind == Kind::GitLab { words::GITLAB } else { "" };
    Form::filled([("label", label), ("word", word), ("issuer", issuer), ("audience", "common")])
}

pub(super) fn filled(provider: &Provider) -> Form {
    let Settings { client_id, issuer, tenant, domains, team_id, key_id } = &provider.settings;
    let is_word = matches!(tenant.as_str(), "common" | "organizations" | "consumers");
    Form::filled([
        ("label", provider.label.as_str()),
        ("client_id", client_id),
        ("issuer", issuer),
        ("audience", if is_word { tenant } else { "one" }),
        ("tenant", if is_word { "" } else { tenant }),
        ("domains", &domains.join(", ")),
        ("team_id", team_id),
        ("key_id", key_id),
        ("link_verified_email", if provider.link_verified_email { "on" } else { "" }),
    ])
}

/// What the form says of a provider of this word, its secret sealed. Errors: what only the relying party knows to be wrong.
pub(super) fn change(state: &State, fields: &Fields, kind: Kind, word: &str) -> Result<Change, WebError> {
    let typed = fields.value("secret").trim();
    let sealed = (!typed.is_empty()).then(|| state.settings().key.seal(&purpose(word), typed.as_bytes())).transpose();
    let text = |name: &str| fields.trimmed(name).to_owned();
    let tenant = if fields.value("audience") == "one" { text("tenant") } else { text("audience") };
    let domains = fields.value("domains").split([',', ' ', ';', '\n', '\r', '\t']).filter(|domain| !domain.is_empty());
    let settings = match kind {
        Kind::Microsoft => Settings { tenant, ..Settings::default() },
        Kind::Workspace => Settings { domains: domains.map(str::to_lowercase).collect(), ..Settings::default() },
        Kind::Apple => Settings { team_id: text("team_id"), key_id: text("key_id"), ..Settings::default() },
        kind if kind.has_issuer() => Settings { issuer: text("issuer"), ..Settings::default() },
        _ => Settings::default(),
    };
    Ok(Change {
        kind,
        word: word.to_owned(),
        label: text("label"),
        settings: Settings { client_id: text("client_id"), ..settings },
        sealed_secret: sealed.map_err(|error| WebError::Broken(error.to_string()))?,
        link_verified_email: kind.may_verify() && fields.is_on("link_verified_email"),
    })
}

/// What only the leaf that signs with it knows: a file that is no key.
pub(super) fn problem_of_key(kind: Kind, fields: &Fields) -> Option<Problem> {
    let typed = fields.value("secret").trim();
    let key = || AppleKey { team_id: String::new(), key_id: String::new(), private_key: Secret::new(typed) };
    let wrong = kind == Kind::Apple && !typed.is_empty() && !key().is_usable();
    wrong.then(|| Problem::new("secret", key!("providers-secret-no-key")))
}

/// The form once more, with all that is wrong: the key among it.
pub(super) fn refused(fields: &Fields, kind: Kind, mut problems: Vec<Problem>, t: Locale) -> Form {
    let key = problem_of_key(kind, fields).filter(|key| !problems.contains(key));
    problems.extend(key);
    Form::refused(fields, &problems, t)
}

/// Refuses what only the leaf finds wrong.
pub(super) fn checked(key: Option<&Problem>) -> Result<(), atiende_core::Refused> {
    let mut check = Check::default();
    if let Some(problem) = key {
        check.push(problem.clone());
    }
    check.finish()
}
