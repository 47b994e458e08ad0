//! Enhanced status codes (RFC 3463).

use std::fmt;

/// `5.1.1`: whether it is for good (5) or for now (4), about what, and which case of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    pub class: u8,
    pub subject: u16,
    pub detail: u16,
}

impl Status {
    /// The first code of a text.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(Self::parse)
    }

    /// What went wrong by a server's answer: the first code that tells of an error, or else the class of the reply code
    /// (RFC 5321 4.2.1).
    pub(super) fn of_answer(text: &str) -> Option<Self> {
        let codes = || text.split(|c: char| !c.is_ascii_digit() && c != '.');
        codes().filter_map(Self::parse).find(|status| status.class != 2).or_else(|| codes().find_map(of_reply_code))
    }

    /// The code that tells more: servers write `5.0.0` and put the reason beside it.
    pub(super) fn or_better(self, other: Option<Self>) -> Self {
        let vague = self.subject == 0 && self.detail == 0;
        other.filter(|other| vague && other.class == self.class).unwrap_or(self)
    }

    fn parse(word: &str) -> Option<Self> {
        let mut numbers = word.trim_matches('.').split('.');
        let mut number = || numbers.next().filter(|digits| (1..=3).contains(&digits.len()))?.parse::<u16>().ok();
        let (class, subject, detail) = (number()?, number()?, number()?);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        numbers.next().is_none().then_some(Self { class, subject, detail })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

fn of_reply_code(word: &str) -> Option<Status> {
    let code: u16 = word.trim_matches('.').parse().ok()?;
    let class = match code {
        400..460 => 4,
        500..560 => 5,
        _ => return None,
    };
    Some(Status { class, subject: 0, detail: 0 })
}
