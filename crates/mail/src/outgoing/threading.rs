//! What ties the mails about a ticket together in every mail client: pure.

use atiende_core::id::TicketId;
use atiende_core::notify::{Letter, MailKind, Pending};

/// `Message-ID`, `In-Reply-To` and `References`, with their angle brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) message_id: String,
    pub(super) in_reply_to: Option<String>,
    /// The root first, the newest last (RFC 5322 3.6.4).
    pub(super) references: Vec<String>,
    /// The other desks that its words came through.
    pub(super) trail: Vec<String>,
}

impl Thread {
    /// The mail answers the one before it to the same address. All hang from a root that was
    /// never sent and never changes, so that a reader who lost some of them, or was copied from
    /// the third on, still has one thread.
    pub(super) fn of(mail: &Pending, letter: Option<&Letter>, domain: &str) -> Self {
        let trail = letter.map_or_else(Vec::new, |letter| {
            let said = letter.said.iter().chain(letter.also.iter().filter_map(|news| news.said.as_ref()));
            said.flat_map(|said| said.trail.iter().cloned()).collect()
        });
        let references: Vec<String> = letter.map_or_else(
            || answered(mail).into_iter().collect(),
            |letter| {
                let earlier = letter.earlier.iter().map(|id| bracketed(id, domain));
                std::iter::once(root(letter.facts.ticket, domain)).chain(earlier).collect()
            },
        );
        let in_reply_to = references.last().cloned();
        Self { message_id: bracketed(&mail.message_id, domain), in_reply_to, references, trail }
    }

    /// As the outbox keeps it: without brackets.
    pub(super) fn bare_message_id(&self) -> String {
        self.message_id.trim_start_matches('<').trim_end_matches('>').to_owned()
    }
}

/// The mail that the desk answers by itself. Its Message-ID is what anybody wrote there: what would break a header is none.
fn answered(mail: &Pending) -> Option<String> {
    let data: serde_json::Value = serde_json::from_str(&mail.data).ok()?;
    let id = data.get("answers")?.as_str().filter(|_| mail.kind == MailKind::UnknownSender)?;
    let is_id = id.len() < 250 && id.contains('@') && id.chars().all(|c| c.is_ascii_graphic() && !"<>\"".contains(c));
    is_id.then(|| format!("<{id}>"))
}

fn root(ticket: TicketId, domain: &str) -> String {
    format!("<t{ticket}@{domain}>")
}

/// A mail that was composed has its domain; one that waits will get it.
fn bracketed(id: &str, domain: &str) -> String {
    if id.contains('@') { format!("<{id}>") } else { format!("<{id}@{domain}>") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::tests::{letter, pending};
    use atiende_core::notify::MailKind;

    #[test]
    fn the_first_mail_answers_the_root() {
        let thread = Thread::of(&pending(MailKind::TicketReceived), Some(&letter()), "x.es");
        assert_eq!(thread.message_id, "<e7.p3@x.es>");
        assert_eq!(thread.bare_message_id(), "e7.p3@x.es");
        assert_eq!(thread.in_reply_to.as_deref(), Some("<t42@x.es>"));
        assert_eq!(thread.references, ["<t42@x.es>"]);
    }

    #[test]
    fn later_mails_answer_the_one_before() {
        let letter = Letter { earlier: vec!["e1.p3@old.es".into(), "e5.p3".into()], ..letter() };
        let thread = Thread::of(&pending(MailKind::TicketReplied), Some(&letter), "x.es");
        assert_eq!(thread.in_reply_to.as_deref(), Some("<e5.p3@x.es>"));
        assert_eq!(thread.references, ["<t42@x.es>", "<e1.p3@old.es>", "<e5.p3@x.es>"]);
    }

    #[test]
    fn mails_about_accounts_stand_alone() {
        let thread = Thread::of(&pending(MailKind::Approved), None, "x.es");
        assert_eq!((thread.in_reply_to, thread.references), (None, vec![]));
    }
}
