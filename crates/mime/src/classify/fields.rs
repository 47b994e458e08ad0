//! The values of structured header fields (RFC 5322 2.2.2).

/// The first word in small letters, without comments and parameters: `auto-replied` of `(by Vacation) auto-replied; x=1`.
pub(super) fn word(value: &str) -> String {
    let bare = without_comments(value);
    let end = |c: char| c.is_whitespace() || c == ';' || c == ',';
    bare.trim().split(end).next().unwrap_or_default().to_lowercase()
}

/// RFC 5322 3.2.2: comments nest. One that never ends takes the rest.
pub(super) fn without_comments(value: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::new();
    for c in value.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}
