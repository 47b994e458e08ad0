//! `/admin/invitaciones`: links that open accounts in an organization, for staff and for coordinators who may decide.

use crate::admin::{Id, Options};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::admission::access;
use atiende_core::admission::actions::invite;
use atiende_core::admission::{Invitation, NewInvitation};
use atiende_core::id::InvitationId;
use atiende_core::{Denied, Problem, Refused};
use atiende_i18n::key;

const LIST: &str = "/admin/invitaciones";

#[derive(Template)]
#[template(path = "admin/accounts/invitations.html")]
struct InvitationsPage {
    page: Page,
    form: Form,
    organizations: Options,
    makes_coordinators: bool,
    /// The link that was just made: shown this once.
    link: Option<String>,
    invitations: Vec<Row>,
}

struct Row {
    invitation: Invitation,
    is_good: bool,
    is_over: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?;
    show(&state, &signed_in, Form::filled([("days", "14"), ("max_uses", "1")]), None).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let (actor, token) = (signed_in.approved()?.clone(), Secret::generate());
    let (new, given) = (typed(&fields), token.clone());
    let made = state
        .db()
        .write(async move |tx| {
            let by = access::decider(tx, &actor).await?;
            let new = new.as_ref().map_err(|missing| Refused::Invalid(vec![missing.clone()]))?;
            invite::invite(tx, by, new, &given).await
        })
        .await;
    match made {
        Ok(_) => {
            let link = format!("{}/invitacion/{}", state.settings().public_url, token.reveal());
            show(&state, &signed_in, Form::filled([("days", "14"), ("max_uses", "1")]), Some(link)).await
        }
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale), None).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /admin/invitaciones/{id}/retirar`
pub(crate) async fn revoke(state: State, signed_in: SignedIn, Id(id): Id<InvitationId>) -> Answer {
    let actor = signed_in.approved()?.clone();
    state
        .db()
        .write(async move |tx| {
            let revocable = access::revocable(tx, &actor, id).await?;
            invite::revoke(tx, &revocable).await?;
            Ok::<_, Denied>(())
        })
        .await?;
    see_other_with(LIST, Notice::REVOKED)
}

fn typed(fields: &Fields) -> Result<NewInvitation, Problem> {
    let organization = fields.parse("organization").ok_or(Problem::new("organization", key!("orgs-missing")))?;
    Ok(NewInvitation {
        organization,
        coordinator: fields.is_on("coordinator"),
        note: fields.trimmed("note").to_owned(),
        max_uses: if fields.trimmed("max_uses").is_empty() { 0 } else { fields.parse("max_uses").unwrap_or(-1) },
        days: fields.parse("days").unwrap_or(-1),
    })
}

async fn show(state: &State, signed_in: &SignedIn, form: Form, link: Option<String>) -> Answer {
    let actor = signed_in.actor.clone();
    let (invitations, organizations, makes_coordinators) = state
        .db()
        .read(async move |tx| {
            let by = access::decider(tx, &actor).await?;
            Ok::<_, Denied>((access::invitations(tx, by).await?, by.organizations(tx).await?, by.makes_coordinators()))
        })
        .await?;
    let now = state.now();
    let template = InvitationsPage {
        page: Page::new(state, &signed_in.visitor),
        form,
        organizations: organizations.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        makes_coordinators,
        link,
        invitations: invitations
            .into_iter()
            .map(|(invitation, is_good)| Row { is_over: invitation.expires_at <= now, invitation, is_good })
            .collect(),
    };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}
