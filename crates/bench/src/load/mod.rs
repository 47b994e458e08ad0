//! wrk asks, and the kernel says what it cost.

pub(crate) mod form;
mod process;
pub(crate) mod sends;

pub(crate) use process::{Memory, Process};

use crate::Failure;
use crate::people::Person;
use crate::scenarios::Ask;
use serde::Deserialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

/// What one side was asked and what it cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// With those of the warming up.
    pub(crate) answers: u64,
    pub(crate) per_second: f64,
    /// CPU microseconds of the process per request.
    pub(crate) cpu: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Head and body.
    pub(crate) bytes: f64,
}

/// What wrk is to do.
pub(crate) struct Plan<'a> {
    pub(crate) ask: &'a Ask,
    pub(crate) people: &'a [Person],
    pub(crate) connections: u32,
    pub(crate) seconds: u32,
}

/// What the script prints at the end. Times in microseconds.
#[derive(Deserialize)]
struct Summary {
    requests: u64,
    duration: f64,
    bytes: f64,
    status: u64,
    socket: u64,
    p50: f64,
    p99: f64,
}

const DONE: &str = r#"
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\nSUMMARY {"requests":%d,"duration":%d,"bytes":%d,"status":%d,"socket":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"#;

impl Plan<'_> {
    /// Asks for a second to warm up, then for as long as planned.
    pub(crate) fn run(&self, address: &str, process: &Process) -> Result<Measured, Failure> {
        let warm_up = self.wrk(address, 1)?;
        let before = process.cpu()?;
        let summary = self.wrk(address, self.seconds)?;
        let cpu = process.cpu()?.saturating_sub(before);
        if summary.status + summary.socket > 0 {
            return Err(Failure(format!("{} answers with an error, {} broken", summary.status, summary.socket)));
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let requests = summary.requests.max(1) as f64;
        Ok(Measured {
            answers: warm_up.requests + summary.requests,
            per_second: requests / (summary.duration / 1e6),
            cpu: cpu.as_secs_f64() * 1e6 / requests,
            p50: Duration::from_secs_f64(summary.p50 / 1e6),
            p99: Duration::from_secs_f64(summary.p99 / 1e6),
            bytes: summary.bytes / requests,
        })
    }

    fn wrk(&self, address: &str, seconds: u32) -> Result<Summary, Failure> {
        let failed = |error: std::io::Error| Failure::new("wrk", error);
        let mut script = tempfile::Builder::new().suffix(".lua").tempfile().map_err(failed)?;
        script.write_all(self.script().as_bytes()).map_err(failed)?;
        let output = Command::new("wrk")
            .args(["--threads", "1", "--connections", &self.connections.to_string()])
            .args(["--duration", &format!("{seconds}s"), "--timeout", "10s", "--script"])
            .arg(script.path())
            .arg(format!("http://{address}/"))
            .output()
            .map_err(failed)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let summary = text.lines().find_map(|line| line.strip_prefix("SUMMARY "));
        let summary = summary.ok_or_else(|| Failure(format!("wrk: {}", String::from_utf8_lossy(&output.stderr))))?;
        serde_json::from_str(summary).map_err(|error| Failure::new("wrk", error))
    }

    fn script(&self) -> String {
        let script = match self.ask {
            Ask::Pages(addresses) => pages(addresses, self.people.first()),
            Ask::Sends(_) => sends::script(&self.ask.sends(self.people)),
        };
        script + DONE
    }
}

/// Each address in turn, by one person.
fn pages(addresses: &[String], person: Option<&Person>) -> String {
    let header = person.map_or(String::new(), |Person { header: (name, value), .. }| format!("[{name:?}] = {value:?}"));
    let mut script = String::from("local requests, n = {}, 0\nfunction init(args)\n");
    for address in addresses {
        let _ = writeln!(script, "  requests[#requests + 1] = wrk.format('GET', {address:?}, {{{header}}})");
    }
    script + "end\nfunction request() n = n + 1; return requests[n % #requests + 1] end\n"
}
