//! Faults of one machine, told on the built program: a disk that is full or may not be written, a database that somebody
//! else holds, a clock that jumps, a file store and a mail server that refuse, say nothing or hang up.
//!
//! Of each: what people, mail servers and operators are told; that what was acknowledged is there once and nothing else
//! is; and that it all works again, without a restart, when the fault is over. Each test ends within two minutes.

#[cfg(test)]
mod clock;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod file_store;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod lab;
#[cfg(test)]
mod locked;
#[cfg(test)]
mod mail_server;
#[cfg(test)]
mod read_only;
#[cfg(test)]
mod relay;

// How the program is started and looked at is the same for all whole-program tests.
#[cfg(test)]
#[path = "../../crates/app/tests/it/multipart.rs"]
#[expect(dead_code, reason = "what other tests ask of it")]
mod multipart;
#[cfg(test)]
#[path = "../../crates/app/tests/it/program.rs"]
#[expect(dead_code, reason = "what other tests ask of it")]
mod program;
#[cfg(test)]
#[path = "../../crates/app/tests/it/sink.rs"]
#[expect(dead_code, reason = "what other tests ask of it")]
mod sink;
#[cfg(test)]
#[path = "../../crates/app/tests/it/site.rs"]
#[expect(dead_code, reason = "what other tests ask of it")]
mod site;
