//! What the desk makes of each kind of message.

use atiende_core::inbound::Why;
use atiende_core::inbound::actions::take_in::{Kind, Manner, Returned};
use atiende_mime::Message;
use atiende_mime::classify::{self, Action, Own, Recipient, Report};
use atiende_text::address::normalise_email;

pub(super) fn of(kind: classify::Kind, message: &Message, own: &Own) -> Kind {
    match kind {
        classify::Kind::Person => Kind::Written(Manner::Person),
        classify::Kind::Quiet(_) => Kind::Written(Manner::Quiet),
        classify::Kind::Bulk(_) => Kind::Written(Manner::Program(Why::Bulk)),
        classify::Kind::Automatic(_) => Kind::Written(Manner::Program(Why::Automatic)),
        classify::Kind::AutoReply(_) => Kind::Program(Why::AutoReply),
        classify::Kind::Receipt(_) => Kind::Program(Why::Receipt),
        classify::Kind::Complaint(_) => Kind::Program(Why::Complaint),
        classify::Kind::Bounce(report) => Kind::Bounce(returned(&report)),
        classify::Kind::Loop(classify::Why::Hops) => Kind::Program(Why::Loop),
        // It left here, another desk passed its words on, and they are back.
        classify::Kind::Loop(classify::Why::OwnMark) if !is_from_here(message, own) => Kind::Program(Why::Loop),
        // Somebody wrote by hand from the desk's own mailbox: no loop, but nobody's ticket either.
        classify::Kind::Loop(classify::Why::OwnAddress) if !is_marked(message) => Kind::Held(Why::Own),
        classify::Kind::Loop(_) => Kind::Program(Why::Own),
    }
}

fn is_from_here(message: &Message, own: &Own) -> bool {
    message.from.iter().chain(&message.sender).any(|sender| own.is(&sender.address))
}

/// By the desk's program, or another one.
fn is_marked(message: &Message) -> bool {
    ["x-atiende-ticket", "auto-submitted"].iter().any(|name| message.headers.has(name))
}

/// The server's sentence, with the code that tells why.
fn diagnostic(recipient: &Recipient) -> String {
    let code = recipient.status.map(|status| status.to_string()).unwrap_or_default();
    let said = &recipient.diagnostic;
    if said.contains(&code) { said.clone() } else { format!("{code} {said}").trim().to_owned() }
}

/// The worst that was told of any recipient.
fn returned(report: &Report) -> Returned {
    let rank = |recipient: &&Recipient| match recipient.action {
        Action::Failed => 2,
        Action::Delayed => 1,
        Action::Delivered | Action::Relayed | Action::Expanded => 0,
    };
    let worst = report.recipients.iter().max_by_key(rank);
    let address = worst.map(|recipient| recipient.original.clone().unwrap_or_else(|| recipient.address.clone()));
    Returned {
        message_id: report.original.message_id.clone(),
        address: address.as_deref().and_then(normalise_email),
        diagnostic: worst.map(diagnostic).unwrap_or_default(),
        is_final: worst.is_none_or(|recipient| recipient.action == Action::Failed),
    }
}
