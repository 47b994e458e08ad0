//! `/buscar`: tickets by words, number, device or person; for everybody, each in what they may see.

use crate::shell::words::{client_state_key, requester_state_class, state_class, state_key};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::id::PersonId;
use atiende_core::tickets::access;
use atiende_core::tickets::lists::{self, Row};
use axum::extract::Query;
use serde::Deserialize;

const SHOWN: usize = 50;

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "agent/queue/search.html")]
struct SearchPage {
    page: Page,
    q: String,
    is_staff: bool,
    person: PersonId,
    rows: Vec<Row>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let (is_staff, person) = (actor.is_staff(), actor.id);
    let q = asked.q.trim().to_owned();
    let words = q.clone();
    let rows = if q.is_empty() {
        Vec::new()
    } else {
        let scope = access::scope(&actor);
        state.db().read_long(async move |tx| lists::search(tx, &scope, &words, SHOWN).await).await?
    };
    let template = SearchPage { page: Page::new(&state, &signed_in.visitor), q, is_staff, person, rows };
    template.page.show(&template)
}

impl SearchPage {
    /// There may be more than the page shows.
    fn is_full(&self) -> bool {
        self.rows.len() == SHOWN
    }

    /// The same words in the guides.
    fn in_help(&self) -> String {
        format!("/ayuda?{}", form_urlencoded::Serializer::new(String::new()).append_pair("q", &self.q).finish())
    }

    fn state_class(&self, row: &Row) -> &'static str {
        if self.is_staff { state_class(row.state) } else { requester_state_class(row.state, row.waiting_for) }
    }

    fn state_label(&self, row: &Row) -> &'static str {
        let (state, waiting_for) = (row.state, row.waiting_for);
        let is_own = row.requester == self.person;
        let key =
            if self.is_staff { state_key(state, waiting_for) } else { client_state_key(state, waiting_for, is_own) };
        self.page.text(key)
    }
}
