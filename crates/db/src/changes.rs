//! What was changed, told after the commit: topics such as `t:42` or `jobs`, never content.

use std::sync::Arc;
use tokio::sync::broadcast;

/// How many topics a slow listener may be behind before it is told that it missed some.
const BACKLOG: usize = 4096;

/// The stream of topics of this database, from all nodes.
#[derive(Debug, Clone)]
pub struct Changes(broadcast::Sender<Arc<str>>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Topics announced from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        self.0.subscribe()
    }

    pub(crate) fn tell(&self, topics: impl IntoIterator<Item = Arc<str>>) {
        for topic in topics {
            // Nobody listening is no error.
            let _ = self.0.send(topic);
        }
    }
}
