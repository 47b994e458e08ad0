//! `/admin/centros`: every client.

use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::orgs::overview;

#[derive(Template)]
#[template(path = "admin/orgs/list.html")]
struct OrganizationsPage {
    page: Page,
    rows: Vec<overview::Row>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let rows = state.db().read(async move |tx| Ok::<_, Denied>(overview::rows(tx, actor.admin()?).await?)).await?;
    let template = OrganizationsPage { page: Page::new(&state, &signed_in.visitor), rows };
    template.page.show(&template)
}
