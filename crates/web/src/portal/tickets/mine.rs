//! `/soporte/mis-tickets`: one's own; for coordinators, the organization's too.

use crate::shell::page::version;
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::id::PersonId;
use atiende_core::tickets::State as TicketState;
use atiende_core::tickets::access::{self, Scope};
use atiende_core::tickets::lists::{self, Filter, Row};
use atiende_core::{Actor, Cursor, Page as Rows};
use axum::extract::Query;
use serde::Deserialize;

const ROWS: usize = 25;

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    #[serde(default)]
    vista: String,
    #[serde(default)]
    despues: String,
    #[serde(default)]
    q: String,
}

/// One tab: its address, words, whether it is the one shown.
struct Tab {
    view: &'static str,
    label: &'static str,
    current: bool,
}

#[derive(Template)]
#[template(path = "portal/tickets/mine.html")]
struct MinePage {
    page: Page,
    tabs: Vec<Tab>,
    view: &'static str,
    /// The coordinator's tab: rows tell whose ticket it is.
    of_organization: bool,
    person: PersonId,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
    version: String,
}

/// A tab's name, its scope, and whether it holds what is over. A coordinator's list is the organization's.
fn view(asked: &str, actor: &Actor) -> (&'static str, Scope, bool) {
    let coordinates = actor.coordinated().next().is_some();
    match asked {
        "resueltos" if actor.is_staff() => ("resueltos", access::own(actor), true),
        "resueltos" => ("resueltos", access::scope(actor), true),
        "mios" if coordinates => ("mios", access::own(actor), false),
        "mios-resueltos" if coordinates => ("mios-resueltos", access::own(actor), true),
        _ if actor.is_staff() => ("", access::own(actor), false),
        _ => ("", access::scope(actor), false),
    }
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let (view, scope, over) = view(&asked.vista, &actor);
    let after: Option<Cursor> = asked.despues.parse().ok();
    let q = asked.q.trim().to_owned();
    let words = q.clone();
    let found: Rows<Row> = state
        .db()
        .read(async move |tx| {
            if words.is_empty() {
                lists::page(tx, &scope, &Filter { over: Some(over), ..Filter::default() }, after, ROWS).await
            } else {
                let mut items = lists::search(tx, &scope, &words, ROWS * 4).await?;
                items.retain(|row| is_over(row) == over);
                Ok(Rows { items, next: None })
            }
        })
        .await?;
    let page = Page::new(&state, &signed_in.visitor);
    let template = MinePage {
        tabs: tabs(&page, &actor, view),
        view,
        of_organization: signed_in.actor.coordinated().next().is_some() && !view.starts_with("mios"),
        person: signed_in.actor.id,
        q,
        version: version(&found.items.iter().map(|row| (row.id, row.updated_at)).collect::<Vec<_>>()),
        next: found.next.map(|cursor| cursor.to_string()),
        rows: found.items,
        page,
    };
    template.page.show(&template)
}

fn is_over(row: &Row) -> bool {
    matches!(row.state, TicketState::Closed | TicketState::Merged)
}

fn tabs(page: &Page, actor: &Actor, current: &str) -> Vec<Tab> {
    let mut tabs = vec![("", page.text("tickets-tab-open")), ("resueltos", page.text("tickets-tab-solved"))];
    if actor.coordinated().next().is_some() {
        tabs = vec![
            ("", page.text("tickets-tab-organization")),
            ("resueltos", page.text("tickets-tab-organization-solved")),
            ("mios", page.text("tickets-tab-mine")),
            ("mios-resueltos", page.text("tickets-tab-mine-solved")),
        ];
    }
    tabs.into_iter().map(|(view, label)| Tab { view, label, current: view == current }).collect()
}
