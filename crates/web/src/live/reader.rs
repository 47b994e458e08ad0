//! One open stream. What waits to be told to it is a set of bits: whoever reads slowly, or not at all, holds nobody up and
//! costs no more.

use super::hub::Hub;
use super::proof::{Heard, Session};
use atiende_core::live::Topic;
use axum::body::Bytes;
use futures_util::Stream;
use futures_util::task::AtomicWaker;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

/// Each is a bit.
pub(super) const TOPICS_MAX: usize = 32;

/// Something may have been missed.
const AGAIN: u64 = 1 << 58;
const BEAT: u64 = 1 << 59;
/// The heartbeat before was not taken either.
const LATE: u64 = 1 << 60;
const END: u64 = 1 << 61;
/// The browser is not to come back at once.
const REST: u64 = 1 << 62;

/// When a browser with too many streams opens the one again that was ended for another.
const REST_LINE: &[u8] = b"retry: 60000\n\n";

pub(super) struct Reader {
    pub(super) id: u64,
    pub(super) session: Session,
    pub(super) topics: Vec<Topic>,
    pub(super) heard: Vec<Heard>,
    pending: AtomicU64,
    waker: AtomicWaker,
}

/// What became of a heartbeat.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Told,
    /// The last one waits.
    Waits,
    /// It has taken nothing for two of them.
    Stuck,
}

impl Reader {
    pub(super) fn new(id: u64, session: Session, topics: Vec<Topic>, heard: Vec<Heard>) -> Self {
        Self { id, session, topics, heard, pending: AtomicU64::new(0), waker: AtomicWaker::new() }
    }

    /// The topic at this place changed. Whether the stream has to be woken: not again before it has taken what waits.
    pub(super) fn mark(&self, place: u8) -> bool {
        self.add(1 << place)
    }

    pub(super) fn look_again(&self) -> bool {
        self.add(AGAIN)
    }

    pub(super) fn beat(&self) -> Beat {
        let before = self.pending.fetch_or(BEAT, Ordering::AcqRel);
        if before & BEAT == 0 {
            Beat::Told
        } else if before & LATE == 0 {
            self.add(LATE);
            Beat::Waits
        } else {
            Beat::Stuck
        }
    }

    pub(super) fn end(&self) {
        self.add(END);
    }

    pub(super) fn end_for_another(&self) {
        self.add(END | REST);
    }

    pub(super) fn wake(&self) {
        self.waker.wake();
    }

    fn add(&self, bits: u64) -> bool {
        self.pending.fetch_or(bits, Ordering::AcqRel) == 0
    }

    /// The events for what waits, of which the last has the id.
    fn events(&self, bits: u64, id: &str) -> String {
        if bits & AGAIN != 0 {
            return format!("id: {id}\ndata: *\n\n");
        }
        let changed = self.topics.iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
        let mut events = String::new();
        for (_, topic) in changed {
            if !events.is_empty() {
                events.push_str("\n\n");
            }
            // Writing to a `String` cannot fail.
            let _ = write!(events, "data: {topic}");
        }
        // A comment keeps proxies from closing what seems idle; nobody hears of it.
        format!("{}\nid: {id}\n\n", if events.is_empty() { ":" } else { &events })
    }
}

/// The body of the answer. The stream is forgotten with it.
pub(super) struct Listener {
    hub: Arc<Hub>,
    reader: Arc<Reader>,
    /// What is told first.
    opening: Option<String>,
    is_over: bool,
}

impl Listener {
    pub(super) fn new(hub: Arc<Hub>, reader: Arc<Reader>) -> Self {
        let gone = (0..).zip(&reader.topics).filter(|(place, _)| reader.heard.iter().all(|(_, of)| of != place));
        let mut opening = format!("retry: {}\n", hub.retry(reader.id));
        for (_, topic) in gone {
            let _ = write!(opening, "event: gone\ndata: {topic}\n\n");
        }
        Self { hub, reader, opening: Some(opening), is_over: false }
    }
}

impl Stream for Listener {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        self.reader.waker.register(context.waker());
        // Before what waits is taken: all that the id stands for is in it then.
        let heard = self.hub.heard();
        let bits = self.reader.pending.swap(0, Ordering::AcqRel);
        if bits & END != 0 {
            self.is_over = true;
            let last = (bits & REST != 0).then(|| Ok(Bytes::from_static(REST_LINE)));
            return Poll::Ready(last);
        }
        let opening = self.opening.take();
        if bits == 0 && opening.is_none() {
            return Poll::Pending;
        }
        let events = opening.unwrap_or_default() + &self.reader.events(bits, &self.hub.id(heard));
        Poll::Ready(Some(Ok(Bytes::from(events))))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hub.forget(&self.reader);
    }
}
