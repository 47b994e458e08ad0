//! The outside of BER (X.690 8.1): how long a message is and how deep, before anything parses it.
//!
//! The parser calls itself for each level and panics at what it does not expect: a directory that lies must be stopped
//! here, where nothing can overflow.

/// Bytes of one message: an entry with its thousand groups.
pub(crate) const MESSAGE_MAX: usize = 512 * 1024;
/// Levels of a search result with controls: 7.
const DEPTH_MAX: usize = 12;
/// A tag of one byte and a length of at most four more.
pub(crate) const HEADER_MAX: usize = 6;

/// What stands before the content of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) tag: u8,
    /// Bytes of the header itself.
    pub(crate) size: usize,
    /// Bytes of the content.
    pub(crate) length: usize,
}

/// No element that LDAP sends (RFC 4511 5.1: definite lengths only).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoBer;

/// The header that these bytes begin with; `None` if there must come more first.
pub(crate) fn header(bytes: &[u8]) -> Result<Option<Header>, NoBer> {
    let Some((&tag, rest)) = bytes.split_first() else { return Ok(None) };
    if tag & 0x1f == 0x1f {
        return Err(NoBer);
    }
    let Some((&first, rest)) = rest.split_first() else { return Ok(None) };
    if first < 0x80 {
        return Ok(Some(Header { tag, size: 2, length: usize::from(first) }));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) {
        return Err(NoBer);
    }
    let Some(octets) = rest.get(..count) else { return Ok(None) };
    let length = octets.iter().fold(0_usize, |length, &octet| length << 8 | usize::from(octet));
    if length > MESSAGE_MAX { Err(NoBer) } else { Ok(Some(Header { tag, size: 2 + count, length })) }
}

/// Whether every length in the message fits its surroundings, and no level is too deep.
pub(crate) fn check(message: &[u8]) -> Result<(), NoBer> {
    // Where the elements that are open end.
    let mut ends = vec![message.len()];
    let mut at = 0;
    while let Some(&end) = ends.last() {
        if at == end {
            ends.pop();
            continue;
        }
        let header = header(message.get(at..end).ok_or(NoBer)?)?.ok_or(NoBer)?;
        at += header.size;
        let inner_end = at + header.length;
        if inner_end > end {
            return Err(NoBer);
        }
        if header.tag & 0x20 == 0 {
            at = inner_end;
        } else if ends.len() > DEPTH_MAX {
            return Err(NoBer);
        } else {
            ends.push(inner_end);
        }
    }
    Ok(())
}

/// The content of the first element, if it has this tag, and what follows it.
pub(crate) fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let header = header(bytes).ok()??;
    if header.tag != tag {
        return None;
    }
    bytes.get(header.size..)?.split_at_checked(header.length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_in_both_forms() {
        assert_eq!(header(&[0x30, 0x05]), Ok(Some(Header { tag: 0x30, size: 2, length: 5 })));
        assert_eq!(header(&[0x30, 0x82, 1, 0]), Ok(Some(Header { tag: 0x30, size: 4, length: 256 })));
        assert_eq!(header(&[0x30]), Ok(None));
        assert_eq!(header(&[0x30, 0x84, 0, 0]), Ok(None));
    }

    #[test]
    fn what_no_directory_sends_is_refused() {
        assert_eq!(header(&[0x30, 0x80]), Err(NoBer), "without an end");
        assert_eq!(header(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]), Err(NoBer), "two gigabytes");
        assert_eq!(header(&[0x3f, 0x01]), Err(NoBer), "a long tag");
        assert_eq!(check(&[0x30, 0x02, 0x04, 0x05]), Err(NoBer), "longer than what is around it");
    }

    #[test]
    fn a_tower_is_refused_and_a_result_is_not() {
        let mut tower = vec![0x04, 0x00];
        for _ in 0..50 {
            let length = u8::try_from(tower.len()).unwrap();
            tower.splice(0..0, [0x30, length]);
        }
        assert_eq!(check(&tower), Err(NoBer));
        // A bind response: success.
        assert_eq!(check(&[0x30, 0x0c, 2, 1, 1, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0]), Ok(()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = check(&bytes);
            let _ = element(&bytes, 0x30);
        }
    }
}
