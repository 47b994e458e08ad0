//! `/invitacion/{link}`: whom it lets in, and where. The link stays with the browser until the account is made,
//! by the form or by a provider's button.

use crate::shell::cookies;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Notice, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::admission::access;
use atiende_core::admission::actions::join;
use atiende_core::admission::{Invitation, Invited};
use atiende_core::{Denied, Refused};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};

/// Holds the link of an invitation.
pub(super) const COOKIE: &str = "invitation";
const HOUR: i64 = 3600;

#[derive(Template)]
#[template(path = "portal/accounts/invitation.html")]
struct InvitationPage {
    page: Page,
    /// `None`: the link is good no more.
    invitation: Option<Invitation>,
    /// Staff belong to the provider.
    is_staff: bool,
    /// Belongs to the organization already.
    is_member: bool,
    here: String,
}

pub(crate) async fn get(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let token = Secret::presented(&link);
    let asked = token.clone();
    let found = state.db().read(async move |tx| access::invitation(tx, &asked).await).await;
    let invitation = match found {
        Ok((invitation, _)) => Some(invitation),
        Err(Denied::NotFound) => None,
        Err(other) => return Err(other.into()),
    };
    let actor = visitor.actor.as_ref();
    let organization = invitation.as_ref().map(|invitation| invitation.organization);
    let template = InvitationPage {
        page: Page::new(&state, &visitor),
        is_staff: actor.is_some_and(|actor| actor.is_staff()),
        is_member: actor.zip(organization).is_some_and(|(actor, organization)| actor.belongs_to(organization)),
        here: visitor.here.clone(),
        invitation,
    };
    if template.invitation.is_none() {
        return template.page.with_status(&template, StatusCode::NOT_FOUND);
    }
    cookies::with(&state, template.page.show(&template)?, (COOKIE, token.reveal()), HOUR)
}

/// `POST /invitacion/{link}`: who has an account joins.
pub(crate) async fn post(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let here = format!("/invitacion/{link}");
    let Some(actor) = visitor.actor.clone() else {
        return Err(WebError::SignIn { back_to: here, unsent: true });
    };
    let token = Secret::presented(&link);
    let joined = state
        .db()
        .write(async move |tx| {
            let (_, invited) = access::invitation(tx, &token).await?;
            join::join(tx, &actor, invited).await
        })
        .await;
    match joined {
        Ok(()) => cookies::without(&state, see_other_with("/", Notice::JOINED)?, COOKIE),
        Err(Refused::Denied(Denied::NotFound)) => Ok(see_other(&here)),
        Err(other) => Err(other.into()),
    }
}

/// The invitation by which this browser came, if it is still good.
pub(super) async fn of_browser(state: &State, headers: &HeaderMap) -> Result<Option<(Invitation, Invited)>, WebError> {
    let Some(token) = cookies::secret(headers, COOKIE) else { return Ok(None) };
    match state.db().read(async move |tx| access::invitation(tx, &token).await).await {
        Ok(found) => Ok(Some(found)),
        Err(Denied::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
