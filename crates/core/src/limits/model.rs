//! What is counted, for whom, and how long to wait. Pure.

use crate::accounts::Secret;
use crate::id::DeviceId;
use crate::networks::prefixes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

text_enum! {
    /// What is tried.
    Kind {
        /// A password, or another proof of who one is. Only failures count.
        Login = "login",
        /// A link to choose a new password.
        Reset = "reset",
        Register = "register",
        /// An answer that the desk gives to a mail by itself.
        AutoReply = "auto_reply",
        /// The answer to who is not known.
        Refusal = "refusal",
        /// A warning that mails of a ticket do not arrive at an address.
        Returned = "returned",
    }
}

text_enum! {
    /// Why nobody got in.
    Why {
        /// The address or the password is wrong.
        Password = "password",
        /// The password is right, the address was never confirmed.
        Unconfirmed = "unconfirmed",
        /// The password is right, the account was rejected or disabled.
        Closed = "closed",
        /// Somebody signed in did not know the password that they wanted to change.
        Current = "current",
        /// Somebody signed in did not show who they are, by a code or a key.
        Proof = "proof",
    }
}

/// So many within such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub times: u32,
    pub within: SignedDuration,
}

/// One try, as the door knows it.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub kind: Kind,
    /// The normalised address that was typed; empty for none.
    pub account: String,
    /// Empty for none: the command line, tests.
    pub ip: String,
    /// By which the browser is known to have been signed in with.
    pub device: Option<Secret>,
    pub rate: Rate,
}

/// The try is not taken: free again after this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub SignedDuration);

/// A try that was taken: the how manieth in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub of_account: i64,
    pub of_address: i64,
    /// The browser is one of the account's own, and this try was counted for it alone.
    pub(super) device: Option<DeviceId>,
}

/// How tries of one subject are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// So many within such a time, however they end.
    Often(Rate),
    /// So many failures in a row are free; each further one doubles the pause.
    Growing { free: i64 },
}

/// What is known of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tries {
    pub(super) number: i64,
    pub(super) at: Timestamp,
    pub(super) free_at: Timestamp,
}
atiende_db::from_row!(Tries { number, at, free_at });

/// NIST SP 800-63B 5.2.2 allows no more than 100 failures in a row; a person needs far fewer.
const FREE_MAX: u32 = 100;
/// The longest pause: whoever is kept out by somebody else's tries is so for a quarter of an hour at the most.
const PAUSE_MAX: SignedDuration = SignedDuration::from_mins(15);
/// What the clocks of two nodes may be apart.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// Failures are "in a row" if no such time lies between them.
const ROW: SignedDuration = SignedDuration::from_hours(24);
/// The same for an address.
const ADDRESS_ROW: SignedDuration = SignedDuration::from_hours(1);

/// An address may be a whole school's behind one router, a network a provider's customers: so many times what one account
/// may. Accounts and links are asked for by all of a school in the same week, and cost a stranger nothing but mails that
/// the account's own rate bounds.
fn times(kind: Kind) -> (u32, u32) {
    match kind {
        Kind::Login => (3, 10),
        Kind::Reset | Kind::Register | Kind::AutoReply | Kind::Refusal | Kind::Returned => (20, 60),
    }
}

/// Whose try it is, and how it is judged.
pub(super) struct Subject {
    pub(super) key: String,
    pub(super) rule: Rule,
    pub(super) is_account: bool,
}

/// Everybody for whom the try is counted. In a known browser it is that browser's alone: neither strangers who try the
/// account nor others behind the same router delay its person.
pub(super) fn subjects(attempt: &Attempt, device: Option<DeviceId>) -> Vec<Subject> {
    let rule = account_rule(attempt);
    // By its number, which is this person's in it alone: the key is another after each sign-in, whoever's.
    if let Some(device) = device {
        return vec![Subject { key: hash("device", &device.to_string()), rule, is_account: true }];
    }
    let mut subjects = Vec::new();
    if !attempt.account.is_empty() {
        subjects.push(Subject { key: hash("account", &attempt.account), rule, is_account: true });
    }
    if let Some(prefixes) = prefixes(&attempt.ip) {
        let (of_address, of_network) = times(attempt.kind);
        for (name, prefix, times) in
            [("address", prefixes.person, of_address), ("network", prefixes.network, of_network)]
        {
            let rate = Rate { times: attempt.rate.times.saturating_mul(times), ..attempt.rate };
            subjects.push(Subject { key: hash(name, &prefix), rule: Rule::Often(rate), is_account: false });
        }
    }
    subjects
}

fn account_rule(attempt: &Attempt) -> Rule {
    match attempt.kind {
        Kind::Login => Rule::Growing { free: i64::from(attempt.rate.times.min(FREE_MAX)) },
        Kind::Reset | Kind::Register | Kind::AutoReply | Kind::Refusal | Kind::Returned => Rule::Often(attempt.rate),
    }
}

fn hash(name: &str, subject: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{name}:{subject}").as_bytes()))
}

/// What is known of the subject once the try is counted.
pub(super) fn count(rule: Rule, before: Option<Tries>, now: Timestamp) -> Result<Tries, Wait> {
    let before = before.map(|before| set_back(before, now));
    match rule {
        Rule::Often(rate) => often(rate, before, now),
        Rule::Growing { free } => growing(free, before, now),
    }
}

/// A try of the future was noted by a clock that has been set back since: its pause is over, it counts all the same.
fn set_back(before: Tries, now: Timestamp) -> Tries {
    if before.at.duration_since(now) > SKEW { Tries { at: now, free_at: now, ..before } } else { before }
}

/// The generic cell rate algorithm (ITU-T I.371): `free_at` runs ahead of the clock by one interval for each try.
fn often(rate: Rate, before: Option<Tries>, now: Timestamp) -> Result<Tries, Wait> {
    let free_at = before.map_or(now, |before| before.free_at.max(now)) + interval(rate);
    let ahead = free_at.duration_since(now);
    if ahead > rate.within {
        return Err(Wait(ahead - rate.within));
    }
    let number = before.filter(|before| now.duration_since(before.at) < ADDRESS_ROW).map_or(0, |before| before.number);
    Ok(Tries { number: number + 1, at: now, free_at })
}

fn growing(free: i64, before: Option<Tries>, now: Timestamp) -> Result<Tries, Wait> {
    let before = before.filter(|before| now.duration_since(before.at) < ROW);
    if let Some(before) = before
        && before.free_at > now
    {
        return Err(Wait(before.free_at.duration_since(now)));
    }
    let number = before.map_or(0, |before| before.number) + 1;
    Ok(Tries { number, at: now, free_at: now + pause(number - free) })
}

/// 2, 4, 8 .. seconds after the first, second, third failure too many. The last free one is followed by none.
fn pause(too_many: i64) -> SignedDuration {
    match u32::try_from(too_many) {
        Ok(n @ 1..=9) => SignedDuration::from_secs(1 << n),
        Ok(n) if n > 9 => PAUSE_MAX,
        _ => SignedDuration::ZERO,
    }
}

/// What one try uses up, and a success gives back.
pub(super) fn interval(rate: Rate) -> SignedDuration {
    rate.within / i32::try_from(rate.times.max(1)).unwrap_or(i32::MAX)
}

/// Whether the record tells of this failure: those of one account that a person might look into, and of one address so
/// few that nobody floods the record: 20, then the 50th, 100th, 200th, 500th ..
pub(super) fn is_told(counted: Counted) -> bool {
    is_milestone(counted.of_account) && (counted.of_address <= 20 || is_milestone(counted.of_address))
}

fn is_milestone(n: i64) -> bool {
    let mut step = 1;
    while step * 10 <= n {
        step *= 10;
    }
    n <= 1 || [step, step * 2, step * 5].contains(&n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RATE: Rate = Rate { times: 10, within: SignedDuration::from_mins(1) };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_420_800 + seconds).unwrap()
    }

    #[test]
    fn failures_in_a_row_double_the_pause_up_to_a_quarter_of_an_hour() {
        let (mut now, mut before, mut pauses) = (at(0), None, Vec::new());
        for _ in 0..22 {
            let after = count(Rule::Growing { free: 10 }, before, now).unwrap();
            pauses.push(after.free_at.duration_since(now).as_secs());
            if after.free_at > now {
                let early = after.free_at - SignedDuration::from_millis(1);
                assert!(count(Rule::Growing { free: 10 }, Some(after), early).is_err(), "too early");
            }
            (now, before) = (after.free_at, Some(after));
        }
        assert_eq!(pauses, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        let a_day_later = count(Rule::Growing { free: 10 }, before, now + SignedDuration::from_hours(24)).unwrap();
        assert_eq!((a_day_later.number, a_day_later.free_at), (1, a_day_later.at));
    }

    #[test]
    fn a_refused_try_costs_nothing() {
        let full = Tries { number: 11, at: at(0), free_at: at(2) };
        assert_eq!(count(Rule::Growing { free: 10 }, Some(full), at(1)), Err(Wait(SignedDuration::from_secs(1))));
        assert!(count(Rule::Growing { free: 10 }, Some(full), at(2)).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_waiting() {
        let noted = Tries { number: 14, at: at(3600), free_at: at(3632) };
        let growing = count(Rule::Growing { free: 10 }, Some(noted), at(0)).unwrap();
        assert_eq!(
            (growing.number, growing.at, growing.free_at),
            (15, at(0), at(32)),
            "and nobody's tries are forgotten"
        );
        assert!(count(Rule::Often(RATE), Some(noted), at(0)).is_ok());
        let skewed = Tries { number: 14, at: at(2), free_at: at(34) };
        assert!(count(Rule::Growing { free: 10 }, Some(skewed), at(0)).is_err(), "another node's clock may be ahead");
    }

    #[test]
    fn so_many_within_such_a_time() {
        let mut before = None;
        for _ in 0..10 {
            before = Some(count(Rule::Often(RATE), before, at(0)).unwrap());
        }
        assert_eq!(count(Rule::Often(RATE), before, at(0)), Err(Wait(SignedDuration::from_secs(6))));
        assert!(count(Rule::Often(RATE), before, at(6)).is_ok(), "one is there again");
        assert_eq!(before.unwrap().number, 10);
    }

    #[test]
    fn a_known_browser_is_counted_apart() {
        let device = Some(Secret::presented("kept"));
        let attempt =
            Attempt { kind: Kind::Login, account: "a@b.es".into(), ip: "198.51.100.77".into(), device, rate: RATE };
        let keys = |known| subjects(&attempt, known).into_iter().map(|subject| subject.key).collect::<Vec<_>>();
        let (unknown, known) = (keys(None), keys(Some(DeviceId(7))));
        assert_eq!((unknown.len(), known.len()), (3, 1));
        assert!(!unknown.contains(&known[0]));
    }

    #[test]
    fn the_record_is_not_flooded() {
        let told = |of_account, of_address| is_told(Counted { of_account, of_address, device: None });
        assert!(told(1, 1) && told(2, 20) && told(5, 50) && told(200, 3));
        assert!(!told(3, 3) && !told(1, 21) && !told(1, 99));
        let spraying = (1..=100_000).filter(|&n| told(1, n)).count();
        assert!(spraying < 40, "{spraying} lines for 100,000 accounts tried from one address");
    }

    proptest! {
        /// However tries come, within any such time no more are taken than allowed, and none waits longer than it.
        #[test]
        fn no_more_than_allowed(pauses in prop::collection::vec(0_i64..20, 1..200)) {
            let (mut now, mut before, mut taken) = (0, None, Vec::new());
            for pause in pauses {
                now += pause;
                match count(Rule::Often(RATE), before, at(now)) {
                    Ok(after) => {
                        before = Some(after);
                        taken.push(now);
                    }
                    Err(Wait(wait)) => prop_assert!(wait <= RATE.within),
                }
            }
            // A full bucket, and what came back meanwhile.
            for &start in &taken {
                let within = taken.iter().filter(|&&t| (start..start + 60).contains(&t)).count();
                prop_assert!(within <= 20, "{within} within a minute from {start}");
            }
        }
    }
}
