//! María's whiteboard: opened, attended, talked about, solved, closed, followed up.

use crate::support::{Cast, Desk, ticket};
use atiende_core::id::{CategoryId, TicketId};
use atiende_core::tickets::actions::reply::Said;
use atiende_core::tickets::actions::{assign, open, reply, set_state, upkeep};
use atiende_core::tickets::{
    Body, NewReply, NewTicket, Next, Source, State, Ticket, Visibility, WaitingFor, access, lists, show,
};
use atiende_core::{Actor, Denied, Refused};
use jiff::SignedDuration;

fn words(text: &str, visibility: Visibility) -> NewReply {
    NewReply {
        body: Body::markdown(text),
        visibility,
        attachments: vec![],
        then: None,
        seen: None,
        source: Source::Web,
        wakes: true,
    }
}

impl Desk {
    async fn says(&self, actor: &Actor, number: TicketId, new: NewReply) -> Result<Said, Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let replyable = access::replyable(tx, &actor, number).await?;
                reply::reply(tx, replyable, &new).await
            })
            .await
    }

    async fn replies(&self, actor: &Actor, number: TicketId, text: &str) -> Said {
        self.says(actor, number, words(text, Visibility::Public)).await.unwrap()
    }

    async fn moves(&self, actor: &Actor, number: TicketId, next: Next) -> Result<(), Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let replyable = access::replyable(tx, &actor, number).await?;
                set_state::set_state(tx, replyable, next).await
            })
            .await
    }

    async fn sees(&self, actor: &Actor, number: TicketId) -> Ticket {
        let actor = actor.clone();
        self.db.read(async move |tx| access::readable(tx, &actor, number).await).await.unwrap().ticket().clone()
    }
}

on_both! {
    /// It goes straight to the technician; requester, technician and coordinator get a mail.
    async fn a_new_ticket_reaches_everybody_who_should_know(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let number = desk.opens(&maria, "La pizarra no enciende", la_paz).await;

        let seen = desk.sees(&maria, number).await;
        assert_eq!((seen.state, seen.assignee), (State::New, Some(luis.id)));
        assert_eq!(seen.routed_by, r#"{"by":"organization"}"#);
        let mut mails = desk.mails().await;
        mails.sort();
        assert_eq!(
            mails,
            [
                "ticket_opened to carmen@ceiplapaz.es",
                "ticket_opened to luis@desk.es",
                "ticket_received to maria@ceiplapaz.es"
            ]
        );
    }

    /// Each turn of the talk moves the ticket as the product says, and every stretch is kept.
    async fn a_talk_waits_reopens_and_is_solved(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let number = desk.opens(&maria, "No imprime", la_paz).await;

        desk.replies(&luis, number, "¿Qué luz tiene?").await;
        assert_eq!(desk.sees(&maria, number).await.state, State::Open, "the desk's first word opens it");
        desk.moves(&luis, number, Next::waiting(WaitingFor::Requester)).await.unwrap();
        desk.replies(&maria, number, "Roja").await;
        assert_eq!(desk.sees(&maria, number).await.state, State::Open, "her answer reopens it");
        desk.moves(&luis, number, Next::to(State::Solved)).await.unwrap();
        desk.moves(&maria, number, Next::to(State::Open)).await.unwrap();
        let refused = desk.moves(&maria, number, Next::to(State::Closed)).await;
        assert!(matches!(refused, Err(Refused::Invalid(_))), "closing is not hers");

        let stretches: Vec<(String, bool)> = desk
            .db
            .read(async move |tx| {
                tx.all(
                    atiende_db::sql!("SELECT state, to_at IS NULL FROM ticket_stretches WHERE ticket_id = $1 ORDER BY id"),
                    atiende_db::args![number],
                )
                .await
            })
            .await
            .map_err(|e: atiende_db::DbError| e)
            .unwrap();
        let states: Vec<&str> = stretches.iter().map(|(state, _)| state.as_str()).collect();
        assert_eq!(states, ["new", "open", "waiting", "open", "solved", "open"]);
        assert_eq!(stretches.iter().filter(|(_, running)| *running).count(), 1, "one stretch runs");
    }

    /// A note is for staff alone: not in the page, the mails, or the search of anybody else.
    async fn an_internal_note_stays_internal(desk: Desk) {
        let Cast { la_paz, maria, carmen, luis, admin, .. } = desk.cast().await;
        let number = desk.opens(&maria, "No imprime", la_paz).await;
        desk.mails().await;
        desk.says(&luis, number, words("El rodillo termoplumbico ya falló", Visibility::Internal)).await.unwrap();

        assert_eq!(desk.mails().await, Vec::<String>::new(), "its author is the only technician");
        assert_eq!(desk.finds(&admin, "termoplumbico").await, [number]);
        for outsider in [&maria, &carmen] {
            assert_eq!(desk.finds(outsider, "termoplumbico").await, [], "{}", outsider.name);
            let reader = outsider.clone();
            let (messages, history) = desk
                .db
                .read(async move |tx| {
                    let readable = access::readable(tx, &reader, number).await?;
                    Ok::<_, Denied>((show::messages(tx, &readable).await?, show::history(tx, &readable).await?))
                })
                .await
                .unwrap();
            assert_eq!(messages.len(), 1);
            assert!(history.iter().all(|event| event.verb != "noted"));
        }
        let refused = desk.says(&maria, number, words("mía", Visibility::Internal)).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::Forbidden))), "{refused:?}");
    }

    /// What was solved is closed after a week; her word reopens it for a fortnight; later it opens a linked one.
    async fn a_late_reply_opens_a_follow_up(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let number = desk.opens(&maria, "No imprime", la_paz).await;
        desk.moves(&luis, number, Next::to(State::Solved)).await.unwrap();
        assert_eq!(desk.db.write(async move |tx| upkeep::close_solved(tx).await).await.unwrap(), 0, "too early");
        desk.wait(SignedDuration::from_hours(24 * 8));
        assert_eq!(desk.db.write(async move |tx| upkeep::close_solved(tx).await).await.unwrap(), 1);
        assert_eq!(desk.sees(&maria, number).await.state, State::Closed);

        let said = desk.replies(&maria, number, "Otra vez").await;
        assert_eq!((said.ticket, desk.sees(&maria, number).await.state), (number, State::Open));
        desk.moves(&luis, number, Next::to(State::Closed)).await.unwrap();
        desk.wait(SignedDuration::from_hours(24 * 15));
        let said = desk.replies(&maria, number, "Y otra").await;
        assert_ne!(said.ticket, number);
        assert_eq!(desk.sees(&maria, said.ticket).await.follow_up_of, Some(number));
        assert_eq!(desk.sees(&maria, number).await.state, State::Closed);
    }

    /// A reply written over unseen news is stopped, and one's own words are no news.
    async fn unseen_news_stop_a_reply_once(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let number = desk.opens(&maria, "No imprime", la_paz).await;
        let first = desk.replies(&luis, number, "Voy").await.message.unwrap();
        desk.replies(&maria, number, "Ya no hace falta").await;
        let blind = NewReply { seen: Some(first), ..words("Salgo ahora", Visibility::Public) };
        let stopped = desk.says(&luis, number, blind.clone()).await;
        assert!(matches!(stopped, Err(Refused::Conflict(_))), "{stopped:?}");
        let own = desk.says(&maria, number, NewReply { seen: Some(first), ..blind }).await;
        assert!(own.is_ok(), "the news are her own words: {own:?}");
    }

    /// Counters kept by the actions are what counting would give.
    async fn kept_counters_are_right(desk: Desk) {
        let Cast { la_paz, el_mar, maria, jon, luis, admin, .. } = desk.cast().await;
        for n in 0..6 {
            let number = desk.opens(&maria, &format!("Avería {n}"), la_paz).await;
            if n % 2 == 0 {
                desk.moves(&luis, number, Next::to(State::Solved)).await.unwrap();
            }
            if n % 3 == 0 {
                desk.replies(&maria, number, "Sigue igual").await;
            }
            if n == 1 {
                let by = admin.clone();
                desk.db
                    .write(async move |tx| {
                        let workable = access::workable(tx, &by, number).await?;
                        assign::assign(tx, workable, None).await
                    })
                    .await
                    .unwrap();
            }
        }
        desk.opens(&jon, "Otra", el_mar).await;
        let by = admin.clone();
        let counts = desk.db.read(async move |tx| lists::counts(tx, by.staff().unwrap()).await).await.unwrap();
        assert_eq!((counts.all, counts.unassigned), (5, 1));
        assert_eq!(desk.db.write(async move |tx| upkeep::recount_open(tx).await).await.unwrap(), 0, "nothing was wrong");
    }

    /// Everything wrong with a form is told at once, and nothing is half made.
    async fn bad_input_makes_nothing(desk: Desk) {
        let Cast { el_mar, maria, .. } = desk.cast().await;
        let bad = NewTicket {
            priority: None,
            subject: " ".into(),
            body: Body::markdown(""),
            category: Some(CategoryId(99)),
            ..ticket("", el_mar)
        };
        let actor = maria.clone();
        let refused = desk.db.write(async move |tx| open::open(tx, &actor, &bad).await).await;
        let Err(Refused::Invalid(problems)) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = problems.iter().map(|p| p.field).collect();
        assert_eq!(
            fields,
            ["subject", "priority", "body", "organization", "category"],
            "another's organization is unknown"
        );
        assert_eq!(desk.mails().await, Vec::<String>::new());
        assert_eq!(desk.finds(&maria, "María").await, []);
    }
}
