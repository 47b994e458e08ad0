//! `/admin/reglas/{id}`, `/nueva`: when a rule holds, and to whom it sends the ticket.

use super::words::Names;
use crate::admin::{Id, Options, options};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::{LocationId, OrganizationId, RuleId};
use atiende_core::routing::{self, Rule, RuleChange};
use atiende_core::{Actor, Denied, Refused};
use atiende_db::Tx;

#[derive(Template)]
#[template(path = "admin/routing/rule.html")]
struct RulePage {
    page: Page,
    form: Form,
    title: String,
    /// The rule that is changed; `None` while one is made.
    id: Option<String>,
    names: Names,
    priorities: Options,
    locations: Options,
}

pub(crate) async fn new(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, None, Some(Form::filled([("enabled", "on")]))).await
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<RuleId>) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, Some(id), None).await
}

async fn show(state: &State, signed_in: &SignedIn, id: Option<RuleId>, form: Option<Form>) -> Answer {
    let actor = signed_in.actor.clone();
    let (stored, names, locations, form) = state
        .db()
        .read(async move |tx| {
            let rules = routing::rules(tx, actor.admin()?).await?;
            let stored = rules.into_iter().find(|rule| Some(rule.id) == id);
            let form = form.or_else(|| stored.as_ref().map(filled)).ok_or(Denied::NotFound)?;
            let locations = options::locations(tx, &actor, form.value("organization")).await?;
            Ok::<_, Denied>((stored, Names::read(tx, &actor, &[]).await?, locations, form))
        })
        .await?;
    if id.is_some() && stored.is_none() {
        return Err(WebError::NotFound);
    }
    let page = Page::new(state, &signed_in.visitor);
    let title = stored.map_or_else(|| page.text("routing-rule-add").to_owned(), |rule| rule.name);
    let priorities = options::priorities(page.t);
    let id = id.map(|id| id.to_string());
    let template = RulePage { page, form, title, id, names, priorities, locations };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

fn filled(rule: &Rule) -> Form {
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut values = vec![
        ("name", rule.name.clone()),
        ("organization", id(rule.organization.map(|id| id.0))),
        ("category", id(rule.category.map(|id| id.0))),
        ("location", id(rule.location.map(|id| id.0))),
        ("words", rule.words.clone()),
        ("priority", rule.priority.map(|p| p.to_string()).unwrap_or_default()),
        ("technician", id(rule.technician.map(|id| id.0))),
        ("team", id(rule.team.map(|id| id.0))),
    ];
    values.extend(rule.enabled.then(|| ("enabled", "on".to_owned())));
    Form::filled(values)
}

fn change(fields: &Fields) -> RuleChange {
    RuleChange {
        name: fields.value("name").to_owned(),
        enabled: fields.is_on("enabled"),
        organization: fields.parse("organization"),
        category: fields.parse("category"),
        location: fields.parse("location"),
        words: fields.trimmed("words").to_owned(),
        priority: fields.parse("priority"),
        technician: fields.parse("technician"),
        team: fields.parse("team"),
    }
}

pub(crate) async fn add(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    save(&state, &signed_in, None, &fields).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<RuleId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    save(&state, &signed_in, Some(id), &fields).await
}

async fn save(state: &State, signed_in: &SignedIn, id: Option<RuleId>, fields: &Fields) -> Answer {
    // Without scripts, the places of another client come by asking for the form again.
    if fields.is_on("places") {
        return show(state, signed_in, id, Some(Form::typed(fields))).await;
    }
    let (actor, rule) = (signed_in.actor.clone(), change(fields));
    let saved = state
        .db()
        .write(async move |tx| {
            check_place(tx, &actor, rule.organization, rule.location).await?;
            routing::save_rule(tx, actor.admin()?, id, &rule).await
        })
        .await;
    match saved {
        Ok(_) => see_other_with("/admin/reglas", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            show(state, signed_in, id, Some(Form::refused(fields, &problems, signed_in.visitor.locale))).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A rule about a place of another client would never hold.
async fn check_place(
    tx: &Tx,
    actor: &Actor,
    organization: Option<OrganizationId>,
    location: Option<LocationId>,
) -> Result<(), Refused> {
    let Some(location) = location else { return Ok(()) };
    let chosen = organization.map(|id| id.to_string()).unwrap_or_default();
    let known = options::locations(tx, actor, &chosen).await?;
    let found = known.iter().any(|(id, _)| *id == location.to_string());
    if found { Ok(()) } else { Err(Refused::invalid("location", atiende_i18n::key!("orgs-location-unknown"))) }
}

/// `POST /admin/reglas/{id}/eliminar`
pub(crate) async fn delete(state: State, signed_in: SignedIn, Id(id): Id<RuleId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| routing::delete_rule(tx, actor.admin()?, id).await).await?;
    see_other_with("/admin/reglas", Notice::DELETED)
}
