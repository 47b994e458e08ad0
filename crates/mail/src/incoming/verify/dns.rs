//! The name servers that verifying asks. They may be slow or gone, and the ledger goes on all the same: after a few times
//! without an answer nothing is asked for a while.

use mail_auth::MessageAuthenticator;
use mail_auth::hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Two tries of a second each.
const PATIENCE: Duration = Duration::from_secs(1);
const TRIES_AGAIN: usize = 1;
/// Answers that are remembered, and for how long at most.
const REMEMBERED: u64 = 4096;
const REMEMBERED_FOR: Duration = Duration::from_hours(1);
const NOTHING_REMEMBERED_FOR: Duration = Duration::from_mins(5);
/// How many messages in a row may find no answer, and how long nothing is asked then.
const STRIKES: u32 = 3;
const REST: Duration = Duration::from_mins(1);

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameServers {
    /// Those of this machine.
    System,
    /// Nobody: nothing is verified.
    Off,
    At(SocketAddr),
}

/// Asks, and notices when nobody answers.
pub(crate) struct Dns {
    pub(crate) asks: MessageAuthenticator,
    breaker: Mutex<Breaker>,
}

#[derive(Debug, Default)]
struct Breaker {
    strikes: u32,
    /// Counts the questions that nobody has asked before.
    tried: u64,
    rests_until: Option<Instant>,
}

impl Dns {
    /// `None`: nobody is to be asked. Errors: the machine does not say whom.
    pub(crate) fn new(servers: NameServers) -> Result<Option<Self>, String> {
        let (config, options) = match servers {
            NameServers::Off => return Ok(None),
            NameServers::System => read_system_conf().map_err(|error| error.to_string())?,
            NameServers::At(address) => (one(address), ResolverOpts::default()),
        };
        let asks = MessageAuthenticator::new(config, patient(options)).map_err(|error| error.to_string())?;
        Ok(Some(Self { asks, breaker: Mutex::default() }))
    }

    /// Whether to ask at all just now.
    pub(crate) fn is_up(&self) -> bool {
        self.with(|breaker| breaker.rests_until.is_none_or(|until| Instant::now() >= until))
    }

    /// What became of the questions of one message. A domain whose own servers are gone is nobody's fault here: before it
    /// rests, the resolver is asked for what it always knows.
    pub(crate) async fn noticed(&self, was_answered: bool) {
        let suspect = self.with(|breaker| breaker.count(was_answered));
        let Some(tried) = suspect else { return };
        if !self.answers(tried).await {
            tracing::warn!("the name servers do not answer: mail is not verified for a minute");
            self.with(|breaker| breaker.rests_until = Some(Instant::now() + REST));
        }
    }

    /// "There is no such name" is an answer too (RFC 6761 6.5: beneath `example` is none, and nobody treats it as special).
    async fn answers(&self, tried: u64) -> bool {
        match self.asks.txt_raw_lookup(format!("{tried}.atiende.example.")).await {
            Ok(_) => true,
            Err(error) => !is_silence(&error),
        }
    }

    fn with<T>(&self, then: impl FnOnce(&mut Breaker) -> T) -> T {
        then(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Breaker {
    /// A number if it is time to suspect the resolver.
    fn count(&mut self, was_answered: bool) -> Option<u64> {
        self.strikes = if was_answered { 0 } else { self.strikes + 1 };
        if self.strikes < STRIKES {
            return None;
        }
        self.strikes = 0;
        self.tried += 1;
        Some(self.tried)
    }
}

/// Whether this is no answer at all.
pub(crate) fn is_silence(error: &mail_auth::Error) -> bool {
    matches!(error, mail_auth::Error::Dns(mail_auth::DnsError::Resolver(_)))
}

fn one(address: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    let server = NameServerConfig::new(address.ip(), true, connections.into());
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}

fn patient(mut options: ResolverOpts) -> ResolverOpts {
    options.timeout = PATIENCE;
    options.attempts = TRIES_AGAIN;
    options.cache_size = REMEMBERED;
    options.positive_max_ttl = Some(REMEMBERED_FOR);
    options.negative_max_ttl = Some(NOTHING_REMEMBERED_FOR);
    options.use_hosts_file = ResolveHosts::Never;
    options.edns0 = true;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_a_row_are_suspect() {
        let mut breaker = Breaker::default();
        let counts: Vec<_> =
            [false, false, true, false, false, false, false].map(|answered| breaker.count(answered)).into();
        assert_eq!(counts, [None, None, None, None, None, Some(1), None]);
    }
}
