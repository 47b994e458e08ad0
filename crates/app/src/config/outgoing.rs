//! Whose signature mails carry, and by whose leave they are sent.

use super::ConfigError;
use super::sources::Values;
use atiende_mail::outgoing::{Dkim, smtp_user};
use atiende_text::address::{address_of, email_domain};

/// The account that sends by leave (`smtp_oauth`).
pub(super) struct Sender {
    /// The word that it has in the database: the address of the mailbox that it opens too, or else its user's name.
    pub(super) account: String,
    user: String,
    /// The word of `mail_oauth`.
    oauth: String,
    /// Whether it opens a mailbox too: one leave is enough for both.
    reads: bool,
}

impl Sender {
    /// As `Mailboxes::by_token`, if it is none of those.
    pub(super) fn own(&self) -> Option<(&str, &str, &str)> {
        (!self.reads).then_some((&self.account, &self.user, &self.oauth))
    }
}

/// Nothing, or who stands for a password in `smtp_url`.
pub(super) fn sender(values: &Values) -> Result<Option<Sender>, ConfigError> {
    let oauth = values.text("smtp_oauth").to_owned();
    if oauth.is_empty() {
        return Ok(None);
    }
    let user = smtp_user(values.text("smtp_url"))
        .ok_or_else(|| values.wrong("smtp_oauth", "needs a user in smtp_url, as in smtp://desk%40x.es@smtp.x.es"))?;
    let mut mailboxes = values.mailboxes.by_token();
    if let Some((account, ..)) = mailboxes.find(|(_, known, word)| (*known, *word) == (user.as_str(), oauth.as_str())) {
        return Ok(Some(Sender { account: account.to_owned(), user, oauth, reads: true }));
    }
    if values.mailboxes.by_token().any(|(account, ..)| account == user) {
        return Err(values.wrong("smtp_oauth", &format!("is not how the mailbox {user} is opened")));
    }
    Ok(Some(Sender { account: user.clone(), user, oauth, reads: false }))
}

/// Nothing, or whose signature mails carry: the domain is that of `mail_from` if none is said.
pub(super) fn dkim(values: &Values) -> Result<Option<Dkim>, ConfigError> {
    let (selector, key) = (values.text("dkim.selector"), values.text("dkim.key"));
    match (selector.is_empty(), key.is_empty()) {
        (true, true) => return Ok(None),
        (true, false) => return Err(values.wrong("dkim.selector", "is missing: dkim.key needs it")),
        (false, true) => return Err(values.wrong("dkim.key", "is missing: dkim.selector needs it")),
        (false, false) => {}
    }
    let own = email_domain(address_of(values.text("mail_from")));
    let domain = Some(values.text("dkim.domain")).filter(|domain| !domain.is_empty()).or(own).unwrap_or_default();
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
    for (name, text) in [("dkim.domain", domain), ("dkim.selector", selector)] {
        if text.is_empty() || !is_name(text) {
            return Err(values.wrong(name, "is no name of the DNS"));
        }
    }
    Ok(Some(Dkim { domain: domain.to_owned(), selector: selector.to_owned(), key: key.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use std::collections::BTreeMap;

    fn load(settings: &[(&str, &str)]) -> Result<Config, String> {
        let application = [("PROVIDER", "microsoft"), ("CLIENT_ID", "desk"), ("CLIENT_SECRET", "s")];
        let application =
            application.map(|(name, value)| (format!("ATIENDE_MAIL_OAUTH__M365__{name}"), value.to_owned()));
        let settings = settings.iter().map(|(name, value)| (format!("ATIENDE_{name}"), (*value).to_owned()));
        Config::load(None, &application.into_iter().chain(settings).collect::<BTreeMap<_, _>>())
            .map_err(|error| error.to_string())
    }

    const URL: (&str, &str) = ("SMTP_URL", "smtp://desk%40x.es@smtp.x.es");
    const BY_LEAVE: (&str, &str) = ("SMTP_OAUTH", "m365");

    #[test]
    fn one_leave_is_enough_to_read_and_to_send() {
        let words = |config: Config| config.mail.by_token.into_iter().map(|(word, ..)| word).collect::<Vec<_>>();
        let alone = load(&[URL, BY_LEAVE]).unwrap();
        assert_eq!(alone.mail.smtp_account.as_deref(), Some("desk@x.es"));
        assert_eq!(words(alone), ["desk@x.es"]);
        let mailbox = r#"[{"address":"help@x.es","imap_url":"imap://desk%40x.es@imap.x.es/","oauth":"m365"}]"#;
        let both = load(&[URL, BY_LEAVE, ("MAILBOXES", mailbox)]).unwrap();
        assert_eq!(both.mail.smtp_account.as_deref(), Some("help@x.es"));
        assert_eq!(words(both), ["help@x.es"]);
    }

    #[test]
    fn what_cannot_send_by_leave_is_told() {
        let other = r#"[{"address":"desk@x.es","imap_url":"imap://ana@imap.x.es/","oauth":"m365"}]"#;
        for (settings, told) in [
            (&[BY_LEAVE][..], "needs a user"),
            (&[BY_LEAVE, ("SMTP_URL", "smtp://smtp.x.es")], "needs a user"),
            (&[URL, ("SMTP_OAUTH", "google")], "there is no mail_oauth.google"),
            (&[URL, BY_LEAVE, ("MAILBOXES", other)], "is not how the mailbox desk@x.es is opened"),
        ] {
            let error = load(settings).err().unwrap();
            assert!(error.contains(told), "{error}");
        }
    }
}
