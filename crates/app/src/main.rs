//! `atiende`, the one executable: it parses the command line, hands out the clock and runs one command.

mod backup;
mod cli;
mod clock_watch;
mod config;
mod schedule;

use clap::Parser;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Pages are many short strings: measured a third less CPU than the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long a thread that works with a disk may hold the end up.
const LAST_WORDS: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    // As many threads as cores: database reads run on them, and wait for nothing.
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let code = runtime.block_on(cli::run(arguments, clock()));
            // A copy of the database that is being made is not waited for: it would be half a backup, and is known as such.
            runtime.shutdown_timeout(LAST_WORDS);
            code
        }
        Err(error) => cli::Failure::new(cli::Code::Software, format!("no threads: {error}")).report(),
    }
}

/// The system's clock; everything else is given the time.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn clock() -> atiende_db::Clock {
    Arc::new(jiff::Timestamp::now)
}
