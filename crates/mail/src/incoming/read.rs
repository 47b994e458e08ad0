//! From the bytes that were kept to what the desk takes in: pure, but for the files, which are stored last.

use super::address::Mailboxes;
use super::clues::clues;
use super::settings::IncomingSettings;
use super::verify::{Claim, Way};
use super::{carried, kind, language, passed_on};
use atiende_core::files::{Vault, VaultError};
use atiende_core::inbound::actions::take_in::{Clue, Incoming, Order, Part};
use atiende_core::inbound::{Due, Entry, Rules, Trust};
use atiende_core::tickets::{Body, MAIL_BODY_MAX, Next, SUBJECT_MAX, State};
use atiende_core::{orgs, routing};
use atiende_db::{Db, DbError};
use atiende_mime::{self as mime, File, Message, classify};
use atiende_text::address::normalise_email;
use atiende_text::commands::commands;
use atiende_text::quotes;

/// What reading needs to know of the desk.
pub(super) struct Office {
    mailboxes: Mailboxes,
    addresses: Vec<String>,
    settings: IncomingSettings,
}

impl Office {
    pub(super) fn new(settings: IncomingSettings) -> Self {
        let addresses = settings.mailboxes.iter().map(|mailbox| mailbox.address.clone()).collect();
        Self { mailboxes: Mailboxes::new(settings.mailboxes.clone()), addresses, settings }
    }

    /// What a message that came so claims about its origin.
    pub(super) fn claim(&self, raw: &[u8], (entry, due): (&Entry, &Due), author: Option<&str>) -> Claim {
        let server = self.mailboxes.called(&due.mailbox).and_then(|mailbox| mailbox.authserv_id.as_deref());
        Claim::of(raw, author, &Way { via: entry.via, sender: due.envelope_from.as_deref(), server })
    }

    /// What the mailbox of this address wants. An organization or category that is not there any more counts as none.
    pub(super) async fn rules(&self, db: &Db, address: &str) -> Result<Rules, DbError> {
        let Some(mailbox) = self.mailboxes.called(address).cloned() else { return Ok(Rules::default()) };
        db.read(async move |tx| {
            let organization = match &mailbox.organization {
                Some(name) => orgs::access::by_name(tx, name).await?,
                None => None,
            };
            let category = match &mailbox.queue {
                Some(name) => routing::category_called(tx, name).await?,
                None => None,
            };
            Ok(Rules { organization, category, unknown: mailbox.unknown })
        })
        .await
    }
}

/// Letters of an address that are kept where it is none: it stands in an index.
const ADDRESS_MAX: usize = 254;

/// A message, read; its files not stored yet.
pub(super) struct Understood {
    incoming: Incoming,
    files: Vec<File>,
}

impl Understood {
    pub(super) fn of(office: &Office, due: &Due, raw: &[u8]) -> Self {
        let message = mime::read(raw);
        let settings = &office.settings;
        let own = classify::Own { addresses: &office.addresses, message_id_domain: &settings.mail_domain };
        let kind = kind::of(classify::classify(&message, due.envelope_from.as_deref(), &own), &message, &own);
        let claimed = message.from.as_ref().or(message.sender.as_ref());
        let claimed = claimed.map(|from| (from.name.clone(), from.address.clone())).unwrap_or_default();
        let from = normalise_email(&claimed.1).map(|address| (claimed.0.clone(), address));
        let said = quotes::split(&message.text).said();
        let incoming = Incoming {
            id: due.id,
            rules: Rules::default(),
            kind,
            from,
            unreachable: (claimed.0, claimed.1.chars().take(ADDRESS_MAX).collect()),
            trust: Trust::None,
            subject: subject(&message.subject),
            body: Body { carried: carried::of(&message), ..words(&message, &said) },
            files: Vec::new(),
            clues: named(office, due, &message),
            orders: orders(&said),
            passed_on: passed_on::author(&message, &said).filter(|author| !office.mailboxes.is_own(&author.address)),
            locale: language::of(&message, &said, &settings.locale),
            answers: settings.auto_replies,
        };
        Self { incoming, files: message.files }
    }

    /// The normalised address that it is taken to be from.
    pub(super) fn author(&self) -> Option<&str> {
        self.incoming.from.as_ref().map(|(_, address)| address.as_str())
    }

    /// The same, and whether its author's domain answers for it.
    pub(super) fn trusted(mut self, trust: Trust) -> Self {
        self.incoming.trust = trust;
        self
    }

    /// The same, its files in the file store and what its mailbox wants.
    pub(super) async fn stored(mut self, vault: &Vault, rules: Rules) -> Result<Incoming, VaultError> {
        self.incoming.rules = rules;
        for (n, file) in self.files.into_iter().enumerate() {
            let content_id = file.content_id.or_else(|| file.inline.then(|| format!("file-{n}")));
            let kept = vault.keep(file.content).await?;
            self.incoming.files.push(Part { file: kept, name: file.name, content_id });
        }
        Ok(self.incoming)
    }
}

/// By the addresses that it came to: the envelope's, and those of the header.
fn named(office: &Office, due: &Due, message: &Message) -> Vec<Clue> {
    let header = message.to.iter().chain(&message.cc).map(|mailbox| mailbox.address.as_str());
    let addresses = std::iter::once(due.envelope_to.as_str()).chain(header);
    let details = addresses.filter_map(|address| office.mailboxes.of(address)).map(|meant| meant.detail);
    clues(message, details, (&office.settings.key, &office.settings.mail_domain))
}

/// A ticket has a subject.
fn subject(said: &str) -> String {
    const NONE: &str = "(sin asunto)";
    let max = usize::try_from(SUBJECT_MAX).unwrap_or(usize::MAX);
    let said = said.trim();
    if said.is_empty() {
        NONE.to_owned()
    } else if said.chars().count() > max {
        said.chars().take(max - 1).chain(['…']).collect()
    } else {
        said.to_owned()
    }
}

/// What is longer is cut; the mail itself is whole in the ledger.
fn words(message: &Message, said: &str) -> Body {
    const NONE: &str = "(sin texto)";
    let max = usize::try_from(MAIL_BODY_MAX).unwrap_or(usize::MAX);
    if message.text.trim().is_empty() && message.html.is_none() {
        return Body::mail(NONE, &quotes::to_html(NONE), NONE);
    }
    let end = message.text.char_indices().nth(max).map_or(message.text.len(), |(at, _)| at);
    let text = message.text.get(..end).unwrap_or_default();
    let html = message.html.clone().unwrap_or_else(|| quotes::to_html(text));
    let text = if text.trim().is_empty() { NONE } else { text };
    Body::mail(text, &html, said)
}

/// What the first lines order; whether anybody may is not asked here.
fn orders(said: &str) -> Vec<Order> {
    let found = commands(said);
    let state = found.state.and_then(|state| match (state, found.waiting_for) {
        ("waiting", waiting_for) => {
            Some(Next { state: State::Waiting, waiting_for: Some(waiting_for.unwrap_or("requester").parse().ok()?) })
        }
        (state, _) => Some(Next::to(state.parse().ok()?)),
    });
    let note = found.note.then_some(Order::Note);
    let priority = found.priority.and_then(|priority| priority.parse().ok()).map(Order::Priority);
    note.into_iter().chain(state.map(Order::Move)).chain(found.assign.map(Order::Assign)).chain(priority).collect()
}
