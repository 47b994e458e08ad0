//! Recovery codes: to be printed, for the day when telephone and key are lost. Each is good once.

use crate::accounts::Secret;
use crate::accounts::sealed::Key;
use crate::id::PersonId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// How many are made at a time.
pub const AT_A_TIME: usize = 10;
/// Without letters that are read as digits (Crockford's base 32): 12 of them are 60 bits.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 12;
const GROUP: usize = 4;

/// A code as it is handed out: `7K2M-QW9D-0XHT`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

impl RecoveryCode {
    /// A set from fresh chance, made at the door.
    pub fn set() -> Vec<Self> {
        (0..AT_A_TIME).map(|_| Self::from_chance(&Secret::generate())).collect()
    }

    fn from_chance(chance: &Secret) -> Self {
        let bytes = Sha256::digest(chance.reveal().as_bytes());
        let letters = bytes.iter().take(LETTERS).filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
        Self(letters.map(|letter| char::from(*letter)).collect())
    }

    /// What somebody typed from paper: with or without hyphens, in any case. `None` if it is none of ours.
    pub fn typed(text: &str) -> Option<Self> {
        let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let read = plain.map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        let letters: String = read.take(LETTERS + 1).collect();
        let ours = letters.len() == LETTERS && letters.bytes().all(|byte| ALPHABET.contains(&byte));
        ours.then_some(Self(letters))
    }

    /// As it is shown and printed.
    pub fn text(&self) -> String {
        let groups: Vec<&str> = (0..LETTERS).step_by(GROUP).filter_map(|at| self.0.get(at..at + GROUP)).collect();
        groups.join("-")
    }

    /// What is stored. 60 bits could be tried out from a stolen database, so the key takes part.
    pub(super) fn hash(&self, person: PersonId, key: &Key) -> String {
        URL_SAFE_NO_PAD.encode(key.mac("recovery_code", format!("{person}/{}", self.0).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_from_paper_is_what_was_printed() {
        for code in RecoveryCode::set() {
            let text = code.text();
            assert_eq!((text.len(), text.matches('-').count()), (14, 2));
            for typed in
                [text.clone(), text.to_lowercase(), text.replace('-', " "), text.replace('0', "o").replace('1', "l")]
            {
                assert_eq!(RecoveryCode::typed(&typed), Some(code.clone()), "{typed}");
            }
        }
        for wrong in ["", "7K2M", "7K2M-QW9D-0XHTX", "7K2M-QW9D-0XH!", "ññññññññññññ"] {
            assert_eq!(RecoveryCode::typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_hash_is_of_one_person_and_one_desk() {
        let code = RecoveryCode::typed("7K2M-QW9D-0XHT").unwrap();
        let (key, other) = (Key::new("one"), Key::new("other"));
        assert_ne!(code.hash(PersonId(1), &key), code.hash(PersonId(2), &key));
        assert_ne!(code.hash(PersonId(1), &key), code.hash(PersonId(1), &other));
        let set = RecoveryCode::set();
        assert!(set.iter().enumerate().all(|(at, code)| !set[..at].contains(code)));
    }
}
