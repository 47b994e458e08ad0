//! SQL of accounts: one function per statement.

use super::model::{AccountState, NewAccount, Person, Role};
use super::ways::Elsewhere;
use crate::Membership;
use crate::addresses;
use crate::admission::Invited;
use crate::id::{OrganizationId, PasskeyId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

pub(super) async fn person(tx: &Tx, id: PersonId) -> Result<Option<Person>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, name, email, phone, role, state, locale, theme, all_organizations, created_at
             FROM people WHERE id = $1"
        ),
        args![id],
    )
    .await
}

/// Whose the address is: the one that mails go to, or a further one.
pub(super) async fn person_by_email(tx: &Tx, email: &str) -> Result<Option<Person>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, name, email, phone, role, state, locale, theme, all_organizations, created_at
             FROM people WHERE id = coalesce((SELECT id FROM people WHERE email = $1),
                 (SELECT person_id FROM addresses WHERE email = $1))"
        ),
        args![email],
    )
    .await
}

// --- what opens an account

pub(super) async fn has_password(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let found: Option<(bool,)> =
        tx.opt(sql!("SELECT password_hash IS NOT NULL FROM people WHERE id = $1"), args![person]).await?;
    Ok(found.is_some_and(|(has,)| has))
}

pub(super) async fn passkeys(tx: &Tx, person: PersonId) -> Result<Vec<(PasskeyId,)>, DbError> {
    tx.all(sql!("SELECT id FROM passkeys WHERE person_id = $1"), args![person]).await
}

pub(super) async fn elsewhere(tx: &Tx, person: PersonId) -> Result<Vec<Elsewhere>, DbError> {
    tx.all(sql!("SELECT person_id, id, provider FROM identities WHERE person_id = $1"), args![person]).await
}

/// Who has an account at this provider, and whether a password opens the one here.
pub(super) async fn users_of(tx: &Tx, word: &str) -> Result<Vec<(PersonId, bool)>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, p.password_hash IS NOT NULL FROM people p
             WHERE p.id IN (SELECT i.person_id FROM identities i WHERE i.provider = $1)"
        ),
        args![word],
    )
    .await
}

pub(super) async fn passkeys_of_users(tx: &Tx, word: &str) -> Result<Vec<(PersonId, PasskeyId)>, DbError> {
    tx.all(
        sql!(
            "SELECT k.person_id, k.id FROM passkeys k
             WHERE EXISTS (SELECT 1 FROM identities i WHERE i.person_id = k.person_id AND i.provider = $1)"
        ),
        args![word],
    )
    .await
}

pub(super) async fn elsewhere_of_users(tx: &Tx, word: &str) -> Result<Vec<Elsewhere>, DbError> {
    tx.all(
        sql!(
            "SELECT o.person_id, o.id, o.provider FROM identities o
             WHERE EXISTS (SELECT 1 FROM identities i WHERE i.person_id = o.person_id AND i.provider = $1)"
        ),
        args![word],
    )
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    new: &NewAccount,
    role: Role,
    state: AccountState,
    password_hash: Option<&str>,
) -> Result<PersonId, DbError> {
    addresses::store::guard(tx, &new.email).await?;
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO people (name, email, phone, role, state, locale, theme, password_hash, all_organizations,
                     claimed_organization, decision_reason, created_at, updated_at, folded, signed_up_via, invitation_id)
                 VALUES ($1, $2, $3, $4, $5, $6, 'system', $7, $8, $9, '', $10, $10, $11, $12, $13) RETURNING id"
            ),
            args![
                new.name,
                new.email,
                new.phone,
                role,
                state,
                new.locale,
                password_hash,
                role != Role::Requester,
                new.claimed_organization,
                tx.now(),
                folded(&new.name, &new.email),
                new.via,
                new.invited.map(Invited::id)
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn set_state(tx: &mut Tx, id: PersonId, state: AccountState) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE people SET state = $2, updated_at = $3,
                 closed_from = CASE WHEN $2 = 'disabled' AND state <> 'disabled' THEN state ELSE closed_from END
             WHERE id = $1"
        ),
        args![id, state, tx.now()],
    )
    .await?;
    Ok(())
}

/// What a closed account was before.
pub(super) async fn closed_from(tx: &Tx, id: PersonId) -> Result<Option<AccountState>, DbError> {
    let found: Option<(Option<AccountState>,)> =
        tx.opt(sql!("SELECT closed_from FROM people WHERE id = $1 AND state = 'disabled'"), args![id]).await?;
    Ok(found.and_then(|(state,)| state))
}

/// Who signed up so long ago and never proved the address.
pub(super) async fn unconfirmed_since(tx: &Tx, before: Timestamp, limit: i64) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = tx
        .all(
            sql!("SELECT id FROM people WHERE state = 'unconfirmed' AND updated_at < $1 ORDER BY id LIMIT $2"),
            args![before, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Nobody's account from now on, with nothing of who made it. The row stays: what is recorded of its number is not to
/// be read of somebody else.
pub(super) async fn void(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE people SET email = $2, name = $2, folded = $2, phone = '', claimed_organization = '',
                 state = 'rejected', password_hash = NULL, invitation_id = NULL, updated_at = $3
             WHERE id = $1 AND state = 'unconfirmed'"
        ),
        args![id, format!("{id}@unconfirmed.invalid"), tx.now()],
    )
    .await?;
    Ok(())
}

/// No password opens the account any longer.
pub(super) async fn void_password(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE people SET password_hash = NULL, updated_at = $2 WHERE id = $1"), args![id, tx.now()])
        .await?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, id: PersonId, hash: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE people SET password_hash = $2, updated_at = $3 WHERE id = $1"), args![id, hash, tx.now()])
        .await?;
    Ok(())
}

/// What the newest sign-up says instead of all that an earlier one said.
pub(super) async fn sign_up_again(
    tx: &mut Tx,
    id: PersonId,
    new: &NewAccount,
    password_hash: Option<&str>,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE people SET name = $2, phone = $3, locale = $4, password_hash = $5, claimed_organization = $6,
                 updated_at = $7, folded = $8, signed_up_via = $9, invitation_id = $10 WHERE id = $1"
        ),
        args![
            id,
            new.name,
            new.phone,
            new.locale,
            password_hash,
            new.claimed_organization,
            tx.now(),
            folded(&new.name, &new.email),
            new.via,
            new.invited.map(Invited::id)
        ],
    )
    .await?;
    Ok(())
}

/// Without how it is searched for: `addresses::store::fold` knows all addresses.
pub(super) async fn update(tx: &mut Tx, person: &Person) -> Result<(), DbError> {
    addresses::store::guard(tx, &person.email).await?;
    tx.execute(
        sql!(
            "UPDATE people SET name = $2, email = $3, phone = $4, role = $5, state = $6, locale = $7, theme = $8,
                 all_organizations = $9, updated_at = $10,
                 closed_from = CASE WHEN $6 = 'disabled' AND state <> 'disabled' THEN state ELSE closed_from END
             WHERE id = $1"
        ),
        args![
            person.id,
            person.name,
            person.email,
            person.phone,
            person.role,
            person.state,
            person.locale,
            person.theme,
            person.all_organizations,
            tx.now()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn memberships(tx: &Tx, person: PersonId) -> Result<Vec<Membership>, DbError> {
    tx.all(
        sql!(
            "SELECT o.id, o.name, m.coordinator FROM memberships m JOIN organizations o ON o.id = m.organization_id
             WHERE m.person_id = $1 AND NOT o.archived ORDER BY o.name"
        ),
        args![person],
    )
    .await
}

pub(super) async fn attended(tx: &Tx, person: PersonId) -> Result<Vec<OrganizationId>, DbError> {
    let rows: Vec<(OrganizationId,)> = tx
        .all(
            sql!("SELECT organization_id FROM attended_organizations WHERE person_id = $1 ORDER BY organization_id"),
            args![person],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn touch_session(tx: &mut Tx, token_hash: &str) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1"), args![token_hash, tx.now()]).await
}

/// Those in which somebody looks on lead back to their own for as long as that one lives without being used.
pub(super) async fn delete_old_sessions(tx: &mut Tx, unused_since: Timestamp) -> Result<u64, DbError> {
    tx.execute(
        sql!("DELETE FROM sessions WHERE seen_at < $2 OR expires_at < $1 AND impersonator_id IS NULL"),
        args![tx.now(), unused_since],
    )
    .await
}

pub(super) async fn insert_link(
    tx: &mut Tx,
    token_hash: &str,
    person: PersonId,
    purpose: &str,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO mail_links (token_hash, person_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)"),
        args![token_hash, person, purpose, tx.now(), expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn link(tx: &Tx, token_hash: &str, purpose: &str) -> Result<Option<PersonId>, DbError> {
    let found: Option<(PersonId,)> = tx
        .opt(
            sql!("SELECT person_id FROM mail_links WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3"),
            args![token_hash, purpose, tx.now()],
        )
        .await?;
    Ok(found.map(|(person,)| person))
}

/// Who holds a link, when it was made, and whether a password opens their account.
pub(super) async fn dated_link(
    tx: &Tx,
    token_hash: &str,
    purpose: &str,
) -> Result<Option<(PersonId, Timestamp, bool)>, DbError> {
    tx.opt(
        sql!(
            "SELECT p.id, l.created_at, p.password_hash IS NOT NULL FROM mail_links l JOIN people p ON p.id = l.person_id
             WHERE l.token_hash = $1 AND l.purpose = $2 AND l.expires_at > $3"
        ),
        args![token_hash, purpose, tx.now()],
    )
    .await
}

pub(super) async fn delete_links(tx: &mut Tx, person: PersonId, purpose: &str) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM mail_links WHERE person_id = $1 AND purpose = $2"), args![person, purpose]).await
}

pub(super) async fn delete_all_links(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM mail_links WHERE person_id = $1"), args![person]).await?;
    Ok(())
}

pub(super) async fn any(tx: &Tx) -> Result<bool, DbError> {
    let (any,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM people)"), args![]).await?;
    Ok(any)
}

/// Whether anybody was ever let in. Who signed up and waits is nobody's decision yet.
pub(super) async fn any_let_in(tx: &Tx) -> Result<bool, DbError> {
    let (any,) = tx
        .one(sql!("SELECT EXISTS (SELECT 1 FROM people WHERE state IN ('active', 'rejected', 'disabled'))"), args![])
        .await?;
    Ok(any)
}

/// One row that everybody writes who changes who administers. Two at once would see each other's administrator stay,
/// write different rows, and leave none (decision 0003): so the second runs again and sees what the first did.
pub(super) async fn hold_admins(tx: &mut Tx) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO settings (name, value) VALUES ('administrators', 'null')
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        args![],
    )
    .await?;
    Ok(())
}

pub(super) async fn another_admin(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let (any,) = tx
        .one(
            sql!("SELECT EXISTS (SELECT 1 FROM people WHERE role = 'admin' AND state = 'active' AND id <> $1)"),
            args![person],
        )
        .await?;
    Ok(any)
}

fn folded(name: &str, email: &str) -> String {
    atiende_text::fold::fold(&format!("{name} {email}"))
}
