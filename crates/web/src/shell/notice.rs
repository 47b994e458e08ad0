//! "Guardado": one sentence on the page after a redirect, carried by a cookie that it clears.

use atiende_i18n::key;

/// What was done. Only these can be shown, so nobody can put words on our pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notice(usize);

macro_rules! notices {
    ($($name:ident = $key:literal),* $(,)?) => {
        const KEYS: &[&str] = &[$(key!($key)),*];
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        #[derive(Clone, Copy)]
        enum Order { $($name),* }
        impl Notice { $(pub(crate) const $name: Self = Self(Order::$name as usize);)* }
    };
}
notices! {
    SAVED = "status-saved",
    APPROVED = "accounts-approved-notice",
    APPROVED_WITH_TICKET = "accounts-approved-with-ticket-notice",
    REJECTED = "accounts-rejected-notice",
    SIGNED_OUT = "accounts-signed-out-notice",
    IDENTITY_ADDED = "accounts-identity-added-notice",
    LAST_WAY_IN = "accounts-last-way-in-notice",
    OWN_PASSWORD_CHANGED = "sessions-password-changed-notice",
    SESSION_ENDED = "sessions-ended-notice",
    SESSIONS_ENDED = "sessions-others-ended-notice",
    ALL_SESSIONS_ENDED = "sessions-all-ended-notice",
    LOOKED_ON = "sessions-looked-on-notice",
    LOOK_OVER = "look-over-notice",
    LOOK_OVER_UNSENT = "look-over-unsent-notice",
    FACTOR_ADDED = "factors-added-notice",
    FACTOR_REMOVED = "factors-removed-notice",
    FACTORS_RESET = "factors-reset-notice",
    STEP_GONE = "factors-step-gone-notice",
    PASSKEY_REFUSED = "factors-passkey-refused-notice",
    ASK_AGAIN = "factors-ask-again-notice",
    PASSWORD_CHANGED = "accounts-password-changed-notice",
    REPLY_SENT = "tickets-reply-sent-notice",
    NOTE_SAVED = "tickets-note-saved-notice",
    UNDONE = "tickets-undone-notice",
    UNDO_LATE = "tickets-undo-late",
    TICKET_CHANGED = "tickets-changed-notice",
    TICKET_HELD = "tickets-held-notice",
    FOLLOW_UP = "tickets-follow-up-notice",
    SPARED = "articles-spared-notice",
    DELETED = "status-deleted",
    TEST_SENT = "admin-test-sent-notice",
    REQUEUED = "admin-requeued-notice",
    INBOUND_READ = "inbound-read-notice",
    MAILBOX_HURRIED = "mailboxes-hurried-notice",
    MAILBOX_AUTHORISED = "mailboxes-authorised-notice",
    INBOUND_IN_TICKET = "inbound-in-ticket-notice",
    HANDED_OVER = "inbound-handed-over-notice",
    OFFER_GONE = "inbound-offer-gone-notice",
    OFFER_ELSEWHERE = "inbound-offer-elsewhere-notice",
    LINK_SENT = "admin-link-sent-notice",
    TOKEN_REVOKED = "admin-token-revoked-notice",
    INVITED = "admin-invited-notice",
    DECIDED_ALREADY = "admission-decided-already-notice",
    ASKED = "admission-asked-notice",
    ANSWERED = "admission-answered-notice",
    ADDRESS_ADDED = "addresses-added-notice",
    MERGED = "merges-done-notice",
    NOT_MERGED = "merges-second-factor",
    UNMERGED = "merges-undone-notice",
    NOT_UNMERGED = "merges-address-taken",
    REVOKED = "admission-revoked-notice",
    JOINED = "admission-joined-notice",
    UNSENT_SIGN_IN = "form-unsent-sign-in",
    UNSENT = "form-unsent",
}

pub(super) const COOKIE: &str = "notice";

impl Notice {
    /// From the cookie's value.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        value.parse().ok().filter(|&n| n < KEYS.len()).map(Self)
    }

    pub(crate) fn key(self) -> &'static str {
        KEYS.get(self.0).copied().unwrap_or_default()
    }

    /// Whether it tells of something that was not done.
    pub(crate) fn is_warning(self) -> bool {
        matches!(
            self,
            Self::UNSENT_SIGN_IN
                | Self::UNSENT
                | Self::LOOK_OVER_UNSENT
                | Self::LAST_WAY_IN
                | Self::NOT_UNMERGED
                | Self::UNDO_LATE
                | Self::NOT_MERGED
                | Self::STEP_GONE
                | Self::PASSKEY_REFUSED
                | Self::ASK_AGAIN
                | Self::OFFER_GONE
                | Self::OFFER_ELSEWHERE
        )
    }

    /// The mode of the composer whose draft was just sent.
    pub(crate) fn draft(self) -> Option<&'static str> {
        match self {
            Self::REPLY_SENT | Self::FOLLOW_UP => Some("public"),
            Self::NOTE_SAVED => Some("internal"),
            _ => None,
        }
    }

    /// The value of the cookie that carries it to the next page.
    pub(super) fn number(self) -> String {
        self.0.to_string()
    }
}
