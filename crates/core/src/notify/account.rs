//! Mails about an account: what each says, and to which of its addresses.

use super::outbox;
use super::readers::{MailKind, Reader};
use crate::id::{EventId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use serde_json::{Value, json};

/// Mails about an account, with what their text needs.
#[derive(Debug, Clone)]
pub enum AccountMail {
    ConfirmAddress {
        link: String,
    },
    AlreadyHasAccount,
    WaitsForApproval,
    /// The same for who wrote a mail, which waits with it.
    HeldByMail,
    Approved {
        organization: String,
    },
    Rejected {
        reason: String,
    },
    ResetPassword {
        link: String,
    },
    /// Who asked for another password has theirs in a company's directory.
    PasswordElsewhere,
    Invited {
        link: String,
    },
    PasswordChanged,
    /// Staff want to know something before they decide.
    Asked {
        by: String,
        question: String,
    },
    /// To who asked.
    ApplicantAnswered {
        applicant: i64,
        name: String,
        answer: String,
    },
    /// To an address that somebody says is theirs: `account` is the one that mails go to.
    ConfirmAddition {
        link: String,
        account: String,
    },
    AddressAdded {
        email: String,
    },
    /// To the address that mails went to until now.
    AddressPreferred {
        email: String,
    },
    AddressRemoved {
        email: String,
    },
    /// To the address that mails went to until somebody else changed it.
    AddressReplaced,
    /// Another account of the same person became this one.
    Merged {
        email: String,
    },
    /// The two are two again: to both.
    Unmerged {
        email: String,
    },
    /// Another account, of the provider that people call so, opens this one from now on.
    IdentityAdded {
        provider: String,
    },
    /// Somebody signed in from a browser never seen before; the link says that it was somebody else.
    NewDevice {
        link: String,
        user_agent: String,
        ip: String,
    },
    /// After that: the link leads to another password.
    Disowned {
        link: String,
    },
    /// An administrator looks on as this person.
    Impersonated {
        by: String,
        reason: String,
    },
    /// The provider has taken away the last way into the account; the link opens another.
    LastWayRemoved {
        provider: String,
        link: String,
    },
    /// Something about passkeys, codes of an app or recovery codes; `key` is the passkey's name, `left` how many
    /// recovery codes there still are.
    SecondFactor {
        change: FactorChange,
        key: String,
        left: i64,
    },
}

text_enum! {
    /// What happened to somebody's second factors; also the verb of its event.
    FactorChange {
        PasskeyAdded = "passkey_added",
        PasskeyRemoved = "passkey_removed",
        /// Its counter went back: there may be two of it.
        PasskeyCopied = "passkey_copied",
        AppAdded = "app_added",
        AppRemoved = "app_removed",
        CodesMade = "recovery_codes_made",
        CodeUsed = "recovery_code_used",
        /// All were taken away, by staff.
        Reset = "second_factor_reset",
    }
}

impl AccountMail {
    fn parts(&self) -> (MailKind, Value) {
        match self {
            Self::ConfirmAddress { link } => (MailKind::ConfirmAddress, json!({ "link": link })),
            Self::AlreadyHasAccount => (MailKind::AlreadyHasAccount, json!({})),
            Self::PasswordElsewhere => (MailKind::PasswordElsewhere, json!({})),
            Self::WaitsForApproval => (MailKind::WaitsForApproval, json!({})),
            Self::HeldByMail => (MailKind::HeldByMail, json!({})),
            Self::Approved { organization } => (MailKind::Approved, json!({ "organization": organization })),
            Self::Rejected { reason } => (MailKind::Rejected, json!({ "reason": reason })),
            Self::ResetPassword { link } => (MailKind::ResetPassword, json!({ "link": link })),
            Self::Invited { link } => (MailKind::Invited, json!({ "link": link })),
            Self::PasswordChanged => (MailKind::PasswordChanged, json!({})),
            Self::Asked { by, question } => (MailKind::Asked, json!({ "by": by, "question": question })),
            Self::ApplicantAnswered { applicant, name, answer } => {
                (MailKind::ApplicantAnswered, json!({ "applicant_id": applicant, "applicant": name, "answer": answer }))
            }
            Self::ConfirmAddition { link, account } => {
                (MailKind::ConfirmAddition, json!({ "link": link, "email": account }))
            }
            Self::AddressAdded { email } => (MailKind::AddressAdded, json!({ "email": email })),
            Self::AddressPreferred { email } => (MailKind::AddressPreferred, json!({ "email": email })),
            Self::AddressRemoved { email } => (MailKind::AddressRemoved, json!({ "email": email })),
            Self::AddressReplaced => (MailKind::AddressReplaced, json!({})),
            Self::Merged { email } => (MailKind::Merged, json!({ "email": email })),
            Self::Unmerged { email } => (MailKind::Unmerged, json!({ "email": email })),
            Self::IdentityAdded { provider } => (MailKind::IdentityAdded, json!({ "provider": provider })),
            Self::NewDevice { link, user_agent, ip } => {
                (MailKind::NewDevice, json!({ "link": link, "user_agent": user_agent, "ip": ip }))
            }
            Self::Disowned { link } => (MailKind::Disowned, json!({ "link": link })),
            Self::Impersonated { by, reason } => (MailKind::Impersonated, json!({ "by": by, "reason": reason })),
            Self::LastWayRemoved { provider, link } => {
                (MailKind::LastWayRemoved, json!({ "provider": provider, "link": link }))
            }
            Self::SecondFactor { change, key, left } => {
                (MailKind::SecondFactor, json!({ "change": change, "key": key, "left": left }))
            }
        }
    }
}

/// A mail to the owner of an account, in any state of it. Until the address is proved it greets nobody: the name may be
/// what a stranger wants somebody to read.
pub(crate) async fn account(tx: &mut Tx, event: EventId, person: PersonId, mail: &AccountMail) -> Result<(), DbError> {
    let reader: Reader = tx
        .one(
            sql!(
                "SELECT id, CASE WHEN state = 'unconfirmed' THEN '' ELSE name END, email, locale, 'account'
                 FROM people WHERE id = $1"
            ),
            args![person],
        )
        .await?;
    let (kind, data) = mail.parts();
    outbox::put(tx, (event, kind), &reader, (None, None), &data).await
}

/// The same to another address than the one that mails go to.
pub(crate) async fn account_at(
    tx: &mut Tx,
    event: EventId,
    person: PersonId,
    address: &str,
    mail: &AccountMail,
) -> Result<(), DbError> {
    let reader: Reader =
        tx.one(sql!("SELECT id, name, email, locale, 'account' FROM people WHERE id = $1"), args![person]).await?;
    let (kind, data) = mail.parts();
    let name = if matches!(mail, AccountMail::ConfirmAddition { .. }) { String::new() } else { reader.name };
    let reader = Reader { email: address.to_owned(), name, ..reader };
    outbox::put(tx, (event, kind), &reader, (None, None), &data).await
}
