//! SQL of further addresses: one function per statement.

use super::model::Address;
use crate::id::{AddressId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

pub(crate) async fn of_person(tx: &Tx, person: PersonId) -> Result<Vec<Address>, DbError> {
    tx.all(sql!("SELECT id, email, created_at FROM addresses WHERE person_id = $1 ORDER BY id"), args![person]).await
}

/// Whoever gives an address to somebody, here or in `people`, writes its row. Of two at once the second runs again, and
/// its checks see what the first did (decision 0003): each table alone would let both in.
pub(crate) async fn guard(tx: &mut Tx, email: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO address_guards (email, at) VALUES ($1, $2)
             ON CONFLICT (email) DO UPDATE SET at = excluded.at"
        ),
        args![email, tx.now()],
    )
    .await?;
    Ok(())
}

/// Rows that no transaction can still meet at.
pub(super) async fn delete_old_guards(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM address_guards WHERE at < $1"), args![before]).await
}

pub(crate) async fn insert(tx: &mut Tx, person: PersonId, email: &str) -> Result<AddressId, DbError> {
    guard(tx, email).await?;
    let (id,) = tx
        .returning_one(
            sql!("INSERT INTO addresses (person_id, email, created_at) VALUES ($1, $2, $3) RETURNING id"),
            args![person, email, tx.now()],
        )
        .await?;
    Ok(id)
}

pub(crate) async fn delete(tx: &mut Tx, id: AddressId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM addresses WHERE id = $1"), args![id]).await
}

/// Puts another address into the row.
pub(super) async fn replace(tx: &mut Tx, id: AddressId, email: &str) -> Result<u64, DbError> {
    guard(tx, email).await?;
    tx.execute(sql!("UPDATE addresses SET email = $2 WHERE id = $1"), args![id, email]).await
}

pub(super) async fn insert_link(
    tx: &mut Tx,
    token_hash: &str,
    person: PersonId,
    email: &str,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO address_links (token_hash, person_id, email, expires_at) VALUES ($1, $2, $3, $4)"),
        args![token_hash, person, email, expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn link(tx: &Tx, token_hash: &str, person: PersonId) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = tx
        .opt(
            sql!("SELECT email FROM address_links WHERE token_hash = $1 AND person_id = $2 AND expires_at > $3"),
            args![token_hash, person, tx.now()],
        )
        .await?;
    Ok(found.map(|(email,)| email))
}

pub(super) async fn delete_links(tx: &mut Tx, person: PersonId, email: &str) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM address_links WHERE person_id = $1 AND email = $2"), args![person, email]).await
}

pub(super) async fn delete_old_links(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM address_links WHERE expires_at <= $1"), args![tx.now()]).await
}

pub(super) async fn set_email(tx: &mut Tx, person: PersonId, email: &str) -> Result<(), DbError> {
    guard(tx, email).await?;
    tx.execute(sql!("UPDATE people SET email = $2, updated_at = $3 WHERE id = $1"), args![person, email, tx.now()])
        .await?;
    Ok(())
}

/// Name and addresses as they are searched for.
pub(crate) async fn fold(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    let names: Vec<(String,)> = tx
        .all(
            sql!(
                "SELECT name FROM people WHERE id = $1 UNION ALL SELECT email FROM people WHERE id = $1
                 UNION ALL SELECT email FROM addresses WHERE person_id = $1"
            ),
            args![person],
        )
        .await?;
    let words: Vec<String> = names.into_iter().map(|(word,)| word).collect();
    let folded = atiende_text::fold::fold(&words.join(" "));
    tx.execute(sql!("UPDATE people SET folded = $2 WHERE id = $1"), args![person, folded]).await?;
    Ok(())
}

/// The address that mails went to before the first change since then; `None` when there was none.
pub(super) async fn email_before(tx: &Tx, person: PersonId, since: Timestamp) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = tx
        .opt(
            sql!(
                "SELECT data FROM events WHERE object = 'person' AND object_id = $1 AND verb = 'address_preferred'
                     AND at >= $2 ORDER BY id LIMIT 1"
            ),
            args![person, since],
        )
        .await?;
    let data: Option<serde_json::Value> = found.and_then(|(data,)| serde_json::from_str(&data).ok());
    Ok(data.and_then(|data| Some(data.get("from")?.as_str()?.to_owned())))
}

/// The addresses that were added since then.
pub(super) async fn added_since(tx: &Tx, person: PersonId, since: Timestamp) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx
        .all(
            sql!(
                "SELECT data FROM events WHERE object = 'person' AND object_id = $1 AND verb = 'address_added'
                     AND at >= $2 ORDER BY id"
            ),
            args![person, since],
        )
        .await?;
    let email = |data: &str| {
        let data: serde_json::Value = serde_json::from_str(data).ok()?;
        Some(data.get("email")?.as_str()?.to_owned())
    };
    Ok(rows.iter().filter_map(|(data,)| email(data)).collect())
}

pub(crate) async fn delete_links_of_person(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM address_links WHERE person_id = $1"), args![person]).await
}
