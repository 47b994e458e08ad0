//! A form on a page: what stands in its fields and what was wrong with them.

use super::fields::Fields;
use super::limits;
use atiende_core::Problem;
use atiende_i18n::{Arg, Locale, key};
use std::borrow::Cow;

/// One sentence about one field.
pub(crate) struct Wrong {
    pub(crate) field: Cow<'static, str>,
    pub(crate) sentence: String,
}

/// Values and problems, as templates read them.
#[derive(Default)]
pub(crate) struct Form {
    values: Vec<(Cow<'static, str>, String)>,
    pub(crate) problems: Vec<Wrong>,
    /// Seconds until it may be sent again.
    pub(crate) wait: Option<u64>,
}

impl Form {
    /// A form filled in with what is stored.
    pub(crate) fn filled<V: ToString>(values: impl IntoIterator<Item = (&'static str, V)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (Cow::Borrowed(name), value.to_string())).collect();
        Self { values, problems: Vec::new(), wait: None }
    }

    /// What was typed, and what is wrong with it.
    pub(crate) fn refused(fields: &Fields, problems: &[Problem], t: Locale) -> Self {
        let values = fields.pairs().map(|(name, value)| (Cow::Owned(name.to_owned()), value.to_owned())).collect();
        let problems = problems
            .iter()
            .map(|problem| Wrong { field: Cow::Borrowed(problem.field), sentence: sentence(problem, t) })
            .collect();
        Self { values, problems, wait: None }
    }

    /// What was typed but passwords, to be sent again later: sent too often. The sentence stands at `field`.
    pub(crate) fn too_often(fields: &Fields, field: &'static str, seconds: u64, t: Locale) -> Self {
        let mut form = Self::typed(fields);
        form.values.retain(|(name, _)| !matches!(name.as_ref(), "password" | "current"));
        form.add(field, limits::sentence(t, seconds));
        form.wait = Some(seconds);
        form
    }

    /// What was typed, without complaint.
    pub(crate) fn typed(fields: &Fields) -> Self {
        Self::refused(fields, &[], Locale::default())
    }

    pub(crate) fn add(&mut self, field: &'static str, sentence: String) {
        self.problems.push(Wrong { field: Cow::Borrowed(field), sentence });
    }

    /// Puts a value into a field.
    pub(crate) fn set(&mut self, name: &'static str, value: String) {
        self.values.retain(|(key, _)| key != name);
        self.values.push((Cow::Borrowed(name), value));
    }

    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether this value of a select, radio or checkbox is the chosen one.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.values.iter().any(|(key, v)| key == name && v == value)
    }

    pub(crate) fn error(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.sentence.as_str())
    }

    pub(crate) fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }
}

fn sentence(problem: &Problem, t: Locale) -> String {
    match problem.max {
        Some(max) => t.format(problem.key, &[("max", Arg::from(max))]),
        None => t.text(problem.key).to_owned(),
    }
}

/// Keys that core's checks name; listed here so that a test finds each in every catalogue.
#[expect(dead_code, reason = "read by the test of the catalogues, not by the program")]
const CORE_KEYS: &[&str] = &[
    key!("accounts-email-taken"),
    key!("accounts-email-wrong"),
    key!("accounts-last-admin"),
    key!("accounts-name-missing"),
    key!("accounts-organization-missing"),
    key!("accounts-password-long"),
    key!("accounts-password-short"),
    key!("accounts-reason-missing"),
    key!("addresses-enough"),
    key!("addresses-held"),
    key!("addresses-taken"),
    key!("admin-color-pale"),
    key!("admin-color-wrong"),
    key!("admin-name-missing"),
    key!("admission-answer-missing"),
    key!("admission-answers-enough"),
    key!("admission-days-missing"),
    key!("admission-hours-wrong"),
    key!("admission-invitation-coordinator-once"),
    key!("admission-invitation-days-wrong"),
    key!("admission-invitation-uses-wrong"),
    key!("admission-question-missing"),
    key!("admission-remind-wrong"),
    key!("api-scim-group-twice"),
    key!("articles-body-missing"),
    key!("articles-title-missing"),
    key!("assets-tag-missing"),
    key!("assets-tag-taken"),
    key!("directories-address-of-closed"),
    key!("error-too-long"),
    key!("factors-name-missing"),
    key!("files-gone"),
    key!("files-too-many"),
    key!("inbound-block-wrong"),
    key!("inbound-in-ticket"),
    key!("inbound-offer-elsewhere"),
    key!("inbound-offer-gone"),
    key!("merges-gone"),
    key!("orgs-domain-wrong"),
    key!("orgs-location-missing"),
    key!("orgs-location-slash"),
    key!("orgs-location-unknown"),
    key!("orgs-name-missing"),
    key!("orgs-unknown"),
    key!("providers-client-missing"),
    key!("providers-domains-wrong"),
    key!("providers-issuer-in-use"),
    key!("providers-issuer-wrong"),
    key!("providers-key-missing"),
    key!("providers-label-missing"),
    key!("providers-secret-anew"),
    key!("providers-secret-missing"),
    key!("providers-team-missing"),
    key!("providers-tenant-wrong"),
    key!("providers-word-taken"),
    key!("providers-word-wrong"),
    key!("routing-category-unknown"),
    key!("routing-name-missing"),
    key!("routing-target-missing"),
    key!("sessions-reason-missing"),
    key!("setup-address-missing"),
    key!("setup-address-twice"),
    key!("setup-address-wrong"),
    key!("setup-from-missing"),
    key!("setup-from-wrong"),
    key!("setup-host-missing"),
    key!("setup-host-wrong"),
    key!("setup-password-missing"),
    key!("setup-user-missing"),
    key!("tickets-assignee-unknown"),
    key!("tickets-body-missing"),
    key!("tickets-organization-missing"),
    key!("tickets-priority-missing"),
    key!("tickets-reply-missing"),
    key!("tickets-requester-unknown"),
    key!("tickets-state-impossible"),
    key!("tickets-subject-missing"),
    key!("tickets-unseen-news"),
];
