//! `/soporte/recibido/{number}`: the desk has it; who attends it, who got a copy, what to try meanwhile.

use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::articles::{self, ArticleRow};
use atiende_core::id::TicketId;
use atiende_core::tickets::{Ticket, access, show};
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/tickets/received.html")]
struct ReceivedPage {
    page: Page,
    ticket: Ticket,
    coordinators: Vec<String>,
    articles: Vec<ArticleRow>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Path(number): Path<TicketId>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let (ticket, copies, articles) = state
        .db()
        .read(async move |tx| {
            let readable = access::readable(tx, &actor, number).await?;
            let copies = show::copies(tx, &readable).await?;
            let articles = articles::search(tx, Some(&actor), &readable.ticket().subject).await?;
            Ok::<_, atiende_core::Denied>((readable.ticket().clone(), copies, articles))
        })
        .await?;
    // Later messages went to them too: each is named once.
    let mut coordinators: Vec<String> = Vec::new();
    for copy in copies.into_iter().filter(|copy| copy.reason == "coordinator") {
        if !coordinators.contains(&copy.to_name) {
            coordinators.push(copy.to_name);
        }
    }
    let template = ReceivedPage { page: Page::new(&state, &signed_in.visitor), ticket, coordinators, articles };
    template.page.show(&template)
}
