//! `/seguimiento/baja/{token}`: who follows a ticket of their own will stops it, by the link of any of its mails. Opening the
//! link changes nothing, because mail scanners open links; the button does, and so does the mail client's (RFC 8058).

use crate::shell::{Answer, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::Denied;
use atiende_core::id::{PersonId, TicketId};
use atiende_core::notify::following;
use atiende_i18n::key;
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/tickets/unfollow.html")]
struct UnfollowPage {
    page: Page,
    number: String,
    is_done: bool,
}

impl UnfollowPage {
    fn title(&self) -> String {
        let key = if self.is_done { key!("tickets-unfollowed-title") } else { key!("tickets-unfollow-title") };
        self.page.t.with(key, "number", self.number.as_str())
    }
}

pub(crate) async fn get(state: State, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let (ticket, person) = meant(&state, &token)?;
    let follows = state.db().read(async move |tx| following::follows(tx, ticket, person).await).await?;
    show(&state, &visitor, ticket, !follows)
}

pub(crate) async fn post(state: State, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let (ticket, person) = meant(&state, &token)?;
    let ip = visitor.client.ip.clone();
    state.db().write(async move |tx| following::stop(tx, ticket, person, &ip).await).await?;
    show(&state, &visitor, ticket, true)
}

fn meant(state: &State, token: &str) -> Result<(TicketId, PersonId), WebError> {
    Ok(following::read(&state.settings().key, token).ok_or(Denied::NotFound)?)
}

fn show(state: &State, visitor: &Visitor, ticket: TicketId, is_done: bool) -> Answer {
    let template = UnfollowPage { page: Page::new(state, visitor), number: ticket.to_string(), is_done };
    template.page.show(&template)
}
