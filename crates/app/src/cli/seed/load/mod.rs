//! `atiende seed load`: a desk as large as asked, for measuring.
//!
//! Through the core's own actions, so that a store holds what years of use would have left in it:
//! events, stretches of state, mails, the search index. Many tickets go into one transaction.

mod texts;
mod world;

use super::Hands;
use super::act::take_over;
use super::data::Data;
use super::world::Built;
use crate::cli::desk::Desk;
use crate::cli::{Code, Failure};
use crate::schedule::tidy_search;
use atiende_core::id::{CategoryId, TicketId};
use atiende_core::tickets::actions::{open, reply, upkeep};
use atiende_core::tickets::{Body, NewReply, NewTicket, Next, Priority, Source, State, Visibility, WaitingFor, access};
use atiende_core::{Actor, Refused, notify};
use atiende_db::{Db, Tx};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use texts::Texts;
use world::World;

/// Fill a store with many tickets, for measuring.
///
/// 500 clients (fewer below 10,000 tickets) with 40 people each, 30 technicians and tickets of four
/// messages each, spread over two years; beside them the people of `seed demo`, with their passwords.
/// The same --rng makes the same data. No mail of it is ever sent.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  ATIENDE_DATA_DIR=/tmp/large atiende seed load
  ATIENDE_DATA_DIR=/tmp/larger atiende seed load --tickets 1000000

Ends with 73 when the store has tickets already.")]
pub(in crate::cli) struct Load {
    /// How many tickets.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    tickets: u64,
    /// Where the random numbers begin.
    #[arg(long, value_name = "N", default_value_t = super::DEFAULT_RNG)]
    rng: u64,
}

const SPAN: SignedDuration = SignedDuration::from_hours(24 * 365 * 2);
/// How often people come; a store of any size has its share of open tickets.
const STEPS: u64 = 1000;
/// Openings and answers in one transaction: above some hundred, SQLite walks more of its list of changed pages with
/// every statement (docs/performance.md).
const AT_ONCE: usize = 25;

/// What names and words are made of: crates/app/demo/load.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stuff {
    first_names: Vec<String>,
    surnames: Vec<String>,
    schools: Vec<String>,
    companies: Vec<String>,
    places: Vec<String>,
    rooms: Vec<String>,
    onsets: Vec<String>,
    nuclei: Vec<String>,
    codas: Vec<String>,
    endings: Vec<String>,
}

impl Stuff {
    fn read() -> Result<Self, Failure> {
        toml::from_str(include_str!("../../../../demo/load.toml"))
            .map_err(|error| Failure::new(Code::Software, format!("load.toml: {error}")))
    }
}

pub(super) async fn run(desk: &Desk, load: &Load) -> Result<Code, Failure> {
    let (data, stuff) = (Data::read()?, Stuff::read()?);
    let now = (desk.clock)();
    let hands = Hands::set_to(now - SPAN);
    let db = desk.open_with(hands.clock()).await?;
    super::refuse_a_used_store(&db).await?;
    let built = super::world::build(&db, &data, load.rng).await?;
    let mut rng = StdRng::seed_from_u64(load.rng);
    let texts = Texts::new(&data, &stuff, &mut rng);
    let world = world::build(&db, &stuff, &built, load.tickets, &mut rng).await?;
    let mut years = Years { db, world: Arc::new(world), texts, built, rng, said: BTreeMap::new() };
    let each = load.tickets.div_ceil(STEPS).max(1);
    let steps = load.tickets.div_ceil(each);
    for step in 0..steps {
        hands.set(instant(now, step, steps));
        let first = step * each;
        years.step(step, first..load.tickets.min(first + each)).await?;
        if step % 100 == 99 {
            desk.output.say(&format!("{} of {} tickets", first + each, load.tickets));
        }
    }
    // As every night does.
    tidy_search(&years.db).await?;
    desk.output.document(&json!({ "tickets": load.tickets, "common": texts::COMMON, "rare": texts::RARE }));
    Ok(Code::Ok)
}

fn instant(now: Timestamp, step: u64, steps: u64) -> Timestamp {
    let (step, steps) = (i64::try_from(step).unwrap_or(0), i64::try_from(steps).unwrap_or(1));
    now - SPAN + SignedDuration::from_secs(SPAN.as_secs() / steps.max(1) * step)
}

/// A line that will be said in an opened ticket.
struct Later {
    ticket: TicketId,
    requester: Arc<Actor>,
    line: u8,
}

/// A ticket to open and by whom.
struct Opening {
    requester: Arc<Actor>,
    new: NewTicket,
}

/// Something to say; without an actor by whoever attends the ticket.
struct Saying {
    ticket: TicketId,
    actor: Option<Arc<Actor>>,
    new: NewReply,
}

/// What happens in one transaction.
struct Batch {
    happenings: Vec<Happening>,
    world: Arc<World>,
}

enum Happening {
    Opens(Opening),
    Says(Saying),
}

struct Years {
    db: Db,
    world: Arc<World>,
    texts: Texts,
    built: Built,
    rng: StdRng,
    /// By the step in which it is said.
    said: BTreeMap<u64, Vec<Later>>,
}

impl Years {
    /// Opens these tickets and says what is due in those of before.
    async fn step(&mut self, step: u64, tickets: std::ops::Range<u64>) -> Result<(), Failure> {
        let mut categories: Vec<CategoryId> = self.built.categories.values().copied().collect();
        categories.sort_unstable();
        let openings: Vec<Opening> = tickets.filter_map(|ticket| self.opening(ticket, &categories)).collect();
        let requesters: Vec<Arc<Actor>> = openings.iter().map(|o| Arc::clone(&o.requester)).collect();
        let due = self.said.remove(&step).unwrap_or_default();
        let sayings: Vec<Saying> = due.iter().map(|later| self.saying(later)).collect();
        let mut happenings = openings.into_iter().map(Happening::Opens).chain(sayings.into_iter().map(Happening::Says));
        let mut opened = Vec::new();
        loop {
            let happenings: Vec<Happening> = happenings.by_ref().take(AT_ONCE).collect();
            if happenings.is_empty() {
                break;
            }
            let batch = Arc::new(Batch { happenings, world: Arc::clone(&self.world) });
            opened.extend(self.db.write(async move |tx| perform(tx, &batch).await).await?);
        }
        for later in due {
            self.plan(step, later);
        }
        for (ticket, requester) in opened.into_iter().zip(requesters) {
            self.plan(step, Later { ticket, requester, line: 0 });
        }
        Ok(())
    }

    /// Answers come soon, the last word late: so some two thousand of 100,000 tickets are open.
    fn plan(&mut self, step: u64, before: Later) {
        let line = before.line + 1;
        let after = match line {
            1 => 1,
            2 => self.rng.random_range(1..=4),
            3 => self.rng.random_range(1..=30),
            _ => return,
        };
        self.said.entry(step + after).or_default().push(Later { line, ..before });
    }

    fn opening(&mut self, ticket: u64, categories: &[CategoryId]) -> Option<Opening> {
        let rng = &mut self.rng;
        let client = self.world.clients.choose(rng)?;
        let requester = Arc::clone(client.people.choose(rng)?);
        let tag = client.tags.choose(rng).filter(|_| rng.random_bool(0.6));
        let new = NewTicket {
            subject: self.texts.subject(rng),
            organization: Some(client.id),
            requester: None,
            asset: tag.cloned().unwrap_or_default(),
            location: client.places.choose(rng).copied(),
            location_text: String::new(),
            priority: [Priority::Low, Priority::Normal, Priority::Normal, Priority::High].choose(rng).copied(),
            category: categories.choose(rng).copied(),
            body: Body::markdown(&self.texts.description(ticket, rng)),
            attachments: Vec::new(),
            source: Source::Web,
        };
        Some(Opening { requester, new })
    }

    fn saying(&mut self, later: &Later) -> Saying {
        let by_desk = later.line != 2;
        let then = match later.line {
            1 => Some(Next { state: State::Waiting, waiting_for: Some(WaitingFor::Requester) }),
            3 => Some(Next::to(State::Solved)),
            _ => None,
        };
        let new = NewReply {
            body: Body::markdown(&self.texts.reply(&mut self.rng)),
            visibility: Visibility::Public,
            attachments: Vec::new(),
            then,
            seen: None,
            source: Source::Web,
            wakes: true,
        };
        Saying { ticket: later.ticket, actor: (!by_desk).then(|| Arc::clone(&later.requester)), new }
    }
}

async fn perform(tx: &mut Tx, batch: &Batch) -> Result<Vec<TicketId>, Refused> {
    let mut opened = Vec::new();
    for happening in &batch.happenings {
        match happening {
            Happening::Opens(Opening { requester, new }) => opened.push(open::open(tx, requester, new).await?),
            Happening::Says(saying) => say(tx, &batch.world, saying).await?,
        }
    }
    upkeep::close_solved(tx).await?;
    notify::suppress(tx).await?;
    Ok(opened)
}

async fn say(tx: &mut Tx, world: &World, saying: &Saying) -> Result<(), Refused> {
    let Some(some) = saying.actor.as_ref().or_else(|| world.technicians.values().next()) else { return Ok(()) };
    let mut speaker = some;
    if saying.actor.is_none() {
        take_over(tx, some, saying.ticket).await?;
        let assignee = access::readable(tx, some, saying.ticket).await?.ticket().assignee;
        speaker = assignee.and_then(|id| world.technicians.get(&id)).unwrap_or(some);
    }
    let replyable = access::replyable(tx, speaker, saying.ticket).await?;
    reply::reply(tx, replyable, &saying.new).await?;
    Ok(())
}
