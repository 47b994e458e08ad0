//! How a mailbox fares: types and pure decisions.

use crate::accounts::Secret;
use jiff::{SignedDuration, Timestamp};

/// So long a mailbox may fail before anybody is alarmed: servers restart. It is looked at once a minute, and within ten
/// minutes everybody knows.
pub const ALARM_AFTER: SignedDuration = SignedDuration::from_mins(9);
/// Letters of a server's words that are kept.
const WORDS_MAX: usize = 500;

text_enum! {
    /// What is wrong with a mailbox, as far as it can be told from here.
    Problem {
        /// Its server's name leads nowhere.
        Host = "host",
        /// Nothing listens there.
        Refused = "refused",
        /// No answer in time.
        Silent = "silent",
        /// TLS fails.
        Tls = "tls",
        /// The certificate is for another name, is too old, or nobody known signed it.
        Certificate = "certificate",
        /// It offers no STARTTLS.
        NoTls = "no_tls",
        /// The name or the password is wrong, or both.
        Password = "password",
        /// Nobody gave leave yet, or it was withdrawn (OAuth 2.0).
        Consent = "consent",
        /// Whoever gives tokens does not answer, or not as it should.
        Provider = "provider",
        /// There is no such folder.
        Folder = "folder",
        /// The connection broke off.
        Lost = "lost",
        /// It says no to what it was asked, or what it says is no IMAP.
        Server = "server",
        /// The desk's own database or file store does not work.
        Desk = "desk",
    }
}

/// What is wrong, and the server's own words, if it has any.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}: {words}")]
pub struct Trouble {
    pub problem: Problem,
    pub words: String,
}

impl Trouble {
    /// The words become one line of some length.
    pub fn new(problem: Problem, words: impl std::fmt::Display) -> Self {
        let words = words.to_string();
        let words: Vec<&str> = words.split(|c: char| c.is_control() || c.is_whitespace()).collect();
        let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        Self { problem, words: words.chars().take(WORDS_MAX).collect() }
    }
}

text_enum! {
    /// Why a message stays where it is.
    LeftoverReason {
        /// Larger than `max_message_bytes`.
        TooLarge = "too_large",
        /// Its server does not hand it over.
        Unreadable = "unreadable",
    }
}

/// A message that stays in its mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    pub uid: i64,
    pub reason: LeftoverReason,
    /// Bytes; 0: nobody knows.
    pub size: i64,
    pub words: String,
    pub attempts: i64,
    pub next_at: Timestamp,
}
atiende_db::from_row!(Leftover { uid, reason, size, words, attempts, next_at });

/// How far a mailbox was read, and how it fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub address: String,
    pub uid_validity: i64,
    pub last_uid: i64,
    pub last_message_at: Option<Timestamp>,
    pub last_success_at: Option<Timestamp>,
    pub failing_since: Option<Timestamp>,
    /// One of `Problem`, or empty.
    pub problem: String,
    pub words: String,
    pub attempts: i64,
    pub next_at: Timestamp,
    /// Since when the administrators know that it fails.
    pub alarmed_at: Option<Timestamp>,
}
atiende_db::from_row!(State {
    address,
    uid_validity,
    last_uid,
    last_message_at,
    last_success_at,
    failing_since,
    problem,
    words,
    attempts,
    next_at,
    alarmed_at
});

impl State {
    /// What is wrong with it, if anything is.
    pub fn trouble(&self) -> Option<Trouble> {
        self.failing_since?;
        let problem = self.problem.parse().unwrap_or(Problem::Server);
        Some(Trouble { problem, words: self.words.clone() })
    }

    /// Whether it is time to tell somebody: after a while, or at once where only a person can mend it.
    pub(super) fn alarms(&self, now: Timestamp) -> bool {
        let only_a_person = self.problem == Problem::Consent.as_str();
        self.alarmed_at.is_none()
            && self.failing_since.is_some_and(|since| only_a_person || now.duration_since(since) >= ALARM_AFTER)
    }
}

/// A mailbox of the configuration that is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub address: String,
    /// Server, account and folder: what is known is about these.
    pub place: String,
}

/// A worker that fetches a mailbox; nobody else does meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub address: String,
    pub(super) name: String,
}

impl Holder {
    /// A worker of its own for this mailbox.
    pub fn of(address: &str) -> Self {
        Self { address: address.to_owned(), name: Secret::generate().reveal().to_owned() }
    }
}

/// Which message of a mailbox was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub holder: Holder,
    pub uid: i64,
}

/// When a mailbox that failed so often in a row is tried again: 5 seconds, 10 .. up to 5 minutes.
pub(super) fn next_try(attempts: i64, now: Timestamp) -> Timestamp {
    let doubled = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    now + SignedDuration::from_secs(5_i64 << doubled).min(SignedDuration::from_mins(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(problem: &str, since: Option<Timestamp>) -> State {
        State {
            address: "soporte@x.es".into(),
            uid_validity: 1,
            last_uid: 1,
            last_message_at: None,
            last_success_at: None,
            failing_since: since,
            problem: problem.into(),
            words: String::new(),
            attempts: 1,
            next_at: Timestamp::UNIX_EPOCH,
            alarmed_at: None,
        }
    }

    #[test]
    fn pauses_grow_up_to_five_minutes() {
        let pause = |attempts| next_try(attempts, Timestamp::UNIX_EPOCH).as_second();
        assert_eq!([1, 2, 3, 6, 7, 1_000_000].map(pause), [5, 10, 20, 160, 300, 300]);
    }

    #[test]
    fn who_fails_for_long_alarms_and_who_waits_for_a_person_at_once() {
        let now: Timestamp = "2026-11-23T08:09:00Z".parse().unwrap();
        let since = |time: &str| Some(time.parse().unwrap());
        assert!(!state("", None).alarms(now));
        assert!(!state("refused", since("2026-11-23T08:00:01Z")).alarms(now));
        assert!(state("refused", since("2026-11-23T08:00:00Z")).alarms(now));
        assert!(state("consent", since("2026-11-23T08:09:00Z")).alarms(now));
        let told = State { alarmed_at: Some(now), ..state("refused", since("2026-11-22T08:00:00Z")) };
        assert!(!told.alarms(now), "once");
    }

    #[test]
    fn a_servers_words_are_one_line() {
        let trouble = Trouble::new(Problem::Server, "a\r\nb\0  c");
        assert_eq!(trouble.words, "a b c");
        assert_eq!(Trouble::new(Problem::Server, "x".repeat(9_999)).words.len(), WORDS_MAX);
    }
}
