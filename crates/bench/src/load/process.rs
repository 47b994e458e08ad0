//! A running process, as /proc sees it.

use crate::Failure;
use std::process::Child;
use std::time::Duration;

/// Linux counts CPU time in hundredths of a second (`USER_HZ`), on every machine of today.
const TICKS_PER_SECOND: u64 = 100;

/// What a process holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// With the pages of the database file that it has looked at, which the kernel can take back.
    pub(crate) resident: u64,
    /// Its own alone.
    pub(crate) own: u64,
}

/// Ended when it is dropped.
pub(crate) struct Process(pub(crate) Child);

impl Process {
    /// CPU time of all its threads so far, in the program and in the kernel.
    pub(crate) fn cpu(&self) -> Result<Duration, Failure> {
        let stat = self.read("stat")?;
        // The name in brackets may hold anything; utime and stime are the 12th and 13th fields after it.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<u64>().ok());
        let total = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
        let total = total.ok_or_else(|| Failure("/proc: no CPU times".into()))?;
        Ok(Duration::from_millis(total * 1000 / TICKS_PER_SECOND))
    }

    /// Memory in bytes.
    pub(crate) fn memory(&self) -> Result<Memory, Failure> {
        let status = self.read("status")?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
            kilobytes.map(|kb| kb * 1024).ok_or_else(|| Failure(format!("/proc: no {name}")))
        };
        Ok(Memory { resident: bytes("VmRSS:")?, own: bytes("RssAnon:")? })
    }

    fn read(&self, file: &str) -> Result<String, Failure> {
        let path = format!("/proc/{}/{file}", self.0.id());
        std::fs::read_to_string(&path).map_err(|error| Failure::new(&path, error))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
