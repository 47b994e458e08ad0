//! `POST /users`: an account that needs no approval. Its owner chooses a password with "recover".

use super::User;
use super::model::check_organizations;
use crate::api::Problem;
use crate::api::sent::{Made, Sent};
use crate::api::values::{self, Id};
use atiende_core::Actor;
use atiende_core::accounts::{NewAccount, Role, actions::add};
use atiende_core::error::Check;
use atiende_core::events::By;
use atiende_core::id::OrganizationId;
use atiende_db::Tx;
use atiende_i18n::Locale;
use atiende_text::address;
use serde::Deserialize;
use utoipa::ToSchema;

/// An account to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    #[serde(default)]
    #[schema(required, max_length = 120)]
    name: String,
    #[serde(default)]
    #[schema(required)]
    email: String,
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: String,
    /// `requester` unless told.
    #[schema(value_type = Option<values::Role>)]
    role: Option<Role>,
    /// Where the person belongs.
    organization: Option<Id>,
    /// Of that organization.
    #[serde(default)]
    coordinator: bool,
    /// Language of pages and mails: `es` or `en`.
    locale: Option<String>,
}

/// Make an account
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = User, headers(("Location" = String)))))]
pub(crate) async fn add(sent: Sent<NewUser>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    let desk = sent.state.settings().locale;
    sent.once(async move |tx, actor, new| make(tx, actor, new, desk).await).await
}

async fn make(tx: &mut Tx, actor: &Actor, new: &NewUser, desk: Locale) -> Result<Made, Problem> {
    let account = new.account(desk)?;
    let organization = new.organization.map(OrganizationId::from);
    check_organizations(tx, actor, "organization", organization).await?;
    let role = new.role.unwrap_or(Role::Requester);
    let by = By::from(actor);
    let id = add::by_admin(tx, actor.admin()?, &account, role).await?;
    if let Some(organization) = organization {
        add::into_organization(tx, &by, id, organization, new.coordinator).await?;
    }
    Made::at(format!("/api/v1/users/{id}"), &User::of(tx, actor, id).await?)
}

impl NewUser {
    fn account(&self, desk: Locale) -> Result<NewAccount, Problem> {
        let mut check = Check::default();
        check.required(&self.name, "name", "accounts-name-missing", 120);
        let email = address::normalise_email(&self.email);
        check.that(email.is_some(), "email", "accounts-email-wrong");
        check.at_most(&self.phone, "phone", 40);
        let locale = self.locale.as_deref().map_or(Ok(desk), str::parse);
        check.that(locale.is_ok(), "locale", "api-value-wrong");
        check.finish()?;
        Ok(NewAccount {
            name: self.name.trim().to_owned(),
            email: email.unwrap_or_default(),
            phone: self.phone.trim().to_owned(),
            claimed_organization: String::new(),
            locale: locale.unwrap_or(desk).as_str().to_owned(),
            ..NewAccount::default()
        })
    }
}
