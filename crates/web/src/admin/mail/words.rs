//! What mails and their states are called.

use atiende_core::notify::MailKind;
use atiende_i18n::key;

/// The states of the outbox, with the words for the mails in each.
pub(super) const STATES: [(&str, &str); 5] = [
    ("queued", key!("admin-mail-queued")),
    ("sending", key!("admin-mail-sending")),
    ("failed", key!("admin-mail-state-failed")),
    ("sent", key!("admin-mail-sent")),
    ("suppressed", key!("admin-mail-suppressed")),
];

/// What one mail in such a state is.
pub(super) fn state_key(state: &str) -> &'static str {
    match state {
        "sent" => key!("admin-mail-is-sent"),
        "failed" => key!("admin-mail-is-failed"),
        "suppressed" => key!("admin-mail-is-suppressed"),
        "sending" => key!("admin-mail-sending"),
        _ => key!("admin-mail-queued"),
    }
}

pub(super) fn state_class(state: &str) -> &'static str {
    match state {
        "sent" => "is-solved",
        "failed" => "is-urgent",
        "suppressed" => "is-closed",
        _ => "is-open",
    }
}

/// What a mail is about, as long as it has no subject of its own.
pub(super) const fn kind_key(kind: MailKind) -> &'static str {
    match kind {
        MailKind::ConfirmAddress => key!("admin-mail-confirm-address"),
        MailKind::AlreadyHasAccount => key!("admin-mail-already-has-account"),
        MailKind::WaitsForApproval => key!("admin-mail-waits-for-approval"),
        MailKind::HeldByMail => key!("admin-mail-held-by-mail"),
        MailKind::UnknownSender => key!("admin-mail-unknown-sender"),
        MailKind::MailReturned => key!("admin-mail-mail-returned"),
        MailKind::Approved => key!("admin-mail-approved"),
        MailKind::Rejected => key!("admin-mail-rejected"),
        MailKind::ResetPassword => key!("admin-mail-reset-password"),
        MailKind::Invited => key!("admin-mail-invited"),
        MailKind::PasswordChanged => key!("admin-mail-password-changed"),
        MailKind::IdentityAdded => key!("admin-mail-identity-added"),
        MailKind::ConfirmAddition => key!("admin-mail-confirm-addition"),
        MailKind::AddressAdded => key!("admin-mail-address-added"),
        MailKind::AddressPreferred => key!("admin-mail-address-preferred"),
        MailKind::AddressRemoved => key!("admin-mail-address-removed"),
        MailKind::AddressReplaced => key!("admin-mail-address-replaced"),
        MailKind::Merged => key!("admin-mail-merged"),
        MailKind::Unmerged => key!("admin-mail-unmerged"),
        MailKind::NewDevice => key!("admin-mail-new-device"),
        MailKind::Disowned => key!("admin-mail-disowned"),
        MailKind::Impersonated => key!("admin-mail-impersonated"),
        MailKind::SecondFactor => key!("factors-mail"),
        MailKind::PasswordElsewhere => key!("admin-mail-password-elsewhere"),
        MailKind::LastWayRemoved => key!("admin-mail-last-way-removed"),
        MailKind::NewAccount => key!("admin-mail-new-account"),
        MailKind::ApplicantWaits => key!("admin-mail-applicant-waits"),
        MailKind::ApplicantAnswered => key!("admin-mail-applicant-answered"),
        MailKind::Asked => key!("admin-mail-asked"),
        MailKind::TicketReceived => key!("admin-mail-ticket-received"),
        MailKind::TicketOpened => key!("admin-mail-ticket-opened"),
        MailKind::TicketReplied => key!("admin-mail-ticket-replied"),
        MailKind::TicketNoted => key!("admin-mail-ticket-noted"),
        MailKind::TicketMoved => key!("admin-mail-ticket-moved"),
        MailKind::TicketAssigned => key!("admin-mail-ticket-assigned"),
        MailKind::TicketInfected => key!("scans-mail"),
        MailKind::MailboxFails => key!("mailboxes-mail-fails"),
        MailKind::MailboxWell => key!("mailboxes-mail-well"),
        MailKind::MailConsentEnds => key!("mailboxes-mail-ends"),
        MailKind::Test => key!("admin-mail-test"),
    }
}
