//! Who follows a ticket stops it by the link of a mail, without a session: nobody else's link does, and opening it does not.

use super::people::Who;
use super::world::World;
use crate::testing;
use atiende_core::id::{PersonId, TicketId};
use atiende_core::notify::following;
use atiende_db::{Tx, args, sql};
use axum::body::Body;
use axum::http::Request;

atiende_testing::on_both![a_mail_client_stops_it_with_one_click, a_link_that_the_desk_did_not_write_stops_nothing];

async fn world() -> (World, TicketId, PersonId) {
    let world = World::new().await;
    let (ticket, person) = (world.ids["ticket"].parse().unwrap(), world.people[&Who::Technician].0);
    let follow = async move |tx: &mut Tx| {
        tx.execute(sql!("INSERT INTO watchers (ticket_id, person_id) VALUES ($1, $2)"), args![ticket, person]).await
    };
    world.db().write(follow).await.unwrap();
    (world, ticket, person)
}

async fn follows(world: &World, ticket: TicketId, person: PersonId) -> bool {
    world.db().read(async move |tx| following::follows(tx, ticket, person).await).await.unwrap()
}

/// As a mail client's server posts it (RFC 8058): no cookie, no origin.
async fn one_click(world: &World, path: &str) -> u16 {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"));
    world.send(request.unwrap()).await.status.as_u16()
}

async fn a_mail_client_stops_it_with_one_click() {
    let (world, ticket, person) = world().await;
    let path = format!("/seguimiento/baja/{}", following::token(&testing::key(), ticket, person));
    let opened = world.get(Who::Anybody, &path).await;
    assert!(opened.status == 200 && opened.text.contains("Dejar de seguir"), "{}", opened.text);
    assert!(!opened.text.contains("impresora"), "the link tells nothing of the ticket");
    assert!(follows(&world, ticket, person).await, "a scanner that opens links stops nothing");
    assert_eq!(one_click(&world, &path).await, 200);
    assert!(!follows(&world, ticket, person).await);
    assert_eq!(one_click(&world, &path).await, 200, "again, it is still so");
    assert!(world.get(Who::Anybody, &path).await.text.contains("Ya no sigues"));
}

async fn a_link_that_the_desk_did_not_write_stops_nothing() {
    let (world, ticket, person) = world().await;
    let others = following::token(&testing::key(), TicketId(ticket.0 + 1), person);
    let forged = others.replacen(&format!("{}.", ticket.0 + 1), &format!("{ticket}."), 1);
    for token in [forged, format!("{ticket}.{person}."), format!("{ticket}.{person}")] {
        let path = format!("/seguimiento/baja/{token}");
        assert_eq!(one_click(&world, &path).await, 404, "{token}");
        assert_eq!(world.get(Who::Anybody, &path).await.status, 404, "{token}");
    }
    assert!(follows(&world, ticket, person).await);
}
