//! `/admin/directorios/{id}`: what the people of a group are here.

use crate::admin::people::words::role_key;
use crate::admin::{Id, Options, options};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::accounts::Role;
use atiende_core::directories::access::{self, Manageable};
use atiende_core::directories::actions::groups;
use atiende_core::directories::{Group, Meaning};
use atiende_core::id::GroupId;
use atiende_core::{Denied, Refused};

/// Names shown of who is in it.
const NAMES: usize = 100;

#[derive(Template)]
#[template(path = "admin/directories/group.html")]
struct GroupPage {
    page: Page,
    form: Form,
    name: String,
    roles: Options,
    organizations: Options,
    members: Vec<(String, String)>,
    /// How many are not shown.
    more: i64,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<GroupId>) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, id, None).await
}

async fn show(state: &State, signed_in: &SignedIn, id: GroupId, refused: Option<Form>) -> Answer {
    let actor = signed_in.actor.clone();
    let (group, members, organizations) = state
        .db()
        .read(async move |tx| {
            let Manageable { group, .. } = access::group(tx, &actor, id).await?;
            let members = access::members(tx, actor.admin()?, id).await?;
            Ok::<_, Denied>((group, members, options::organizations(tx, actor.staff()?).await?))
        })
        .await?;
    let page = Page::new(state, &signed_in.visitor);
    let role = |role: Role| (role.as_str().to_owned(), page.text(role_key(role)).to_owned());
    let template = GroupPage {
        roles: vec![role(Role::Technician), role(Role::Admin)],
        form: refused.unwrap_or_else(|| filled(&group)),
        name: group.name,
        organizations,
        more: i64::try_from(members.len().saturating_sub(NAMES)).unwrap_or(i64::MAX),
        members: members.into_iter().take(NAMES).map(|(id, name)| (id.to_string(), name)).collect(),
        page,
    };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

fn filled(group: &Group) -> Form {
    let organization = group.organization.map(|id| ("organization", id.to_string()));
    let coordinator = group.coordinator.then(|| ("coordinator", "on".to_owned()));
    Form::filled([("role", group.role.clone())].into_iter().chain(organization).chain(coordinator))
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<GroupId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let meaning = Meaning {
        role: fields.parse("role").filter(|role| *role != Role::Requester),
        organization: fields.parse("organization"),
        coordinator: fields.is_on("coordinator"),
    };
    let actor = signed_in.actor.clone();
    let saved = state.db().write(async move |tx| {
        let group = access::group(tx, &actor, id).await?;
        groups::mean(tx, &group, actor.sudo()?, meaning).await
    });
    match saved.await {
        Ok(()) => see_other_with("/admin/directorios", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(&fields, &problems, signed_in.visitor.locale);
            show(&state, &signed_in, id, Some(form)).await
        }
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}
