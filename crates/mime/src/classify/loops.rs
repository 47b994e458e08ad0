//! Mail that goes round.

use super::{Own, Why};
use crate::Headers;

/// RFC 5321 6.3: a hundred trace lines at the least, for honest mail may go far.
pub const MOST_HOPS: usize = 100;

/// Why this is going round, if it is: too many servers passed it on, or a program of ours did before.
pub fn loops(headers: &Headers, own: &Own) -> Option<Why> {
    if headers.all("received").nth(MOST_HOPS).is_some() {
        return Some(Why::Hops);
    }
    let is_own = |value: &str| value.split([' ', '\t', ',', ';', '<', '>']).any(|word| own.is(word));
    headers.all("x-loop").any(is_own).then_some(Why::OwnMark)
}
