//! `/admin/correo/buzones`: how each mailbox fares; it can be tried, and read now.

use super::{HERE, fetched};
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::mailboxes::actions::hurry;
use atiende_core::mailboxes::{self, Grant, LeftoverReason, Shown, Tried, Trouble, access};
use atiende_i18n::key;
use axum::extract::Path;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

#[derive(Template)]
#[template(path = "admin/mailboxes/list.html")]
pub(super) struct MailboxesPage {
    page: Page,
    mailboxes: Vec<Mailbox>,
    /// Leave was not given: what went wrong.
    refused: String,
}

/// One of them.
struct Mailbox {
    shown: Shown,
    standing: Standing,
    /// What is wrong with it.
    trouble: String,
    since: Option<Timestamp>,
    last_message: Option<Timestamp>,
    last_success: Option<Timestamp>,
    too_large: i64,
    unreadable: i64,
    granted_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    /// How the try went that was just asked for.
    tried: Vec<Tried>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Well,
    Failing,
    /// Nobody has looked into it yet.
    Unread,
    /// Mail servers bring what is for it.
    Brought,
}

impl Standing {
    const fn key(self) -> &'static str {
        match self {
            Self::Well => key!("mailboxes-well"),
            Self::Failing => key!("mailboxes-failing"),
            Self::Unread => key!("mailboxes-unread"),
            Self::Brought => key!("mailboxes-brought"),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Well => "is-solved",
            Self::Failing => "is-urgent",
            Self::Unread => "is-open",
            Self::Brought => "is-closed",
        }
    }
}

/// How they fare, by what the database knows.
struct Known {
    states: Vec<mailboxes::State>,
    leftovers: Vec<(String, LeftoverReason, i64)>,
    grants: Vec<Grant>,
}

pub(super) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, ("", Vec::new()), String::new()).await
}

/// `GET ../{mailbox}/probar`: who comes back to how a try went sees how it is now.
pub(super) async fn again(signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    Ok(see_other(HERE))
}

/// `POST ../{mailbox}/probar`: tries it, and says how that went on the same page.
pub(super) async fn check(state: State, signed_in: SignedIn, Path(address): Path<String>) -> Answer {
    signed_in.approved()?.admin()?;
    let shown = fetched(&state, &address)?;
    let tried = state.mailroom().check(&shown.address, signed_in.visitor.locale.as_str()).await;
    show(&state, &signed_in, (&shown.address, tried), String::new()).await
}

/// `POST ../{mailbox}/leer`
pub(super) async fn hurry(state: State, signed_in: SignedIn, Path(address): Path<String>) -> Answer {
    signed_in.approved()?.admin()?;
    let shown = fetched(&state, &address)?;
    let actor = signed_in.actor.clone();
    let hurried = state.db().write(async move |tx| hurry::hurry(tx, actor.admin()?, &shown.address).await).await;
    match hurried {
        // One that nobody has begun to fetch is read at once anyway.
        Ok(()) | Err(Denied::NotFound) => see_other_with(HERE, Notice::MAILBOX_HURRIED),
        Err(other) => Err(other.into()),
    }
}

/// `tried`: of which mailbox, and how it went. `refused`: why leave was not given.
pub(super) async fn show(
    state: &State,
    signed_in: &SignedIn,
    (address, mut tried): (&str, Vec<Tried>),
    refused: String,
) -> Answer {
    let actor = signed_in.actor.clone();
    let known = state.db().read(async move |tx| {
        let by = actor.admin()?;
        let (states, leftovers) = (access::list(tx, by).await?, access::leftover_counts(tx, by).await?);
        Ok::<_, Denied>(Known { states, leftovers, grants: access::grants(tx, by).await? })
    });
    let known = known.await?;
    // The pages of a form's answer and of the list are one.
    let visitor = crate::shell::Visitor { here: HERE.to_owned(), ..signed_in.visitor.clone() };
    let page = Page::new(state, &visitor);
    let room = state.mailroom();
    let one = |shown: Shown| {
        let tried = if shown.address == address { std::mem::take(&mut tried) } else { Vec::new() };
        known.mailbox(shown, tried, |trouble| room.words(page.t.as_str(), trouble))
    };
    let mailboxes = room.mailboxes().into_iter().map(one).collect();
    let template = MailboxesPage { page, mailboxes, refused };
    if template.refused.is_empty() { template.page.show(&template) } else { template.page.refuse(&template) }
}

impl Mailbox {
    /// Below which its own buttons are.
    fn path(&self) -> String {
        format!("{HERE}/{}", utf8_percent_encode(&self.shown.address, NON_ALPHANUMERIC))
    }
}

impl Known {
    /// `words`: what is wrong, as a sentence.
    fn mailbox(&self, shown: Shown, tried: Vec<Tried>, words: impl Fn(&Trouble) -> String) -> Mailbox {
        let state = self.states.iter().find(|state| state.address == shown.address);
        let grant = self.grants.iter().find(|grant| grant.account == shown.address);
        let left = |why: LeftoverReason| {
            let found = self.leftovers.iter().find(|(address, reason, _)| *address == shown.address && *reason == why);
            found.map_or(0, |(_, _, count)| *count)
        };
        let standing = match state {
            _ if shown.place.is_none() => Standing::Brought,
            Some(state) if state.failing_since.is_some() => Standing::Failing,
            Some(state) if state.last_success_at.is_some() => Standing::Well,
            _ => Standing::Unread,
        };
        Mailbox {
            standing,
            trouble: state.and_then(mailboxes::State::trouble).as_ref().map(words).unwrap_or_default(),
            since: state.and_then(|state| state.failing_since),
            last_message: state.and_then(|state| state.last_message_at),
            last_success: state.and_then(|state| state.last_success_at),
            too_large: left(LeftoverReason::TooLarge),
            unreadable: left(LeftoverReason::Unreadable),
            granted_at: grant.map(|grant| grant.granted_at),
            ends_at: grant.and_then(|grant| grant.ends_at),
            shown,
            tried,
        }
    }
}
