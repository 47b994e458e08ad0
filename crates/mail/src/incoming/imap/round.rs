//! One look into a mailbox: what is new goes into the ledger, then aside. In the order of UIDs, and what cannot be taken
//! holds nothing back.

use super::account::ImapMailbox;
use super::aside::Aside;
use super::client::{Connected, set};
use super::fetcher::Fetcher;
use crate::incoming::intake::TakeError;
use atiende_core::mailboxes::actions::fetch;
use atiende_core::mailboxes::{Holder, Leftover, LeftoverReason, Mark, Problem, State, Trouble, access};
use atiende_db::DbError;
use jiff::Timestamp;

/// Messages that are put aside together.
const TOGETHER: usize = 20;
/// Connections in a row that one message may cost before it is left behind.
const STUMBLES: usize = 3;

/// Which message the last connection broke at, and how often.
#[derive(Debug, Default)]
pub(super) struct Stumbles(Option<(i64, usize)>);

/// A worker at its mailbox.
pub(super) struct Round<'a> {
    pub(super) fetcher: &'a Fetcher,
    pub(super) mailbox: &'a ImapMailbox,
    pub(super) holder: &'a Holder,
    pub(super) stumbles: &'a mut Stumbles,
    /// `None` before the first look of a connection.
    pub(super) aside: Option<Aside>,
}

/// What the desk knows of the mailbox.
struct Known {
    state: State,
    leftovers: Vec<Leftover>,
    now: Timestamp,
}

/// What became of one message.
enum Fate {
    Taken,
    Left(LeftoverReason, String),
    /// It is not there any more.
    Gone,
}

impl Round<'_> {
    /// How many messages were taken.
    pub(super) async fn look(&mut self, client: &mut Connected) -> Result<usize, Trouble> {
        let opened = client.select(&self.mailbox.account.folder).await?;
        let Known { mut state, mut leftovers, now } = self.known().await?;
        if state.uid_validity != opened.uid_validity {
            let (holder, validity) = (self.holder.clone(), opened.uid_validity);
            self.fetcher.db.write(async move |tx| fetch::begin(tx, &holder, validity).await).await.map_err(desk)?;
            (state.uid_validity, state.last_uid) = (validity, 0);
            leftovers.clear();
        }
        let aside = if let Some(aside) = self.aside.take() {
            aside
        } else {
            let aside = Aside::of(&self.mailbox.account.done, opened, client).await?;
            tidy(client, &aside, (&state, &leftovers)).await?;
            aside
        };
        let mut wanted = self.again(client, (&leftovers, now)).await?;
        // `n:*` is never empty: the last message is in it whatever its number (RFC 9051 9, seq-range).
        let new = client.search(&format!("UID {}:*", state.last_uid + 1)).await?;
        wanted.extend(new.into_iter().filter(|uid| *uid > state.last_uid));
        let taken = self.take_all(client, &aside, &wanted).await;
        self.aside = Some(aside);
        taken
    }

    async fn known(&self) -> Result<Known, Trouble> {
        let holder = self.holder.clone();
        let read = self.fetcher.db.read(async move |tx| {
            let known = access::held(tx, &holder).await?;
            Ok::<_, DbError>(known.map(|(state, leftovers)| Known { state, leftovers, now: tx.now() }))
        });
        read.await.map_err(desk)?.ok_or_else(|| Trouble::new(Problem::Desk, "the mailbox is not watched any more"))
    }

    async fn take_all(&mut self, client: &mut Connected, aside: &Aside, wanted: &[i64]) -> Result<usize, Trouble> {
        let mut all = 0;
        for some in wanted.chunks(TOGETHER) {
            let sizes = client.sizes(some).await?;
            let mut taken = Vec::new();
            let taking = self.take_some(client, (some, &sizes), &mut taken).await;
            // Also what was taken before something went wrong.
            all += taken.len();
            match taking {
                Err(trouble) if matches!(trouble.problem, Problem::Lost | Problem::Silent) => return Err(trouble),
                taking => {
                    aside.put(client, &taken).await?;
                    taking?;
                }
            }
        }
        Ok(all)
    }

    async fn take_some(
        &mut self,
        client: &mut Connected,
        (uids, sizes): (&[i64], &[(i64, u64)]),
        taken: &mut Vec<i64>,
    ) -> Result<(), Trouble> {
        for uid in uids {
            let size = sizes.iter().find(|(of, _)| of == uid).map(|(_, size)| *size);
            match self.take(client, *uid, size).await? {
                Fate::Taken => taken.push(*uid),
                Fate::Gone => self.note(*uid, None).await?,
                Fate::Left(reason, words) => self.note(*uid, Some((reason, size.unwrap_or(0), words))).await?,
            }
        }
        Ok(())
    }

    async fn take(&mut self, client: &mut Connected, uid: i64, size: Option<u64>) -> Result<Fate, Trouble> {
        let Some(size) = size else { return unsent(client, uid, "it tells no size").await };
        if size > self.fetcher.intake.max_bytes() {
            return Ok(Fate::Left(LeftoverReason::TooLarge, String::new()));
        }
        let raw = match client.message(uid, size).await {
            Ok(Some(raw)) => raw,
            Ok(None) => return unsent(client, uid, "it sends nothing of it").await,
            Err(refused) if refused.problem == Problem::Server => return unsent(client, uid, &refused.words).await,
            Err(broken) => return self.stumbles.at(uid, broken),
        };
        *self.stumbles = Stumbles::default();
        let mark = Mark { holder: self.holder.clone(), uid };
        match self.fetcher.intake.take_fetched(raw, &self.fetcher.addresses, mark).await {
            Ok(_) => Ok(Fate::Taken),
            Err(TakeError::TooLarge(_)) => Ok(Fate::Left(LeftoverReason::TooLarge, String::new())),
            Err(TakeError::Empty) => Ok(Fate::Left(LeftoverReason::Unreadable, "there is nothing in it".to_owned())),
            Err(error) => Err(Trouble::new(Problem::Desk, error)),
        }
    }

    async fn note(&self, uid: i64, left: Option<(LeftoverReason, u64, String)>) -> Result<(), Trouble> {
        let mark = Mark { holder: self.holder.clone(), uid };
        let noted = self.fetcher.db.write(async move |tx| match &left {
            None => fetch::gone(tx, &mark).await,
            Some((reason, size, words)) => {
                tracing::warn!(mailbox = mark.holder.address, uid, %reason, size, words, "a message stays in its mailbox");
                let size = i64::try_from(*size).unwrap_or(i64::MAX);
                fetch::left(tx, &mark, (*reason, size, words)).await
            }
        });
        noted.await.map_err(desk)
    }

    /// What was left behind and may be taken now; what is gone of it is forgotten.
    async fn again(
        &self,
        client: &mut Connected,
        (leftovers, now): (&[Leftover], Timestamp),
    ) -> Result<Vec<i64>, Trouble> {
        if leftovers.is_empty() {
            return Ok(Vec::new());
        }
        let uids: Vec<i64> = leftovers.iter().map(|leftover| leftover.uid).collect();
        let there = client.search(&format!("UID {}", set(&uids))).await?;
        for uid in uids.iter().filter(|uid| !there.contains(uid)) {
            self.note(*uid, None).await?;
        }
        let max = i64::try_from(self.fetcher.intake.max_bytes()).unwrap_or(i64::MAX);
        let may = |leftover: &&Leftover| match leftover.reason {
            LeftoverReason::TooLarge => leftover.size <= max && leftover.next_at <= now,
            LeftoverReason::Unreadable => leftover.next_at <= now,
        };
        let due = leftovers.iter().filter(may).map(|leftover| leftover.uid);
        Ok(due.filter(|uid| there.contains(uid)).collect())
    }
}

impl Stumbles {
    /// The connection broke at this message: the next one tries it again, but not for ever.
    fn at(&mut self, uid: i64, trouble: Trouble) -> Result<Fate, Trouble> {
        let times = self.0.filter(|(at, _)| *at == uid).map_or(1, |(_, times)| times + 1);
        self.0 = Some((uid, times));
        if times < STUMBLES {
            return Err(trouble);
        }
        Ok(Fate::Left(LeftoverReason::Unreadable, trouble.words))
    }
}

/// A message that the server does not send: is it there at all?
async fn unsent(client: &mut Connected, uid: i64, words: &str) -> Result<Fate, Trouble> {
    if client.search(&format!("UID {uid}")).await?.is_empty() {
        return Ok(Fate::Gone);
    }
    Ok(Fate::Left(LeftoverReason::Unreadable, words.to_owned()))
}

/// Puts aside what a worker took before it was killed.
async fn tidy(client: &mut Connected, aside: &Aside, (state, leftovers): (&State, &[Leftover])) -> Result<(), Trouble> {
    if state.last_uid == 0 {
        return Ok(());
    }
    let found = client.search(&format!("UID 1:{} {}", state.last_uid, aside.unfinished())).await?;
    let left = |uid: &i64| leftovers.iter().any(|leftover| leftover.uid == *uid);
    let unfinished: Vec<i64> = found.into_iter().filter(|uid| !left(uid)).collect();
    aside.put(client, &unfinished).await
}

pub(super) fn desk(error: DbError) -> Trouble {
    Trouble::new(Problem::Desk, error)
}
