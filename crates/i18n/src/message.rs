//! How everyone else asks for words.

use crate::{Arg, Locale, catalogue};

impl Locale {
    /// The text of a message without arguments; one look-up, nothing is copied.
    /// For a key that does not exist, or whose message has arguments: the key (`checks` finds both).
    pub fn text(self, key: &'static str) -> &'static str {
        catalogue::of(self).text(key).unwrap_or(key)
    }

    /// The message filled in with `args`, pairs of a name and its value.
    pub fn format(self, key: &'static str, args: &[(&str, Arg<'_>)]) -> String {
        catalogue::of(self).format(key, args).unwrap_or_else(|| key.to_owned())
    }

    /// The message filled in with one argument.
    pub fn with<'a>(self, key: &'static str, name: &str, value: impl Into<Arg<'a>>) -> String {
        self.format(key, &[(name, value.into())])
    }

    /// The message filled in with two arguments.
    #[expect(clippy::too_many_arguments, reason = "a template cannot write a slice of pairs")]
    pub fn with2<'a, 'b>(
        self,
        key: &'static str,
        name: &str,
        value: impl Into<Arg<'a>>,
        name2: &str,
        value2: impl Into<Arg<'b>>,
    ) -> String {
        self.format(key, &[(name, value.into()), (name2, value2.into())])
    }

    /// The message filled in with three arguments.
    #[expect(clippy::too_many_arguments, reason = "a template cannot write a slice of pairs")]
    pub fn with3<'a, 'b, 'c>(
        self,
        key: &'static str,
        name: &str,
        value: impl Into<Arg<'a>>,
        name2: &str,
        value2: impl Into<Arg<'b>>,
        name3: &str,
        value3: impl Into<Arg<'c>>,
    ) -> String {
        self.format(key, &[(name, value.into()), (name2, value2.into()), (name3, value3.into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_both_languages() {
        assert_eq!(Locale::Es.text("nav-open-ticket"), "Abrir ticket");
        assert_eq!(Locale::En.text("nav-open-ticket"), "Open a ticket");
        assert_eq!(Locale::Es.text("no-such-key"), "no-such-key");
        assert_eq!(Locale::Es.format("no-such-key", &[]), "no-such-key");
    }

    /// Browser tests and scripts find controls by these names: docs and training show them too.
    #[test]
    fn names_that_must_not_change() {
        let keys = ["nav-sign-up", "nav-sign-in", "nav-sign-out", "nav-support", "nav-my-tickets", "nav-search"];
        let names = ["Crear cuenta", "Acceder", "Salir", "Soporte", "Ver mis tickets", "Buscar"];
        assert_eq!(keys.map(|key| Locale::Es.text(key)), names);
        assert_eq!(["action-send", "action-save"].map(|key| Locale::Es.text(key)), ["Enviar", "Guardar"]);
        assert_eq!(Locale::Es.text("form-error-prefix"), "Error: ", "with its space");
    }

    #[test]
    fn a_variable_can_be_the_key_as_templates_pass_it() {
        let texts: [&'static str; 1] = [crate::key!("nav-support")].each_ref().map(|key| Locale::Es.text(key));
        assert_eq!(texts, ["Soporte"]);
    }

    #[test]
    fn messages_filled_in() {
        let site = String::from("Atiende");
        let pages = Locale::ALL.map(|locale| locale.with2("page-title", "title", "Cola", "site", &site));
        assert_eq!(pages, ["Cola · Atiende", "Cola · Atiende"]);
        assert_eq!(Locale::Es.with("time-minutes-ago", "count", 5), "hace 5 min");
        assert_eq!(Locale::En.with("time-minutes-ago", "count", 5_usize), "5 min ago");
        let days = Locale::ALL.map(|locale| locale.with3("date-with-year", "day", 1, "month", "ene", "year", "2026"));
        assert_eq!(days, ["1 ene 2026", "1 ene 2026"]);
    }
}
