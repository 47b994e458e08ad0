//! The whole program, from outside: its command line, its exit codes, what it leaves behind.

#[cfg(test)]
mod arrivals;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod burst;
#[cfg(test)]
mod clamd;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod dovecot;
#[cfg(test)]
mod imap;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod mail_oauth;
#[cfg(test)]
mod multipart;
#[cfg(test)]
mod postfix;
#[cfg(test)]
mod program;
#[cfg(test)]
mod providers;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod sink;
#[cfg(test)]
mod site;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod two_desks;
