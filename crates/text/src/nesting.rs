//! What some HTML would cost, before it is parsed: how deep it nests, and what it would grow into. A parser walks the open
//! elements at each new one, so 180 KB of `<ul><li>` took it 7 s; no editor or mail program nests a tenth of this.

use std::collections::HashMap;

const DEEPEST: usize = 1_000;

/// Elements without content, and those that only nest with another that counts between them.
const FLAT: [&str; 20] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "tbody", "td", "th", "tr", "wbr",
];

/// Whether more than a thousand elements may stand open at once. It errs upwards only: an end
/// tag counts if its element is open, and closes that one alone.
pub(crate) fn is_too_deep(html: &str) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut depth = 0_usize;
    html.split('<').skip(1).any(|tail| {
        let (name, ends) = tail.strip_prefix('/').map_or((tail, false), |name| (name, true));
        let length = name.find(|c: char| c.is_ascii_whitespace() || "/>".contains(c)).unwrap_or(name.len());
        let name = name.get(..length).unwrap_or(name).to_ascii_lowercase();
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !FLAT.contains(&name.as_str()) {
            let opened = open.entry(name).or_default();
            let was = *opened;
            *opened = if ends { was.saturating_sub(1) } else { was + 1 };
            depth = depth + *opened - was; // both are counts: the sum never goes below zero
        }
        depth > DEEPEST
    })
}

/// Elements of emphasis that stay open are opened again within each block that follows (HTML 13.2.4.3).
const EMPHASIS: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// More elements than any page has.
const MOST: usize = 2_000_000;

/// Whether a parser would make millions of elements of a few bytes: a thousand open `<font>`, then thousands of `<p>`,
/// made 60 KB into gigabytes. It errs upwards only.
pub(crate) fn grows_too_much(html: &str) -> bool {
    let (mut open, mut made) = (0_usize, 0_usize);
    html.split('<').skip(1).any(|tail| {
        let (name, ends) = tail.strip_prefix('/').map_or((tail, false), |name| (name, true));
        let length = name.bytes().take(7).take_while(u8::is_ascii_alphanumeric).count();
        let name = name.get(..length).unwrap_or_default().to_ascii_lowercase();
        match (EMPHASIS.contains(&name.as_str()), ends) {
            (true, true) => open = open.saturating_sub(1),
            (true, false) => open += 1,
            _ => {}
        }
        made += open;
        made > MOST
    })
}

#[cfg(test)]
mod tests {
    use super::is_too_deep;

    #[test]
    fn a_long_mail_is_not_deep() {
        assert!(!is_too_deep(&"<div>Hola<br>\n<p>qué tal<img src=x><ul><li>uno<li>dos</ul></DIV>".repeat(2_000)));
        assert!(!is_too_deep(&format!("{}{}", "<div>".repeat(900), "</div>".repeat(900))));
        assert!(!is_too_deep("a < b <3 <- </"));
    }

    #[test]
    fn a_pit_is_deep_however_disguised() {
        for pit in ["<ul><li>", "<div></b>", "<DIV\n class=a>", "<ul><table><tr><td></ul>"] {
            assert!(is_too_deep(&pit.repeat(1_001)), "{pit}");
        }
    }
}
