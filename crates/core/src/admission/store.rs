//! SQL of the queue of newcomers: one function per statement.

use super::model::{Applicant, Invitation, NewInvitation, Proposal, Said};
use crate::accounts::AccountState;
use crate::id::{InvitationId, OrganizationId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// `technician`: without those whose domain is another client's than this person attends.
pub(super) async fn applicants(
    tx: &Tx,
    technician: Option<PersonId>,
    after: i64,
    limit: i64,
) -> Result<Vec<Applicant>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, p.name, p.email, p.phone, p.claimed_organization, p.signed_up_via, p.created_at,
                 coalesce(p.waits_since, p.created_at)
             FROM people p WHERE p.state = 'pending' AND p.id > $1 AND (CAST($3 AS BIGINT) IS NULL
                 OR EXISTS (SELECT 1 FROM attended_organizations a
                                JOIN organization_domains d ON d.organization_id = a.organization_id
                            WHERE a.person_id = $3 AND p.email LIKE '%@' || d.domain)
                 OR NOT EXISTS (SELECT 1 FROM organization_domains d
                                    JOIN organizations o ON o.id = d.organization_id AND NOT o.archived
                                WHERE p.email LIKE '%@' || d.domain))
             ORDER BY p.id LIMIT $2"
        ),
        args![after, limit, technician],
    )
    .await
}

/// Those with an address of the own domains of an organization that this person coordinates.
pub(super) async fn applicants_of_coordinator(
    tx: &Tx,
    coordinator: PersonId,
    limit: i64,
) -> Result<Vec<Applicant>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, p.name, p.email, p.phone, p.claimed_organization, p.signed_up_via, p.created_at,
                 coalesce(p.waits_since, p.created_at)
             FROM people p WHERE p.state = 'pending' AND EXISTS (
                 SELECT 1 FROM memberships m JOIN organizations o ON o.id = m.organization_id AND NOT o.archived
                     JOIN organization_domains d ON d.organization_id = m.organization_id
                 WHERE m.person_id = $1 AND m.coordinator AND p.email LIKE '%@' || d.domain)
             ORDER BY p.id LIMIT $2"
        ),
        args![coordinator, limit],
    )
    .await
}

pub(super) async fn applicant(tx: &Tx, id: PersonId) -> Result<Option<Applicant>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, name, email, phone, claimed_organization, signed_up_via, created_at,
                 coalesce(waits_since, created_at)
             FROM people WHERE id = $1 AND state = 'pending'"
        ),
        args![id],
    )
    .await
}

/// By what the account came: see `NewAccount::via`.
pub(super) async fn came_via(tx: &Tx, id: PersonId) -> Result<String, DbError> {
    let (via,) = tx.one(sql!("SELECT signed_up_via FROM people WHERE id = $1"), args![id]).await?;
    Ok(via)
}

pub(super) async fn count(tx: &Tx) -> Result<i64, DbError> {
    let (n,) = tx.one(sql!("SELECT count(*) FROM people WHERE state = 'pending'"), args![]).await?;
    Ok(n)
}

/// How many of them `applicants` has for this technician.
pub(super) async fn count_of_technician(tx: &Tx, technician: PersonId) -> Result<i64, DbError> {
    let (n,) = tx
        .one(
            sql!(
                "SELECT count(*) FROM people p WHERE p.state = 'pending' AND (
                     EXISTS (SELECT 1 FROM attended_organizations a
                                 JOIN organization_domains d ON d.organization_id = a.organization_id
                             WHERE a.person_id = $1 AND p.email LIKE '%@' || d.domain)
                     OR NOT EXISTS (SELECT 1 FROM organization_domains d
                                        JOIN organizations o ON o.id = d.organization_id AND NOT o.archived
                                    WHERE p.email LIKE '%@' || d.domain))"
            ),
            args![technician],
        )
        .await?;
    Ok(n)
}

/// Organizations that own the domain, then those where people of that domain already are.
pub(super) async fn proposals(tx: &Tx, domain: &str) -> Result<Vec<Proposal>, DbError> {
    tx.all(
        sql!(
            "SELECT o.id, o.name,
                 EXISTS (SELECT 1 FROM organization_domains d WHERE d.organization_id = o.id AND d.domain = $1) AS own,
                 (SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id
                  WHERE m.organization_id = o.id AND p.state = 'active' AND p.email LIKE '%@' || $1) AS colleagues
             FROM organizations o
             WHERE NOT o.archived AND (
                 EXISTS (SELECT 1 FROM organization_domains d WHERE d.organization_id = o.id AND d.domain = $1)
                 OR EXISTS (SELECT 1 FROM memberships m JOIN people p ON p.id = m.person_id
                            WHERE m.organization_id = o.id AND p.state = 'active' AND p.email LIKE '%@' || $1))
             ORDER BY 3 DESC, 4 DESC, o.name LIMIT 5"
        ),
        args![domain],
    )
    .await
}

/// Notes the decision; `by` is `None` where a rule decided.
pub(super) async fn decide(
    tx: &mut Tx,
    id: PersonId,
    state: AccountState,
    by: Option<PersonId>,
    reason: &str,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE people SET state = $2, decided_by = $3, decision_reason = $4, decided_at = $5, updated_at = $5
             WHERE id = $1"
        ),
        args![id, state, by, reason, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn begin_to_wait(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE people SET state = 'pending', waits_since = $2, updated_at = $2 WHERE id = $1"),
        args![id, tx.now()],
    )
    .await?;
    Ok(())
}

/// Who waits, with the instant from which the next reminder counts, the earliest first. Who was asked something and has
/// not answered is waited for instead.
pub(super) async fn waiting(tx: &Tx, limit: i64) -> Result<Vec<(PersonId, Timestamp)>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, coalesce(p.reminded_at, p.waits_since, p.created_at) AS since FROM people p
             WHERE p.state = 'pending' AND NOT EXISTS (
                 SELECT 1 FROM applicant_messages m
                 WHERE m.person_id = p.id AND m.author_id <> p.id AND m.id = (
                     SELECT max(l.id) FROM applicant_messages l WHERE l.person_id = p.id))
             ORDER BY 2, 1 LIMIT $1"
        ),
        args![limit],
    )
    .await
}

pub(super) async fn reminded(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE people SET reminded_at = $2 WHERE id = $1"), args![id, tx.now()]).await?;
    Ok(())
}

/// From when until when the last people waited about whom somebody decided, the newest first.
pub(super) async fn waits(tx: &Tx, since: Timestamp, limit: i64) -> Result<Vec<(Timestamp, Timestamp)>, DbError> {
    tx.all(
        sql!(
            "SELECT waits_since, decided_at FROM people
             WHERE state IN ('active', 'rejected') AND waits_since IS NOT NULL AND decided_by IS NOT NULL
                 AND decided_at > $1
             ORDER BY id DESC LIMIT $2"
        ),
        args![since, limit],
    )
    .await
}

pub(super) async fn conversation(tx: &Tx, person: PersonId) -> Result<Vec<Said>, DbError> {
    tx.all(
        sql!(
            "SELECT m.author_id, p.name, m.body, m.created_at FROM applicant_messages m
                 JOIN people p ON p.id = m.author_id
             WHERE m.person_id = $1 ORDER BY m.id LIMIT 100"
        ),
        args![person],
    )
    .await
}

pub(super) async fn say(tx: &mut Tx, person: PersonId, author: PersonId, body: &str) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO applicant_messages (person_id, author_id, body, created_at) VALUES ($1, $2, $3, $4)"),
        args![person, author, body, tx.now()],
    )
    .await?;
    Ok(())
}

/// Who asked the applicant something.
pub(super) async fn askers(tx: &Tx, person: PersonId) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = tx
        .all(
            sql!(
                "SELECT DISTINCT m.author_id FROM applicant_messages m JOIN people p ON p.id = m.author_id
                 WHERE m.person_id = $1 AND m.author_id <> $1 AND p.state = 'active' ORDER BY m.author_id"
            ),
            args![person],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Active coordinators of the organizations that own the domain.
pub(super) async fn coordinators_of_domain(tx: &Tx, domain: &str) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = tx
        .all(
            sql!(
                "SELECT DISTINCT p.id FROM organization_domains d
                     JOIN organizations o ON o.id = d.organization_id AND NOT o.archived
                     JOIN memberships m ON m.organization_id = d.organization_id AND m.coordinator
                     JOIN people p ON p.id = m.person_id AND p.state = 'active'
                 WHERE d.domain = $1 ORDER BY p.id"
            ),
            args![domain],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn insert_invitation(
    tx: &mut Tx,
    token_hash: &str,
    new: &NewInvitation,
    by: PersonId,
) -> Result<InvitationId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO invitations (token_hash, organization_id, coordinator, note, uses, max_uses, created_by,
                     created_at, expires_at)
                 VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8) RETURNING id"
            ),
            args![
                token_hash,
                new.organization,
                new.coordinator,
                new.note.trim(),
                new.max_uses,
                by,
                tx.now(),
                tx.now() + new.life()
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn invitation_of_token(tx: &Tx, token_hash: &str) -> Result<Option<Invitation>, DbError> {
    tx.opt(
        sql!(
            "SELECT i.id, o.id, o.name, i.coordinator, i.note, i.uses, i.max_uses, p.name, p.id, i.expires_at, i.revoked_at
             FROM invitations i JOIN organizations o ON o.id = i.organization_id AND NOT o.archived
                 JOIN people p ON p.id = i.created_by
             WHERE i.token_hash = $1"
        ),
        args![token_hash],
    )
    .await
}

pub(super) async fn invitation(tx: &Tx, id: InvitationId) -> Result<Option<Invitation>, DbError> {
    tx.opt(
        sql!(
            "SELECT i.id, o.id, o.name, i.coordinator, i.note, i.uses, i.max_uses, p.name, p.id, i.expires_at, i.revoked_at
             FROM invitations i JOIN organizations o ON o.id = i.organization_id AND NOT o.archived
                 JOIN people p ON p.id = i.created_by
             WHERE i.id = $1"
        ),
        args![id],
    )
    .await
}

/// The invitation that this person signed up with.
pub(super) async fn invitation_of_person(tx: &Tx, person: PersonId) -> Result<Option<InvitationId>, DbError> {
    let found: Option<(Option<InvitationId>,)> =
        tx.opt(sql!("SELECT invitation_id FROM people WHERE id = $1"), args![person]).await?;
    Ok(found.and_then(|(id,)| id))
}

/// The newest invitations into an organization; every one where `organization` is `None`.
pub(super) async fn invitations(
    tx: &Tx,
    organization: Option<OrganizationId>,
    limit: i64,
) -> Result<Vec<Invitation>, DbError> {
    tx.all(
        sql!(
            "SELECT i.id, o.id, o.name, i.coordinator, i.note, i.uses, i.max_uses, p.name, p.id, i.expires_at, i.revoked_at
             FROM invitations i JOIN organizations o ON o.id = i.organization_id AND NOT o.archived
                 JOIN people p ON p.id = i.created_by
             WHERE i.organization_id = $1 OR CAST($1 AS BIGINT) IS NULL ORDER BY i.id DESC LIMIT $2"
        ),
        args![organization, limit],
    )
    .await
}

/// Counts a use if there is one left; whether there was.
pub(super) async fn use_invitation(tx: &mut Tx, id: InvitationId) -> Result<bool, DbError> {
    let used = tx
        .execute(
            sql!(
                "UPDATE invitations SET uses = uses + 1
                 WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2 AND (max_uses = 0 OR uses < max_uses)"
            ),
            args![id, tx.now()],
        )
        .await?;
    Ok(used == 1)
}

pub(super) async fn revoke_invitation(tx: &mut Tx, id: InvitationId) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"), args![id, tx.now()])
        .await
}
