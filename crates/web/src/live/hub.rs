//! All open streams of this node, by what they listen to.

use super::proof::{Heard, Session};
use super::reader::{Beat, Listener, Reader};
use crate::Live;
use atiende_core::accounts::Secret;
use atiende_core::id::PersonId;
use atiende_core::live::{Change, Channel, Topic};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Changes that are remembered for whoever comes back, or asks for a stream after its page.
const LOG: usize = 4096;
/// Streams have their heartbeats in so many groups, one after the other.
pub(super) const GROUPS: u64 = 20;
/// Milliseconds after which a browser comes back whose stream was cut, at the least.
const RETRY: u64 = 1000;
/// By how much they differ, for each stream that there is: a node's streams are cut all at once.
const RETRY_EACH: u64 = 2;

pub(crate) struct Hub {
    limits: Live,
    /// Of this process: another one counts its changes otherwise.
    name: String,
    /// Changes so far. All streams are marked with a change before it counts.
    heard: AtomicU64,
    streams: Mutex<Streams>,
    /// There are suspects.
    pub(super) suspected: Notify,
    /// All streams were told to look again, and have to be woken.
    pub(super) everybody: Notify,
}

#[derive(Default)]
struct Streams {
    listening: BTreeMap<(Channel, u64), (Arc<Reader>, u8)>,
    readers: BTreeMap<u64, Arc<Reader>>,
    people: BTreeSet<(PersonId, u64)>,
    next: u64,
    /// The last changes, the newest last.
    log: VecDeque<Change>,
    /// Whose rights may have changed.
    suspects: BTreeSet<PersonId>,
    is_over: bool,
}

/// There are as many streams as there may be, or the node stops.
#[derive(Debug)]
pub(super) struct Full;

/// What a request for a stream wants.
pub(super) struct Wish {
    pub(super) session: Session,
    pub(super) topics: Vec<Topic>,
    pub(super) heard: Vec<Heard>,
    /// The last id that the browser knows.
    pub(super) since: Option<String>,
    /// Changes there were when its rights were looked at.
    pub(super) proved_at: u64,
}

impl Hub {
    pub(crate) fn new(limits: Live) -> Self {
        let name: String = Secret::generate().hash().chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        Self {
            limits,
            name,
            heard: AtomicU64::new(0),
            streams: Mutex::default(),
            suspected: Notify::new(),
            everybody: Notify::new(),
        }
    }

    pub(super) const fn limits(&self) -> &Live {
        &self.limits
    }

    /// How many changes there were.
    pub(super) fn heard(&self) -> u64 {
        self.heard.load(Ordering::Acquire)
    }

    /// What stands for so many changes, to browsers.
    pub(super) fn id(&self, heard: u64) -> String {
        format!("{}-{heard:x}", self.name)
    }

    /// How many streams there are.
    pub(crate) fn count(&self) -> usize {
        self.streams().readers.len()
    }

    /// After how many milliseconds this stream's browser comes back when it was cut.
    pub(super) fn retry(&self, stream: u64) -> u64 {
        let spread = u64::try_from(self.count()).unwrap_or(u64::MAX).saturating_mul(RETRY_EACH).max(RETRY);
        // Neighbours are far from each other (Knuth's multiplicative hash): no chance needed.
        RETRY + (stream.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % spread
    }

    /// Opens a stream; what was missed since the id is told at once. One more than a person may have ends the oldest.
    pub(super) fn open(self: &Arc<Self>, wish: Wish) -> Result<Listener, Full> {
        let since = wish.since.as_deref().and_then(|id| self.known(id));
        let mut streams = self.streams();
        if streams.is_over || streams.readers.len() >= self.limits.streams {
            return Err(Full);
        }
        let person = wish.session.person;
        while streams.of(person).count() >= self.limits.per_person {
            let Some(oldest) = streams.of(person).next().cloned() else { break };
            streams.forget(&oldest);
            oldest.end_for_another();
            oldest.wake();
        }
        let id = streams.next;
        streams.next += 1;
        let reader = Arc::new(Reader::new(id, wish.session, wish.topics, wish.heard));
        streams.catch_up(&reader, since.map(|since| self.heard().saturating_sub(since)));
        streams.add(&reader);
        if streams.newest(self.heard().saturating_sub(wish.proved_at)).any(|change| change == Change::Person(person)) {
            streams.suspects.insert(person);
            self.suspected.notify_one();
        }
        drop(streams);
        Ok(Listener::new(Arc::clone(self), reader))
    }

    /// How many changes there were at the time of an id; `None` for another process's.
    fn known(&self, id: &str) -> Option<u64> {
        let (name, heard) = id.split_once('-')?;
        let heard = u64::from_str_radix(heard, 16).ok()?;
        (name == self.name && heard <= self.heard()).then_some(heard)
    }

    /// Marks the streams that listen to these changes; those that have to be woken.
    pub(super) fn tell(&self, changes: &[Change]) -> Vec<Arc<Reader>> {
        let mut woken = Vec::new();
        let mut streams = self.streams();
        for &change in changes {
            match change {
                Change::Person(person) if streams.of(person).next().is_some() => {
                    streams.suspects.insert(person);
                    self.suspected.notify_one();
                }
                Change::Anything => {
                    for reader in streams.readers.values() {
                        reader.look_again();
                    }
                    self.everybody.notify_one();
                }
                _ => {}
            }
            for channel in change.channels() {
                let listening = streams.listening.range((channel, 0)..=(channel, u64::MAX));
                let marked = listening.filter(|(_, (reader, place))| reader.mark(*place));
                woken.extend(marked.map(|(_, (reader, _))| Arc::clone(reader)));
            }
            streams.note(change);
        }
        let heard = u64::try_from(changes.len()).unwrap_or_default();
        self.heard.fetch_add(heard, Ordering::Release);
        woken
    }

    pub(super) fn all(&self) -> Vec<Arc<Reader>> {
        self.streams().readers.values().cloned().collect()
    }

    /// The streams of those whose rights may have changed.
    pub(super) fn suspects(&self) -> Vec<Arc<Reader>> {
        let mut streams = self.streams();
        let suspects = std::mem::take(&mut streams.suspects);
        suspects.into_iter().flat_map(|person| streams.of(person)).cloned().collect()
    }

    /// Gives the streams of a group their heartbeat. Who has taken nothing for long is cut: the kernel does the rest.
    pub(super) fn beat(&self, group: u64) -> Vec<Arc<Reader>> {
        let mut streams = self.streams();
        let all: Vec<_> = streams.readers.values().filter(|reader| reader.id % GROUPS == group).cloned().collect();
        let (stuck, alive): (Vec<_>, Vec<_>) = all.into_iter().partition(|reader| reader.beat() == Beat::Stuck);
        for reader in stuck {
            streams.forget(&reader);
            reader.end();
            reader.wake();
        }
        alive
    }

    /// Ends a stream: its right is over.
    pub(super) fn end(&self, reader: &Arc<Reader>) {
        self.forget(reader);
        reader.end();
        reader.wake();
    }

    /// Ends all streams, for good: the node stops.
    pub(crate) fn end_all(&self) {
        let mut streams = self.streams();
        let readers = std::mem::take(&mut streams.readers);
        *streams = Streams { is_over: true, ..Streams::default() };
        drop(streams);
        for reader in readers.into_values() {
            reader.end();
            reader.wake();
        }
    }

    pub(super) fn forget(&self, reader: &Arc<Reader>) {
        self.streams().forget(reader);
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Streams {
    fn add(&mut self, reader: &Arc<Reader>) {
        for &(channel, place) in &reader.heard {
            self.listening.insert((channel, reader.id), (Arc::clone(reader), place));
        }
        self.people.insert((reader.session.person, reader.id));
        self.readers.insert(reader.id, Arc::clone(reader));
    }

    fn forget(&mut self, reader: &Arc<Reader>) {
        for &(channel, _) in &reader.heard {
            self.listening.remove(&(channel, reader.id));
        }
        self.people.remove(&(reader.session.person, reader.id));
        self.readers.remove(&reader.id);
    }

    /// A person's streams, the oldest first.
    fn of(&self, person: PersonId) -> impl Iterator<Item = &Arc<Reader>> {
        let own = self.people.range((person, 0)..=(person, u64::MAX));
        own.filter_map(|(_, id)| self.readers.get(id))
    }

    fn note(&mut self, change: Change) {
        if change == Change::Anything {
            // Nobody knows what came before it.
            self.log.clear();
            return;
        }
        if self.log.len() == LOG {
            self.log.pop_front();
        }
        self.log.push_back(change);
    }

    /// The last so many changes; as many of them as are known.
    fn newest(&self, many: u64) -> impl Iterator<Item = Change> {
        self.log.iter().rev().take(usize::try_from(many).unwrap_or(usize::MAX)).copied()
    }

    /// Marks what a stream has missed among the last so many changes; `None`: nobody knows how many.
    fn catch_up(&self, reader: &Reader, missed: Option<u64>) {
        let Some(missed) = missed.filter(|&missed| usize::try_from(missed).is_ok_and(|n| n <= self.log.len())) else {
            reader.look_again();
            return;
        };
        for channel in self.newest(missed).flat_map(Change::channels) {
            for (_, place) in reader.heard.iter().filter(|(of, _)| *of == channel) {
                reader.mark(*place);
            }
        }
    }
}
