//! Who signed in.

use crate::failure::Failure;
use crate::provider::Provider;

/// Letters that are kept of a name.
const NAME: usize = 200;
/// Octets of an address (RFC 5321 4.5.3.1.3, less the angle brackets).
const ADDRESS: usize = 254;
/// Octets of a subject (OpenID Connect Core 2).
const SUBJECT: usize = 255;

/// An account at a provider, known for good by `issuer` and `subject` together. The rest may change or be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The id of the [`Provider`].
    pub provider: String,
    /// For Microsoft the issuer of the person's tenant.
    pub issuer: String,
    /// At most 255 octets, no control characters; compared exactly.
    pub subject: String,
    /// One line of at most 200 letters.
    pub name: Option<String>,
    /// Of the form `a@b`, at most 254 octets; as the provider writes it.
    pub email: Option<String>,
    /// Whether the provider answers for it that the address is this person's. False without an address.
    pub email_verified: bool,
    /// The Google Workspace domain (`hd`).
    pub hosted_domain: Option<String>,
}

/// What a provider told, before it is fit to be stored.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    pub(crate) hosted_domain: Option<String>,
}

impl Told {
    pub(crate) fn identity(self, provider: &Provider) -> Result<Identity, Failure> {
        let subject = self.subject;
        // Not mended: two subjects must not become one.
        if subject.is_empty() || subject.len() > SUBJECT || subject.chars().any(char::is_control) {
            return Err(Failure::misbehaved("a subject that is empty, too long or not printable"));
        }
        let email = self.email.as_deref().and_then(address);
        Ok(Identity {
            provider: provider.id.clone(),
            issuer: self.issuer,
            subject,
            name: self.name.as_deref().map(|name| line(name, NAME)).filter(|name| !name.is_empty()),
            email_verified: self.email_verified && email.is_some(),
            email,
            hosted_domain: self.hosted_domain.map(|domain| line(&domain, ADDRESS)).filter(|domain| !domain.is_empty()),
        })
    }
}

fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let whole = !local.is_empty() && !domain.is_empty() && text.len() <= ADDRESS;
    // Lists, comments, quotes and names around it (RFC 5322 3.4): one address must never be read as another, or as two.
    let bends = |letter: char| letter.is_whitespace() || is_hidden(letter) || "@,;:<>()[]\"\\".contains(letter);
    (whole && !local.contains(bends) && !domain.contains(bends)).then(|| text.to_owned())
}

/// One line of at most `letters`, without what cannot be seen.
pub(crate) fn line(text: &str, letters: usize) -> String {
    let visible: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let line: String = words.join(" ").chars().filter(|letter| !is_hidden(*letter)).take(letters).collect();
    line.trim().to_owned()
}

/// Controls, and what turns the direction of a text or takes no room (UAX 9, UTR 36): they can make one name look
/// like another. The joiners of Arabic, Indic scripts and emoji (200C, 200D) stay.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_told_fits_on_a_line(text: String, letters in 0_usize..50) {
            let line = line(&text, letters);
            prop_assert!(line.chars().count() <= letters);
            prop_assert!(!line.chars().any(is_hidden));
            prop_assert_eq!(line.trim(), &line);
        }

        #[test]
        fn an_address_has_two_sides_and_no_gap(text: String) {
            if let Some(address) = address(&text) {
                prop_assert!(address.len() <= ADDRESS && !address.contains(char::is_whitespace));
                prop_assert!(!address.starts_with('@') && !address.ends_with('@') && address.contains('@'));
            }
        }
    }

    #[test]
    fn a_name_in_any_script_stays_as_it_is() {
        for name in ["Begoña Núñez", "محمد علی‌پور", "👩‍💻 Ada", "O'Neill-Ortiz"] {
            assert_eq!(line(name, NAME), name);
        }
    }
}
