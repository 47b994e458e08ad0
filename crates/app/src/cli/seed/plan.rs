//! When what happens: a list of instants, made of nothing but the data, the seed and the present.

use super::Size;
use super::data::{Client, Data, Line, Someone, Story, Who};
use atiende_core::tickets::{Next, State, WaitingFor};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use std::fmt;

pub(super) struct Plan {
    pub(super) begin: Timestamp,
    /// In the order of time.
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Open(Box<Opening>),
    /// A line of the talk of an opened ticket.
    Say {
        ticket: usize,
        line: Line,
    },
    /// An article was read so many times, and once it solved what was being typed.
    Read {
        article: usize,
        times: usize,
        spared: Option<String>,
    },
    Night,
    /// Somebody asks for an account.
    Apply,
}

/// A ticket with everything that chance decided about it.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    pub(super) ticket: usize,
    pub(super) story: Story,
    pub(super) requester: Someone,
    pub(super) client: String,
    pub(super) tag: Option<String>,
    /// Path of the place.
    pub(super) place: String,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(opening) => write!(f, "opening {:?}", opening.story.subject),
            Self::Say { ticket, line } => write!(f, "saying {:?} in {ticket}", line.text),
            Self::Read { article, .. } => write!(f, "reading article {article}"),
            Self::Night => f.write_str("night"),
            Self::Apply => f.write_str("applying"),
        }
    }
}

type Goal = (State, Option<WaitingFor>);

/// Where the newest tickets stand, the newest first: every state is to be seen.
const GOALS: &[Goal] = &[
    (State::New, None),
    (State::Open, None),
    (State::Waiting, Some(WaitingFor::Requester)),
    (State::New, None),
    (State::Planned, None),
    (State::Waiting, Some(WaitingFor::Parts)),
    (State::Open, None),
    (State::Waiting, Some(WaitingFor::ThirdParty)),
    (State::Solved, None),
    (State::Planned, None),
    (State::Open, None),
    (State::Waiting, Some(WaitingFor::Requester)),
];

struct Planner<'a> {
    data: &'a Data,
    rng: StdRng,
    now: Timestamp,
    zone: &'a TimeZone,
    steps: Vec<Step>,
}

pub(super) fn make(data: &Data, size: Size, rng: u64, (now, zone): (Timestamp, &TimeZone)) -> Plan {
    let (tickets, days) = match size {
        Size::Small => (60, 60),
        Size::Large => (2000, 365),
    };
    let rng = StdRng::seed_from_u64(rng);
    let mut planner = Planner { data, rng, now, zone, steps: Vec::new() };
    planner.tickets(tickets, days);
    planner.readings(tickets / 2, days);
    planner.nights(days);
    planner.step(now - SignedDuration::from_hours(3), What::Apply);
    let mut steps = planner.steps;
    steps.sort_by_key(|step| step.at);
    Plan { begin: now - SignedDuration::from_hours(24 * (days + 3)), steps }
}

impl Planner<'_> {
    /// What has not happened yet is left out.
    fn step(&mut self, at: Timestamp, what: What) {
        if at <= self.now {
            self.steps.push(Step { at, what });
        }
    }

    fn tickets(&mut self, tickets: usize, days: i64) {
        let mut order: Vec<usize> = Vec::new();
        while order.len() < tickets {
            let mut all: Vec<usize> = (0..self.data.stories.len()).collect();
            all.shuffle(&mut self.rng);
            order.extend(all);
        }
        let fresh = tickets.min(GOALS.len());
        for (ticket, goal) in GOALS.iter().take(fresh).enumerate() {
            let reaching = |&at: &usize| self.data.stories.get(at).is_some_and(|story| reached(story, *goal).is_some());
            if let Some(at) = order.iter().position(reaching) {
                let story = order.remove(at);
                self.fresh_ticket(ticket, story, *goal);
            }
        }
        for (ticket, &story) in (fresh..tickets).zip(&order) {
            let at = self.some_working_time(days);
            self.ticket(ticket, story, at);
        }
    }

    /// A ticket of the last three days that stands where `goal` says, whatever day of the week it is.
    fn fresh_ticket(&mut self, ticket: usize, story: usize, goal: Goal) {
        let Some(opening) = self.story(ticket, story) else { return };
        let Some(said) = reached(&opening.story, goal) else { return };
        let n = i64::try_from(ticket).unwrap_or(0);
        let age = SignedDuration::from_mins(n * n * 35 + self.rng.random_range(3..20));
        let at = self.now - age;
        let pause = age / i32::try_from(said + 1).unwrap_or(1);
        for (line, n) in opening.story.talk.clone().into_iter().take(said).zip(1..) {
            self.step(at + pause * n, What::Say { ticket, line });
        }
        self.step(at, What::Open(Box::new(opening)));
    }

    fn ticket(&mut self, ticket: usize, story: usize, at: Timestamp) {
        let Some(opening) = self.story(ticket, story) else { return };
        let mut when = at;
        for line in opening.story.talk.clone() {
            // People are a little slower or faster than the story says.
            let after = line.after.mul_f64(self.rng.random_range(0.7..1.4));
            when = self.working_time(when + SignedDuration::try_from(after).unwrap_or_default());
            self.step(when, What::Say { ticket, line });
        }
        self.step(at, What::Open(Box::new(opening)));
    }

    fn story(&mut self, ticket: usize, story: usize) -> Option<Opening> {
        let story = self.data.stories.get(story)?.clone();
        self.opening(ticket, story)
    }

    fn opening(&mut self, ticket: usize, story: Story) -> Option<Opening> {
        let clients: Vec<&Client> = self
            .data
            .world
            .organizations
            .iter()
            .filter(|client| story.at.is_none_or(|kind| kind == client.kind))
            .collect();
        let client = *clients.choose(&mut self.rng)?;
        let people: Vec<&Someone> =
            self.data.world.people.iter().filter(|p| p.organization.as_ref() == Some(&client.name)).collect();
        let requester = (*people.choose(&mut self.rng)?).clone();
        let devices: Vec<_> = client.assets.iter().filter(|device| story.device.as_ref() == Some(&device.2)).collect();
        let device = devices.choose(&mut self.rng);
        let place = match device {
            Some(device) => device.4.clone(),
            None => client.locations.choose(&mut self.rng)?.clone(),
        };
        let tag = device.map(|device| device.0.clone());
        Some(Opening { ticket, story, requester, client: client.name.clone(), tag, place })
    }

    fn readings(&mut self, readings: usize, days: i64) {
        for _ in 0..readings {
            let at = self.some_working_time(days);
            // The first articles are the best known.
            let article = self
                .rng
                .random_range(0..self.data.articles.len())
                .min(self.rng.random_range(0..self.data.articles.len()));
            let spared = if self.rng.random_bool(0.4) {
                self.data.articles.get(article).map(|text| text.title.to_lowercase())
            } else {
                None
            };
            let times = self.rng.random_range(1..9);
            self.step(at, What::Read { article, times, spared });
        }
    }

    fn nights(&mut self, days: i64) {
        let today = self.now.to_zoned(self.zone.clone()).date();
        for ago in 0..days {
            let night = today.saturating_sub(ago.days()).at(3, 0, 0, 0);
            if let Ok(at) = self.zone.to_timestamp(night) {
                self.step(at, What::Night);
            }
        }
    }

    fn some_working_time(&mut self, days: i64) -> Timestamp {
        let minutes = self.rng.random_range(3 * 24 * 60..days * 24 * 60);
        self.working_time(self.now - SignedDuration::from_mins(minutes))
    }

    /// This instant, or the next morning on which people work.
    fn working_time(&mut self, at: Timestamp) -> Timestamp {
        let local = at.to_zoned(self.zone.clone());
        let mut date = local.date();
        let weekend = |date: jiff::civil::Date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        if (8..18).contains(&local.hour()) && !weekend(date) {
            return at;
        }
        if local.hour() >= 18 {
            date = date.saturating_add(1.day());
        }
        while weekend(date) {
            date = date.saturating_add(1.day());
        }
        let morning = date.at(8, self.rng.random_range(5..59), self.rng.random_range(0..59), 0);
        self.zone.to_timestamp(morning).unwrap_or(at)
    }
}

/// After how many lines of its talk the story stands there for the first time.
fn reached(story: &Story, goal: Goal) -> Option<usize> {
    let mut stands = Next::to(State::New);
    let mut said = 0;
    let mut lines = story.talk.iter();
    while (stands.state, stands.waiting_for) != goal {
        let line = lines.next()?;
        said += 1;
        stands = match (line.then, line.who, stands.state) {
            (Some(next), _, _) => next,
            (None, Who::Desk, State::New)
            | (None, Who::Requester | Who::Coordinator, State::Waiting | State::Solved) => Next::to(State::Open),
            (None, _, _) => stands,
        };
    }
    Some(said)
}

/// Who speaks for the desk is decided when the ticket has been routed.
pub(super) const fn is_desk(who: Who) -> bool {
    matches!(who, Who::Desk | Who::Note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rng: u64) -> Vec<String> {
        let data = Data::read().unwrap_or_else(|failure| panic!("{failure}"));
        let now = "2026-03-18T10:00:00Z".parse().unwrap();
        let plan = make(&data, Size::Small, rng, (now, &TimeZone::UTC));
        assert!(plan.steps.iter().all(|step| plan.begin < step.at && step.at <= now));
        plan.steps.iter().map(|step| format!("{} {}", step.at, step.what)).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_demo() {
        assert_eq!(plan(1), plan(1));
        assert_ne!(plan(1), plan(2));
    }

    #[test]
    fn nothing_is_said_before_its_ticket_is_open() {
        let opened = plan(1).iter().filter(|step| step.contains(" opening ")).count();
        assert_eq!(opened, 60);
    }
}
