//! `bin/bench`: what a request costs, beside the same bytes from memory.
//!
//! `scenarios` says what is asked for; `desk` starts the program, signs in and records its answers;
//! `control` answers them again from memory; `load` has wrk ask and counts the CPU that it cost; `mail` delivers by LMTP;
//! `report` prints the table. Ratios are what to quote: machines are shared and noisy.

mod control;
mod desk;
mod live;
mod load;
mod mail;
mod report;
mod scenarios;

use clap::{Parser, Subcommand};
use desk::{Desk, Person};
use load::{Measured, Plan};
use report::Line;
use scenarios::{Ask, Scenario, Who};
use std::path::PathBuf;
use std::process::ExitCode;

/// The scenario that is no request.
const MAIL: &str = "mail";

/// Why there is no measurement.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failure(String);

impl Failure {
    fn new(what: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

#[derive(Parser)]
#[command(name = "atiende-bench", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure a program on a folder that `atiende seed load` filled. The folder gets more tickets.
    Run(Run),
    /// Answer what was recorded, from memory.
    #[command(hide = true)]
    Control { recorded: PathBuf },
}

#[derive(clap::Args)]
struct Run {
    /// The program to measure.
    #[arg(long)]
    program: PathBuf,
    /// Its data folder.
    #[arg(long)]
    data: PathBuf,
    /// How many tickets are in it.
    #[arg(long)]
    tickets: u64,
    /// Seconds for each side of each scenario.
    #[arg(long, default_value_t = 8)]
    seconds: u32,
    /// Open pages that are told what changed.
    #[arg(long, default_value_t = 5000)]
    streams: usize,
    /// Only scenarios whose name has this in it.
    #[arg(long, default_value = "")]
    only: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(run) => measure(&run).await,
        Command::Control { recorded } => control::serve(&recorded).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report::say(&format!("atiende-bench: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn measure(run: &Run) -> Result<(), Failure> {
    let desk = Desk::start(&run.program, &run.data).await?;
    let idle = desk.process.memory()?;
    let mut lines = Vec::new();
    for scenario in scenarios::all(run.tickets).into_iter().filter(|s| s.name.contains(&run.only)) {
        report::say(&format!("{} ...", scenario.name));
        lines.push(compare(run, &desk, &scenario).await?);
    }
    report::table(&lines);
    if MAIL.contains(run.only.as_str()) {
        mail::measure(&desk, run.seconds).await?;
    }
    if live::NAME.contains(run.only.as_str()) {
        let people = desk.people(Who::Technician).await?;
        let cookie = people.first().map_or("", |person| person.cookie.as_str());
        let place = live::Place { address: &desk.address, process: &desk.process, cookie };
        report::print(&live::measure(&place, run.streams).await?);
    }
    report::memory(desk.start, idle, desk.process.memory()?);
    Ok(())
}

/// The same questions to the program and to the control, one after the other.
async fn compare(run: &Run, desk: &Desk, scenario: &Scenario) -> Result<Line, Failure> {
    let people = desk.people(scenario.who).await?;
    let recorded = desk.record(&scenario.ask, &people).await?;
    let control = control::start(&recorded, run.data.as_path())?;
    let plan = Plan { ask: &scenario.ask, people: &people, connections: scenario.connections, seconds: run.seconds };
    let before = newest(desk, &scenario.ask, &people).await?;
    let ours = plan.run(&desk.address, &desk.process)?;
    if let Some(before) = before {
        created(desk, &scenario.ask, &people, before, &ours).await?;
    }
    let theirs = plan.run(&control.address, &control.process)?;
    Ok(Line { name: scenario.name, connections: scenario.connections, goal: scenario.goal, ours, theirs })
}

async fn newest(desk: &Desk, ask: &Ask, people: &[Person]) -> Result<Option<u64>, Failure> {
    match ask {
        Ask::Pages(_) => Ok(None),
        Ask::OpenTicket => Ok(Some(desk.open_one(people).await?)),
    }
}

/// wrk counts an answer, not a ticket: the numbers given out must be as many as the answers.
async fn created(desk: &Desk, ask: &Ask, people: &[Person], before: u64, ours: &Measured) -> Result<(), Failure> {
    let Some(after) = newest(desk, ask, people).await? else { return Ok(()) };
    // What was on its way when wrk stopped was not counted: at most each connection's, twice.
    let tickets = after - before - 1;
    if tickets < ours.answers || tickets > ours.answers + 64 {
        return Err(Failure(format!("{} answers, but {tickets} tickets were made", ours.answers)));
    }
    Ok(())
}
