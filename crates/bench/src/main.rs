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
mod people;
mod report;
mod results;
mod scenarios;

use clap::{Parser, Subcommand};
use desk::{Desk, Place};
use load::{Measured, Plan, form};
use people::Person;
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
    /// Another database than the one in the folder.
    #[arg(long)]
    database_url: Option<String>,
    /// Where to keep what was measured, for a later run to be compared with.
    #[arg(long)]
    results: Option<PathBuf>,
    /// What an earlier run on a smaller desk kept: each line then says how much more it costs here.
    #[arg(long)]
    against: Option<PathBuf>,
    /// A Markdown file in which the block of this name is written anew.
    #[arg(long, requires = "block")]
    into: Option<PathBuf>,
    /// `sqlite 100000`.
    #[arg(long)]
    block: Option<String>,
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
    let place = Place { program: &run.program, data: &run.data, database_url: run.database_url.as_deref() };
    let desk = Desk::start(&place).await?;
    let idle = desk.process.memory()?;
    let mut lines = Vec::new();
    for mut scenario in scenarios::all(run.tickets).into_iter().filter(|s| s.name.contains(&run.only)) {
        report::say(&format!("{} ...", scenario.name));
        lines.push(compare(run, &desk, &mut scenario).await?);
    }
    let before = run.against.as_deref().map(results::read).transpose()?.unwrap_or_default();
    let mut text = report::table(&lines, &before);
    if MAIL.contains(run.only.as_str()) {
        text.push_str(&mail::measure(&desk, run.seconds).await?);
    }
    if live::NAME.contains(run.only.as_str()) {
        let people = desk.people(Who::Technician).await?;
        let cookie = people.first().map_or("", |person| person.header.1.as_str());
        let place = live::Place { address: &desk.address, process: &desk.process, cookie };
        text.push_str(&live::measure(&place, run.streams).await?);
    }
    text.push_str(&report::memory(desk.start, idle, desk.process.memory()?));
    report::print(&text);
    if let Some(file) = &run.results {
        results::keep(file, &lines)?;
    }
    match (&run.into, &run.block) {
        (Some(file), Some(block)) => results::write_into(file, block, &text),
        _ => Ok(()),
    }
}

/// The same questions to the program and to the control, one after the other.
async fn compare(run: &Run, desk: &Desk, scenario: &mut Scenario) -> Result<Line, Failure> {
    let people = desk.people(scenario.who).await?;
    name_the_file(desk, &mut scenario.ask, &people).await?;
    let recorded = desk.record(&scenario.ask, &people).await?;
    let control = control::start(&recorded, run.data.as_path())?;
    let plan = Plan { ask: &scenario.ask, people: &people, connections: scenario.connections, seconds: run.seconds };
    let before = newest(desk, &scenario.ask, &people).await?;
    let ours = plan.run(&desk.address, &desk.process)?;
    if let Some(before) = before {
        made(desk, scenario, &people, before, &ours).await?;
    }
    let theirs = plan.run(&control.address, &control.process)?;
    Ok(Line { name: scenario.name, connections: scenario.connections, goal: scenario.goal, ours, theirs })
}

/// Uploads the file that is to be read again and again.
async fn name_the_file(desk: &Desk, ask: &mut Ask, people: &[Person]) -> Result<(), Failure> {
    let Ask::Pages(addresses) = ask else { return Ok(()) };
    for address in addresses.iter_mut().filter(|address| *address == scenarios::FILE) {
        let file = desk.make_one(&form::uploads(people)).await?;
        *address = address.replace("{file}", &file.to_string());
    }
    Ok(())
}

/// The number of the newest of what is sent, made for the purpose.
async fn newest(desk: &Desk, ask: &Ask, people: &[Person]) -> Result<Option<u64>, Failure> {
    match ask {
        Ask::Pages(_) => Ok(None),
        Ask::Sends(_) => Ok(Some(desk.make_one(&ask.sends(people)).await?)),
    }
}

/// wrk counts answers, which are not yet tickets: the numbers given out must be as many.
async fn made(
    desk: &Desk,
    scenario: &Scenario,
    people: &[Person],
    before: u64,
    ours: &Measured,
) -> Result<(), Failure> {
    let Some(after) = newest(desk, &scenario.ask, people).await? else { return Ok(()) };
    let made = after - before - 1;
    // What was on its way when wrk stopped was not counted: at most each connection's, twice.
    if made < ours.answers || made > ours.answers + 2 * u64::from(scenario.connections) {
        return Err(Failure(format!("{}: {} answers, but {made} were made", scenario.name, ours.answers)));
    }
    Ok(())
}
