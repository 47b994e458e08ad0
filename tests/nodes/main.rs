//! Several nodes on one PostgreSQL, with faults under load: nodes restarted and killed, the database's server killed and
//! replaced. What was acknowledged is there once, with its file and its mails; what was not is whole or not there.
//!
//! `ATIENDE_FAULT_ROUNDS` sets how many kills each story has; without it few, so that the whole takes three minutes.

#[cfg(test)]
mod away;
#[cfg(test)]
mod books;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod deeds;
#[cfg(test)]
mod failover;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod load;
#[cfg(test)]
mod one_desk;
#[cfg(test)]
#[expect(dead_code, reason = "the stories of one program need more of it")]
#[path = "../../crates/app/tests/it/program.rs"]
mod program;
#[cfg(test)]
mod restarts;
#[cfg(test)]
mod services;
#[cfg(test)]
#[expect(dead_code, reason = "the stories of one program need more of it")]
#[path = "../../crates/app/tests/it/sink.rs"]
mod sink;
#[cfg(test)]
#[expect(dead_code, reason = "the stories of one program need more of it")]
#[path = "../../crates/app/tests/it/site.rs"]
mod site;
