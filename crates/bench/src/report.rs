//! What was measured, as a Markdown table.

use crate::load::{Measured, Memory};
use crate::mail::Intake;
use crate::scenarios::Goal;
use std::fmt::Write as _;
use std::io::{Write, stderr, stdout};
use std::time::Duration;

pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) connections: u32,
    pub(crate) goal: Goal,
    pub(crate) ours: Measured,
    pub(crate) theirs: Measured,
}

impl Line {
    fn ratio(&self) -> f64 {
        self.ours.cpu / self.theirs.cpu.max(0.1)
    }

    fn goal(&self) -> String {
        let verdict = |reached| if reached { "reached" } else { "MISSED" };
        match self.goal {
            Goal::TimesControl(times) => format!("<= {times} x: {}", verdict(self.ratio() <= times)),
            Goal::PerSecond(rate) => format!(">= {rate}/s: {}", verdict(self.ours.per_second >= rate)),
            Goal::None => String::new(),
        }
    }
}

/// For people, while it runs.
pub(crate) fn say(words: &str) {
    let _ = writeln!(stderr(), "{words}");
}

pub(crate) fn table(lines: &[Line]) {
    let mut text = String::from(
        "| what | connections | requests/s | p50 ms | p99 ms | CPU us | control CPU us | ratio | bytes | goal |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n",
    );
    for line in lines {
        let Line { name, connections, ours, theirs, .. } = line;
        let _ = writeln!(
            text,
            "| {name} | {connections} | {:.0} | {:.2} | {:.2} | {:.0} | {:.1} | {:.1} | {:.0} | {} |",
            ours.per_second,
            milliseconds(ours.p50),
            milliseconds(ours.p99),
            ours.cpu,
            theirs.cpu,
            line.ratio(),
            ours.bytes,
            line.goal()
        );
        // A form is answered by a redirect, whose head is all there is: some bytes more are some percent.
        if matches!(line.goal, Goal::PerSecond(_)) {
            continue;
        }
        // The head's length may differ by a digit in a date; more would be another answer.
        if (ours.bytes - theirs.bytes).abs() > theirs.bytes / 50.0 {
            let _ = writeln!(
                text,
                "\n{name}: the control answered {:.0} bytes, so the ratio means nothing.\n",
                theirs.bytes
            );
        }
    }
    print(&text);
}

/// Mail that came, and what reading one costs by itself.
pub(crate) fn intake(intake: &Intake, goal: f64, reading: Duration) {
    let verdict = if intake.per_second >= goal { "reached" } else { "MISSED" };
    print(&format!(
        "\nMail by LMTP, 16 connections: {} messages, {:.0}/s safe (goal >= {goal:.0}/s: {verdict}), p50 {:.1} ms, p99 {:.1} ms; \
         {:.0} us of CPU each until it is a ticket; all read {:.1} s after the last answer. Reading one: {:.0} us.\n",
        intake.taken,
        intake.per_second,
        milliseconds(intake.p50),
        milliseconds(intake.p99),
        intake.cpu,
        intake.behind.as_secs_f64(),
        reading.as_secs_f64() * 1e6,
    ));
}

pub(crate) fn memory(start: Duration, idle: Memory, after: Memory) {
    let mebibytes = |bytes: u64| bytes / (1024 * 1024);
    print(&format!(
        "\nStart to first page {:.0} ms. Memory of its own {} MiB idle, {} MiB after all of this; \
         with the pages of the database {} and {} MiB.\n",
        milliseconds(start),
        mebibytes(idle.own),
        mebibytes(after.own),
        mebibytes(idle.resident),
        mebibytes(after.resident)
    ));
}

pub(crate) fn print(text: &str) {
    let mut out = stdout();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
