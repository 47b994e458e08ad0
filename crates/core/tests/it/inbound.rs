//! What comes by mail becomes a ticket, words in one, or something to look at, and nothing is lost or there twice.

use crate::support::{Cast, Desk};
use atiende_core::accounts::{AccountState, access};
use atiende_core::admission::{access as admission, actions::approve};
use atiende_core::id::{InboundId, OrganizationId, TicketId};
use atiende_core::inbound::actions::take_in::{Clue, Incoming, Kind, Manner, Order, take_in};
use atiende_core::inbound::actions::{arrive, decide, settle};
use atiende_core::inbound::{Arrival, Entry, Outcome, Rules, Settled, Trust, Unknown, Via, Why, access as ledger};
use atiende_core::limits::Rate;
use atiende_core::tickets::actions::set_state;
use atiende_core::tickets::{Body, Next, Source, State, show};
use atiende_core::{Actor, Denied, Refused, tickets};
use atiende_db::{Tx, args, sql};
use jiff::SignedDuration;

const MAILBOX: &str = "soporte@desk.es";

pub(crate) fn arrival(digest: &str) -> Arrival {
    Arrival {
        mailbox: MAILBOX.into(),
        via: Via::Lmtp,
        envelope_from: Some("maria@ceiplapaz.es".into()),
        envelope_to: MAILBOX.into(),
        message_id: format!("{digest}@ceiplapaz.es"),
        digest: digest.into(),
        sha256: "00".into(),
        size: 5,
        raw: Some(b"bytes".to_vec()),
    }
}

/// A person's message, in words.
pub(crate) fn words(from: &str, text: &str) -> Incoming {
    Incoming {
        id: InboundId(0),
        rules: Rules::default(),
        kind: Kind::Written(Manner::Person),
        from: Some(("Quien Sea".into(), from.into())),
        unreachable: Default::default(),
        trust: Trust::None,
        subject: "No imprime".into(),
        body: Body::mail(text, &format!("<p>{text}</p>"), text),
        files: Vec::new(),
        clues: Vec::new(),
        orders: Vec::new(),
        passed_on: None,
        locale: "es".into(),
        answers: Rate { times: 100, within: SignedDuration::from_hours(1) },
    }
}

impl Desk {
    pub(crate) async fn comes(&self, digest: &'static str) -> InboundId {
        self.db.write(async move |tx| arrive::arrive(tx, &arrival(digest)).await).await.unwrap().id
    }

    /// Takes the message in as one that has just arrived.
    pub(crate) async fn takes(&self, digest: &'static str, incoming: Incoming) -> (InboundId, Settled) {
        let id = self.comes(digest).await;
        (id, self.takes_again(id, incoming).await.unwrap())
    }

    pub(crate) async fn takes_again(&self, id: InboundId, incoming: Incoming) -> Option<Settled> {
        let incoming = Incoming { id, ..incoming };
        self.db.write(async move |tx| take_in(tx, &incoming).await).await.unwrap()
    }

    pub(crate) async fn entry(&self, id: InboundId) -> Entry {
        self.db.read(async move |tx| ledger::taken(tx, id).await).await.unwrap().unwrap()
    }

    /// "author: words" of a ticket's messages as staff sees them, notes in brackets.
    pub(crate) async fn talk(&self, by: &Actor, ticket: TicketId) -> Vec<String> {
        let by = by.clone();
        let shown = async move |tx: &Tx| {
            let readable = tickets::access::readable(tx, &by, ticket).await?;
            Ok::<_, Denied>(show::messages(tx, &readable).await?)
        };
        let messages = self.db.read(shown).await.unwrap();
        messages
            .iter()
            .map(|message| format!("{}: {}", message.author_name.clone().unwrap_or_default(), message.body))
            .collect()
    }

    async fn ticket_state(&self, cast: &Cast, ticket: TicketId) -> State {
        let by = cast.admin.clone();
        let read = async move |tx: &Tx| tickets::access::readable(tx, &by, ticket).await;
        self.db.read(read).await.unwrap().ticket().state
    }

    pub(crate) async fn account_of(&self, email: &'static str) -> Option<AccountState> {
        let found = self.db.read(async move |tx| access::by_email(tx, email).await).await.unwrap();
        found.map(|person| person.state)
    }

    /// The Message-ID of a mail to this address that was sent.
    pub(crate) async fn sent_to(&self, email: &'static str) -> String {
        let sent = sql!(
            "UPDATE outbox SET state = 'sent', message_id = message_id || '@desk.es' WHERE to_address = $1 RETURNING message_id"
        );
        let ids: Vec<(String,)> = self.db.write(async move |tx| tx.returning(sent, args![email]).await).await.unwrap();
        ids.into_iter().next().unwrap().0
    }

    pub(crate) async fn failed_to(&self, email: &'static str) -> i64 {
        let failed = sql!("SELECT count(*) FROM outbox WHERE to_address = $1 AND state = 'failed'");
        self.db.read(async move |tx| tx.one::<(i64,)>(failed, args![email]).await).await.unwrap().0
    }

    /// The totals of the ledger, and all of its rows.
    async fn totals(&self) -> (i64, i64) {
        let counts = self.db.read(async |tx| ledger::totals(tx).await).await.unwrap();
        let all = counts.iter().map(|(_, n)| n).sum();
        let due = counts.iter().filter(|(outcome, _)| outcome.is_due()).map(|(_, n)| n).sum();
        (all, due)
    }
}

on_both! {
    /// The same message to the same mailbox is kept again and does nothing; another one under its name is read.
    async fn a_message_comes_once(desk: Desk) {
        let cast = desk.cast().await;
        let (first, settled) = desk.takes("a", words("maria@ceiplapaz.es", "Hola")).await;
        assert_eq!((settled.outcome, settled.person), (Outcome::Created, Some(cast.maria.id)));
        let again = desk.comes("a").await;
        let entry = desk.entry(again).await;
        assert_eq!((entry.outcome, entry.duplicate_of), (Outcome::Duplicate, Some(first)));
        assert_eq!(desk.takes_again(again, words("maria@ceiplapaz.es", "Hola")).await, None, "read no more");
        assert_eq!(desk.takes_again(first, words("maria@ceiplapaz.es", "Hola")).await, None, "nor is the first");
        let other = Arrival { mailbox: "otra@desk.es".into(), ..arrival("a") };
        let there = desk.db.write(async move |tx| arrive::arrive(tx, &other).await).await.unwrap();
        assert_eq!(there.duplicate_of, None, "another mailbox");
        assert_eq!(desk.totals().await, (3, 1));
    }

    /// A worker that dies gives the message back by time; one that cannot read it tries again, ever later.
    async fn nothing_is_given_up(desk: Desk) {
        desk.cast().await;
        let id = desk.comes("a").await;
        let claims = async || {
            let lease = SignedDuration::from_mins(5);
            desk.db.write(async move |tx| settle::claim(tx, 10, lease).await).await.unwrap()
        };
        assert_eq!(claims().await.iter().map(|due| due.id).collect::<Vec<_>>(), [id]);
        assert!(claims().await.is_empty(), "somebody has it");
        desk.wait(SignedDuration::from_mins(5));
        let due = claims().await.remove(0);
        assert_eq!((due.attempts, due.raw.as_deref()), (2, Some(b"bytes".as_slice())));
        desk.db.write(async move |tx| settle::stick(tx, &due, "the disk is full").await).await.unwrap();
        let entry = desk.entry(id).await;
        assert_eq!((entry.outcome, entry.detail.as_str()), (Outcome::Stuck, "the disk is full"));
        assert!(claims().await.is_empty());
        desk.wait(SignedDuration::from_mins(2));
        assert_eq!(claims().await.len(), 1);
        let settled = desk.takes_again(id, words("maria@ceiplapaz.es", "Hola")).await.unwrap();
        assert_eq!((settled.outcome, desk.entry(id).await.detail), (Outcome::Created, String::new()));
    }

    /// Words of somebody in the ticket go on in it, whichever way they name it; the surest counts.
    async fn an_answer_goes_on_in_its_ticket(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let mails: Vec<String> = desk.mails().await;
        assert!(!mails.is_empty());
        let ways = [
            ("root", Clue::Root(ticket)),
            ("address", Clue::Address(ticket, cast.maria.id)),
            ("subject", Clue::Subject(ticket)),
        ];
        for (digest, clue) in ways {
            let incoming = Incoming { clues: vec![clue], ..words("maria@ceiplapaz.es", digest) };
            let (_, settled) = desk.takes(digest, incoming).await;
            assert_eq!((settled.outcome, settled.ticket), (Outcome::Appended, Some(ticket)), "{digest}");
        }
        // An answer to her own mail, which is in a ticket.
        let (_, own) = desk.takes("own", words("maria@ceiplapaz.es", "Otra cosa")).await;
        let clues = vec![Clue::Answers("own@ceiplapaz.es".into())];
        let (_, settled) = desk.takes("b", Incoming { clues, ..words("maria@ceiplapaz.es", "Y otra") }).await;
        assert_eq!((settled.outcome, settled.ticket), (Outcome::Appended, own.ticket));
        assert_eq!(desk.talk(&cast.luis, ticket).await.len(), 4);
        let message = desk.db.read(async |tx| tickets::access::readable(tx, &cast.maria, ticket).await).await.unwrap();
        assert_eq!(message.ticket().source, Source::Web, "the ticket's own");
    }

    /// A stranger who knows the thread waits beside the ticket; one who only writes its number opens a ticket of their own.
    async fn strangers_wait_beside_the_ticket(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let sure = Incoming { clues: vec![Clue::Root(ticket)], ..words("jon@ieselmar.es", "Lo sé yo") };
        let (id, settled) = desk.takes("a", sure.clone()).await;
        assert_eq!((settled.outcome, settled.why, settled.ticket), (Outcome::Quarantined, Some(Why::Stranger), Some(ticket)));
        let (_, address) = desk
            .takes("b", Incoming { clues: vec![Clue::Address(ticket, cast.maria.id)], ..words("nadie@x.es", "Hola") })
            .await;
        assert_eq!(address.why, Some(Why::Stranger), "mails are forwarded");
        let tagged = Incoming { clues: vec![Clue::Subject(ticket)], ..words("jon@ieselmar.es", "Mi cañón") };
        let (_, own) = desk.takes("c", tagged).await;
        assert!(own.outcome == Outcome::Created && own.ticket != Some(ticket));
        assert_eq!(desk.talk(&cast.luis, ticket).await.len(), 1);

        // Only who works on the ticket lets it in, and only from beside this ticket.
        let lets_in = async |by: &Actor, ticket: TicketId| {
            let by = by.clone();
            desk.db.write(async move |tx| decide::append(tx, &by, ticket, id).await).await
        };
        assert!(matches!(lets_in(&cast.maria, ticket).await, Err(Refused::Denied(Denied::Forbidden))));
        assert!(matches!(lets_in(&cast.jon, ticket).await, Err(Refused::Denied(Denied::NotFound))));
        assert!(matches!(lets_in(&cast.luis, own.ticket.unwrap()).await, Err(Refused::Denied(Denied::NotFound))));
        let (luis, maria) = (cast.luis.clone(), cast.maria.clone());
        let beside = async move |tx: &Tx| {
            let readable = tickets::access::readable(tx, &luis, ticket).await?;
            let own = tickets::access::readable(tx, &maria, ticket).await?;
            assert!(matches!(ledger::mailed(tx, &own).await, Err(Denied::Forbidden)));
            Ok::<_, Denied>(ledger::mailed(tx, &readable).await?.beside)
        };
        assert_eq!(desk.db.read(beside).await.unwrap().len(), 2);
        lets_in(&cast.luis, ticket).await.unwrap();
        let settled = desk.takes_again(id, sure).await.unwrap();
        assert_eq!((settled.outcome, settled.ticket), (Outcome::Appended, Some(ticket)));
        assert_eq!(desk.talk(&cast.luis, ticket).await.len(), 2);
        assert!(matches!(lets_in(&cast.luis, ticket).await, Err(Refused::Conflict(_))), "it is in a ticket");
    }

    /// Who has no account gets one that waits, and the words wait with it.
    async fn a_newcomer_waits_and_loses_nothing(desk: Desk) {
        let cast = desk.cast().await;
        desk.mails().await;
        let (first, settled) = desk.takes("a", words("nora@ceiplapaz.es", "No tengo internet")).await;
        assert_eq!((settled.outcome, settled.why), (Outcome::Quarantined, Some(Why::Pending)));
        let told = desk.mails().await;
        assert!(told.contains(&"held_by_mail to nora@ceiplapaz.es".to_owned()), "{told:?}");
        let (second, again) = desk.takes("b", words("nora@ceiplapaz.es", "Sigo igual")).await;
        assert_eq!(again.why, Some(Why::Pending));
        let nora = desk.person_by("nora@ceiplapaz.es").await;
        assert_eq!(nora.state, AccountState::Pending);
        let admits = async move |tx: &mut Tx| {
            let decidable = admission::decidable(tx, &cast.admin, nora.id).await?;
            approve::approve(tx, decidable, cast.la_paz, false).await
        };
        desk.db.write(admits).await.unwrap();
        for (id, text) in [(first, "No tengo internet"), (second, "Sigo igual")] {
            assert_eq!(desk.entry(id).await.outcome, Outcome::Received, "read now");
            let settled = desk.takes_again(id, words("nora@ceiplapaz.es", text)).await.unwrap();
            assert_eq!(settled.outcome, Outcome::Created);
        }
    }

    /// As the mailbox wants it: nobody unknown, or everybody whose domain answers for them.
    async fn a_mailbox_decides_about_strangers(desk: Desk) {
        let cast = desk.cast().await;
        let rules = |unknown| Rules { organization: Some(cast.el_mar), category: None, unknown };
        let refused = Incoming { rules: rules(Unknown::Refuse), ..words("a@x.es", "Hola") };
        assert_eq!(desk.takes("a", refused).await.1.why, Some(Why::Unknown));
        assert!(desk.account_of("a@x.es").await.is_none());
        let unproved = Incoming { rules: rules(Unknown::Open), ..words("b@x.es", "Hola") };
        assert_eq!(desk.takes("b", unproved).await.1.why, Some(Why::Pending), "anybody may write that address");
        let proved = Incoming { rules: rules(Unknown::Open), trust: Trust::Pass, ..words("c@x.es", "Hola") };
        let (_, settled) = desk.takes("c", proved).await;
        assert_eq!(settled.outcome, Outcome::Created);
        assert_eq!(desk.actor("c@x.es").await.memberships[0].organization, cast.el_mar);
    }

    /// A forged or blocked sender, a closed account, a message without a sender: somebody looks at them.
    async fn the_doubtful_waits_for_a_person(desk: Desk) {
        let cast = desk.cast().await;
        let forged = Incoming { trust: Trust::Fail, ..words("maria@ceiplapaz.es", "Paga esto") };
        assert_eq!(desk.takes("a", forged.clone()).await.1.why, Some(Why::Forged));
        let unreachable = ("Ana".into(), "Ana@servidor".into());
        let nobody = Incoming { from: None, unreachable, ..words("", "Hola") };
        let (id, settled) = desk.takes("b", nobody).await;
        assert_eq!(settled.why, Some(Why::NoSender));
        let entry = desk.entry(id).await;
        assert_eq!((entry.sender().as_str(), entry.has_address()), ("Ana <Ana@servidor>", false), "as it stands there");
        let blocks = async |by: &Actor, sender: &'static str| {
            let by = by.clone();
            desk.db.write(async move |tx| decide::block(tx, by.admin()?, sender).await).await
        };
        assert!(matches!(blocks(&cast.luis, "a@spam.es").await, Err(Refused::Denied(Denied::Forbidden))));
        for wrong in ["", "spam", "@spam", "@a@b.es", "a b@x.es"] {
            assert!(matches!(blocks(&cast.admin, wrong).await, Err(Refused::Invalid(_))), "{wrong}");
        }
        blocks(&cast.admin, "A@Spam.es").await.unwrap();
        blocks(&cast.admin, "@worse.es").await.unwrap();
        for (digest, sender, why) in [("c", "a@spam.es", Why::Blocked), ("d", "x@worse.es", Why::Blocked), ("e", "b@spam.es", Why::Pending)] {
            assert_eq!(desk.takes(digest, words(sender, "Hola")).await.1.why, Some(why), "{sender}");
        }
        let jon = cast.jon.id;
        let closes = sql!("UPDATE people SET state = 'disabled' WHERE id = $1");
        desk.db.write(async move |tx| tx.execute(closes, args![jon]).await).await.unwrap();
        assert_eq!(desk.takes("f", words("jon@ieselmar.es", "Hola")).await.1.why, Some(Why::Closed));

        // A person has looked: it is hers after all.
        let opens = async |by: &Actor, id: InboundId, organization: OrganizationId| {
            let by = by.clone();
            desk.db.write(async move |tx| decide::open(tx, &by, id, organization).await).await
        };
        let id = desk.comes("g").await;
        desk.takes_again(id, forged.clone()).await.unwrap();
        assert!(matches!(opens(&cast.luis, id, cast.la_paz).await, Err(Refused::Denied(Denied::Forbidden))));
        assert!(matches!(opens(&cast.admin, id, OrganizationId(999)).await, Err(Refused::Denied(Denied::NotFound))));
        opens(&cast.admin, id, cast.la_paz).await.unwrap();
        let settled = desk.takes_again(id, forged).await.unwrap();
        assert_eq!((settled.outcome, settled.person), (Outcome::Created, Some(cast.maria.id)));
        // Somebody without an account gets one there by it.
        let id = desk.comes("h").await;
        let stranger = Incoming { trust: Trust::Fail, ..words("nueva@ceiplapaz.es", "Hola") };
        desk.takes_again(id, stranger.clone()).await.unwrap();
        opens(&cast.admin, id, cast.la_paz).await.unwrap();
        assert_eq!(desk.takes_again(id, stranger).await.unwrap().outcome, Outcome::Created);
        assert!(desk.actor("nueva@ceiplapaz.es").await.belongs_to(cast.la_paz));
        assert_eq!(desk.totals().await.1, 0);
    }

    /// Programs wake nothing and get no answer; what answers by itself is only kept.
    async fn programs_are_not_answered(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let solves = Next::to(State::Solved);
        let luis = cast.luis.clone();
        let moves = async move |tx: &mut Tx| {
            let replyable = tickets::access::replyable(tx, &luis, ticket).await?;
            set_state::set_state(tx, replyable, solves).await
        };
        desk.db.write(moves).await.unwrap();
        desk.mails().await;
        let clues = vec![Clue::Root(ticket)];
        let absent = Incoming { kind: Kind::Program(Why::AutoReply), clues: clues.clone(), ..words("maria@ceiplapaz.es", "Estoy fuera") };
        let (_, settled) = desk.takes("a", absent).await;
        assert_eq!((settled.outcome, settled.ticket), (Outcome::Ignored, Some(ticket)));
        let automatic = Kind::Written(Manner::Program(Why::Automatic));
        let report = Incoming { kind: automatic.clone(), clues: clues.clone(), ..words("maria@ceiplapaz.es", "Informe") };
        assert_eq!(desk.takes("b", report).await.1.outcome, Outcome::Appended);
        assert_eq!(desk.ticket_state(&cast, ticket).await, State::Solved, "a program wakes nobody");
        let (_, opened) = desk.takes("c", Incoming { kind: automatic.clone(), ..words("maria@ceiplapaz.es", "Tóner") }).await;
        assert_eq!(opened.outcome, Outcome::Created);
        let told = desk.mails().await;
        assert!(!told.iter().any(|mail| mail.starts_with("ticket_received")), "{told:?}");
        assert_eq!(desk.takes("d", Incoming { kind: automatic, ..words("news@x.es", "Oferta") }).await.1.why, Some(Why::Automatic));
        assert!(desk.account_of("news@x.es").await.is_none(), "machines want no account");
        let quiet = Incoming { kind: Kind::Written(Manner::Quiet), clues, ..words("maria@ceiplapaz.es", "Sigue igual") };
        desk.takes("e", quiet).await;
        assert_eq!(desk.ticket_state(&cast, ticket).await, State::Open);
    }

    /// So many answers to one sender, and no more: two desks that mail each other end soon.
    async fn answers_are_counted(desk: Desk) {
        desk.cast().await;
        desk.mails().await;
        let answers = Rate { times: 2, within: SignedDuration::from_hours(1) };
        let mut received = 0;
        for digest in ["a", "b", "c", "d"] {
            let (_, settled) = desk.takes(digest, Incoming { answers, ..words("maria@ceiplapaz.es", digest) }).await;
            assert_eq!(settled.outcome, Outcome::Created);
            received += desk.mails().await.iter().filter(|mail| mail.starts_with("ticket_received")).count();
        }
        assert_eq!(received, 2);
    }

    /// A technician orders in the first lines, if it is surely them; a note never goes out by mistake.
    async fn technicians_order_by_mail(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let clues = vec![Clue::Root(ticket)];
        let note = Incoming { orders: vec![Order::Note], clues: clues.clone(), ..words("luis@desk.es", "La clave es 1234") };
        let (_, held) = desk.takes("a", note.clone()).await;
        assert_eq!((held.outcome, held.why), (Outcome::Quarantined, Some(Why::Unproved)), "nothing proves that it is him");
        // Nor does anybody else speak for the desk by writing his address.
        let public = Incoming { clues: clues.clone(), ..words("luis@desk.es", "Manda tu clave aquí") };
        let (id, spoken) = desk.takes("a2", public.clone()).await;
        assert_eq!((spoken.outcome, spoken.why, spoken.ticket), (Outcome::Quarantined, Some(Why::Unproved), Some(ticket)));
        assert_eq!(desk.talk(&cast.maria, ticket).await.len(), 1);
        let luis = cast.luis.clone();
        desk.db.write(async move |tx| decide::append(tx, &luis, ticket, id).await).await.unwrap();
        assert_eq!(desk.takes_again(id, public).await.unwrap().outcome, Outcome::Appended, "he says that it was him");
        desk.takes("b", Incoming { trust: Trust::Pass, ..note.clone() }).await;
        assert_eq!((desk.talk(&cast.maria, ticket).await.len(), desk.talk(&cast.luis, ticket).await.len()), (2, 3));
        let given = Incoming { clues: vec![Clue::Address(ticket, cast.luis.id)], ..note };
        desk.takes("c", given).await;
        assert_eq!((desk.talk(&cast.maria, ticket).await.len(), desk.talk(&cast.luis, ticket).await.len()), (2, 4));
        let solved = Incoming {
            orders: vec![Order::Move(Next::to(State::Solved)), Order::Assign("ada".into())],
            trust: Trust::Pass,
            clues: clues.clone(),
            ..words("luis@desk.es", "Ya está")
        };
        desk.takes("d", solved).await;
        assert_eq!(desk.ticket_state(&cast, ticket).await, State::Solved);
        let orders = vec![Order::Move(Next::to(State::Closed))];
        let hers = Incoming { orders, trust: Trust::Pass, clues, ..words("maria@ceiplapaz.es", "#cerrado") };
        desk.takes("e", hers).await;
        assert_eq!(desk.ticket_state(&cast, ticket).await, State::Open, "her orders are words, and wake it");
    }
}
