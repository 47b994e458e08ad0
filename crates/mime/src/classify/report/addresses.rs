//! Addresses as reports write them.

use mail_parser::Address;

/// Longer ones are none (RFC 5321 4.5.3.1), with room for those of RFC 6533.
const LONGEST: usize = 320;

/// The address of `rfc822; <ana@uni.es>` or `utf-8; \x{F1}u@uni.es`; the type may be missing.
pub(super) fn typed(value: &str) -> Option<String> {
    match value.split_once(';') {
        Some((kind, address)) if kind.trim().eq_ignore_ascii_case("utf-8") => plain(&unescaped(address)),
        Some((kind, address)) if !kind.contains('@') => plain(address),
        _ => plain(value),
    }
}

/// The address with which a line begins, and what follows it: `<ana@uni.es>: no such user`, `'ana@uni.es' on Monday`.
pub(super) fn leading(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '-' | '•' | '\u{b7}'));
    let line = line.strip_prefix("mailto:").unwrap_or(line);
    let inner = line.trim_start_matches(['<', '"', '\'', '(', '[']);
    let end = inner.find(|c: char| c.is_whitespace() || ">\"'()[],;:<".contains(c)).unwrap_or(inner.len());
    let (address, rest) = inner.split_at_checked(end)?;
    let rest = rest.trim_start_matches([' ', '>', '"', '\'', ')', ']', ',', ';', ':', '.']);
    Some((plain(address)?, rest))
}

/// All addresses in running text, in order.
pub(super) fn within(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| c.is_whitespace() || "<>\"'()[],;:*«»“”".contains(c)).filter_map(plain)
}

/// The addresses of a header that was parsed.
pub(super) fn of_header(header: Option<&Address>) -> Vec<String> {
    header.iter().flat_map(|list| list.iter()).filter_map(|entry| plain(entry.address.as_deref()?)).collect()
}

/// Without brackets and what follows a space, if it looks like an address at all.
fn plain(address: &str) -> Option<String> {
    let address = address.trim().trim_start_matches('<');
    let address = address.split(['>', ' ', '\t', '(']).next()?.trim_end_matches('.');
    let (local, domain) = address.rsplit_once('@')?;
    let is_whole = !local.is_empty() && !domain.is_empty() && address.len() <= LONGEST;
    (is_whole && !address.contains(char::is_control)).then(|| address.to_owned())
}

/// RFC 6533 3: `\x{F1}` is the letter of that number.
fn unescaped(address: &str) -> String {
    let mut pieces = address.split("\\x{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        if let Some((letter, rest)) = letter(piece) {
            text.push(letter);
            text.push_str(rest);
        } else {
            text.push_str("\\x{");
            text.push_str(piece);
        }
    }
    text
}

fn letter(piece: &str) -> Option<(char, &str)> {
    let (hex, rest) = piece.split_once('}')?;
    Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest))
}
