//! Log lines, to stderr: text for people, JSON for collectors.

use crate::config::LogFormat;
use std::io::stderr;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Starts logging; what serves tells more than what answers at a terminal. `RUST_LOG` overrides both.
pub(super) fn start(format: LogFormat, serving: bool) {
    let level = if serving { LevelFilter::INFO } else { LevelFilter::WARN };
    let mut filter = EnvFilter::builder().with_default_directive(level.into()).from_env_lossy();
    // It tells each step that it does not take.
    if let Ok(quiet) = "refinery_core=warn".parse() {
        filter = filter.add_directive(quiet);
    }
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // A second subscriber is refused; the first one is as good.
    let _ = match format {
        LogFormat::Text => lines.with_target(false).with_ansi(std::io::IsTerminal::is_terminal(&stderr())).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}
