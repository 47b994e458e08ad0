//! `atiende seed`: invented clients, people, articles and tickets, through the core's own actions.
//!
//! `data` reads what is invented (crates/app/demo), `plan` decides when what happens (pure, the same for the
//! same seed), `world` and `act` do it on a clock that is set to each instant.

mod act;
mod data;
mod load;
mod plan;
mod world;

use super::desk::Desk;
use super::{Code, Failure};
use act::Stage;
use atiende_core::settings::{self, Setting};
use atiende_core::tickets;
use atiende_db::{Db, DbError};
use clap::{Args, Subcommand, ValueEnum};
use data::Data;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Fill a store with invented data.
#[derive(Debug, Subcommand)]
pub(super) enum Seed {
    Demo(Demo),
    Load(load::Load),
}

/// Fill a store with a demo: clients, people, devices, articles and weeks of tickets.
///
/// For trying out, training and screenshots. The same --rng makes the same data, told back from
/// now. No mail of it is ever sent. Prints the accounts, with their passwords, as JSON on stdout.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende seed demo
  ATIENDE_DATA_DIR=/tmp/big atiende seed demo --size large --rng 7

Ends with 73 when the store has tickets already. `atiende serve --demo` does this by itself.")]
pub(super) struct Demo {
    /// 60 tickets over two months, or 2,000 over a year.
    #[arg(long, value_enum, default_value_t = Size::Small)]
    size: Size,
    /// Where the random numbers begin.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_RNG)]
    rng: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Size {
    Small,
    Large,
}

pub(super) const DEFAULT_RNG: u64 = 1;

/// Says that the store holds the demo and nobody's real data.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Mark {
    pub(super) is_demo: bool,
}
impl Setting for Mark {
    const NAME: &'static str = "demo";
}

/// Somebody of the demo who can sign in.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) password: String,
    pub(super) role: &'static str,
    pub(super) organization: Option<String>,
    pub(super) coordinator: bool,
}

pub(super) async fn run(desk: &Desk, seed: &Seed) -> Result<Code, Failure> {
    match seed {
        Seed::Demo(demo) => {
            let accounts = fill(desk, demo.size, demo.rng).await?;
            desk.output.document(&accounts);
            Ok(Code::Ok)
        }
        Seed::Load(load) => load::run(desk, load).await,
    }
}

/// Everybody of the demo.
pub(super) fn accounts() -> Result<Vec<Account>, Failure> {
    Ok(Data::read()?.accounts())
}

/// Fills the store. Errors: 73 when it has tickets.
pub(super) async fn fill(desk: &Desk, size: Size, rng: u64) -> Result<Vec<Account>, Failure> {
    let data = Data::read()?;
    let now = (desk.clock)();
    let plan = plan::make(&data, size, rng, (now, &desk.config.time_zone));
    let hands = Hands::set_to(plan.begin);
    let db = desk.open_with(hands.clock()).await?;
    refuse_a_used_store(&db).await?;
    let world = world::build(&db, &data, rng).await?;
    let mut stage = Stage::new(db, world, &data);
    for step in &plan.steps {
        hands.set(step.at);
        stage.perform(&step.what).await.map_err(|failure| {
            Failure::new(failure.code, format!("demo, at {:.0}, {}: {failure}", step.at, step.what))
        })?;
    }
    Ok(data.accounts())
}

async fn refuse_a_used_store(db: &Db) -> Result<(), Failure> {
    let taken = db
        .read(async |tx| -> Result<_, DbError> {
            Ok(tickets::access::has_tickets(tx).await? || settings::get::<Mark>(tx).await?.is_demo)
        })
        .await?;
    if taken {
        return Err(Failure::new(Code::Exists, "the store has tickets already: seeding wants one without"));
    }
    Ok(())
}

/// The hands of the clock by which the demo happens.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn set_to(at: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(at.as_microsecond())))
    }

    fn set(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }

    fn clock(&self) -> atiende_db::Clock {
        let hands = Arc::clone(&self.0);
        Arc::new(move || Timestamp::from_microsecond(hands.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}
