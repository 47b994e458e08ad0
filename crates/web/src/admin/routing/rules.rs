//! `/admin/reglas`: the rules in their order, and what they would do with a ticket.

use super::try_out::{self, Outcome};
use super::words::{self, Names};
use crate::admin::{Id, Options, list, options};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::id::RuleId;
use atiende_core::routing::{self, Rule};
use atiende_core::tickets::Priority;
use atiende_core::{Denied, Refused};
use atiende_i18n::Locale;

#[derive(Template)]
#[template(path = "admin/routing/rules.html")]
struct RulesPage {
    page: Page,
    rows: Vec<Row>,
    /// The ticket to try out.
    form: Form,
    names: Names,
    priorities: Options,
    locations: Options,
    outcome: Option<Outcome>,
}

struct Row {
    id: String,
    name: String,
    sentence: String,
    enabled: bool,
    /// It is the one that decides about the ticket that is tried out.
    decides: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let form = list::asked(&signed_in.visitor.here, &try_out::FIELDS);
    let (rules, names, locations, choice, form) = state
        .db()
        .read(async move |tx| {
            let rules = routing::rules(tx, actor.admin()?).await?;
            let names = Names::read(tx, &actor, &rules).await?;
            let locations = options::locations(tx, &actor, form.value("centro")).await?;
            let choice = try_out::choose(tx, &actor, &form).await?;
            Ok::<_, Denied>((rules, names, locations, choice, form))
        })
        .await?;
    let page = Page::new(&state, &signed_in.visitor);
    let outcome = choice.map(|choice| try_out::tell(page.t, &choice, &names));
    let rows = rules.iter().map(|rule| row(page.t, rule, &names, outcome.as_ref())).collect();
    let mut priorities = options::priorities(page.t);
    // The one that stands for "not chosen".
    priorities.retain(|(value, _)| value != Priority::Normal.as_str());
    let template = RulesPage { page, rows, form, names, priorities, locations, outcome };
    template.page.show(&template)
}

fn row(t: Locale, rule: &Rule, names: &Names, outcome: Option<&Outcome>) -> Row {
    let decides = outcome.is_some_and(|outcome| outcome.rule.as_ref() == Some(&rule.name));
    Row {
        id: rule.id.to_string(),
        name: rule.name.clone(),
        sentence: words::rule(t, rule, names),
        enabled: rule.enabled,
        decides: decides && rule.enabled,
    }
}

/// `POST /admin/reglas/{id}/mover`: one place up or down.
pub(crate) async fn shift(state: State, signed_in: SignedIn, Id(id): Id<RuleId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, step) = (signed_in.actor.clone(), fields.parse::<i64>("step").unwrap_or_default());
    state.db().write(async move |tx| Ok::<_, Refused>(routing::move_rule(tx, actor.admin()?, id, step).await?)).await?;
    see_other_with("/admin/reglas", Notice::SAVED)
}
