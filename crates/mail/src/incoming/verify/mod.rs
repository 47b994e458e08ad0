//! Whose word a message is: SPF, DKIM and DMARC, asked before the message is taken in and outside its transaction.
//!
//! `client` and `results` read what servers wrote on it, `examine` asks, `judge` decides, `dns` is whom we ask. What cannot be
//! found out proves nothing: the ledger goes on.

mod client;
mod dns;
mod examine;
mod judge;
mod results;
#[cfg(test)]
mod tests;

pub(crate) use client::is_public;
pub use dns::NameServers;
pub(crate) use dns::{Dns, is_silence};
pub(super) use examine::Claim;

use atiende_core::inbound::{Basis, Check, Finding, Trust, Verification, Via};
use atiende_mime as mime;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

/// How a message reached the desk.
#[derive(Debug, Clone)]
pub(super) struct Way<'a> {
    pub(super) via: Via,
    /// The envelope sender, where somebody told.
    pub(super) sender: Option<&'a str>,
    /// The server of its mailbox that is believed (RFC 8601 2.5), where the configuration names one.
    pub(super) server: Option<&'a str>,
}

impl Claim {
    /// `author`: the address that the desk takes the message to be from.
    pub(super) fn of(raw: &[u8], author: Option<&str>, way: &Way<'_>) -> Self {
        let trace = mime::trace(raw);
        // In a mailbox elsewhere lies what many servers passed on: which of them to believe only the configuration knows.
        let (client, told) = match way.via {
            Via::Imap => (None, way.server.and_then(|server| results::told(&trace.results, server))),
            Via::Pipe | Via::Lmtp => (trace.received.as_deref().and_then(client::client), None),
        };
        let sender = way.sender.map(str::to_owned).or_else(|| trace.return_path.clone());
        Self { author: author.map(str::to_owned), trace, sender, client, told }
    }
}

/// Finds out about messages.
pub(super) struct Verifier(Option<Arc<Dns>>);

impl Verifier {
    /// Nobody is asked where the machine does not say whom; that is said once in the log.
    pub(super) fn new(servers: NameServers) -> Self {
        let dns = Dns::new(servers).unwrap_or_else(|error| {
            tracing::warn!(error, "no name servers: mail is not verified (mail_dns)");
            None
        });
        Self(dns.map(Arc::new))
    }

    /// `None`: there is nobody to ask.
    pub(super) async fn verify(&self, raw: &Arc<Vec<u8>>, claim: Claim) -> Option<Verification> {
        let Some(dns) = &self.0 else { return claim.told.is_some().then(|| unasked(&claim)) };
        if !dns.is_up() {
            return Some(unasked(&claim));
        }
        let (asks, raw, spare, runtime) = (Arc::clone(dns), Arc::clone(raw), claim.clone(), Handle::current());
        // Hashing a large message takes a while, and a hostile one may stop its thread.
        let examined = spawn_blocking(move || runtime.block_on(examine::examine(&asks.asks, &raw, &claim))).await;
        let found = examined.unwrap_or_else(|error| {
            tracing::error!(%error, "verifying a message failed");
            unasked(&spare)
        });
        dns.noticed(was_answered(&found)).await;
        Some(found)
    }
}

/// Without any name server: only by the word of a server that is believed.
fn unasked(claim: &Claim) -> Verification {
    let unknown = Verification::unknown(Basis::Unanswered, claim.domain());
    if claim.is_vouched() && claim.is_plain(&claim.trace.authors) {
        let dmarc = Check::new(Finding::Pass, claim.domain(), "");
        return Verification { trust: Trust::Pass, basis: Basis::Provider, dmarc, ..unknown };
    }
    unknown
}

fn was_answered(found: &Verification) -> bool {
    let mut checks = found.dkim.iter().chain([&found.spf, &found.dmarc]).chain(&found.arc);
    !checks.any(|check| check.result == Finding::TempError)
}
