//! How many attributes a tag has, before it is parsed. A parser compares each new one with all
//! before it, so 10 MB of `a1 a2 a3 ...` in one tag took it minutes; no editor or mail program
//! writes a hundredth of this.

const MOST: usize = 2_000;

/// Where in a tag a parser may stand: the tokenizer states of the HTML standard, 13.2.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value,
    DoubleQuoted,
    SingleQuoted,
    AfterQuoted,
}

const STATES: [At; 9] = [
    At::TagName,
    At::BeforeName,
    At::Name,
    At::AfterName,
    At::BeforeValue,
    At::Value,
    At::DoubleQuoted,
    At::SingleQuoted,
    At::AfterQuoted,
];

/// Whether some tag may have more than two thousand attributes. What looks like a tag may stand in a
/// script or in a comment, so each `<` with a letter is followed to where it could lead, all of
/// them at once: it errs upwards only.
pub(crate) fn are_too_many(html: &str) -> bool {
    // For each state, the most attributes that a tag still open there has.
    let mut open = [None; STATES.len()];
    let mut before = b' ';
    html.bytes().any(|byte| {
        let mut next = [None; STATES.len()];
        for (state, count) in STATES.into_iter().zip(open) {
            let Some((count, after)) = count.zip(follow(state, byte)) else { continue };
            let begins = after == At::Name && state != At::Name;
            raise(&mut next, after, count + usize::from(begins));
        }
        if before == b'<' && byte.is_ascii_alphabetic() {
            raise(&mut next, At::TagName, 0);
        }
        (open, before) = (next, byte);
        open.iter().flatten().any(|count| *count > MOST)
    })
}

fn raise(open: &mut [Option<usize>; STATES.len()], state: At, count: usize) {
    if let Some((_, most)) = STATES.into_iter().zip(open).find(|(at, _)| *at == state) {
        *most = (*most).max(Some(count));
    }
}

/// The next state; none behind the end of the tag.
fn follow(state: At, byte: u8) -> Option<At> {
    let space = byte.is_ascii_whitespace();
    let next = match (state, byte) {
        (At::DoubleQuoted, b'"') | (At::SingleQuoted, b'\'') => At::AfterQuoted,
        (At::DoubleQuoted | At::SingleQuoted, _) => state,
        (_, b'>') => return None,
        (At::BeforeValue, b'"') => At::DoubleQuoted,
        (At::BeforeValue, b'\'') => At::SingleQuoted,
        (At::BeforeValue | At::AfterName, _) if space => state,
        (At::BeforeValue, _) => At::Value,
        (At::Value, _) => {
            if space {
                At::BeforeName
            } else {
                At::Value
            }
        }
        (At::Name, _) if space => At::AfterName,
        (At::Name | At::AfterName, b'=') => At::BeforeValue,
        (_, b'/') => At::BeforeName,
        _ if space => At::BeforeName,
        (At::TagName, _) => At::TagName,
        _ => At::Name,
    };
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::are_too_many;
    use proptest::prelude::*;

    fn many(before: &str, attribute: &str, count: usize) -> bool {
        let attributes: String = (0..count).map(|nth| attribute.replace('#', &nth.to_string())).collect();
        are_too_many(&format!("{before}{attributes}>x"))
    }

    #[test]
    fn a_crowd_is_seen_however_disguised() {
        for (before, attribute) in [
            ("<a ", "a# "),
            ("<a", "/a#"),
            ("<a ", "a#='>' "),
            ("<a ", "a#=\">\""),
            ("<a ", "a#=x\n"),
            ("<script>if (a<b == \"</script><a ", "a# "),
            ("<!-- <b title=\"--><a ", "a#='\"' "),
            ("<a =\"", " a#"),
        ] {
            assert!(many(before, attribute, 2_002), "{before}{attribute}");
            assert!(!many(before, attribute, 1_900), "{before}{attribute}");
        }
    }

    #[test]
    fn many_tags_and_long_values_are_no_crowd() {
        assert!(!are_too_many(&"<p class=a title='b'>a < b and c <d e</p>\n".repeat(5_000)));
        assert!(!are_too_many(&format!("<img alt=\"{}\">", "una palabra ".repeat(5_000))));
        assert!(!are_too_many(&"uno dos tres ".repeat(5_000)));
    }

    proptest! {
        #[test]
        fn whatever_stands_above_a_crowd_is_seen(text in "[<>=\"'/a! -]{0,40}") {
            let seen = many(&(text + "<a "), "a# ", 2_002);
            prop_assert!(seen);
        }
    }
}
