//! `atiende config show`.

use super::desk::Desk;
use super::{Code, output};
use clap::Subcommand;

/// Look at the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the settings in force, and where each comes from.
    ///
    /// Secrets are masked. The output is a TOML file itself; with --json, a JSON document.
    #[command(after_long_help = "\
Examples:
  atiende config show
  ATIENDE_LOG=json atiende config show --json | jq .log")]
    Show,
}

pub(super) fn run(desk: &Desk) -> Code {
    if desk.output.json {
        desk.output.document(&desk.config.to_json());
    } else {
        output::raw(&desk.config.to_toml());
    }
    Code::Ok
}
