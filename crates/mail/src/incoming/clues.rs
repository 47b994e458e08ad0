//! Which tickets a message may belong to, the surest first: pure (contract, promise 6).

use super::address::given;
use atiende_core::accounts::sealed::Key;
use atiende_core::id::TicketId;
use atiende_core::inbound::actions::take_in::Clue;
use atiende_mime::Message;

/// Message-IDs that are looked up: the one it answers, and the newest of the thread.
const IDS_MAX: usize = 20;
/// Letters of a subject in which a tag is looked for.
const SUBJECT_MAX: usize = 1000;

/// `details`: what stood after the plus sign of the addresses that it came to.
pub(super) fn clues<'a>(
    message: &Message,
    details: impl Iterator<Item = &'a str>,
    (key, domain): (&Key, &str),
) -> Vec<Clue> {
    let newest = message.references.iter().rev();
    let ids = message.in_reply_to.iter().chain(newest).take(IDS_MAX);
    let mut clues: Vec<Clue> =
        ids.map(|id| root(id, domain).map_or_else(|| Clue::Answers(id.clone()), Clue::Root)).collect();
    clues.extend(details.filter_map(|detail| given(key, detail)).map(|(ticket, person)| Clue::Address(ticket, person)));
    clues.extend(tag(&message.subject).map(Clue::Subject));
    clues
}

/// The ticket whose mails all hang from this Message-ID: `t42@` the desk's own domain.
fn root(id: &str, domain: &str) -> Option<TicketId> {
    let (local, own) = id.rsplit_once('@')?;
    let number: i64 = local.strip_prefix('t')?.parse().ok()?;
    (own.eq_ignore_ascii_case(domain) && number > 0).then_some(TicketId(number))
}

/// The last `[#42]` of a subject: replies and forwards put theirs before what was there.
fn tag(subject: &str) -> Option<TicketId> {
    let end = subject.floor_char_boundary(SUBJECT_MAX);
    let subject = subject.get(..end).unwrap_or_default();
    let tags = subject.match_indices("[#").filter_map(|(at, mark)| subject.get(at + mark.len()..));
    let numbers = tags.filter_map(|rest| rest.split_once(']')).filter_map(|(number, _)| number.trim().parse().ok());
    numbers.filter(|number: &i64| *number > 0).last().map(TicketId)
}

#[cfg(test)]
mod tests {
    use super::super::address::reply_address;
    use super::*;
    use atiende_core::id::PersonId;

    #[test]
    fn a_subject_names_a_ticket_by_its_tag() {
        let cases = [
            ("Re: [#42] No imprime", Some(42)),
            ("[#41] RV: [#42] No imprime", Some(42)),
            ("[# 42 ]", Some(42)),
            ("#42", None),
            ("[42]", None),
            ("[#]", None),
            ("[#-1]", None),
            ("[#42", None),
            ("[#99999999999999999999]", None),
            ("", None),
        ];
        for (subject, ticket) in cases {
            assert_eq!(tag(subject), ticket.map(TicketId), "{subject}");
        }
    }

    #[test]
    fn what_only_readers_have_comes_before_what_anybody_writes() {
        let key = Key::new("a key that is long enough for the test");
        let message = Message {
            in_reply_to: vec!["e7.p3@x.es".into()],
            references: vec!["t42@x.es".into(), "t43@evil.es".into(), "e5.p3@x.es".into()],
            subject: "Re: [#44] Hola".into(),
            ..Message::default()
        };
        let ours = reply_address("s@x.es", &key, TicketId(45), PersonId(3)).unwrap();
        let detail = ours.split_once('+').unwrap().1.split_once('@').unwrap().0;
        let found = clues(&message, ["", detail].into_iter(), (&key, "x.es"));
        let expected = [
            Clue::Answers("e7.p3@x.es".into()),
            Clue::Answers("e5.p3@x.es".into()),
            Clue::Answers("t43@evil.es".into()),
            Clue::Root(TicketId(42)),
            Clue::Address(TicketId(45), PersonId(3)),
            Clue::Subject(TicketId(44)),
        ];
        assert_eq!(found, expected);
    }
}
