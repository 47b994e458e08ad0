//! What nodes changed: told by NOTIFY, heard by LISTEN, on one connection.

use super::hosts::Hosts;
use super::unsaid::Unsaid;
use crate::changes::ANY;
use crate::{Changes, DbError, dialect};
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, Client};

/// Between two tries: a promoted standby is found as soon as it takes writes.
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// How long a connection may take, over all hosts, and an answer.
const PATIENCE: Duration = Duration::from_secs(7);
/// How often a silent line is tried: a server that froze never hangs up.
const BEAT: Duration = Duration::from_secs(5);
/// Nothing is written that would have to last: being heard must not wait for a disk, nor for a standby.
const SESSION: &str = "SET synchronous_commit TO off";
const TELL: &str = "SELECT pg_notify($1, topic) FROM unnest($2::text[]) AS topic";

/// Listens until it is dropped.
pub(super) struct Listening(JoinHandle<()>);

impl Listening {
    #[expect(clippy::disallowed_methods, reason = "lives as long as the database does, like the pool's connections")]
    pub(super) fn start(hosts: Arc<Hosts>, changes: Changes, unsaid: Arc<Unsaid>) -> Self {
        Self(tokio::spawn(async move { listen(&hosts, &changes, &unsaid).await }))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Hears what any node announced. After a cut it says `*`: something may have been missed.
async fn listen(hosts: &Hosts, changes: &Changes, unsaid: &Unsaid) {
    let mut pause = PAUSE_MIN;
    loop {
        if let Err(error) = listen_once(hosts, (changes, unsaid), &mut pause).await {
            tracing::warn!(%error, "not listening for changes; trying again");
        }
        sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

async fn listen_once(
    hosts: &Hosts,
    (changes, unsaid): (&Changes, &Unsaid),
    pause: &mut Duration,
) -> Result<(), DbError> {
    let (client, mut connection) = timeout(PATIENCE, hosts.connect()).await.map_err(|_| silent())??;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    let listening = async {
        ask(&client, SESSION).await?;
        ask(&client, &format!("LISTEN {}", dialect::CHANNEL)).await?;
        *pause = PAUSE_MIN;
        changes.tell([Arc::from(ANY)]);
        tokio::try_join!(beat(&client), tell(&client, unsaid)).map(|((), ())| ())
    };
    let hearing = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(note) = message? {
                changes.tell([Arc::from(note.payload())]);
            }
        }
        Err::<(), DbError>(DbError::Unavailable("the connection was closed".into()))
    };
    tokio::try_join!(listening, hearing).map(|((), ())| ())
}

async fn beat(client: &Client) -> Result<(), DbError> {
    loop {
        sleep(BEAT).await;
        ask(client, "SELECT 1").await?;
    }
}

/// Tells what was committed; while one telling is under way, the next topics gather.
async fn tell(client: &Client, unsaid: &Unsaid) -> Result<(), DbError> {
    let telling = timeout(PATIENCE, client.prepare(TELL)).await.map_err(|_| silent())??;
    loop {
        let taken = unsaid.take().await;
        let topics = taken.topics();
        timeout(PATIENCE, client.execute(&telling, &[&dialect::CHANNEL, &topics])).await.map_err(|_| silent())??;
        taken.were_told();
    }
}

async fn ask(client: &Client, sql: &str) -> Result<(), DbError> {
    Ok(timeout(PATIENCE, client.batch_execute(sql)).await.map_err(|_| silent())??)
}

fn silent() -> DbError {
    DbError::Unavailable("the server does not answer".into())
}
