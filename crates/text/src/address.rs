//! E-mail addresses as accounts are known by them. RFC 5321 allows far more than people have;
//! this keeps what a mail header can carry without quoting, so that an address never becomes two.

use crate::invisible::is_invisible;

/// RFC 5321 4.5.3.1: a path of 256 octets less its angle brackets.
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// The address trimmed and in lower case, or `None` if mail could not be sent to it.
/// The local part is lowered too: nobody has two people under `Ana@` and `ana@`, many type both.
/// International domains stay as given; a letter whose lower case is one of ASCII (the Kelvin sign, the dotted I) is in
/// none, for it would become somebody else's.
pub fn normalise_email(address: &str) -> Option<String> {
    let written = address.trim();
    let disguised = |c: char| !c.is_ascii() && c.to_lowercase().any(|lower| lower.is_ascii());
    let address = written.to_lowercase();
    if written.contains(disguised) {
        return None;
    }
    let (local, domain) = address.split_once('@')?;
    (address.len() <= LONGEST && is_local(local) && is_domain(domain)).then_some(address)
}

/// The address in `Name <address>`, or all of what stands without such brackets.
pub fn address_of(sender: &str) -> &str {
    let sender = sender.trim();
    let bracketed = sender.strip_suffix('>').and_then(|open| open.rsplit_once('<'));
    bracketed.map_or(sender, |(_, address)| address.trim())
}

/// What follows the last `@`, if anything stands on both sides of it.
pub fn email_domain(address: &str) -> Option<&str> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    (!local.is_empty() && !domain.is_empty()).then_some(domain)
}

fn is_local(local: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || is_invisible(c) || "()<>[]:;,\\\"@".contains(c);
    local.len() <= LONGEST_LOCAL && local.split('.').all(|atom| !atom.is_empty()) && !local.contains(forbidden)
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let edges = label.starts_with('-') || label.ends_with('-');
    !label.is_empty()
        && label.len() <= LONGEST_LABEL
        && !edges
        && label.chars().all(|c| c == '-' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{address_of, email_domain, normalise_email};
    use proptest::prelude::*;

    #[test]
    fn an_address_is_trimmed_and_lowered() {
        assert_eq!(normalise_email("  Ana.Perez+soporte@Uni.ES \n").as_deref(), Some("ana.perez+soporte@uni.es"));
        assert_eq!(normalise_email("info@Peña.es").as_deref(), Some("info@peña.es"));
        assert_eq!(normalise_email("o'brien_1@a-b.co.uk").as_deref(), Some("o'brien_1@a-b.co.uk"));
    }

    #[test]
    fn a_sender_is_a_name_and_an_address() {
        assert_eq!(address_of(" Atiende, S.L. <soporte@x.es> "), "soporte@x.es");
        assert_eq!(address_of("\"A <b>\" < a@x.es >"), "a@x.es");
        assert_eq!((address_of(" a@x.es"), address_of("A a@x.es>"), address_of("<")), ("a@x.es", "A a@x.es>", "<"));
    }

    #[test]
    fn what_mail_cannot_be_sent_to_is_refused() {
        let long = format!("a@{}.es", "b.".repeat(130));
        let refused = [
            "",
            "ana",
            "@uni.es",
            "ana@",
            "ana@uni",
            "ana@@uni.es",
            "ana@uni.es@x.es",
            "a b@uni.es",
            "ana@uni .es",
            "ana@uni..es",
            "ana@.es",
            "ana@uni.es.",
            "a..b@uni.es",
            "ana@-uni.es",
            "ana@uni.es,eva@uni.es",
            "Ana <ana@uni.es>",
            "ana\u{202E}@uni.es",
            "ana\0@uni.es",
            "ana@uni.es\r\nBcc: x@y.es",
            "ana@[10.0.0.1]",
            "ana@\u{212A}olegio.es",
            "\u{212A}ike@uni.es",
            "\u{130}nes@uni.es",
            &long,
        ];
        for address in refused {
            assert_eq!(normalise_email(address), None, "{address}");
        }
    }

    #[test]
    fn the_domain_is_what_follows_the_last_at_sign() {
        assert_eq!(email_domain("ana@uni.es"), Some("uni.es"));
        assert_eq!(email_domain("ana"), None);
        assert_eq!(email_domain("@uni.es"), None);
    }

    proptest! {
        #[test]
        fn a_normal_address_is_its_own_normal_form(text in "\\PC{0,12}@\\PC{0,12}\\.\\PC{0,6}") {
            if let Some(once) = normalise_email(&text) {
                prop_assert!(once.len() <= 254 && once.matches('@').count() == 1);
                prop_assert_eq!(normalise_email(&once), Some(once));
            }
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            normalise_email(&text);
            email_domain(&text);
        }
    }
}
