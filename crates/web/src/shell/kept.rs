//! What a form brought, kept beside its handler until the answer is known: a desk that could not take it gives it back.

use super::fields::Fields;
use super::sure::Sent;
use std::sync::{Arc, OnceLock};

/// One request's form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept(Arc<OnceLock<Sent>>);

/// No page shows these again; a form that has one is written anew.
const SECRETS: [&str; 4] = ["password", "current", "secret", "code"];

impl Kept {
    pub(super) fn keep(&self, fields: &Fields) {
        let is_secret = |name: &str| SECRETS.contains(&name) || name.starts_with("confirm_");
        let has_secrets = fields.pairs().any(|(name, value)| is_secret(name) && !value.is_empty());
        if !has_secrets {
            let _ = self.0.set(Sent::of(fields));
        }
    }

    pub(super) fn sent(&self) -> Option<&Sent> {
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_given_back() {
        let kept = |pairs: &[(&'static str, &'static str)]| {
            let kept = Kept::default();
            kept.keep(&pairs.iter().copied().collect());
            kept.sent().is_some()
        };
        assert!(kept(&[("subject", "No imprime"), ("once", "k")]));
        assert!(kept(&[("subject", "No imprime"), ("password", "")]), "a field that was left empty");
        assert!(!kept(&[("email", "ana@lapaz.example"), ("password", "una frase")]));
        assert!(!kept(&[("confirm_code", "123456")]));
    }
}
