//! Which templates each mail has.

use super::{AccountView, TicketView};
use crate::outgoing::compose::{ComposeError, Parts};
use askama::Template;
use atiende_core::notify::MailKind;

/// Renders the two templates of a mail.
macro_rules! parts {
    ($view:ident: $of:ty, $html:literal, $text:literal) => {{
        #[derive(Template)]
        #[template(path = $html)]
        struct Html<'a> {
            v: &'a $of,
        }
        #[derive(Template)]
        #[template(path = $text)]
        struct Text<'a> {
            v: &'a $of,
        }
        Parts {
            subject: $view.page.subject.clone(),
            html: Html { v: $view }.render()?,
            text: squeezed(&Text { v: $view }.render()?),
        }
    }};
}

pub(in crate::outgoing) fn ticket_parts(kind: MailKind, v: &TicketView) -> Result<Parts, ComposeError> {
    Ok(match kind {
        MailKind::TicketReceived => {
            parts!(v: TicketView, "mail/tickets/received.html", "mail/tickets/received.txt")
        }
        MailKind::TicketOpened => parts!(v: TicketView, "mail/tickets/opened.html", "mail/tickets/opened.txt"),
        MailKind::TicketReplied => parts!(v: TicketView, "mail/tickets/replied.html", "mail/tickets/replied.txt"),
        MailKind::TicketNoted => parts!(v: TicketView, "mail/tickets/noted.html", "mail/tickets/noted.txt"),
        MailKind::TicketMoved => parts!(v: TicketView, "mail/tickets/moved.html", "mail/tickets/moved.txt"),
        MailKind::TicketAssigned => {
            parts!(v: TicketView, "mail/tickets/assigned.html", "mail/tickets/assigned.txt")
        }
        MailKind::MailReturned => parts!(v: TicketView, "mail/tickets/returned.html", "mail/tickets/returned.txt"),
        MailKind::TicketInfected => {
            parts!(v: TicketView, "mail/tickets/infected.html", "mail/tickets/infected.txt")
        }
        other => return Err(ComposeError::Kind(other)),
    })
}

pub(in crate::outgoing) fn account_parts(kind: MailKind, v: &AccountView) -> Result<Parts, ComposeError> {
    if kind.brings_a_link() && v.data.link.is_empty() {
        return Err(ComposeError::NoLink);
    }
    Ok(match kind {
        MailKind::ConfirmAddress => {
            parts!(v: AccountView, "mail/accounts/confirm.html", "mail/accounts/confirm.txt")
        }
        MailKind::AlreadyHasAccount => {
            parts!(v: AccountView, "mail/accounts/already.html", "mail/accounts/already.txt")
        }
        MailKind::PasswordElsewhere => {
            parts!(v: AccountView, "mail/accounts/elsewhere.html", "mail/accounts/elsewhere.txt")
        }
        MailKind::WaitsForApproval => parts!(v: AccountView, "mail/accounts/waits.html", "mail/accounts/waits.txt"),
        MailKind::Approved => parts!(v: AccountView, "mail/accounts/approved.html", "mail/accounts/approved.txt"),
        MailKind::Rejected => parts!(v: AccountView, "mail/accounts/rejected.html", "mail/accounts/rejected.txt"),
        MailKind::ResetPassword => parts!(v: AccountView, "mail/accounts/reset.html", "mail/accounts/reset.txt"),
        MailKind::Invited => parts!(v: AccountView, "mail/accounts/invited.html", "mail/accounts/invited.txt"),
        MailKind::PasswordChanged => {
            parts!(v: AccountView, "mail/accounts/changed.html", "mail/accounts/changed.txt")
        }
        MailKind::LastWayRemoved => {
            parts!(v: AccountView, "mail/accounts/last_way.html", "mail/accounts/last_way.txt")
        }
        MailKind::IdentityAdded => parts!(v: AccountView, "mail/accounts/identity.html", "mail/accounts/identity.txt"),
        MailKind::ConfirmAddition => {
            parts!(v: AccountView, "mail/accounts/address_confirm.html", "mail/accounts/address_confirm.txt")
        }
        MailKind::AddressAdded => {
            parts!(v: AccountView, "mail/accounts/address_added.html", "mail/accounts/address_added.txt")
        }
        MailKind::AddressPreferred => {
            parts!(v: AccountView, "mail/accounts/address_preferred.html", "mail/accounts/address_preferred.txt")
        }
        MailKind::AddressRemoved => {
            parts!(v: AccountView, "mail/accounts/address_removed.html", "mail/accounts/address_removed.txt")
        }
        MailKind::AddressReplaced => {
            parts!(v: AccountView, "mail/accounts/address_replaced.html", "mail/accounts/address_replaced.txt")
        }
        MailKind::Merged => parts!(v: AccountView, "mail/accounts/merged.html", "mail/accounts/merged.txt"),
        MailKind::Unmerged => parts!(v: AccountView, "mail/accounts/unmerged.html", "mail/accounts/unmerged.txt"),
        MailKind::NewDevice => parts!(v: AccountView, "mail/accounts/new_device.html", "mail/accounts/new_device.txt"),
        MailKind::Disowned => parts!(v: AccountView, "mail/accounts/disowned.html", "mail/accounts/disowned.txt"),
        MailKind::Impersonated => {
            parts!(v: AccountView, "mail/accounts/impersonated.html", "mail/accounts/impersonated.txt")
        }
        MailKind::SecondFactor => parts!(v: AccountView, "mail/accounts/factor.html", "mail/accounts/factor.txt"),
        MailKind::Asked => parts!(v: AccountView, "mail/accounts/asked.html", "mail/accounts/asked.txt"),
        other => return staff_parts(other, v),
    })
}

/// Mails to those who run the desk.
fn staff_parts(kind: MailKind, v: &AccountView) -> Result<Parts, ComposeError> {
    Ok(match kind {
        MailKind::NewAccount => {
            parts!(v: AccountView, "mail/staff/new_account.html", "mail/staff/new_account.txt")
        }
        MailKind::ApplicantWaits => {
            parts!(v: AccountView, "mail/staff/applicant_waits.html", "mail/staff/applicant_waits.txt")
        }
        MailKind::ApplicantAnswered => parts!(v: AccountView, "mail/staff/answered.html", "mail/staff/answered.txt"),
        MailKind::MailboxFails => {
            parts!(v: AccountView, "mail/staff/mailbox_fails.html", "mail/staff/mailbox_fails.txt")
        }
        MailKind::MailboxWell => {
            parts!(v: AccountView, "mail/staff/mailbox_well.html", "mail/staff/mailbox_well.txt")
        }
        MailKind::MailConsentEnds => {
            parts!(v: AccountView, "mail/staff/consent_ends.html", "mail/staff/consent_ends.txt")
        }
        MailKind::Test => parts!(v: AccountView, "mail/staff/test.html", "mail/staff/test.txt"),
        other => return stranger_parts(other, v),
    })
}

/// To who wrote a mail and has no account, or none that is open.
fn stranger_parts(kind: MailKind, v: &AccountView) -> Result<Parts, ComposeError> {
    Ok(match kind {
        MailKind::HeldByMail => parts!(v: AccountView, "mail/accounts/held.html", "mail/accounts/held.txt"),
        MailKind::UnknownSender => parts!(v: AccountView, "mail/accounts/unknown.html", "mail/accounts/unknown.txt"),
        other => return Err(ComposeError::Kind(other)),
    })
}

/// A text without runs of blank lines, which templates leave where they say nothing.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim().lines() {
        let blank = line.trim().is_empty();
        if !(blank && out.ends_with("\n\n")) {
            out.push_str(if blank { "" } else { line });
            out.push('\n');
        }
    }
    out
}
