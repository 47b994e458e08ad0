//! The command line: one file a command. Results go to stdout, everything for people to stderr.

mod backup;
mod check;
mod config_show;
mod connections;
mod demo;
mod desk;
mod failure;
mod jobs;
mod logging;
mod mail;
mod mail_door;
mod migrate;
mod openapi;
mod output;
mod seed;
mod serve;
mod token;
mod underway;
mod user;
mod workers;

pub(crate) use failure::{Code, Failure};

use crate::config::{self, Config};
use atiende_db::Clock;
use clap::{Parser, Subcommand};
use desk::Desk;
use output::Output;
use std::path::PathBuf;
use std::process::ExitCode;

const AFTER_HELP: &str = "\
Settings come from a TOML file (--config), and each of them also from the environment:
`listen` is ATIENDE_LISTEN, `rate_limits.login` is ATIENDE_RATE_LIMITS__LOGIN, and
ATIENDE_SECRET_KEY_FILE names a file that holds the secret. Without any, everything is kept
in ./data. See what is in force with `atiende config show`.

Examples:
  atiende serve --demo                try it: a desk with invented people and tickets
  atiende serve --config /etc/atiende.toml
  atiende user add --email ana@example.com --name Ana --role admin --password-stdin
  atiende check                       is everything that it needs there?

Exit codes are those of sysexits.h: 0 done, 2 usage, 65 bad value, 67 no such user,
69 something it needs is unavailable, 70 internal error, 73 exists already, 74 a folder or file
cannot be read or written, 75 try later, 77 refused by policy, 78 configuration.";

/// The online support desk: people report what does not work, technicians attend it.
#[derive(Debug, Parser)]
#[command(name = "atiende", version, after_long_help = AFTER_HELP, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// The configuration file (TOML).
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_name = "FILE",
        env = "ATIENDE_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,

    /// Print the result as one JSON document on stdout.
    #[arg(long, global = true, help_heading = "Global options")]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Check(check::Check),
    #[command(subcommand)]
    User(user::User),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    Seed(seed::Seed),
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    Backup(backup::Backup),
    VerifyBackup(backup::VerifyBackup),
    Restore(backup::Restore),
    MigrateTo(backup::MigrateTo),
    #[command(subcommand)]
    Mail(mail::Mail),
    #[command(subcommand)]
    Config(config_show::ConfigCommand),
    #[command(name = "openapi")]
    OpenApi(openapi::OpenApi),
}

/// Runs the command; its exit code.
pub(crate) async fn run(arguments: Arguments, clock: Clock) -> ExitCode {
    match Box::pin(dispatch(arguments, clock)).await {
        Ok(code) => code.into(),
        Err(failure) => failure.report(),
    }
}

async fn dispatch(arguments: Arguments, clock: Clock) -> Result<Code, Failure> {
    if let Command::OpenApi(_) = arguments.command {
        return Ok(openapi::run());
    }
    let output = Output { json: arguments.json };
    let config = Config::load(arguments.config.as_deref(), &config::environment());
    if let Command::Check(_) = arguments.command {
        // A configuration that cannot be read is one of its findings.
        return Box::pin(check::run(config, clock, output)).await;
    }
    let desk = Desk { config: config?, clock, output };
    logging::start(desk.config.log, matches!(arguments.command, Command::Serve(_)));
    match arguments.command {
        Command::Serve(serve) => serve::run(&desk, &serve).await,
        Command::Migrate(_) => migrate::run(&desk).await,
        Command::User(user) => user::run(&desk, user).await,
        Command::Token(token) => token::run(&desk, token).await,
        Command::Seed(seed) => seed::run(&desk, &seed).await,
        Command::Jobs(jobs) => jobs::run(&desk, &jobs).await,
        Command::Backup(backup) => backup::make(&desk, &backup).await,
        Command::VerifyBackup(verify) => backup::verify(&desk, &verify).await,
        Command::Restore(restore) => backup::restore(&desk, &restore).await,
        Command::MigrateTo(to) => backup::migrate_to(&desk, &to).await,
        Command::Mail(mail) => mail::run(&desk, mail).await,
        Command::Config(_) => Ok(config_show::run(&desk)),
        Command::Check(_) | Command::OpenApi(_) => Ok(Code::Ok),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does_and_shows_an_example() {
        fn check(command: &clap::Command) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty(), "{} says nothing", command.get_name());
            if command.has_subcommands() {
                command.get_subcommands().for_each(check);
            } else {
                let after = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
                assert!(after.contains("atiende "), "{} shows no example", command.get_name());
            }
        }
        Arguments::command().get_subcommands().for_each(check);
    }
}
