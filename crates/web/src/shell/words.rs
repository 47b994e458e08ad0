//! Small things that pages print: initials, tones, words for states.
//! `impl Borrow`: templates hand over references, handlers values.

use atiende_core::routing::Reason;
use atiende_core::sessions::{Agent, agent};
use atiende_core::tickets::{Priority, State, WaitingFor};
use atiende_i18n::{Locale, key};
use std::borrow::Borrow;

/// "MG" for María Gil; "?" for nobody.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let letters: String = [words.next(), words.next()].into_iter().flatten().flat_map(char::to_uppercase).collect();
    if letters.is_empty() { "?".into() } else { letters }
}

/// The letter of an organization's square mark: of its first word that is not a kind of school.
pub(crate) fn mark(name: &str) -> String {
    const KINDS: &[&str] = &["CEIP", "IES", "CP", "CPEIP", "CIFP", "EEI", "Colegio", "Escuela", "Gestoría", "La", "El"];
    let own = name.split_whitespace().find(|word| !KINDS.contains(word));
    own.or(Some(name)).and_then(|word| word.chars().next()).map_or_else(|| "?".into(), |c| c.to_uppercase().collect())
}

/// One of six colours, always the same for the same name.
pub(crate) fn tone(name: &str) -> u8 {
    let sum = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    u8::try_from(sum % 6).unwrap_or(0) + 1
}

/// "Chrome en Windows", as far as the browser tells.
pub(crate) fn device(t: Locale, user_agent: &str) -> String {
    match agent(user_agent) {
        Agent { browser: Some(browser), system: Some(system) } => {
            t.with2("sessions-device", "browser", browser, "system", system)
        }
        Agent { browser: None, system: None } => t.text("sessions-device-unknown").to_owned(),
        Agent { browser, system } => browser.or(system).unwrap_or_default().to_owned(),
    }
}

/// What staff call a state.
pub(crate) fn state_key(state: impl Borrow<State>, waiting_for: impl Borrow<Option<WaitingFor>>) -> &'static str {
    match (*state.borrow(), *waiting_for.borrow()) {
        (State::New, _) => key!("tickets-state-new"),
        (State::Open, _) => key!("tickets-state-open"),
        (State::Waiting, Some(WaitingFor::Parts)) => key!("tickets-state-waiting-parts"),
        (State::Waiting, Some(WaitingFor::ThirdParty)) => key!("tickets-state-waiting-third-party"),
        (State::Waiting, _) => key!("tickets-state-waiting-requester"),
        (State::Planned, _) => key!("tickets-state-planned"),
        (State::Solved, _) => key!("tickets-state-solved"),
        (State::Closed, _) => key!("tickets-state-closed"),
        (State::Merged, _) => key!("tickets-state-merged"),
    }
}

/// The same in one or two words, for narrow columns.
pub(crate) fn short_state_key(state: impl Borrow<State>) -> &'static str {
    match *state.borrow() {
        State::Waiting => key!("tickets-state-waiting"),
        State::Planned => key!("tickets-state-planned-short"),
        other => state_key(other, None),
    }
}

/// What the requester reads: who has to do something now.
const fn requester_state_key(state: State, waiting_for: Option<WaitingFor>) -> &'static str {
    match (state, waiting_for) {
        (State::New, _) => key!("tickets-mine-received"),
        (State::Waiting, Some(WaitingFor::Requester)) => key!("tickets-mine-your-turn"),
        (State::Planned, _) => key!("tickets-mine-planned"),
        (State::Open | State::Waiting, _) => key!("tickets-mine-in-progress"),
        (State::Solved, _) => key!("tickets-mine-solved"),
        (State::Closed | State::Merged, _) => key!("tickets-mine-closed"),
    }
}

/// What a client's person reads: only the requester is told "Te toca a ti", a coordinator whose turn it is.
pub(crate) fn client_state_key(
    state: impl Borrow<State>,
    waiting_for: impl Borrow<Option<WaitingFor>>,
    is_own: bool,
) -> &'static str {
    match (*state.borrow(), *waiting_for.borrow()) {
        (State::Waiting, Some(WaitingFor::Requester)) if !is_own => key!("tickets-mine-their-turn"),
        (state, waiting_for) => requester_state_key(state, waiting_for),
    }
}

/// The colour goes with the word: what staff wait for is "En ello" to who asked.
pub(crate) fn requester_state_class(
    state: impl Borrow<State>,
    waiting_for: impl Borrow<Option<WaitingFor>>,
) -> &'static str {
    match (*state.borrow(), *waiting_for.borrow()) {
        (State::Waiting, Some(WaitingFor::Requester)) => state_class(State::Waiting),
        (State::Waiting, _) => state_class(State::Open),
        (other, _) => state_class(other),
    }
}

pub(crate) fn state_class(state: impl Borrow<State>) -> &'static str {
    match *state.borrow() {
        State::New => "is-new",
        State::Open => "is-open",
        State::Waiting => "is-waiting",
        State::Planned => "is-planned",
        State::Solved => "is-solved",
        State::Closed | State::Merged => "is-closed",
    }
}

pub(crate) fn priority_key(priority: impl Borrow<Priority>) -> &'static str {
    match *priority.borrow() {
        Priority::Low => key!("tickets-priority-low"),
        Priority::Normal => key!("tickets-priority-normal"),
        Priority::High => key!("tickets-priority-high"),
        Priority::Urgent => key!("tickets-priority-urgent"),
    }
}

/// The same for the queue's narrow column.
pub(crate) fn short_priority_key(priority: impl Borrow<Priority>) -> &'static str {
    match *priority.borrow() {
        Priority::Low => key!("tickets-priority-short-low"),
        other => priority_key(other),
    }
}

pub(crate) fn priority_class(priority: impl Borrow<Priority>) -> &'static str {
    match *priority.borrow() {
        Priority::Low | Priority::Normal => "",
        Priority::High => "is-high",
        Priority::Urgent => "is-urgent",
    }
}

/// Why a technician was chosen.
pub(crate) fn reason(t: Locale, reason: &Reason) -> String {
    match reason {
        Reason::Rule { rule } => t.with("routing-reason-rule", "rule", rule),
        Reason::LeastLoaded { rule, team, open } => {
            t.with3("routing-reason-least-loaded", "rule", rule, "team", team, "open", *open)
        }
        Reason::Organization => t.text("routing-reason-organization").to_owned(),
        Reason::Attending { open } => t.with("routing-reason-attending", "open", *open),
        Reason::Nobody => t.text("routing-reason-nobody").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_requester_is_told_that_it_is_their_turn() {
        let waiting = Some(WaitingFor::Requester);
        assert_eq!(client_state_key(State::Waiting, waiting, true), "tickets-mine-your-turn");
        assert_eq!(client_state_key(State::Waiting, waiting, false), "tickets-mine-their-turn");
    }

    #[test]
    fn one_word_has_one_colour() {
        let parts = Some(WaitingFor::Parts);
        assert_eq!(client_state_key(State::Waiting, parts, true), client_state_key(State::Open, None, true));
        assert_eq!(requester_state_class(State::Waiting, parts), requester_state_class(State::Open, None));
    }

    #[test]
    fn initials_are_the_first_two_words() {
        assert_eq!(initials("María Gil Soler"), "MG");
        assert_eq!(initials(" ángel "), "Á");
        assert_eq!(initials("—"), "?");
    }

    #[test]
    fn a_tone_is_stable_and_one_of_six() {
        assert_eq!(tone("maria@ceiplapaz.es"), tone("maria@ceiplapaz.es"));
        assert!((1..=6).contains(&tone("")));
    }
}
