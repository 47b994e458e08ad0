//! `/admin/equipos-de-trabajo/{id}`, `/nuevo`: a team's name and who is in it.

use crate::admin::{Id, Options, options};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::TeamId;
use atiende_core::{Denied, Refused, routing};

#[derive(Template)]
#[template(path = "admin/routing/team.html")]
struct TeamPage {
    page: Page,
    form: Form,
    title: String,
    staff: Options,
}

pub(crate) async fn new(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, None, Some(Form::default())).await
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<TeamId>) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, Some(id), None).await
}

async fn show(state: &State, signed_in: &SignedIn, id: Option<TeamId>, form: Option<Form>) -> Answer {
    let actor = signed_in.actor.clone();
    let (teams, staff) = state
        .db()
        .read(async move |tx| {
            let teams = routing::teams(tx, actor.staff()?).await?;
            Ok::<_, Denied>((teams, options::staff(tx, actor.staff()?).await?))
        })
        .await?;
    let stored = teams.into_iter().find(|team| Some(team.id) == id);
    if id.is_some() && stored.is_none() {
        return Err(WebError::NotFound);
    }
    let page = Page::new(state, &signed_in.visitor);
    let title = stored.as_ref().map_or_else(|| page.text("routing-team-add").to_owned(), |team| team.name.clone());
    let form = form.or_else(|| stored.as_ref().map(filled)).unwrap_or_default();
    let template = TeamPage { page, form, title, staff };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

fn filled(team: &routing::Team) -> Form {
    let members = team.members.iter().map(|id| ("member", id.to_string()));
    Form::filled([("name", team.name.clone())].into_iter().chain(members))
}

pub(crate) async fn add(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    save(&state, &signed_in, None, &fields).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<TeamId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    save(&state, &signed_in, Some(id), &fields).await
}

async fn save(state: &State, signed_in: &SignedIn, id: Option<TeamId>, fields: &Fields) -> Answer {
    let (actor, name, members) = (signed_in.actor.clone(), fields.value("name").to_owned(), fields.parse_all("member"));
    let saved =
        state.db().write(async move |tx| routing::save_team(tx, actor.admin()?, id, &name, &members).await).await;
    match saved {
        Ok(_) => see_other_with("/admin/equipos-de-trabajo", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(fields, &problems, signed_in.visitor.locale);
            show(state, signed_in, id, Some(form)).await
        }
        Err(other) => Err(other.into()),
    }
}
