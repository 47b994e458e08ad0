//! What each door is told of the configuration.

use super::Config;
use atiende_clamav::Clamd;
use atiende_core::accounts::sealed::Key;
use atiende_core::files::Scanning;
use atiende_core::mailboxes::{CurrentMailroom, Says};
use atiende_db::Db;
use atiende_mail::incoming::imap::{Fetcher, Room};
use atiende_mail::incoming::{IncomingSettings, Intake};
use atiende_mail::oauth::TokenSource;
use atiende_mail::outgoing::{Answers, Leave, MailSettings};
use atiende_web::{DemoAccount, Settings};
use std::sync::Arc;

impl Config {
    pub(crate) fn for_web(
        &self,
        key: Key,
        mailroom: Arc<CurrentMailroom>,
        demo_accounts: Vec<DemoAccount>,
    ) -> Settings {
        Settings {
            public_url: self.public_url.clone(),
            key,
            sessions: self.sessions,
            uploads: self.uploads.clone(),
            antivirus: self.antivirus(),
            registration: self.registration,
            rates: self.rates,
            live: self.live,
            trusted_proxies: self.trusted_proxies.clone(),
            providers: self.providers.clone(),
            directories: self.directories.clone(),
            outbound_allow: self.outbound_allow.clone(),
            locale: self.locale,
            time_zone: self.time_zone.clone(),
            mailroom,
            demo_accounts,
        }
    }

    /// The virus scanner, if there is one.
    pub(crate) fn antivirus(&self) -> Option<Clamd> {
        self.clamd.clone().map(Clamd::new)
    }

    pub(crate) fn scanning(&self) -> Scanning {
        Scanning { on: self.clamd.is_some(), required: self.clamd_required }
    }

    pub(crate) fn for_incoming(&self, key: Key) -> IncomingSettings {
        IncomingSettings {
            mailboxes: self.mail.mailboxes.clone(),
            max_bytes: self.mail.max_message_bytes,
            mail_domain: self.mail.domain.clone(),
            key,
            auto_replies: self.mail.auto_replies,
            name_servers: self.mail.name_servers,
            locale: self.locale.as_str().to_owned(),
        }
    }

    /// Where access tokens for accounts of mail come from: one for the whole process, which remembers them.
    pub(crate) fn tokens(&self, db: Db, key: Key) -> Arc<TokenSource> {
        Arc::new(TokenSource::new(db, key, self.mail.by_token.clone(), self.outbound_allow.clone()))
    }

    /// What pages about mailboxes are told.
    pub(crate) fn mailroom(&self, key: Key, tokens: Arc<TokenSource>) -> Room {
        let (outgoing, mailboxes) = self.says_mail();
        let says = Says { outgoing, mailboxes, sends: self.mail.smtp_url.is_some() };
        let known = (self.mail.mailboxes.clone(), self.mail.fetched.clone(), self.mail.smtp_account.clone());
        Room::new(known, tokens, says, (key, self.mail.domain.clone()))
    }

    /// What fetches mailboxes, if any is fetched.
    pub(crate) fn fetcher(&self, db: Db, intake: Intake, tokens: Arc<TokenSource>) -> Option<Fetcher> {
        let mailboxes = self.mail.fetched.clone();
        (!mailboxes.is_empty()).then(|| Fetcher::new((db, intake), mailboxes, tokens, self.mail.imap_poll))
    }

    pub(crate) fn for_mail(&self, key: &Key, tokens: &Arc<TokenSource>) -> MailSettings {
        MailSettings {
            smtp_url: self.mail.smtp_url.clone(),
            leave: self.mail.smtp_account.clone().map(|account| Leave { account, tokens: Arc::clone(tokens) }),
            from: self.mail.from.clone(),
            mail_domain: self.mail.domain.clone(),
            public_url: self.public_url.clone(),
            retry_for: self.mail.retry_for,
            time_zone: self.time_zone.clone(),
            answers: self.mail.mailboxes.first().map(|first| {
                let (mailbox, key) = (first.address.clone(), key.clone());
                Answers { mailbox, key }
            }),
            dkim: self.mail.dkim.clone(),
            attach_max: self.mail.attach_max,
        }
    }
}
