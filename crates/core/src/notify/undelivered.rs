//! Why a mail did not arrive, by what a server said of it: pure.

text_enum! {
    /// In words that people understand; the server's own stand in the outbox.
    Undelivered {
        /// Nobody has this address.
        NoAddress = "no_address",
        /// The mailbox is full.
        Full = "full",
        /// The mailbox is closed, or takes nothing now.
        Closed = "closed",
        TooLarge = "too_large",
        /// The domain does not exist, or takes no mail.
        NoServer = "no_server",
        /// Its server did not answer for too long.
        Unreachable = "unreachable",
        /// Its server does not trust the desk's mail: SPF, DKIM, a list of senders of spam.
        Distrusted = "distrusted",
        /// Its server refuses the mail, and does not say why in a code.
        Refused = "refused",
        Unknown = "unknown",
    }
}

impl Undelivered {
    /// By the enhanced status code (RFC 3463) of the sentence, or else the reply code (RFC 5321 4.2), or what it says.
    pub fn of(sentence: &str) -> Self {
        let words = || sentence.split(|c: char| !c.is_ascii_digit() && c != '.').map(|word| word.trim_matches('.'));
        let by_status = words().filter_map(status).find_map(by_status);
        by_status
            .or_else(|| by_words(&sentence.to_lowercase()))
            .or_else(|| words().find_map(by_reply))
            .unwrap_or(Self::Unknown)
    }
}

/// Subject and detail of `5.1.1`.
fn status(word: &str) -> Option<(u16, u16)> {
    let mut numbers = word.split('.');
    let class = numbers.next().filter(|class| matches!(*class, "4" | "5"));
    let mut number = || numbers.next().filter(|digits| digits.len() <= 3)?.parse().ok();
    let found = (number()?, number()?);
    class.filter(|_| numbers.next().is_none()).map(|_| found)
}

/// `None` for codes that say nothing: `5.0.0`.
const fn by_status((subject, detail): (u16, u16)) -> Option<Undelivered> {
    Some(match (subject, detail) {
        (1, 2 | 10) | (4, 3 | 4) => Undelivered::NoServer,
        (1, 7 | 8) | (7, _) => Undelivered::Distrusted,
        (1, _) => Undelivered::NoAddress,
        (2, 2) | (3, 1) => Undelivered::Full,
        (2, 3) | (3, 4) => Undelivered::TooLarge,
        (2, _) => Undelivered::Closed,
        (4, _) => Undelivered::Unreachable,
        (3 | 5 | 6, _) => Undelivered::Refused,
        _ => return None,
    })
}

/// Servers that give no status say it in English, nearly all of them.
fn by_words(sentence: &str) -> Option<Undelivered> {
    const SIGNS: [(&[&str], Undelivered); 4] = [
        (&["quota", "mailbox full", "mailbox is full", "over its limit"], Undelivered::Full),
        (
            &["no such user", "user unknown", "unknown user", "user does not", "account does not", "unknown recipient"],
            Undelivered::NoAddress,
        ),
        (&["spam", "blacklist", "blocklist", "blocked", "spf", "dkim", "dmarc", "reputation"], Undelivered::Distrusted),
        (&["timed out", "timeout", "no answer", "connection", "unreachable"], Undelivered::Unreachable),
    ];
    let says = |signs: &[&str]| signs.iter().any(|sign| sentence.contains(sign));
    SIGNS.iter().find(|(signs, _)| says(signs)).map(|(_, why)| *why)
}

fn by_reply(word: &str) -> Option<Undelivered> {
    Some(match word {
        "550" | "551" | "553" => Undelivered::NoAddress,
        "552" | "452" => Undelivered::Full,
        "554" | "555" | "530" | "535" => Undelivered::Refused,
        "421" | "450" | "451" => Undelivered::Unreachable,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_why_in_many_ways() {
        let cases = [
            ("550 5.1.1 <ana@x.es>: Recipient address rejected: User unknown", Undelivered::NoAddress),
            ("5.2.2 552 over quota", Undelivered::Full),
            ("552-5.2.3 Your message exceeded Google's limits", Undelivered::TooLarge),
            ("550 5.7.26 unauthenticated", Undelivered::Distrusted),
            ("4.4.7 delivery time expired", Undelivered::Unreachable),
            ("5.4.4 Host not found", Undelivered::NoServer),
            ("556 5.1.10 null MX", Undelivered::NoServer),
            ("550 5.2.1 mailbox disabled", Undelivered::Closed),
            ("554 5.6.0 bad content", Undelivered::Refused),
            // A version and an address of the network are no codes.
            ("550 Exim 4.97.1.2 at 5.1.1.7: no such user here", Undelivered::NoAddress),
            ("550 mailbox unavailable", Undelivered::NoAddress),
            ("552 too much", Undelivered::Full),
            ("5.0.0 554 blocked as spam", Undelivered::Distrusted),
            ("554 transaction failed", Undelivered::Refused),
            ("Connection refused (os error 111)", Undelivered::Unreachable),
            ("no answer within 300 s", Undelivered::Unreachable),
            ("its ticket or message does not exist", Undelivered::Unknown),
            ("an internal note is for staff alone", Undelivered::Unknown),
            ("", Undelivered::Unknown),
        ];
        for (sentence, why) in cases {
            assert_eq!(Undelivered::of(sentence), why, "{sentence}");
        }
    }
}
