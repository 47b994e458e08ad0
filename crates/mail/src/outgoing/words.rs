//! Which words a mail has: what happened, how the ticket stands, why the reader gets it.

use atiende_core::notify::{Letter, MailKind, Moved, Pending, Reason};
use atiende_core::sessions::{Agent, agent};
use atiende_core::tickets::{State, WaitingFor};
use atiende_i18n::Locale;

/// A text on one line: control characters and line breaks of any alphabet become spaces, and so do
/// the marks that turn the direction of reading. Names and subjects stand in headers and in titles.
pub(super) fn one_line(text: &str) -> String {
    let turns = |c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let words = text.split(|c: char| c.is_control() || c.is_whitespace() || turns(c));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The reader's language; the first one if the row names none that there is.
pub(super) fn locale(mail: &Pending) -> Locale {
    mail.locale.parse().unwrap_or_default()
}

/// How the reader stands to the ticket.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) mail: &'a Pending,
    pub(super) letter: &'a Letter,
    /// Which of the news is told: the kind of mail that it is alone, who made it, where the ticket moved.
    pub(super) news: (MailKind, Option<&'a str>, Option<Moved>),
    pub(super) locale: Locale,
    /// The desk's name speaks where nobody else does.
    pub(super) desk: &'a str,
}

impl Told<'_> {
    /// What happened, in one sentence: "Ana Ruiz ha respondido a tu ticket".
    pub(super) fn title(&self) -> String {
        let (locale, author) = (self.locale, self.author());
        match self.news.0 {
            MailKind::TicketReceived => locale.text("mail-received-title").to_owned(),
            MailKind::TicketOpened if self.nobody_attends() => locale.text("mail-opened-title-nobody").to_owned(),
            MailKind::TicketOpened => locale.with("mail-opened-title", "requester", self.requester()),
            MailKind::TicketReplied if self.is_own() => locale.with("mail-replied-title-own", "author", author),
            MailKind::TicketReplied => locale.with2("mail-replied-title", "author", author, "number", self.number()),
            MailKind::TicketNoted => locale.with2("mail-noted-title", "author", author, "number", self.number()),
            MailKind::TicketAssigned => locale.with("mail-assigned-title", "author", author),
            MailKind::MailReturned => locale.with("mail-returned-title", "address", self.unreached()),
            MailKind::TicketInfected => locale.with("mail-infected-title", "number", self.number()),
            _ if self.is_own() => locale.with("mail-moved-title-own", "state", self.state_key()),
            _ => locale.with2("mail-moved-title", "number", self.number(), "state", self.state_key()),
        }
    }

    /// What a new state asks of the requester, if the mail tells of one; which file is malware; or why a mail did not
    /// arrive, and what to do.
    pub(super) fn what_now(&self) -> Option<String> {
        if let Some((file, malware)) = &self.letter.infected {
            let (file, malware) = (one_line(file), one_line(malware));
            return Some(self.locale.with2("mail-infected-lead", "file", file, "malware", malware));
        }
        if let Some(returned) = &self.letter.returned {
            let why = self.locale.with("mail-undelivered", "why", returned.why.as_str());
            return Some(self.locale.with2("mail-returned-lead", "address", self.unreached(), "why", why));
        }
        let told = self.is_own() && self.news.2.is_some();
        told.then(|| self.locale.with("mail-moved-lead", "state", self.state_key()))
    }

    /// The state's name, as the reader's pages write it.
    pub(super) fn state(&self) -> String {
        self.locale.with("mail-state", "state", self.state_key())
    }

    pub(super) fn technician(&self) -> String {
        match &self.letter.facts.technician {
            Some(name) => self.locale.with("mail-technician", "name", one_line(name)),
            None => self.locale.text("mail-technician-none").to_owned(),
        }
    }

    pub(super) fn why(&self) -> String {
        let locale = self.locale;
        match self.mail.reason {
            Reason::Requester => locale.text("mail-why-requester").to_owned(),
            Reason::Coordinator => {
                let organization = one_line(&self.letter.facts.organization);
                locale.with("mail-why-coordinator", "organization", organization)
            }
            Reason::Technician => locale.text("mail-why-technician").to_owned(),
            Reason::Watcher => locale.text("mail-why-watcher").to_owned(),
            Reason::Copy => locale.text("mail-why-copy").to_owned(),
            Reason::Admin => locale.with("mail-why-admin", "desk", self.desk),
            Reason::Account | Reason::Decider => locale.with("mail-why-account", "desk", self.desk),
        }
    }

    /// An administrator hears of a new ticket only if nobody was found to attend it.
    pub(super) fn nobody_attends(&self) -> bool {
        self.mail.reason == Reason::Admin
    }

    pub(super) fn is_own(&self) -> bool {
        self.mail.person == Some(self.letter.facts.requester)
    }

    fn unreached(&self) -> String {
        self.letter.returned.as_ref().map(|returned| one_line(&returned.address)).unwrap_or_default()
    }

    fn number(&self) -> String {
        self.letter.facts.ticket.to_string()
    }

    fn requester(&self) -> String {
        one_line(&self.letter.facts.requester_name)
    }

    fn author(&self) -> String {
        self.news.1.map_or_else(|| self.desk.to_owned(), one_line)
    }

    /// The state that the mail tells of, or else the ticket's.
    fn state_key(&self) -> &'static str {
        let facts = &self.letter.facts;
        let now = Moved { state: facts.state, waiting_for: facts.waiting_for };
        state_key(self.news.2.unwrap_or(now), self.is_own())
    }
}

/// The name of a state in the messages that choose by it.
fn state_key(moved: Moved, own: bool) -> &'static str {
    match (moved.state, moved.waiting_for) {
        (State::Waiting, Some(WaitingFor::Requester)) if own => "waiting-you",
        (State::Waiting, Some(WaitingFor::Requester) | None) => "waiting-requester",
        (State::Waiting, Some(WaitingFor::Parts)) => "waiting-parts",
        (State::Waiting, Some(WaitingFor::ThirdParty)) => "waiting-third-party",
        (state, _) => state.as_str(),
    }
}

/// "Chrome en Windows", as far as the browser tells.
pub(super) fn device(locale: Locale, user_agent: &str) -> String {
    match agent(user_agent) {
        Agent { browser: Some(browser), system: Some(system) } => {
            locale.with2("sessions-device", "browser", browser, "system", system)
        }
        Agent { browser: None, system: None } => locale.text("sessions-device-unknown").to_owned(),
        Agent { browser, system } => browser.or(system).unwrap_or_default().to_owned(),
    }
}

/// Title and subject of the mails that are not about a ticket; some name who caused them.
pub(super) fn account_title(kind: MailKind, locale: Locale, applicant: &str, desk: &str) -> String {
    match kind {
        MailKind::ConfirmAddress => locale.text("mail-confirm-title").to_owned(),
        MailKind::AlreadyHasAccount => locale.text("mail-already-title").to_owned(),
        MailKind::PasswordElsewhere => locale.text("mail-elsewhere-title").to_owned(),
        MailKind::WaitsForApproval => locale.text("mail-waits-title").to_owned(),
        MailKind::HeldByMail => locale.text("mail-held-title").to_owned(),
        MailKind::UnknownSender => locale.with("mail-unknown-title", "desk", desk),
        MailKind::Approved => locale.text("mail-approved-title").to_owned(),
        MailKind::Rejected => locale.text("mail-rejected-title").to_owned(),
        MailKind::ResetPassword => locale.text("mail-reset-title").to_owned(),
        MailKind::Invited => locale.with("mail-invited-title", "desk", desk),
        MailKind::PasswordChanged => locale.text("mail-changed-title").to_owned(),
        MailKind::LastWayRemoved => locale.text("mail-last-way-title").to_owned(),
        MailKind::IdentityAdded => locale.text("mail-identity-title").to_owned(),
        MailKind::ApplicantWaits => locale.with("mail-applicant-waits-title", "applicant", applicant),
        MailKind::ApplicantAnswered => locale.with("mail-answered-title", "applicant", applicant),
        MailKind::Asked => locale.text("mail-asked-title").to_owned(),
        MailKind::ConfirmAddition => locale.text("mail-address-confirm-title").to_owned(),
        MailKind::AddressAdded => locale.text("mail-address-added-title").to_owned(),
        MailKind::AddressPreferred => locale.text("mail-address-preferred-title").to_owned(),
        MailKind::AddressRemoved => locale.text("mail-address-removed-title").to_owned(),
        MailKind::AddressReplaced => locale.text("mail-address-replaced-title").to_owned(),
        MailKind::Merged => locale.text("mail-merged-title").to_owned(),
        MailKind::Unmerged => locale.text("mail-unmerged-title").to_owned(),
        MailKind::NewDevice => locale.text("mail-new-device-title").to_owned(),
        MailKind::Disowned => locale.text("mail-disowned-title").to_owned(),
        MailKind::Impersonated => locale.with("mail-impersonated-title", "by", applicant),
        MailKind::NewAccount => locale.with("mail-new-account-title", "applicant", applicant),
        _ => locale.with("mail-test-title", "desk", desk),
    }
}

/// Why somebody gets a mail that is not about a ticket.
pub(super) fn account_why((kind, reason): (MailKind, Reason), locale: Locale, desk: &str) -> String {
    match reason {
        _ if kind == MailKind::UnknownSender => locale.with("mail-why-unknown", "desk", desk),
        _ if kind == MailKind::ApplicantAnswered => locale.text("mail-why-asker").to_owned(),
        Reason::Decider => locale.with("mail-why-decider", "desk", desk),
        Reason::Admin => locale.with("mail-why-admin", "desk", desk),
        _ => locale.with("mail-why-account", "desk", desk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(one_line("Ana\r\nBcc: x@y.es\u{2028}\0 b\u{202E}"), "Ana Bcc: x@y.es b");
        assert_eq!(one_line(" \u{85}\t"), "");
    }

    #[test]
    fn every_state_has_its_words() {
        for locale in Locale::ALL {
            let fallback = locale.with("mail-state", "state", "no such state");
            for state in State::ALL {
                let key = state_key(Moved { state: *state, waiting_for: None }, false);
                let word = locale.with("mail-state", "state", key);
                assert!(*state == State::Open || word != fallback, "{locale:?} {key}");
            }
        }
    }
}
