//! What was changed, told after the commit: topics such as `t:42` or `jobs`, never content.

use std::sync::Arc;
use tokio::sync::broadcast::{self, Receiver, error::RecvError};

/// How many topics a slow listener may be behind before it is told that it missed some.
const BACKLOG: usize = 4096;

/// Stands for every topic: after a lost connection nobody knows what was announced meanwhile.
pub const ANY: &str = "*";

/// The stream of topics of this database, from all nodes.
#[derive(Debug, Clone)]
pub struct Changes(broadcast::Sender<Arc<str>>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Topics announced from now on.
    pub fn subscribe(&self) -> Receiver<Arc<str>> {
        self.0.subscribe()
    }

    pub(crate) fn tell(&self, topics: impl IntoIterator<Item = Arc<str>>) {
        for topic in topics {
            // Nobody listening is no error.
            let _ = self.0.send(topic);
        }
    }
}

/// Waits until this topic is announced, or may have been: who missed some looks.
pub async fn announced(changes: &mut Receiver<Arc<str>>, topic: &str) {
    loop {
        match changes.recv().await {
            Ok(told) if &*told == topic || &*told == ANY => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ANY, Changes, announced};
    use futures_util::FutureExt as _;
    use std::sync::Arc;

    #[test]
    fn other_topics_do_not_wake_but_a_lost_connection_does() {
        let changes = Changes::new();
        let mut heard = changes.subscribe();
        changes.tell([Arc::from("t:1"), Arc::from("mail")]);
        assert!(announced(&mut heard, "outbox").now_or_never().is_none());
        for topic in ["outbox", ANY] {
            changes.tell([Arc::from(topic)]);
            assert!(announced(&mut heard, "outbox").now_or_never().is_some(), "{topic}");
        }
    }
}
