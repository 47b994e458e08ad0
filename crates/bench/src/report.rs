//! What was measured, as a Markdown table.

use crate::load::{Measured, Memory};
use crate::mail::Intake;
use crate::scenarios::Goal;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Write, stderr, stdout};
use std::time::Duration;

/// The 99th of a hundred answers of a page comes within this (issue 5).
const LONGEST: Duration = Duration::from_millis(10);

pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) connections: u32,
    pub(crate) goal: Goal,
    pub(crate) ours: Measured,
    pub(crate) theirs: Measured,
}

impl Line {
    pub(crate) fn ratio(&self) -> f64 {
        self.ours.cpu / self.theirs.cpu.max(0.1)
    }

    fn goal(&self) -> String {
        let mut said = match self.goal {
            Goal::TimesControl(times) => format!("<= {times} x: {}", verdict(self.ratio() <= times)),
            Goal::PerSecond(rate) => format!(">= {rate}/s: {}", verdict(self.ours.per_second >= rate)),
            Goal::None => String::new(),
        };
        if !self.writes() && self.ours.p99 > LONGEST {
            let _ = write!(said, " p99 <= {} ms: MISSED", LONGEST.as_millis());
        }
        said
    }

    fn writes(&self) -> bool {
        self.connections > 16
    }
}

fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "MISSED" }
}

/// For people, while it runs.
pub(crate) fn say(words: &str) {
    let _ = writeln!(stderr(), "{words}");
}

/// The table; with what an earlier run on a smaller desk cost by name, one column more.
pub(crate) fn table(lines: &[Line], smaller: &BTreeMap<String, f64>) -> String {
    let mut text = String::from(
        "| what | connections | requests/s | p50 ms | p99 ms | CPU us | control CPU us | ratio | x smaller desk | bytes | goal |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n",
    );
    let mut notes = String::new();
    for line in lines {
        let Line { name, connections, ours, theirs, .. } = line;
        let times = smaller.get(*name).map_or(String::new(), |before| format!("{:.2}", ours.cpu / before.max(0.1)));
        let _ = writeln!(
            text,
            "| {name} | {connections} | {:.0} | {:.2} | {:.2} | {:.0} | {:.1} | {:.1} | {times} | {:.0} | {} |",
            ours.per_second,
            milliseconds(ours.p50),
            milliseconds(ours.p99),
            ours.cpu,
            theirs.cpu,
            line.ratio(),
            ours.bytes,
            line.goal()
        );
        // The head's length may differ by a digit in a date; more would be another answer. What is made has its
        // own number in a short answer, where some bytes more are some percent.
        if !line.writes() && (ours.bytes - theirs.bytes).abs() > theirs.bytes / 50.0 {
            let _ = writeln!(
                notes,
                "\n{name}: the control answered {:.0} bytes, so the ratio means nothing.",
                theirs.bytes
            );
        }
    }
    text + &notes
}

/// Mail that came, and what reading one costs by itself.
pub(crate) fn intake(intake: &Intake, goal: f64, reading: Duration) -> String {
    let verdict = verdict(intake.per_second >= goal);
    format!(
        "\nMail by LMTP, 16 connections: {} messages, {:.0}/s safe (goal >= {goal:.0}/s: {verdict}), p50 {:.1} ms, p99 {:.1} ms; \
         {:.0} us of CPU each until it is a ticket; all read {:.1} s after the last answer. Reading one: {:.0} us.\n",
        intake.taken,
        intake.per_second,
        milliseconds(intake.p50),
        milliseconds(intake.p99),
        intake.cpu,
        intake.behind.as_secs_f64(),
        reading.as_secs_f64() * 1e6,
    )
}

pub(crate) fn memory(start: Duration, idle: Memory, after: Memory) -> String {
    let mebibytes = |bytes: u64| bytes / (1024 * 1024);
    format!(
        "\nStart to first page {:.0} ms (goal <= 50: {}). Memory resident {} MiB idle (goal <= 30: {}), {} MiB after all of \
         this (goal <= 150: {}); of these its own, without pages of files that the kernel can take back: {} and {} MiB.\n",
        milliseconds(start),
        verdict(start <= Duration::from_millis(50)),
        mebibytes(idle.resident),
        verdict(mebibytes(idle.resident) <= 30),
        mebibytes(after.resident),
        verdict(mebibytes(after.resident) <= 150),
        mebibytes(idle.own),
        mebibytes(after.own),
    )
}

pub(crate) fn print(text: &str) {
    let mut out = stdout();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
