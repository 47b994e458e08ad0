//! Codes of an authenticator app: RFC 6238 as every app speaks it (SHA-1, six digits, thirty seconds).

use crate::accounts::Secret;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

/// RFC 4226 section 4, R6: 160 bits.
pub(super) const SECRET_BYTES: usize = 20;
const STEP_SECONDS: u64 = 30;

/// The app's half of what is shared. Printed nowhere but on the page that sets the app up.
#[derive(Clone)]
pub struct AppSecret([u8; SECRET_BYTES]);

impl std::fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppSecret(..)")
    }
}

impl AppSecret {
    /// From fresh chance.
    pub fn new(chance: &Secret) -> Self {
        let mut bytes = [0; SECRET_BYTES];
        bytes.iter_mut().zip(Sha256::digest(chance.reveal().as_bytes())).for_each(|(to, from)| *to = from);
        Self(bytes)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// In base32, to be typed: apps read capitals and digits.
    pub fn text(&self) -> String {
        totp_rs::Secret::new_stack(self.0).to_base32()
    }

    /// The step that this code is of: now, or one step before or after for clocks that differ. Steps up to `last` were
    /// used already: RFC 6238 section 5.2 wants each code to be good once.
    pub fn step_of(&self, code: &str, now: Timestamp, last: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.as_second()).ok()?;
        let step = self.totp()?.check(&digits, seconds)?;
        i64::try_from(step).ok().filter(|step| *step > last)
    }

    /// The code of this moment; what the app shows.
    pub fn code(&self, now: Timestamp) -> Option<String> {
        let seconds = u64::try_from(now.as_second()).ok()?;
        Some(self.totp()?.generate(seconds).to_string())
    }

    fn totp(&self) -> Option<Totp> {
        let secret = totp_rs::Secret::new_stack(self.0);
        Builder::new().with_secret(secret).with_digits(6).with_skew(1).with_step_duration(STEP_SECONDS).build().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> AppSecret {
        AppSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238 appendix B, its last six digits.
    #[test]
    fn codes_are_the_rfcs() {
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(rfc().code(at(second)).unwrap(), code);
            assert_eq!(rfc().step_of(code, at(second), 0), Some(second / 30));
        }
        assert_eq!(rfc().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_good_for_one_step_more_or_less_and_once() {
        let code = rfc().code(at(90)).unwrap();
        let good = |second, last| rfc().step_of(&code, at(second), last).is_some();
        assert!(good(60, 0) && good(90, 0) && good(149, 0));
        assert!(!good(59, 0) && !good(150, 0), "two steps off");
        assert!(good(90, 2) && !good(90, 3), "of a step that was used");
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        assert_eq!(rfc().step_of(&spaced, at(90), 0), Some(3), "as apps show them");
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"] {
            assert_eq!(rfc().step_of(wrong, at(90), 0), None, "{wrong}");
        }
    }

    #[test]
    fn chance_makes_secrets_that_differ() {
        assert_ne!(AppSecret::new(&Secret::generate()).text(), AppSecret::new(&Secret::generate()).text());
    }
}
