//! Lists of addresses (RFC 5322 3.4), with what programs make of them: names unquoted, words encoded with commas in them,
//! semicolons between, no angle brackets.

use super::{one_line, words};
use crate::Mailbox;

/// A list of more is an attack, or a mistake that nobody answers.
const MOST: usize = 2_000;

/// The mailboxes of a field, unfolded but not decoded. Groups are dissolved, empty entries left out.
pub(crate) fn parse(text: &str) -> Vec<Mailbox> {
    let mut list = List::default();
    list.read(text);
    // Some encode the whole field: "=?utf-8?Q?Ana_=3Cana@x.es=3E?=".
    if let [only] = list.found.as_slice()
        && only.address.is_empty()
        && only.name.contains('@')
        && text.contains("=?")
    {
        let mut decoded = List::default();
        decoded.read(&only.name);
        return decoded.found;
    }
    list.found
}

#[derive(Default)]
struct List {
    found: Vec<Mailbox>,
    /// What stands outside brackets and comments; quoted parts without their quotes.
    phrase: String,
    /// The phrase holds a quoted part, so it is a name, whatever is in it.
    quoted: bool,
    angle: Option<String>,
    /// How much of the phrase stood before the bracket.
    before: usize,
    comment: String,
}

impl List {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next().filter(|_| self.found.len() < MOST) {
            rest = match c {
                '"' => self.quote(rest),
                '(' => {
                    let (comment, after) = comment(rest);
                    self.comment.push_str(&comment);
                    after
                }
                '<' => self.bracket(rest),
                '=' if let Some(length) = words::length(rest) => self.keep(rest, length),
                ',' | ';' => {
                    self.finish();
                    rest.get(1..).unwrap_or_default()
                }
                // The name of a group; but an address may hold a colon, where somebody wrote one.
                ':' if self.angle.is_none() && !self.phrase.contains('@') => {
                    self.clear();
                    rest.get(1..).unwrap_or_default()
                }
                c => self.keep(rest, c.len_utf8()),
            };
        }
        self.finish();
    }

    fn keep<'x>(&mut self, rest: &'x str, length: usize) -> &'x str {
        let (kept, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.phrase.push_str(kept);
        after
    }

    /// A quoted string is a name, or the local part of an address that stands without brackets.
    fn quote<'x>(&mut self, rest: &'x str) -> &'x str {
        let (text, after) = quoted(rest);
        if after.starts_with('@') && self.angle.is_none() {
            let domain = after.find([' ', ',', ';', '(', '<']).unwrap_or(after.len());
            let (address, after) = rest.split_at_checked(rest.len() - after.len() + domain).unwrap_or((rest, ""));
            self.angle = Some(bracketed(address));
            return after;
        }
        self.quoted = true;
        self.phrase.push_str(&text);
        after
    }

    fn bracket<'x>(&mut self, rest: &'x str) -> &'x str {
        let inner = rest.trim_start_matches('<');
        let ends = bracket_end(inner);
        let (address, after) = inner.split_at_checked(ends).unwrap_or((inner, ""));
        if self.angle.as_deref().is_some_and(|angle| !angle.is_empty()) {
            // Somebody forgot the comma: what follows the first bracket is the name of the second.
            let next = self.phrase.split_off(self.before.min(self.phrase.len()));
            self.finish();
            self.phrase = next;
        }
        (self.angle, self.before) = (Some(bracketed(address)), self.phrase.len());
        after.trim_start_matches('>')
    }

    fn finish(&mut self) {
        if let Some(address) = self.angle.take() {
            self.add(&self.phrase.clone(), address);
        } else if self.quoted || !self.phrase.contains('@') {
            self.without_address();
        } else {
            self.bare();
        }
        self.clear();
    }

    fn clear(&mut self) {
        (self.phrase, self.comment) = (String::new(), String::new());
        (self.quoted, self.angle) = (false, None);
    }

    fn add(&mut self, name: &str, address: String) {
        let name = one_line(&words::decode(name.trim()));
        let name = if name.is_empty() { one_line(&words::decode(&self.comment)) } else { name };
        if !(name.is_empty() && address.is_empty()) {
            self.found.push(Mailbox { name, address });
        }
    }

    /// One word is a local user (`From: root`); more of them, or a quoted one, are a name.
    fn without_address(&mut self) {
        let phrase = std::mem::take(&mut self.phrase);
        let words = phrase.split_whitespace().count();
        let local = words == 1 && !self.quoted && !phrase.contains("=?");
        if local { self.add("", phrase.trim().to_owned()) } else { self.add(&phrase, String::new()) }
    }

    /// Words of which at least one holds an `@`: each such is an address, and what stands before it its name.
    fn bare(&mut self) {
        let phrase = close_up(&self.phrase);
        let mut name = String::new();
        for word in phrase.split_whitespace() {
            if word.contains('@') && !word.starts_with("=?") {
                self.add(&std::mem::take(&mut name), word.to_owned());
            } else {
                name.extend([word, " "]);
            }
        }
        if self.found.is_empty() && !name.is_empty() {
            self.add(&name, String::new());
        }
    }
}

/// White space around `@` and beside a dot of an address is old syntax (RFC 5322 4.4) and means nothing.
fn close_up(phrase: &str) -> String {
    let mut out = String::with_capacity(phrase.len());
    for word in phrase.split_whitespace() {
        let after_at = out.rsplit(' ').next().is_some_and(|last| last.contains('@') && last.ends_with(['@', '.']));
        let before_at = word.starts_with('@') || (word.starts_with('.') && out.contains('@'));
        if !out.is_empty() && !after_at && !before_at {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A comment with those inside it (RFC 5322 3.2.2), and what follows.
fn comment(text: &str) -> (String, &str) {
    let (mut out, mut depth) = (String::new(), 0_usize);
    let mut chars = text.char_indices();
    while let Some((_, c)) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            '(' => depth += 1,
            ')' if depth == 1 => return (out, chars.as_str()),
            ')' => depth -= 1,
            c => out.push(c),
        }
    }
    (out, "")
}

/// A quoted string without its quotes, and what follows. Without an end it ends before a bracket or a comma, if any.
fn quoted(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut chars = text.char_indices();
    chars.next();
    while let Some((_, c)) = chars.next() {
        match c {
            '"' => return (out, chars.as_str()),
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            c => out.push(c),
        }
    }
    let open = text.get(1..).unwrap_or_default();
    let ends = open.find(['<', ',']).unwrap_or(open.len());
    let (name, rest) = open.split_at(ends);
    (name.to_owned(), rest)
}

/// Where a bracket ends: at `>` outside quotes, at any where a quote has no end; or, where it is missing, before the
/// next address.
fn bracket_end(text: &str) -> usize {
    let mut quoted = false;
    let closed = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        !quoted && ">;<".contains(*c)
    });
    closed.or_else(|| text.char_indices().find(|(_, c)| *c == '>')).map_or(text.len(), |(at, _)| at)
}

/// The address without comments, white space outside quotes, and the route of old (RFC 5322 4.4).
fn bracketed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '(' => comment(rest).1,
            '"' => {
                let after = quoted(rest).1;
                let quoted = rest.get(..rest.len() - after.len()).unwrap_or_default();
                out.extend(quoted.chars().filter(|c| !c.is_control()));
                after
            }
            c => {
                out.extend(Some(c).filter(|c| !c.is_whitespace() && !c.is_control()));
                rest.get(c.len_utf8()..).unwrap_or_default()
            }
        };
    }
    let out = if out.contains("=?") { one_line(&words::decode(&out)) } else { out };
    let direct = out.starts_with('@').then(|| out.split_once(':')).flatten().map(|(_, address)| address.to_owned());
    let address = direct.unwrap_or(out);
    address.strip_prefix("mailto:").map_or(address.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, String)> {
        parse(text).into_iter().map(|mailbox| (mailbox.name, mailbox.address)).collect()
    }

    fn assert_one(text: &str, name: &str, address: &str) {
        assert_eq!(read(text), [(name.to_owned(), address.to_owned())], "{text}");
    }

    #[test]
    fn one_address_however_written() {
        for (text, name, address) in [
            ("ana@uni.es", "", "ana@uni.es"),
            ("<ana@uni.es>", "", "ana@uni.es"),
            ("Ana Ruiz <Ana@Uni.es>", "Ana Ruiz", "Ana@Uni.es"),
            ("\"Ruiz, Ana\" <ana@uni.es>", "Ruiz, Ana", "ana@uni.es"),
            ("\"Ana \\\"la jefa\\\"\" <ana@uni.es>", "Ana \"la jefa\"", "ana@uni.es"),
            ("ana@uni.es (Ana Ruiz)", "Ana Ruiz", "ana@uni.es"),
            ("Ana (de (la) red) <ana(x)@uni.es(y)>", "Ana", "ana@uni.es"),
            ("=?utf-8?Q?Ana_Mu=C3=B1oz?= <ana@uni.es>", "Ana Muñoz", "ana@uni.es"),
            ("=?utf-8?Q?Mu=C3=B1oz,_Ana?= <ana@uni.es>", "Muñoz, Ana", "ana@uni.es"),
            ("=?utf-8?Q?Mu=C3=B1oz, Ana?= <ana@uni.es>", "Muñoz, Ana", "ana@uni.es"),
            ("\"=?utf-8?Q?Mu=C3=B1oz?=\" <ana@uni.es>", "Muñoz", "ana@uni.es"),
            ("=?utf-8?Q?Ana_=3Cana@uni.es=3E?=", "Ana", "ana@uni.es"),
            ("\"ana@uni.es\" <ana@uni.es>", "ana@uni.es", "ana@uni.es"),
            ("Ana Ruiz ana@uni.es", "Ana Ruiz", "ana@uni.es"),
            ("\"Ana Ruiz <ana@uni.es>", "Ana Ruiz", "ana@uni.es"),
            ("Ana <ana@uni.es", "Ana", "ana@uni.es"),
            ("Ana <<ana@uni.es>>", "Ana", "ana@uni.es"),
            ("<=?utf-8?Q?ana=0Ax?=@uni.es>", "", "ana x@uni.es"),
            ("<@a.es,@b.es:ana@uni.es>", "", "ana@uni.es"),
            ("ana @ uni . es", "", "ana@uni.es"),
            ("\"ana ruiz\"@uni.es", "", "\"ana ruiz\"@uni.es"),
            ("<\"a > b\"@uni.es>", "", "\"a > b\"@uni.es"),
            ("Añá <ñu@añil.es>", "Añá", "ñu@añil.es"),
            ("mailto:ana@uni.es", "", "ana@uni.es"),
            ("root", "", "root"),
            ("Ana Ruiz", "Ana Ruiz", ""),
            ("ana@uni.es <>", "ana@uni.es", ""),
            ("Ana\r\n Ruiz <ana@uni.es>", "Ana Ruiz", "ana@uni.es"),
        ] {
            assert_one(&text.replace("\r\n ", " "), name, address);
        }
    }

    #[test]
    fn many_addresses_and_groups() {
        let ab = [(String::new(), "a@x.es".to_owned()), ("B".to_owned(), "b@x.es".to_owned())];
        for text in [
            "a@x.es, B <b@x.es>",
            "a@x.es; B <b@x.es>;",
            ", a@x.es,, B <b@x.es>,",
            "Todos: a@x.es, B <b@x.es>;",
            "<a@x.es> B <b@x.es>",
            "Todos:a@x.es;, Otros: \"B\" <b@x.es>;",
        ] {
            assert_eq!(read(text), ab, "{text}");
        }
        for none in ["", " ", "<>", "undisclosed-recipients:;", "Undisclosed recipients: ;", ",;"] {
            assert_eq!(read(none), [], "{none}");
        }
    }

    #[test]
    fn long_fields_take_no_time() {
        for piece in ["(", "\"", "<", "a@", "a,", ":", "=?utf-8?Q?", "\"\\", "@.", "a@ ", "<(", "<\""] {
            parse(&piece.repeat(100_000));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            parse(&text);
        }

        #[test]
        fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "@", ".", "<", ">", "(", ")", "\"", "\\", ",", ";", ":", " ", "=?utf-8?Q?", "?=", "ñ", "\r\n",
        ]), 0..30)) {
            for mailbox in parse(&pieces.concat()) {
                prop_assert!(!mailbox.name.contains('\n') && !mailbox.address.contains('\n'));
            }
        }
    }
}
