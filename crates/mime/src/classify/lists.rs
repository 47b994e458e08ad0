//! Lists and mass mail.

use super::sender::Sender;
use super::{Own, Why, fields};
use crate::{Headers, Message};

/// RFC 2369, RFC 2919, and what list programs wrote before those.
const LIST_FIELDS: [&str; 12] = [
    "list-id",
    "list-post",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-help",
    "list-subscribe",
    "list-owner",
    "list-archive",
    "mailing-list",
    "x-mailing-list",
    "x-mailman-version",
    "x-beenthere",
];

/// A mailbox that is itself a list (a group of Google's, say) puts these fields on each person's mail: they tell nothing
/// then.
pub(super) fn bulk(message: &Message, sender: Sender, own: &Own) -> Option<Why> {
    let headers = &message.headers;
    // Another desk like this one gathers its mails by a List-Id, and says of its people's words that they are theirs.
    let of_a_desk = headers.has("x-atiende-ticket")
        && headers.first("auto-submitted").is_some_and(|value| fields::word(value) == "no");
    let is_own = of_a_desk || is_own_list(headers, own);
    if precedence(headers).any(|word| matches!(&*word, "bulk" | "junk") || word == "list" && !is_own) {
        return Some(Why::Precedence);
    }
    if !is_own && LIST_FIELDS.iter().any(|name| headers.has(name)) {
        return Some(Why::ListField);
    }
    (!is_own && sender.is_list_owner).then_some(Why::SenderName)
}

/// What `Precedence` says, in small letters.
pub(super) fn precedence(headers: &Headers) -> impl Iterator<Item = String> {
    headers.all("precedence").chain(headers.all("x-precedence")).map(fields::word)
}

fn is_own_list(headers: &Headers, own: &Own) -> bool {
    headers.all("list-post").any(|value| posts_to(value).is_some_and(|address| own.is(address)))
        || headers.all("list-id").any(|value| own.addresses.iter().any(|own| is_id_of(value, own)))
}

/// The address of `<mailto:soporte@uni.es?subject=x>`.
fn posts_to(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("mailto:")?;
    rest.split(['>', '?', ' ']).next()
}

/// Groups make `<soporte.uni.es>` of `soporte@uni.es`.
fn is_id_of(value: &str, address: &str) -> bool {
    let id = value.rsplit_once('<').and_then(|(_, rest)| rest.split('>').next()).unwrap_or(value);
    id.trim().eq_ignore_ascii_case(&address.trim().replacen('@', ".", 1))
}
