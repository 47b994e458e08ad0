//! `/cola/{view}`: the technician's lists.

use crate::shell::page::version;
use crate::shell::words::short_state_key;
use crate::shell::{Answer, Arrival, Page, State};
use askama::Template;
use atiende_core::accounts::directory;
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::tickets::lists::{self, Assignee, Counts, Filter, Row};
use atiende_core::tickets::{State as TicketState, access};
use atiende_core::{Actor, Cursor, Denied, Page as Rows, admission, orgs};
use atiende_db::Tx;
use axum::extract::{Path, Query};
use serde::Deserialize;
use std::sync::Arc;

const ROWS: usize = 50;

#[derive(Deserialize, Default, Clone)]
pub(crate) struct Asked {
    #[serde(default)]
    estado: String,
    #[serde(default)]
    centro: String,
    #[serde(default)]
    tecnico: String,
    #[serde(default)]
    despues: String,
}

/// A view at the left: address, words, number of tickets if it is kept.
struct View {
    address: String,
    label: &'static str,
    count: Option<i64>,
    current: bool,
}

/// Views under one heading.
struct Group {
    label: &'static str,
    views: Vec<View>,
}

#[derive(Template)]
#[template(path = "agent/queue/index.html")]
struct QueuePage {
    page: Page,
    address: String,
    title: &'static str,
    groups: Vec<Group>,
    asked: Asked,
    /// The client and the technician to whom the list is narrowed.
    client: Option<OrganizationId>,
    technician: Option<PersonId>,
    states: Vec<(&'static str, &'static str)>,
    organizations: Arc<Vec<(OrganizationId, String)>>,
    technicians: Arc<Vec<(PersonId, String)>>,
    rows: Vec<Row>,
    next: Option<String>,
    version: String,
}

/// What a view holds before the filters narrow it.
fn filter(view: &str, actor: &Actor, asked: &Asked) -> Option<Filter> {
    let base = match view {
        "mios" => Filter { open: Some(true), assignee: Assignee::Person(actor.id), ..Filter::default() },
        "sin-asignar" => Filter { open: Some(true), assignee: Assignee::Nobody, ..Filter::default() },
        "abiertos" => Filter { open: Some(true), ..Filter::default() },
        "resueltos" => Filter { state: Some(TicketState::Solved), ..Filter::default() },
        "todos" => Filter::default(),
        _ => return None,
    };
    let assignee = match asked.tecnico.as_str() {
        "" => base.assignee,
        "nadie" => Assignee::Nobody,
        id => id.parse().map_or(base.assignee, Assignee::Person),
    };
    let state = asked.estado.parse().ok().or(base.state);
    Some(Filter { assignee, state, organization: asked.centro.parse().ok(), ..base })
}

pub(crate) async fn get(
    state: State,
    arrival: Arrival,
    Path(view): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let after: Option<Cursor> = asked.despues.parse().ok();
    let (name, narrowed) = (view.clone(), asked.clone());
    let load = async move |tx: &Tx, actor: &Actor| {
        actor.staff()?;
        let filter = filter(&name, actor, &narrowed).ok_or(Denied::NotFound)?;
        Loaded::load(tx, actor, &filter, after).await
    };
    let (signed_in, loaded) = arrival.reads(&state, load).await?;
    let page = Page::new(&state, &signed_in.visitor);
    let groups = views(&page, &view, loaded.counts, loaded.pending);
    let title = groups.iter().flat_map(|group| &group.views).find(|view| view.current).map_or("", |view| view.label);
    let template = QueuePage {
        title,
        groups,
        states: TicketState::ALL.iter().map(|&s| (s.as_str(), page.text(short_state_key(s)))).collect(),
        organizations: loaded.organizations,
        technicians: loaded.technicians,
        version: version(&loaded.rows.items.iter().map(|row| (row.id, row.updated_at)).collect::<Vec<_>>()),
        next: loaded.rows.next.map(|cursor| cursor.to_string()),
        rows: loaded.rows.items,
        address: view,
        client: asked.centro.parse().ok(),
        technician: asked.tecnico.parse().ok(),
        asked,
        page,
    };
    template.page.show(&template)
}

struct Loaded {
    rows: Rows<Row>,
    counts: Counts,
    /// Accounts that wait for approval.
    pending: i64,
    organizations: Arc<Vec<(OrganizationId, String)>>,
    technicians: Arc<Vec<(PersonId, String)>>,
}

impl Loaded {
    async fn load(tx: &Tx, actor: &Actor, filter: &Filter, after: Option<Cursor>) -> Result<Self, Denied> {
        let staff = actor.staff()?;
        Ok(Self {
            rows: lists::page(tx, &access::scope(actor), filter, after, ROWS).await?,
            counts: lists::counts(tx, staff).await?,
            pending: admission::access::pending_count(tx, staff).await?,
            organizations: orgs::access::attended_names(tx, staff).await?,
            technicians: directory::staff(tx, staff).await?,
        })
    }
}

fn views(page: &Page, current: &str, counts: Counts, pending: i64) -> Vec<Group> {
    let view = |name, label, count| View { address: format!("/cola/{name}"), label, count, current: name == current };
    let mine = vec![
        view("mios", page.text("tickets-view-mine"), Some(counts.mine)),
        view("sin-asignar", page.text("tickets-view-unassigned"), Some(counts.unassigned)),
    ];
    let team = vec![
        view("abiertos", page.text("tickets-view-open"), Some(counts.all)),
        view("resueltos", page.text("tickets-view-solved"), None),
        view("todos", page.text("tickets-view-all"), None),
    ];
    let accounts = View {
        address: "/admin/cuentas".into(),
        label: page.text("accounts-pending"),
        count: Some(pending),
        current: false,
    };
    vec![
        Group { label: page.text("tickets-views-mine"), views: mine },
        Group { label: page.text("tickets-views-team"), views: team },
        Group { label: page.text("tickets-views-people"), views: vec![accounts] },
    ]
}

impl QueuePage {
    /// The next page's address, with the filters as they are.
    fn next_address(&self, cursor: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let filters =
            [("estado", &self.asked.estado), ("centro", &self.asked.centro), ("tecnico", &self.asked.tecnico)];
        for (name, value) in filters.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        format!("/cola/{}?{}", self.address, query.append_pair("despues", cursor).finish())
    }

    fn is_filtered(&self) -> bool {
        !(self.asked.estado.is_empty() && self.asked.centro.is_empty() && self.asked.tecnico.is_empty())
    }
}
