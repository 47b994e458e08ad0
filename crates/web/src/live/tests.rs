//! The hub alone: who is told what, and what it costs when nobody reads.

use super::hub::{Full, GROUPS, Hub, Wish};
use super::proof::Session;
use super::reader::Listener;
use crate::Live;
use crate::shell::visitor::Presented;
use atiende_core::id::{OrganizationId, PersonId, TicketId};
use atiende_core::live::{Change, Channel, Topic};
use futures_util::{FutureExt as _, StreamExt as _};
use std::sync::Arc;
use std::time::Duration;

const MARIA: PersonId = PersonId(12);
const LUIS: PersonId = PersonId(3);
const TICKET: Topic = Topic::Ticket(TicketId(42));

fn hub() -> Arc<Hub> {
    Arc::new(Hub::new(Live { streams: 4, per_person: 2, heartbeat: Duration::from_secs(20) }))
}

fn page(ticket: i64) -> Change {
    Change::Page(TicketId(ticket))
}

fn changed(ticket: i64) -> Change {
    Change::Ticket { ticket: TicketId(ticket), organization: OrganizationId(7), requester: MARIA }
}

/// The ticket's page, and the lists of who attends organization 7.
fn wish(hub: &Hub, person: PersonId, since: Option<&str>) -> Wish {
    Wish {
        session: Session { presented: Arc::new(Presented::of_test()), person },
        topics: vec![TICKET, Topic::Queue],
        heard: vec![(Channel::Ticket(TicketId(42)), 0), (Channel::Organization(OrganizationId(7)), 1)],
        since: since.map(str::to_owned),
        proved_at: hub.heard(),
    }
}

fn open(hub: &Arc<Hub>, person: PersonId, since: Option<&str>) -> Listener {
    hub.open(wish(hub, person, since)).unwrap()
}

/// What is told now; `None` when the stream is over, nothing when it waits.
fn told(listener: &mut Listener) -> Option<String> {
    match listener.next().now_or_never() {
        None => Some(String::new()),
        Some(next) => next.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap()),
    }
}

/// The data of the events.
fn data(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("data: ")).collect()
}

fn id(text: &str) -> &str {
    text.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap()
}

#[test]
fn a_stream_hears_what_it_listens_to() {
    let hub = hub();
    let mut luis = open(&hub, LUIS, None);
    let first = told(&mut luis).unwrap();
    assert!(first.starts_with("retry: "), "{first}");
    assert_eq!(data(&first), ["*"], "nobody knows since when its page is there");
    assert_eq!(told(&mut luis).unwrap(), "");
    assert_eq!(hub.tell(&[page(42)]).len(), 1);
    let heard = told(&mut luis).unwrap();
    assert!(heard.starts_with("data: t:42\nid: ") && heard.ends_with("-1\n\n"), "{heard}");
    hub.tell(&[changed(43)]);
    assert_eq!(data(&told(&mut luis).unwrap()), ["queue"]);
    hub.tell(&[page(43), Change::Accounts, Change::Person(MARIA)]);
    assert_eq!(told(&mut luis).unwrap(), "", "that is nothing to it");
    hub.tell(&[changed(42)]);
    let both = told(&mut luis).unwrap();
    assert_eq!(data(&both), ["t:42", "queue"]);
    assert_eq!(both.matches("id: ").count(), 1, "who is cut between two hears both again: {both}");
}

#[test]
fn what_was_missed_is_told_and_nothing_else() {
    let hub = hub();
    let mut luis = open(&hub, LUIS, None);
    hub.tell(&[page(42)]);
    let heard = told(&mut luis).unwrap();
    let last = id(&heard);
    drop(luis);
    assert_eq!(hub.count(), 0);
    assert_eq!(data(&told(&mut open(&hub, LUIS, Some(last))).unwrap()), [""; 0], "nothing was missed");
    hub.tell(&[changed(50), page(51)]);
    assert_eq!(data(&told(&mut open(&hub, LUIS, Some(last))).unwrap()), ["queue"]);
    for unknown in ["", "x-1", "another0-1", &format!("{last}0")] {
        assert_eq!(data(&told(&mut open(&hub, LUIS, Some(unknown))).unwrap()), ["*"], "{unknown}");
    }
    for n in 0..5000 {
        hub.tell(&[page(n + 100)]);
    }
    assert_eq!(data(&told(&mut open(&hub, LUIS, Some(last))).unwrap()), ["*"], "so long ago nobody remembers");
}

#[test]
fn after_a_cut_everybody_looks_again() {
    let hub = hub();
    let mut luis = open(&hub, LUIS, None);
    let before = told(&mut luis).unwrap();
    hub.tell(&[page(42), Change::Anything]);
    assert_eq!(data(&told(&mut luis).unwrap()), ["*"]);
    hub.tell(&[page(50)]);
    assert_eq!(
        data(&told(&mut open(&hub, LUIS, Some(id(&before)))).unwrap()),
        ["*"],
        "also who comes back from before"
    );
}

/// However much changes, a stream that takes nothing is woken once and keeps one set of bits.
#[test]
fn who_does_not_read_costs_nothing_more() {
    let hub = hub();
    let (mut luis, mut maria) = (open(&hub, LUIS, None), open(&hub, MARIA, None));
    told(&mut luis).unwrap();
    told(&mut maria).unwrap();
    let mut woken = 0;
    for _ in 0..10_000 {
        woken += hub.tell(&[changed(42)]).len();
        assert_eq!(data(&told(&mut maria).unwrap()), ["t:42", "queue"], "others hear each");
    }
    assert_eq!(woken, 10_001);
    assert_eq!(data(&told(&mut luis).unwrap()), ["t:42", "queue"]);
}

#[test]
fn who_takes_nothing_for_three_heartbeats_is_cut() {
    let hub = hub();
    let (mut luis, mut maria) = (open(&hub, LUIS, None), open(&hub, MARIA, None));
    for round in 0..3 {
        told(&mut maria).unwrap();
        assert_eq!(hub.count(), 2, "{round}");
        for group in 0..GROUPS {
            drop(hub.beat(group));
        }
    }
    assert_eq!(hub.count(), 1);
    assert_eq!(told(&mut luis), None);
    let beat = told(&mut maria).unwrap();
    assert!(beat.starts_with(":\n") && data(&beat).is_empty(), "a comment: {beat}");
}

#[test]
fn one_more_than_a_person_may_have_ends_the_oldest() {
    let hub = hub();
    let mut streams: Vec<_> = (0..3).map(|_| open(&hub, LUIS, None)).collect();
    let mut maria = open(&hub, MARIA, None);
    let mut told_each: Vec<_> = streams.iter_mut().map(|stream| told(stream).unwrap()).collect();
    assert_eq!(told_each.remove(0), "retry: 60000\n\n", "its browser stays away for a while");
    assert_eq!(told(&mut streams[0]), None);
    assert!(told_each.iter().all(|told| data(told) == ["*"]));
    assert_eq!(data(&told(&mut maria).unwrap()), ["*"], "others have theirs");
}

#[test]
fn a_full_node_opens_none() {
    let hub = hub();
    let people = (0..4).map(PersonId);
    let mut streams: Vec<_> = people.map(|person| open(&hub, person, None)).collect();
    assert!(matches!(hub.open(wish(&hub, MARIA, None)), Err(Full)));
    streams.pop();
    drop(open(&hub, MARIA, None));
    hub.end_all();
    assert!(streams.iter_mut().all(|stream| told(stream).is_none()), "a node that stops ends them");
    assert!(matches!(hub.open(wish(&hub, MARIA, None)), Err(Full)));
}

#[test]
fn a_right_that_changes_while_the_stream_opens_is_looked_at_again() {
    let hub = hub();
    let looked = wish(&hub, LUIS, None);
    hub.tell(&[Change::Person(MARIA), Change::Person(LUIS)]);
    let _luis = hub.open(looked).unwrap();
    assert_eq!(hub.suspects().len(), 1);
    hub.tell(&[Change::Person(LUIS)]);
    assert_eq!(hub.suspects().len(), 1);
    assert!(hub.suspects().is_empty());
}

/// A node's streams are cut in one instant; their browsers do not come back in one.
#[test]
fn browsers_come_back_at_different_times() {
    let hub = Arc::new(Hub::new(Live { streams: 6000, per_person: 1, heartbeat: Duration::from_secs(20) }));
    let streams: Vec<_> = (0..5000).map(|person| open(&hub, PersonId(person), None)).collect();
    let mut seconds = [0; 11];
    for stream in 0..5000 {
        seconds[usize::try_from(hub.retry(stream) / 1000).unwrap()] += 1;
    }
    assert_eq!(seconds[0], 0);
    assert!(seconds[1..].iter().all(|&n| (400..600).contains(&n)), "{seconds:?}");
    drop(streams);
}
