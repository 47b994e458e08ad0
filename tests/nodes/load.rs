//! Several clients who never tire: each does one thing after the other, and asks again until it was acknowledged.

use crate::deeds::{Again, Deed, Maria};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const CLIENTS: usize = 6;
/// Between two deeds of a client, so that a small machine keeps up.
const BREATH: Duration = Duration::from_millis(60);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);
/// Nobody is turned away for longer.
const PATIENCE: Duration = Duration::from_secs(80);

#[derive(Default)]
pub(crate) struct Diary {
    /// When each deed was acknowledged.
    acknowledged: Vec<Instant>,
    /// What was said instead of yes, and how often.
    troubles: BTreeMap<String, usize>,
}

pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    diary: Arc<Mutex<Diary>>,
    clients: JoinSet<Vec<Deed>>,
}

impl Load {
    pub(crate) fn start(maria: &Maria, name: &str) -> Self {
        let (stop, diary) = (Arc::<AtomicBool>::default(), Arc::<Mutex<Diary>>::default());
        let mut clients = JoinSet::new();
        for n in 0..CLIENTS {
            let name = format!("{name}-{n}");
            let client = Client { maria: maria.clone(), name, n, stop: Arc::clone(&stop), diary: Arc::clone(&diary) };
            clients.spawn(client.works());
        }
        Self { stop, diary, clients }
    }

    pub(crate) fn acknowledged(&self) -> usize {
        self.diary.lock().unwrap().acknowledged.len()
    }

    /// How long after this instant somebody was told yes again.
    pub(crate) async fn resumes(&self, after: Instant) -> Duration {
        let begun = Instant::now();
        loop {
            let first = self.diary.lock().unwrap().acknowledged.iter().find(|at| **at > after).copied();
            if let Some(first) = first {
                return first - after;
            }
            assert!(begun.elapsed() < PATIENCE, "nothing is acknowledged any more");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lets everybody end what they are at: all that was acknowledged, and what was said meanwhile.
    pub(crate) async fn ends(self) -> (Vec<Deed>, BTreeMap<String, usize>) {
        self.stop.store(true, Ordering::Relaxed);
        let deeds = self.clients.join_all().await.concat();
        let diary = std::mem::take(&mut *self.diary.lock().unwrap());
        assert_eq!(deeds.len(), diary.acknowledged.len());
        (deeds, diary.troubles)
    }
}

struct Client {
    maria: Maria,
    name: String,
    n: usize,
    stop: Arc<AtomicBool>,
    diary: Arc<Mutex<Diary>>,
}

/// What is tried at one door after the other.
enum Wish<'w> {
    FillIn,
    Upload,
    Ask { upload: &'w str },
    Reply { ticket: i64 },
}

enum Done {
    Deed(Deed),
    Upload(String),
}

impl Client {
    async fn works(self) -> Vec<Deed> {
        let mut done = Vec::new();
        for turn in 0.. {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let subject = format!("{}-{turn}", self.name);
            match self.n % 3 {
                0 => done.push(self.does(&Wish::FillIn, &subject).await),
                1 => self.asks_and_replies(&subject, &mut done).await,
                _ => done.push(self.sends(&subject).await),
            }
            tokio::time::sleep(BREATH).await;
        }
        done
    }

    async fn asks_and_replies(&self, subject: &str, done: &mut Vec<Deed>) {
        let Done::Upload(upload) = self.insists(&Wish::Upload, subject).await else { unreachable!() };
        let ticket = self.does(&Wish::Ask { upload: &upload }, subject).await;
        let Deed::Ticket { number, .. } = ticket else { unreachable!() };
        done.push(ticket);
        done.push(self.does(&Wish::Reply { ticket: number }, &format!("{subject} sigue igual")).await);
    }

    async fn sends(&self, subject: &str) -> Deed {
        let begun = Instant::now();
        for letterbox in self.n.. {
            match self.maria.writes(letterbox, subject).await {
                Ok(deed) => return self.noted(deed),
                Err(again) => self.sighs(again, begun, subject).await,
            }
        }
        unreachable!()
    }

    async fn does(&self, wish: &Wish<'_>, words: &str) -> Deed {
        let Done::Deed(deed) = self.insists(wish, words).await else { unreachable!() };
        self.noted(deed)
    }

    /// Until somebody says yes.
    async fn insists(&self, wish: &Wish<'_>, words: &str) -> Done {
        let begun = Instant::now();
        for at in self.n.. {
            let door = &self.maria.doors[at % self.maria.doors.len()];
            match self.tries(door, wish, words).await {
                Ok(done) => return done,
                Err(again) => self.sighs(again, begun, words).await,
            }
        }
        unreachable!()
    }

    async fn tries(&self, door: &str, wish: &Wish<'_>, words: &str) -> Result<Done, Again> {
        Ok(match wish {
            Wish::FillIn => Done::Deed(self.maria.fills_in(door, words).await?),
            Wish::Upload => Done::Upload(self.maria.uploads(door, words).await?),
            Wish::Ask { upload } => Done::Deed(self.maria.asks(door, words, upload).await?),
            Wish::Reply { ticket } => Done::Deed(self.maria.replies(door, *ticket, words).await?),
        })
    }

    fn noted(&self, deed: Deed) -> Deed {
        self.diary.lock().unwrap().acknowledged.push(Instant::now());
        deed
    }

    async fn sighs(&self, Again(why): Again, begun: Instant, what: &str) {
        assert!(begun.elapsed() < PATIENCE, "{what} was never acknowledged: {why}");
        *self.diary.lock().unwrap().troubles.entry(why).or_default() += 1;
        tokio::time::sleep(PAUSE).await;
    }
}
