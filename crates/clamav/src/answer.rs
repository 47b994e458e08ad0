//! What the daemon says of a stream.

use super::Failure;

/// What it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// The signature's name.
    Infected(String),
    /// Larger, or packed deeper, than its configuration lets it look.
    TooLarge,
}

/// Names that no signature has: how the daemon tells, with `AlertExceedsMax`, that it gave up.
const LIMITS: &str = "Heuristics.Limits.Exceeded";
/// What it says, and hangs up, when a stream passes its `StreamMaxLength`.
const STREAM_LIMIT: &str = "INSTREAM size limit exceeded";
/// Characters of a name that are kept.
const NAME_MAX: usize = 200;

/// Reads `stream: OK`, `stream: NAME FOUND`, `.. ERROR`. Errors: what it complains of, or `Nothing` for a line of another kind.
pub(super) fn verdict(answer: &str) -> Result<Verdict, Failure> {
    let answer = answer.trim_matches(['\0', '\r', '\n', ' ']);
    if let Some(complaint) = answer.strip_suffix(" ERROR") {
        return if complaint.contains(STREAM_LIMIT) {
            Ok(Verdict::TooLarge)
        } else {
            Err(Failure::Complains(shown(complaint)))
        };
    }
    let said = answer.strip_prefix("stream: ").ok_or_else(|| Failure::Strange(shown(answer)))?;
    match said.strip_suffix(" FOUND") {
        Some(name) if name.starts_with(LIMITS) => Ok(Verdict::TooLarge),
        Some(name) => Ok(Verdict::Infected(shown(name))),
        None if said == "OK" => Ok(Verdict::Clean),
        None => Err(Failure::Strange(shown(answer))),
    }
}

/// One short line of printable characters.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_answer_has_its_meaning() {
        let cases = [
            ("stream: OK\0", Ok(Verdict::Clean)),
            ("stream: Eicar-Test-Signature FOUND\0", Ok(Verdict::Infected("Eicar-Test-Signature".into()))),
            ("stream: Win.Test 1 (x) FOUND", Ok(Verdict::Infected("Win.Test 1 (x)".into()))),
            ("INSTREAM size limit exceeded. ERROR\0", Ok(Verdict::TooLarge)),
            ("stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\0", Ok(Verdict::TooLarge)),
            ("stream: Can't allocate memory ERROR\0", Err(())),
            ("", Err(())),
            ("OK", Err(())),
            ("stream: OK FOUND OK", Err(())),
            ("UNKNOWN COMMAND", Err(())),
        ];
        for (answer, expected) in cases {
            assert_eq!(verdict(answer).map_err(|_| ()), expected, "{answer:?}");
        }
    }

    proptest! {
        /// Whatever it says: only one word of it calls a file clean.
        #[test]
        fn nothing_else_is_clean(answer in ".{0,60}") {
            let clean = matches!(verdict(&answer), Ok(Verdict::Clean));
            prop_assert_eq!(clean, answer.trim_matches(['\0', '\r', '\n', ' ']) == "stream: OK");
        }
    }
}
