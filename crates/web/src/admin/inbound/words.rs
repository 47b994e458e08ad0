//! What outcomes and their reasons are called.

use atiende_core::inbound::{Basis, Finding, Outcome, Trust, Via, Why};
use atiende_i18n::key;

/// Of many, as a tab.
pub(super) const fn outcomes_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Received => key!("inbound-outcomes-received"),
        Outcome::Created => key!("inbound-outcomes-created"),
        Outcome::Appended => key!("inbound-outcomes-appended"),
        Outcome::Duplicate => key!("inbound-outcomes-duplicate"),
        Outcome::Ignored => key!("inbound-outcomes-ignored"),
        Outcome::Bounce => key!("inbound-outcomes-bounce"),
        Outcome::Quarantined => key!("inbound-outcomes-quarantined"),
        Outcome::Stuck => key!("inbound-outcomes-stuck"),
    }
}

/// Of one.
pub(super) const fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Received => key!("inbound-outcome-received"),
        Outcome::Created => key!("inbound-outcome-created"),
        Outcome::Appended => key!("inbound-outcome-appended"),
        Outcome::Duplicate => key!("inbound-outcome-duplicate"),
        Outcome::Ignored => key!("inbound-outcome-ignored"),
        Outcome::Bounce => key!("inbound-outcome-bounce"),
        Outcome::Quarantined => key!("inbound-outcome-quarantined"),
        Outcome::Stuck => key!("inbound-outcome-stuck"),
    }
}

pub(super) const fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created | Outcome::Appended => "is-solved",
        Outcome::Received => "is-open",
        Outcome::Quarantined => "is-waiting",
        Outcome::Stuck | Outcome::Bounce => "is-urgent",
        Outcome::Duplicate | Outcome::Ignored => "is-closed",
    }
}

/// Why it became that, in a sentence.
pub(crate) const fn why_key(why: Why) -> &'static str {
    match why {
        Why::AutoReply => key!("inbound-why-auto-reply"),
        Why::Automatic => key!("inbound-why-automatic"),
        Why::Bulk => key!("inbound-why-bulk"),
        Why::Complaint => key!("inbound-why-complaint"),
        Why::Receipt => key!("inbound-why-receipt"),
        Why::Own => key!("inbound-why-own"),
        Why::Loop => key!("inbound-why-loop"),
        Why::UnknownMail => key!("inbound-why-unknown-mail"),
        Why::NoSender => key!("inbound-why-no-sender"),
        Why::Forged => key!("inbound-why-forged"),
        Why::Blocked => key!("inbound-why-blocked"),
        Why::Stranger => key!("inbound-why-stranger"),
        Why::Pending => key!("inbound-why-pending"),
        Why::Closed => key!("inbound-why-closed"),
        Why::Unknown => key!("inbound-why-unknown"),
        Why::NoOrganization => key!("inbound-why-no-organization"),
        Why::Unproved => key!("inbound-why-unproved"),
        Why::Infected => key!("inbound-why-infected"),
    }
}

pub(super) const fn trust_key(trust: Trust) -> &'static str {
    match trust {
        Trust::Pass => key!("inbound-trust-pass"),
        Trust::None => key!("inbound-trust-none"),
        Trust::Fail => key!("inbound-trust-fail"),
    }
}

/// As a choice among others.
pub(super) const fn trust_short_key(trust: Trust) -> &'static str {
    match trust {
        Trust::Pass => key!("trust-short-pass"),
        Trust::None => key!("trust-short-none"),
        Trust::Fail => key!("trust-short-fail"),
    }
}

/// Why it is believed, held, or neither, in a sentence.
pub(super) const fn basis_key(basis: Basis) -> &'static str {
    match basis {
        Basis::Dmarc => key!("trust-basis-dmarc"),
        Basis::Signature => key!("trust-basis-signature"),
        Basis::Server => key!("trust-basis-server"),
        Basis::Provider => key!("trust-basis-provider"),
        Basis::Refused => key!("trust-basis-refused"),
        Basis::Lenient => key!("trust-basis-lenient"),
        Basis::Silent => key!("trust-basis-silent"),
        Basis::Ambiguous => key!("trust-basis-ambiguous"),
        Basis::Nameless => key!("trust-basis-nameless"),
        Basis::Unanswered => key!("trust-basis-unanswered"),
    }
}

pub(super) const fn finding_key(finding: Finding) -> &'static str {
    match finding {
        Finding::Pass => key!("trust-finding-pass"),
        Finding::Fail => key!("trust-finding-fail"),
        Finding::SoftFail => key!("trust-finding-softfail"),
        Finding::Neutral => key!("trust-finding-neutral"),
        Finding::None => key!("trust-finding-none"),
        Finding::TempError => key!("trust-finding-temperror"),
        Finding::PermError => key!("trust-finding-permerror"),
    }
}

/// For who reads a ticket and wants to know whether its writer is who it says.
pub(crate) const fn sender_key(trust: Trust) -> &'static str {
    match trust {
        Trust::Pass => key!("trust-sender-pass"),
        Trust::None => key!("trust-sender-none"),
        Trust::Fail => key!("trust-sender-fail"),
    }
}

pub(super) const fn via_key(via: Via) -> &'static str {
    match via {
        Via::Pipe => key!("inbound-via-pipe"),
        Via::Lmtp => key!("inbound-via-lmtp"),
        Via::Imap => key!("inbound-via-imap"),
    }
}
