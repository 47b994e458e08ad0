//! Topics of committed writes that the nodes have not been told yet.
//!
//! A NOTIFY inside a transaction takes one lock for the whole cluster until that transaction is on the disk: all nodes
//! together then commit one after the other (decision 0018). So they are told after the commit, many topics at once, and
//! whoever wrote waits for that: what was answered was told.

use crate::changes::ANY;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

/// Above so many, all of them are one: whoever hears it looks again.
const MOST: usize = 1024;
/// How long a write waits for its telling. It is done in any case; the topics are told as soon as anybody can be.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct Unsaid {
    waiting: Mutex<Waiting>,
    more: Notify,
    /// Of which write the topics were told last.
    told: watch::Sender<u64>,
}

/// What is to be told, each once, and how many writes had something to tell.
#[derive(Default)]
struct Waiting {
    topics: BTreeSet<Arc<str>>,
    writes: u64,
}

impl Unsaid {
    /// Waits, not for long, until these are told.
    pub(super) async fn tell(&self, topics: Vec<Arc<str>>) {
        if topics.is_empty() {
            return;
        }
        let mut told = self.told.subscribe();
        let write = self.add(topics);
        if timeout(PATIENCE, told.wait_for(|told| *told >= write)).await.is_err() {
            tracing::warn!("the other nodes are not told of a change yet");
        }
    }

    fn add(&self, topics: impl IntoIterator<Item = Arc<str>>) -> u64 {
        let mut waiting = self.waiting();
        waiting.topics.extend(topics);
        if waiting.topics.len() > MOST {
            waiting.topics = BTreeSet::from([Arc::from(ANY)]);
        }
        waiting.writes += 1;
        self.more.notify_one();
        waiting.writes
    }

    /// Waits for some, and takes all there are.
    pub(super) async fn take(&self) -> Taken<'_> {
        loop {
            let Waiting { topics, writes } = {
                let mut waiting = self.waiting();
                Waiting { topics: std::mem::take(&mut waiting.topics), writes: waiting.writes }
            };
            if !topics.is_empty() {
                return Taken { topics, writes, of: self };
            }
            self.more.notified().await;
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Topics that are being told. Dropped before they were, they wait again.
pub(super) struct Taken<'a> {
    topics: BTreeSet<Arc<str>>,
    writes: u64,
    of: &'a Unsaid,
}

impl Taken<'_> {
    pub(super) fn topics(&self) -> Vec<&str> {
        self.topics.iter().map(|topic| &**topic).collect()
    }

    pub(super) fn were_told(mut self) {
        self.topics.clear();
        self.of.told.send_replace(self.writes);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.topics.is_empty() {
            self.of.add(std::mem::take(&mut self.topics));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ANY, MOST, Unsaid};
    use futures_util::FutureExt as _;
    use std::sync::Arc;

    fn said(unsaid: &Unsaid) -> Option<Vec<String>> {
        let taken = unsaid.take().now_or_never()?;
        let topics = taken.topics().into_iter().map(str::to_owned).collect();
        taken.were_told();
        Some(topics)
    }

    #[test]
    fn each_is_told_once_and_a_flood_as_one() {
        let unsaid = Unsaid::default();
        assert_eq!(said(&unsaid), None);
        for topic in ["t:1", "queue", "t:1"] {
            unsaid.add([Arc::from(topic)]);
        }
        assert_eq!(said(&unsaid).unwrap(), ["queue", "t:1"]);
        unsaid.add((0..=MOST).map(|n| Arc::from(format!("t:{n}"))));
        assert_eq!(said(&unsaid).unwrap(), [ANY]);
        assert_eq!(said(&unsaid), None);
    }

    #[test]
    fn what_was_not_told_waits_again_beside_what_came_since() {
        let unsaid = Unsaid::default();
        unsaid.add([Arc::from("t:1")]);
        let cut = unsaid.take().now_or_never().unwrap();
        unsaid.add([Arc::from("t:2")]);
        drop(cut);
        assert_eq!(said(&unsaid).unwrap(), ["t:1", "t:2"]);
    }

    #[tokio::test]
    async fn a_write_waits_until_its_own_topics_are_told() {
        let unsaid = Unsaid::default();
        assert!(unsaid.tell(Vec::new()).now_or_never().is_some());
        let mut first = Box::pin(unsaid.tell(vec![Arc::from("t:1")]));
        assert!((&mut first).now_or_never().is_none());
        let taken = unsaid.take().await;
        let mut second = Box::pin(unsaid.tell(vec![Arc::from("t:2")]));
        assert!((&mut second).now_or_never().is_none());
        taken.were_told();
        first.await;
        assert!((&mut second).now_or_never().is_none());
        assert_eq!(said(&unsaid).unwrap(), ["t:2"]);
        second.await;
    }
}
