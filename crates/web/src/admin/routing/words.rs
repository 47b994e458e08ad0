//! Rules and reasons, in words.

use crate::admin::{Options, options};
use crate::shell::words::priority_key;
use atiende_core::Actor;
use atiende_core::routing::Rule;
use atiende_core::tickets::Priority;
use atiende_db::{DbError, Tx};
use atiende_i18n::Locale;

/// The names of what rules speak of.
pub(super) struct Names {
    pub(super) organizations: Options,
    pub(super) categories: Options,
    pub(super) staff: Options,
    pub(super) teams: Options,
    /// Paths of the places that rules name, by id.
    pub(super) places: Options,
}

impl Names {
    /// For an administrator, who attends every client.
    pub(super) async fn read(tx: &Tx, actor: &Actor, rules: &[Rule]) -> Result<Self, atiende_core::Denied> {
        let by = actor.staff()?;
        Ok(Self {
            organizations: options::organizations(tx, by).await?,
            categories: options::categories(tx, by).await?,
            staff: options::staff(tx, by).await?,
            teams: options::teams(tx, by).await?,
            places: places(tx, actor, rules).await?,
        })
    }
}

async fn places(tx: &Tx, actor: &Actor, rules: &[Rule]) -> Result<Options, DbError> {
    let mut places = Options::new();
    for organization in rules.iter().filter(|rule| rule.location.is_some()).filter_map(|rule| rule.organization) {
        places.extend(options::locations(tx, actor, &organization.to_string()).await?);
    }
    Ok(places)
}

/// "Si el centro es CEIP La Paz y el asunto dice «wifi», va a Ana Ruiz".
pub(super) fn rule(t: Locale, rule: &Rule, names: &Names) -> String {
    let target = target(t, rule, names);
    let conditions = conditions(t, rule, names);
    if conditions.is_empty() {
        t.with("routing-always", "target", target)
    } else {
        t.with2("routing-if", "conditions", t.list(&conditions), "target", target)
    }
}

fn conditions(t: Locale, rule: &Rule, names: &Names) -> Vec<String> {
    let called = |from: &Options, id: Option<i64>| id.map(|id| options::name_of(from, &id.to_string()).to_owned());
    let organization = called(&names.organizations, rule.organization.map(|id| id.0));
    let category = called(&names.categories, rule.category.map(|id| id.0));
    let location = called(&names.places, rule.location.map(|id| id.0));
    let priority = rule.priority.map(|priority: Priority| t.text(priority_key(priority)).to_lowercase());
    let mentioned = Some(rule.words.trim()).filter(|words| !words.is_empty());
    [
        organization.map(|name| t.with("routing-if-organization", "name", name)),
        category.map(|name| t.with("routing-if-category", "name", name)),
        location.map(|name| t.with("routing-if-location", "name", name)),
        priority.map(|name| t.with("routing-if-priority", "name", name)),
        mentioned.map(|words| t.with("routing-if-words", "words", words)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn target(t: Locale, rule: &Rule, names: &Names) -> String {
    match (rule.technician, rule.team) {
        (Some(technician), _) => options::name_of(&names.staff, &technician.to_string()).to_owned(),
        (None, Some(team)) => t.with("routing-to-team", "team", options::name_of(&names.teams, &team.to_string())),
        (None, None) => t.text("routing-to-nobody").to_owned(),
    }
}
