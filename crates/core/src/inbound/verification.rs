//! What was found out about whose word a message is: what its page shows, and why it is believed or held.

use super::model::Trust;
use serde::{Deserialize, Serialize};

/// Letters of a domain or detail that are kept: both may be anybody's.
const TEXT_MAX: usize = 255;

text_enum! {
    /// How a check ended, in the words of RFC 8601 2.7.
    Finding {
        Pass = "pass",
        Fail = "fail",
        SoftFail = "softfail",
        Neutral = "neutral",
        /// There is nothing to check it by.
        None = "none",
        /// The name servers did not answer.
        TempError = "temperror",
        /// What the domain publishes, or the signature, is no sense.
        PermError = "permerror",
    }
}

text_enum! {
    /// Why a message is believed, held, or neither.
    Basis {
        /// The domain's DMARC record is kept.
        Dmarc = "dmarc",
        /// No DMARC record, but the domain signed the message.
        Signature = "signature",
        /// No DMARC record, but the domain lets that server send for it.
        Server = "server",
        /// A mail server that is believed has said so.
        Provider = "provider",
        /// The domain wants such a message refused or put aside.
        Refused = "refused",
        /// The domain's DMARC record is not kept, but it asks for nothing.
        Lenient = "lenient",
        /// The domain says nothing about its mails.
        Silent = "silent",
        /// It names several senders, or says something twice that is said once.
        Ambiguous = "ambiguous",
        /// It does not say which domain it is from.
        Nameless = "nameless",
        /// The name servers did not answer.
        Unanswered = "unanswered",
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub result: Finding,
    /// Whose; empty: nobody's.
    pub domain: String,
    /// For who looks into it: the client's address, the selector, the policy.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Check {
    pub fn new(result: Finding, domain: &str, detail: &str) -> Self {
        Self { result, domain: bounded(domain), detail: bounded(detail) }
    }

    pub const fn none() -> Self {
        Self { result: Finding::None, domain: String::new(), detail: String::new() }
    }
}

fn bounded(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect()
}

/// All of it, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub trust: Trust,
    pub basis: Basis,
    /// Of the address that the message claims to be from.
    pub domain: String,
    pub spf: Check,
    pub dkim: Vec<Check>,
    pub dmarc: Check,
    /// The chain of servers that passed it on and vouch for what they got (RFC 8617); shown, never believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arc: Option<Check>,
}

impl Verification {
    /// Where nothing could be asked about this domain.
    pub fn unknown(basis: Basis, domain: &str) -> Self {
        let none = Check::none;
        let domain = bounded(domain);
        Self { trust: Trust::None, basis, domain, spf: none(), dkim: Vec::new(), dmarc: none(), arc: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_short_and_reads_back() {
        let mut found = Verification::unknown(Basis::Silent, "lapaz.es");
        found.dkim.push(Check::new(Finding::Fail, &"x".repeat(9_000), "s1\r\nX: y"));
        assert_eq!((found.dkim[0].domain.len(), found.dkim[0].detail.as_str()), (255, "s1X: y"));
        let kept = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Verification>(&kept).unwrap(), found);
    }
}
