//! `/`: what the service brings, and the way in.

use crate::shell::page::see_other;
use crate::shell::{Answer, Page, State, Visitor};
use askama::Template;

#[derive(Template)]
#[template(path = "portal/home/index.html")]
struct HomePage {
    page: Page,
}

pub(crate) async fn get(state: State, visitor: Visitor) -> Answer {
    if visitor.actor.is_none() && state.awaits_first_run().await? {
        return Ok(see_other("/bienvenida"));
    }
    let template = HomePage { page: Page::new(&state, &visitor) };
    template.page.show(&template)
}
