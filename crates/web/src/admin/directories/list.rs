//! `/admin/directorios`: the groups that directories sent, and the directories of the configuration.

use crate::admin::list::{self, SHOWN};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::directories::{Group, access};

#[derive(Template)]
#[template(path = "admin/directories/list.html")]
struct DirectoriesPage {
    page: Page,
    groups: Vec<Row>,
    next: String,
    /// Where a directory sends what it has.
    address: String,
    directories: Vec<Directory>,
}

struct Row {
    id: String,
    name: String,
    /// The directory that sent it; empty when it is from before that was kept.
    source: String,
    meaning: String,
    members: i64,
}

struct Directory {
    label: String,
    domains: String,
    organization: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let after = list::after(&signed_in.visitor.here);
    let read =
        async move |tx: &atiende_db::Tx| Ok::<_, Denied>(access::groups_after(tx, actor.admin()?, after, SHOWN).await?);
    let mut groups = state.db().read(read).await?;
    let next = list::next(&mut groups, &signed_in.visitor.here, |group| group.id.to_string());
    let page = Page::new(&state, &signed_in.visitor);
    let row = |group: Group| Row {
        id: group.id.to_string(),
        meaning: super::meaning(page.t, &group),
        members: group.members,
        source: group.source_name.unwrap_or_default(),
        name: group.name,
    };
    let template = DirectoriesPage {
        groups: groups.into_iter().map(row).collect(),
        next,
        address: format!("{}/scim/v2", state.settings().public_url),
        directories: directories(&state, &page),
        page,
    };
    template.page.show(&template)
}

fn directories(state: &State, page: &Page) -> Vec<Directory> {
    let all = state.settings().directories.iter();
    all.map(|directory| Directory {
        label: directory.label.clone(),
        domains: page.t.list(&directory.domains),
        organization: directory.rules.organization.clone().unwrap_or_default(),
    })
    .collect()
}
