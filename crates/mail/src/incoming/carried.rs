//! What a mail brings beside its words: pure.

use atiende_core::tickets::{Carried, Meeting, Note};
use atiende_mime::{self as mime, Invitation, Message};
use atiende_text::address::normalise_email;

/// Desks that a mail comes through, at the most: it goes round long before.
const TRAIL_MAX: usize = 20;

pub(super) fn of(message: &Message) -> Carried {
    Carried {
        meeting: message.invitation.as_ref().map(meeting),
        notes: message.notes.iter().copied().map(note).collect(),
        trail: trail(message),
    }
}

fn meeting(invitation: &Invitation) -> Meeting {
    let Invitation { method, summary, start, end, zone, location, organizer } = invitation.clone();
    Meeting { method, summary, start, end, zone, location, organizer }
}

const fn note(note: mime::Note) -> Note {
    match note {
        mime::Note::Encrypted => Note::Encrypted,
        mime::Note::Shortened => Note::Shortened,
        mime::Note::Unread => Note::Unread,
    }
}

/// The addresses in `X-Loop`, which each desk that passes the words on adds its own to.
fn trail(message: &Message) -> Vec<String> {
    let words = message.headers.all("x-loop").flat_map(|value| value.split([' ', '\t', ',', ';', '<', '>']));
    words.filter_map(normalise_email).take(TRAIL_MAX).collect()
}
