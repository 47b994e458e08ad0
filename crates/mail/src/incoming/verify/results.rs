//! What a mail server that is believed found out about a message (`Authentication-Results`, RFC 8601).

/// What it says, as far as it is of use here; domains in small letters, empty for none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// The domain of the address for which DMARC passed.
    pub(super) dmarc_pass: String,
    /// The domains whose signatures were valid.
    pub(super) signed: Vec<String>,
    /// The domain of the envelope sender for which SPF passed.
    pub(super) spf_pass: String,
}

/// Methods that are read.
const MOST: usize = 50;

/// The newest field, if it is of this server (`authserv-id`). A server takes away fields of its own name that came from
/// elsewhere (RFC 8601 5), and what stands below another's field is not its last word.
pub(super) fn told(fields: &[String], server: &str) -> Option<Told> {
    let newest = without_comments(fields.first()?);
    let mut parts = newest.split(';');
    // A version number may follow the name.
    let name = parts.next()?.split_whitespace().next()?;
    if server.is_empty() || !name.eq_ignore_ascii_case(server) {
        return None;
    }
    let mut told = Told::default();
    for part in parts.take(MOST) {
        let mut words = part.split_whitespace();
        let Some((method, result)) = words.next().and_then(|word| word.split_once('=')) else { continue };
        let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
        if !result.eq_ignore_ascii_case("pass") {
            continue;
        }
        let property = |name: &str| {
            let mut pairs = part.split_whitespace().filter_map(|word| word.split_once('='));
            pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| domain(value))
        };
        match method.as_str() {
            "dmarc" => told.dmarc_pass = property("header.from").unwrap_or_default(),
            "spf" => told.spf_pass = property("smtp.mailfrom").unwrap_or_default(),
            "dkim" => told.signed.extend(property("header.d").or_else(|| property("header.i"))),
            _ => {}
        }
    }
    Some(told)
}

/// Of an address, or as it stands.
fn domain(value: &str) -> String {
    let value = value.trim_matches('"');
    value.rsplit_once('@').map_or(value, |(_, domain)| domain).trim_end_matches('.').to_ascii_lowercase()
}

/// Comments hold anything, also semicolons and what looks like a result. Quoted text is one word.
fn without_comments(text: &str) -> String {
    let (mut out, mut depth, mut quoted, mut escaped) = (String::with_capacity(text.len()), 0_usize, false, false);
    for c in text.chars() {
        let is_plain = !std::mem::take(&mut escaped);
        match c {
            '\\' if is_plain && (quoted || depth > 0) => escaped = true,
            '"' if is_plain && depth == 0 => quoted = !quoted,
            '(' if is_plain && !quoted => depth += 1,
            ')' if is_plain && !quoted => {
                depth = depth.saturating_sub(1);
                out.push(' ');
            }
            // What separates parts of the field separates none inside quotes.
            ';' | ' ' | '=' if quoted => out.push('_'),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(field: &str) -> Option<Told> {
        told(&[field.to_owned()], "mx.google.com")
    }

    #[test]
    fn what_passed_is_read() {
        let gmail = "mx.google.com; dkim=pass header.i=@lapaz.es header.s=s1 header.b=abc; spf=pass (google.com: domain of \
            maria@lapaz.es designates 203.0.113.7 as permitted sender; dmarc=pass) smtp.mailfrom=maria@Lapaz.es; \
            dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=lapaz.es";
        let expected =
            Told { dmarc_pass: "lapaz.es".into(), signed: vec!["lapaz.es".into()], spf_pass: "lapaz.es".into() };
        assert_eq!(of(gmail), Some(expected));
        let failed = of(
            "mx.google.com 1; dkim=fail header.d=a.es; spf=softfail smtp.mailfrom=b.es; dmarc=fail header.from=c.es",
        );
        assert_eq!(failed, Some(Told::default()));
        assert_eq!(of("MX.google.com; dkim/1=pass header.d=x.es").unwrap().signed, ["x.es"]);
    }

    #[test]
    fn anybody_elses_word_is_none() {
        assert_eq!(of("evil.es; dmarc=pass header.from=lapaz.es"), None);
        assert_eq!(of("mx.google.com.evil.es; dmarc=pass header.from=lapaz.es"), None);
        assert_eq!(of("(mx.google.com) evil.es; dmarc=pass header.from=lapaz.es"), None);
        assert_eq!(told(&[], "mx.google.com"), None);
        assert_eq!(told(&["; dmarc=pass".into()], ""), None);
        let below = ["other.es; dmarc=fail".to_owned(), "mx.google.com; dmarc=pass header.from=lapaz.es".to_owned()];
        assert_eq!(told(&below, "mx.google.com"), None);
        // What a sender writes comes back in comments and quotes.
        let hidden =
            of("mx.google.com; spf=fail (reason \\) ; dmarc=pass header.from=lapaz.es) smtp.mailfrom=\"a; dmarc=pass \
            header.from=lapaz.es\"@x.es");
        assert_eq!(hidden, Some(Told::default()));
    }
}
