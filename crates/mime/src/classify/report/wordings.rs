//! How mail servers begin their bounces, in the languages that reach us.

use crate::Message;
use atiende_text::fold::fold;

/// Where these words are looked for: further down stands what the mail said.
const BEGINNING: usize = 2_000;

/// How their subjects begin. Folded.
const SUBJECTS: [&str; 27] = [
    "undelivered mail",
    "undelivered message",
    "undeliverable",
    "undeliverable mail",
    "mail delivery fail",
    "mail delivery problem",
    "mail delivery error",
    "mail system error",
    "delivery status notification",
    "delivery notification",
    "delivery failure",
    "delivery failed",
    "delivery delayed",
    "returned mail",
    "failure notice",
    "message delivery fail",
    "message not delivered",
    "warning: could not send message",
    "warning: message",
    "no se puede entregar",
    "no se ha podido entregar",
    "correo no entregado",
    "error de entrega",
    "notificacion de estado de entrega",
    "nao e possivel entregar",
    "non remis",
    "unzustellbar",
];

/// What they say at the beginning. Folded.
const PHRASES: [&str; 26] = [
    "this is the qmail-send program",
    "created automatically by mail delivery software",
    "this is the mail system at host",
    "following addresses had permanent",
    "following addresses had transient",
    "to the following recipient",
    "could not be delivered",
    "couldn't be delivered",
    "couldn’t be delivered",
    "wasn't delivered",
    "wasn’t delivered",
    "was not delivered",
    "has not been delivered",
    "not reach some or all of the intended recipients",
    "unable to deliver your message",
    "delivery has failed",
    "no se pudo entregar",
    "no se ha podido entregar",
    "no ha podido ser entregado",
    "no ha pogut ser lliurat",
    "no s'ha pogut lliurar",
    "nao pode ser entregue",
    "nao foi possivel entregar",
    "n'a pas pu etre remis",
    "n'a pas pu etre distribue",
    "konnte nicht zugestellt werden",
];

/// Words that tell of a delay, not of a failure. Folded.
const DELAYED_SUBJECTS: [&str; 7] = ["delay", "warning", "retras", "aplazad", "demora", "atras", "verzoger"];
const DELAYED_PHRASES: [&str; 7] = [
    "warning message only",
    "do not need to resend",
    "no need to resend",
    "will keep trying",
    "will be retried",
    "will continue trying",
    "has not yet been delivered",
];

pub(super) fn is_bounce(message: &Message) -> bool {
    let subject = fold(beginning(&message.subject, BEGINNING));
    let text = own_words(&message.text);
    SUBJECTS.iter().any(|wording| subject.starts_with(wording)) || PHRASES.iter().any(|wording| text.contains(wording))
}

pub(super) fn is_delayed(message: &Message) -> bool {
    let subject = fold(beginning(&message.subject, BEGINNING));
    let text = own_words(&message.text);
    DELAYED_SUBJECTS.iter().any(|word| subject.contains(word)) || DELAYED_PHRASES.iter().any(|word| text.contains(word))
}

/// The beginning, folded, on one line and without what is quoted.
fn own_words(text: &str) -> String {
    let lines =
        beginning(text, BEGINNING).lines().filter(|line| !line.starts_with('>')).flat_map(str::split_whitespace);
    fold(&lines.collect::<Vec<_>>().join(" "))
}

fn beginning(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}
