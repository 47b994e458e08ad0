//! `/admin/centros`: every client, page by page.

use crate::admin::list::{self, SHOWN};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::orgs::overview;
use atiende_db::Tx;

#[derive(Template)]
#[template(path = "admin/orgs/list.html")]
struct OrganizationsPage {
    page: Page,
    rows: Vec<overview::Row>,
    next: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let after = list::after(&signed_in.visitor.here);
    let read = async move |tx: &Tx| Ok::<_, Denied>(overview::rows(tx, actor.admin()?, after, SHOWN).await?);
    let mut rows = state.db().read(read).await?;
    let next = list::next(&mut rows, &signed_in.visitor.here, |row| row.id.to_string());
    let template = OrganizationsPage { page: Page::new(&state, &signed_in.visitor), rows, next };
    template.page.show(&template)
}
