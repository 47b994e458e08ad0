//! "El lun, 23 nov 2026 a las 9:12, Ana (<ana@x.es>) escribió:", on one line or wrapped over up to
//! four. Prose has such sentences too, so a date and an address in brackets must stand where
//! programs put them, or the quote must follow.

use super::line::Line;
use super::wordings::{BEFORE_NAME, CITING, MESSAGE_OF, OPENERS, WROTE};
use crate::fold::fold;

/// Over how many lines it is wrapped at most.
const MOST_LINES: usize = 4;
const LONGEST_LINE: usize = 320;
const MOST_TOKENS: usize = 60;

/// What to make of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// No person writes so: all below is history.
    Sure,
    /// One if a quote follows.
    IfQuoteFollows,
}

/// The attribution that ends with the last of these lines: how many lines it takes.
pub(super) fn ending(lines: &[Line]) -> Option<(usize, Proof)> {
    let last = lines.last().filter(|line| line.text.ends_with([':', '：']) || line.is_separator())?;
    let mut shortest = None;
    for count in 1..=MOST_LINES.min(lines.len()) {
        let window = lines.get(lines.len() - count..)?;
        let first = window.first()?;
        let torn = count > 1 && is_sentence_end(first.text);
        if first.is_blank() || first.depth != last.depth || first.text.len() > LONGEST_LINE || torn {
            break;
        }
        let joined = fold(&window.iter().map(|line| line.text).collect::<Vec<_>>().join(" "));
        let Some(proof) = proof(&joined) else { continue };
        if opens(&joined, first.text) {
            return Some((count, proof));
        }
        shortest.get_or_insert((count, proof));
    }
    shortest
}

/// A line that ends a sentence is not the first half of another: `nov.` and `lun.` are shorter.
fn is_sentence_end(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    text.ends_with(['!', '?', ':']) || last.strip_suffix('.').is_some_and(|word| word.chars().count() > 4)
}

/// Its first line begins as they do, and has a date or an address.
fn opens(joined: &str, first: &str) -> bool {
    let told = first.contains(|c: char| c.is_ascii_digit()) || first.contains('@');
    is_message_of(joined) || (told && is_opener(joined))
}

fn is_opener(joined: &str) -> bool {
    let word = joined.trim_start_matches(['-', ' ']).split([' ', ',']).next().unwrap_or_default();
    word.starts_with(|c: char| c.is_ascii_digit()) || OPENERS.contains(&word)
}

fn is_message_of(sentence: &str) -> bool {
    MESSAGE_OF.iter().any(|words| sentence.starts_with(words))
}

fn proof(joined: &str) -> Option<Proof> {
    let sentence = joined.trim_matches([':', ' ', '-']);
    if CITING.iter().any(|words| sentence.starts_with(words)) {
        return Some(Proof::IfQuoteFollows);
    }
    let tokens: Vec<&str> = sentence.split_whitespace().take(MOST_TOKENS + 1).collect();
    if tokens.len() > MOST_TOKENS {
        return None;
    }
    let dated = tokens.iter().any(|token| is_when(token));
    let address = tokens.iter().rposition(|token| is_address(token.trim_matches(is_mark)));
    // Most lines are told by this, which costs less than to look for a verb.
    if !dated && address.is_none() {
        return None;
    }
    let told = dated && address.is_some_and(|at| is_bracketed(&tokens, at));
    if is_message_of(sentence) {
        return told.then_some(Proof::Sure);
    }
    // In another language: the rest is there.
    let Some(verb) = verb(&tokens) else { return told.then_some(Proof::IfQuoteFollows) };
    let at_end = verb.end == tokens.len();
    let placed =
        address.is_some_and(|at| verb.fits(&tokens, at)) && (is_opener(joined) || (!at_end && !verb.before_name));
    if told && placed {
        return Some(Proof::Sure);
    }
    (told || at_end || verb.before_name).then_some(Proof::IfQuoteFollows)
}

struct Verb {
    start: usize,
    end: usize,
    before_name: bool,
}

impl Verb {
    /// Whether it stands beside the address: right after it ("<ana@x.es> escribió"), at the end or before
    /// the date, or before a name that ends with it ("schrieb Ana <ana@x.de>").
    fn fits(&self, tokens: &[&str], address: usize) -> bool {
        let marks = |from: usize, to: usize| {
            tokens
                .get(from..to)
                .is_some_and(|between| between.iter().all(|token| token.trim_matches(is_mark).is_empty()))
        };
        let after = marks(address + 1, self.start);
        let rest = tokens.get(self.end..).unwrap_or_default();
        let dated = rest.is_empty() || rest.iter().any(|token| is_when(token));
        (after && dated) || (self.before_name && address >= self.end && marks(address + 1, tokens.len()))
    }
}

/// The last verb, in its longest wording.
fn verb(tokens: &[&str]) -> Option<Verb> {
    (0..tokens.len()).rev().find_map(|end| {
        let longest = WROTE.iter().filter(|words| ends_with(tokens.get(..=end).unwrap_or_default(), words));
        let words = longest.max_by_key(|words| words.len())?;
        let start = (end + 1).checked_sub(words.split(' ').count())?;
        Some(Verb { start, end: end + 1, before_name: BEFORE_NAME.contains(words) })
    })
}

fn ends_with(tokens: &[&str], words: &str) -> bool {
    let mut tail = tokens.iter().rev();
    words.rsplit(' ').all(|word| tail.next().is_some_and(|token| token.trim_matches(is_mark) == word))
}

fn is_address(word: &str) -> bool {
    word.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

fn is_mark(c: char) -> bool {
    "<>()[],;:.\"'*«»“”".contains(c)
}

/// Mail programs put the address in brackets; `<` may stand alone where a line was wrapped.
fn is_bracketed(tokens: &[&str], at: usize) -> bool {
    let closes = |token: &&str| token.trim_end_matches([',', ':', '"', '*']).ends_with(['>', ')', ']']);
    tokens.get(at).is_some_and(closes) || tokens.get(at + 1).is_some_and(|next| next.starts_with(['>', ')']))
}

/// Has a time (9:12, 09.12, 9h12), a date (23/11/26, 2026-11-23) or a year.
fn is_when(token: &str) -> bool {
    let token = token.trim_matches(|c: char| !c.is_ascii_digit());
    let numbers = || token.split(|c: char| !c.is_ascii_digit());
    let joined = token.chars().all(|c| c.is_ascii_digit() || ":.h/-".contains(c));
    let sizes = numbers().all(|number| (1..=4).contains(&number.len()));
    let count = numbers().count();
    let year = count == 1 && token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
    joined && sizes && (year || (2..=3).contains(&count))
}

#[cfg(test)]
mod tests {
    use super::{Proof, ending, is_when};
    use crate::quotes::line::Line;

    fn read(text: &str) -> Option<(usize, Proof)> {
        ending(&text.lines().map(Line::read).collect::<Vec<_>>())
    }

    #[test]
    fn dates_and_times_are_seen() {
        for token in ["9:12", "09:12,", "9h12", "23/11/26", "2026-11-23", "(09:12)):", "2026", "9:12:33"] {
            assert!(is_when(token), "{token}");
        }
        for token in ["23", "ana", "12345/1", "", "x2026y1", "1.2.3.4"] {
            assert!(!is_when(token), "{token}");
        }
    }

    #[test]
    fn programs_are_known_by_date_and_address() {
        for text in [
            "El lun, 23 nov 2026 a las 9:12, Ana (<ana@x.es>) escribió:",
            "El lun, 23 nov 2026 a las 9:12, Ana Ruiz de la Torre (<\nana@x.es>) escribió:",
            "El 23 nov 2026, a las 9:12, Ana\n<ana@x.es>\nescribió:",
            "Am Mo., 23. Nov. 2026 um 09:12 Uhr schrieb Ana <ana@x.de>:",
            "Missatge de Ana <ana@x.cat> del dia dl., 23 de nov.\n2026 a les 9:12:",
            "Ana (<ana@x.es>) igorleak hau idatzi du (2026 aza. 23(a), al. (09:12)):",
            "Ana <ana@x.pt> escreveu no dia segunda, 23/11/2026 à(s) 09:12:",
            "On Mon, Nov 23, 2026 at 9:12 AM Ana <ana@x.es<mailto:ana@x.es>> wrote:",
            "Hau idatzi du Ane Ruiz (ane@x.eus) erabiltzaileak (2026 aza. 23, al. (09:12)):",
            "---- El lun, 23 nov 2026 09:12:33 +0100 Ana <ana@x.es> escribió ----",
        ] {
            assert_eq!(read(text), Some((text.lines().count(), Proof::Sure)), "{text}");
        }
    }

    #[test]
    fn without_an_address_the_quote_must_follow() {
        for text in ["El 23/11/26 a las 9:12, Ana escribió:", "Ana <ana@x.es> escribió:", "Zitat von Ana <ana@x.de>:"]
        {
            assert_eq!(read(text), Some((1, Proof::IfQuoteFollows)), "{text}");
        }
    }

    #[test]
    fn in_any_language_a_quote_may_follow() {
        let text = "Den man. 23. nov. 2026 kl. 09.12 skrev Ana <ana@x.dk>:";
        assert_eq!(read(text), Some((1, Proof::IfQuoteFollows)));
        assert_eq!(read("Nov 23 09:12:33 postfix: <ana@x.es> wrote:"), Some((1, Proof::IfQuoteFollows)));
        assert_eq!(read("2026-11-23 09:12:33 ERROR <app@host> wrote:"), Some((1, Proof::IfQuoteFollows)));
    }

    #[test]
    fn sentences_above_stay_apart() {
        assert_eq!(read("El equipo 23 sigue igual.\nOn 23/11/2026, Ana <ana@x.es> wrote:"), Some((1, Proof::Sure)));
        assert_eq!(read("El equipo 23 sigue igual.\nAna <ana@x.es> wrote:"), Some((1, Proof::IfQuoteFollows)));
    }

    #[test]
    fn prose_is_no_attribution() {
        for text in ["El lunes escribió:", "El lunes 23 Ana escribió que:", "Escribió:", "Esto es lo que pone:"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
