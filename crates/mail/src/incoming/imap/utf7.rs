//! Modified UTF-7 (RFC 3501 5.1.3): how folders are named on the wire.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};

const LETTERS: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

pub(super) fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut others: Vec<u8> = Vec::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut out, &mut others);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            others.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut out, &mut others);
    out
}

fn flush(out: &mut String, others: &mut Vec<u8>) {
    if !others.is_empty() {
        out.push('&');
        LETTERS.encode_string(&*others, out);
        out.push('-');
        others.clear();
    }
}

/// What cannot be decoded stays as it is: some servers write UTF-8.
pub(super) fn decode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((inside, next)) = after.split_once('-') else {
            out.push('&');
            rest = after;
            continue;
        };
        match (inside, decoded(inside)) {
            ("", _) => out.push('&'),
            (_, Some(text)) => out.push_str(&text),
            _ => out.extend(["&", inside, "-"]),
        }
        rest = next;
    }
    out.push_str(rest);
    out
}

fn decoded(inside: &str) -> Option<String> {
    let bytes = LETTERS.decode(inside).ok()?;
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_come_back() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("Averías", "Aver&AO0-as"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("R&D", "R&-D"),
            ("Ñandú 😀", "&ANE-and&APo- &2D3eAA-"),
            ("", ""),
        ] {
            assert_eq!(encode(name), wire);
            assert_eq!(decode(wire), name);
        }
    }

    #[test]
    fn what_is_none_stays_as_it_is() {
        for name in ["Averías", "&", "a&b", "&????-", "&AO-x", "&2D0-"] {
            assert_eq!(decode(name), name);
        }
    }
}
