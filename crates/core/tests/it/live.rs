//! What happens is announced to all nodes, and heard by those alone who may look.

use crate::support::{Cast, Desk};
use atiende_core::Actor;
use atiende_core::accounts::Role;
use atiende_core::live::{Channel, Topic, hears};
use atiende_core::tickets::actions::{assign, edit, reply, set_state, upkeep};
use atiende_core::tickets::{Body, NewReply, Next, Priority, Source, State, Visibility, access};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(10);

/// What is announced from now on.
struct Ear(Receiver<Arc<str>>);

impl Ear {
    async fn of(desk: &Desk) -> Self {
        let mut ear = Self(desk.db.changes().subscribe());
        // PostgreSQL's word takes a moment to be heard for the first time.
        let ready = async |tx: &mut Tx| {
            tx.announce("ready");
            Ok::<_, DbError>(())
        };
        loop {
            desk.db.write(ready).await.unwrap();
            if timeout(Duration::from_millis(200), ear.until("ready")).await.is_ok() {
                return ear;
            }
        }
    }

    async fn until(&mut self, topic: &str) {
        while &*self.0.recv().await.unwrap() != topic {}
    }

    async fn hears(&mut self, topic: &str) {
        timeout(SOON, self.until(topic)).await.unwrap_or_else(|_| panic!("{topic} is not announced"));
    }
}

fn said(text: &str, then: Option<Next>) -> NewReply {
    NewReply {
        body: Body::markdown(text),
        visibility: Visibility::Public,
        attachments: vec![],
        then,
        seen: None,
        source: Source::Web,
        wakes: true,
    }
}

on_both! {
    /// Each action says which ticket it changed, of which organization, and whose.
    async fn what_happens_to_a_ticket_is_announced(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let mut ear = Ear::of(&desk).await;
        let number = desk.opens(&maria, "La pizarra no enciende", la_paz).await;
        let changed = format!("t:{number}:{la_paz}:{}", maria.id);
        ear.hears(&changed).await;

        let actor = luis.clone();
        let unassign = async move |tx: &mut Tx| {
            let workable = access::workable(tx, &actor, number).await?;
            assign::assign(tx, workable, None).await
        };
        desk.db.write(unassign).await.unwrap();
        ear.hears(&changed).await;

        let actor = luis.clone();
        let raise = async move |tx: &mut Tx| {
            let workable = access::workable(tx, &actor, number).await?;
            edit::edit(tx, workable, &edit::Edit { priority: Some(Priority::High), ..edit::Edit::default() }).await
        };
        desk.db.write(raise).await.unwrap();
        ear.hears(&changed).await;

        let actor = luis.clone();
        let solve = async move |tx: &mut Tx| {
            let replyable = access::replyable(tx, &actor, number).await?;
            reply::reply(tx, replyable, &said("Ya va.", Some(Next::to(State::Solved)))).await.map(|_| ())
        };
        desk.db.write(solve).await.unwrap();
        ear.hears(&changed).await;

        let actor = maria.clone();
        let reopen = async move |tx: &mut Tx| {
            let replyable = access::replyable(tx, &actor, number).await?;
            set_state::set_state(tx, replyable, Next::to(State::Open)).await
        };
        desk.db.write(reopen).await.unwrap();
        ear.hears(&changed).await;

        let actor = luis.clone();
        let solve = async move |tx: &mut Tx| {
            let replyable = access::replyable(tx, &actor, number).await?;
            set_state::set_state(tx, replyable, Next::to(State::Solved)).await
        };
        desk.db.write(solve).await.unwrap();
        ear.hears(&changed).await;
        desk.wait(SignedDuration::from_hours(24 * 60));
        assert_eq!(desk.db.write(async |tx| upkeep::close_solved(tx).await).await.unwrap(), 1);
        ear.hears(&changed).await;
    }

    /// Their open pages are looked at anew.
    async fn what_happens_to_a_person_is_announced(desk: Desk) {
        let Cast { la_paz, carmen, maria, admin, .. } = desk.cast().await;
        let mut ear = Ear::of(&desk).await;
        desk.join(carmen.id, la_paz, false).await;
        ear.hears(&format!("p:{}", carmen.id)).await;
        let ada = desk.proved(&admin.email).await;
        desk.edits(&ada, maria.id, |change| change.disabled = true).await.unwrap();
        ear.hears(&format!("p:{}", maria.id)).await;
    }

    /// A channel for what is theirs, and none for what is not.
    async fn each_hears_of_what_they_may_see(desk: Desk) {
        let Cast { la_paz, el_mar, maria, carmen, jon, luis, admin } = desk.cast().await;
        let number = desk.opens(&maria, "La pizarra no enciende", la_paz).await;
        let ana = desk.person("Ana Ruiz", "ana@desk.es", Role::Technician).await;
        desk.attends_only(ana, el_mar).await;
        let ana = desk.actor("ana@desk.es").await;
        let ticket = vec![Channel::Ticket(number)];
        let mine = |actor: &Actor| vec![Channel::Requester(actor.id)];
        let (all, accounts) = (vec![Channel::EveryTicket], vec![Channel::Accounts]);
        let coordinated =
            |actor: &Actor, of| [mine(actor), vec![Channel::Organization(of)]].concat();
        for (actor, of_ticket, queue, own, waiting) in [
            (&maria, ticket.clone(), vec![], mine(&maria), vec![]),
            (&carmen, ticket.clone(), vec![], coordinated(&carmen, la_paz), vec![]),
            (&jon, vec![], vec![], coordinated(&jon, el_mar), vec![]),
            (&ana, vec![], vec![Channel::Organization(el_mar)], mine(&ana), accounts.clone()),
            (&luis, ticket.clone(), all.clone(), mine(&luis), accounts.clone()),
            (&admin, ticket.clone(), all.clone(), mine(&admin), accounts.clone()),
        ] {
            let expected = [of_ticket, queue, own, waiting];
            let topics = [Topic::Ticket(number), Topic::Queue, Topic::Mine, Topic::Accounts];
            for (topic, expected) in topics.into_iter().zip(expected) {
                let asks = actor.clone();
                let heard = desk.db.read(async move |tx| hears(tx, &asks, topic).await).await.unwrap();
                assert_eq!(heard, expected, "{} and {topic}", actor.name);
            }
        }
    }
}
