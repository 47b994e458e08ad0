//! `Name: value` lines as header sections and the parts of reports hold them (RFC 5322 2.2, RFC 3464 2.1).

use crate::Headers;

/// The fields of a block, unfolded; lines that are none are left out.
pub(super) fn read<'t>(lines: impl Iterator<Item = &'t str>) -> Headers {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = split(line) {
            fields.push((name, value.to_owned()));
        }
    }
    fields.into_iter().collect()
}

/// The name in small letters and the value of a line that begins a field.
pub(super) fn split(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
    is_name.then(|| (name.to_ascii_lowercase(), value.trim()))
}

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

/// A parameter of a structured value such as `Content-Type`, in small letters and without quotes (RFC 2045 5.1).
pub(super) fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let bare = without_comments(value);
        key.trim().eq_ignore_ascii_case(name).then(|| bare.trim().trim_matches('"').to_lowercase())
    })
}
