//! `/admin/roles`: who may do what. The table is the one that the checks read and a test tries out (`core/src/roles.rs`).

use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::roles::{Reach, Standing, Verb};
use atiende_i18n::key;

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct RolesPage {
    page: Page,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
}

/// A verb in words, and how far it reaches in each column.
struct Row {
    verb: &'static str,
    cells: Vec<Cell>,
}

struct Cell {
    column: &'static str,
    words: &'static str,
    is_no: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let page = Page::new(&state, &signed_in.visitor);
    let columns: Vec<_> = Standing::ALL.iter().map(|standing| page.text(standing_key(*standing))).collect();
    let cell = |verb: Verb, standing: Standing| {
        let reach = verb.reach(standing);
        let (column, words) = (page.text(standing_key(standing)), page.text(reach_key(reach, standing)));
        Cell { column, words, is_no: reach == Reach::No }
    };
    let row = |verb: &Verb| Row {
        verb: page.text(verb_key(*verb)),
        cells: Standing::ALL.iter().map(|standing| cell(*verb, *standing)).collect(),
    };
    let rows = Verb::ALL.iter().map(row).collect();
    let template = RolesPage { page, columns, rows };
    template.page.show(&template)
}

const fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Requester => key!("roles-requester"),
        Standing::Coordinator => key!("roles-coordinator"),
        Standing::Technician => key!("roles-technician"),
        Standing::Admin => key!("roles-admin"),
    }
}

const fn reach_key(reach: Reach, standing: Standing) -> &'static str {
    match (reach, standing) {
        (Reach::No, _) => key!("roles-no"),
        (Reach::IfLet, _) => key!("roles-if-let"),
        (Reach::Own, _) => key!("roles-own"),
        (Reach::All, _) => key!("roles-all"),
        (Reach::Theirs, Standing::Requester) => key!("roles-of-membership"),
        (Reach::Theirs, Standing::Coordinator) => key!("roles-coordinated"),
        (Reach::Theirs, Standing::Technician | Standing::Admin) => key!("roles-attended"),
    }
}

const fn verb_key(verb: Verb) -> &'static str {
    match verb {
        Verb::OpenTickets => key!("roles-open-tickets"),
        Verb::ReadTickets => key!("roles-read-tickets"),
        Verb::Reply => key!("roles-reply"),
        Verb::ReadNotes => key!("roles-read-notes"),
        Verb::WriteNotes => key!("roles-write-notes"),
        Verb::WorkTickets => key!("roles-work-tickets"),
        Verb::SeeOrganization => key!("roles-see-organization"),
        Verb::SeePlaces => key!("roles-see-places"),
        Verb::SeeDevices => key!("roles-see-devices"),
        Verb::SeeMembers => key!("roles-see-members"),
        Verb::DecideAccounts => key!("roles-decide-accounts"),
        Verb::ReadStaffArticles => key!("roles-read-staff-articles"),
        Verb::WriteArticles => key!("roles-write-articles"),
        Verb::ManagePeople => key!("roles-manage-people"),
        Verb::ManageOrganizations => key!("roles-manage-organizations"),
        Verb::ManageDevices => key!("roles-manage-devices"),
        Verb::ManageRouting => key!("roles-manage-routing"),
        Verb::SeeMail => key!("roles-see-mail"),
        Verb::ChangeSettings => key!("roles-change-settings"),
        Verb::ReadRecord => key!("roles-read-record"),
    }
}
