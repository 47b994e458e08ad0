//! What the selects of several pages offer: pairs of a value and its words.

use crate::shell::words::priority_key;
use atiende_core::accounts::directory;
use atiende_core::actor::Staff;
use atiende_core::id::OrganizationId;
use atiende_core::tickets::Priority;
use atiende_core::{Actor, Denied, orgs, routing};
use atiende_db::{DbError, Tx};
use atiende_i18n::Locale;

pub(super) type Options = Vec<(String, String)>;

/// The clients in use that this member of staff attends.
pub(super) async fn organizations(tx: &Tx, by: Staff<'_>) -> Result<Options, DbError> {
    let organizations = orgs::access::attended_names(tx, by).await?;
    Ok(organizations.iter().map(|(id, name)| (id.to_string(), name.clone())).collect())
}

/// The places of the chosen client, each with its path; none as long as no client is chosen.
pub(super) async fn locations(tx: &Tx, actor: &Actor, chosen: &str) -> Result<Options, DbError> {
    let Ok(organization) = chosen.parse::<OrganizationId>() else { return Ok(Options::new()) };
    match orgs::access::locations(tx, actor, organization).await {
        Ok(nodes) => Ok(nodes.iter().map(|n| (n.location.id.to_string(), n.location.path.clone())).collect()),
        Err(Denied::Db(error)) => Err(error),
        Err(_) => Ok(Options::new()),
    }
}

pub(super) async fn staff(tx: &Tx, by: Staff<'_>) -> Result<Options, DbError> {
    let staff = directory::staff(tx, by).await?;
    Ok(staff.iter().map(|(id, name)| (id.to_string(), name.clone())).collect())
}

pub(super) async fn categories(tx: &Tx, by: Staff<'_>) -> Result<Options, DbError> {
    let categories = routing::categories_in_use(tx, by).await?;
    Ok(categories.iter().map(|c| (c.id.to_string(), c.name.clone())).collect())
}

pub(super) async fn teams(tx: &Tx, by: Staff<'_>) -> Result<Options, DbError> {
    let teams = routing::teams(tx, by).await?;
    Ok(teams.into_iter().map(|t| (t.id.to_string(), t.name)).collect())
}

pub(super) fn priorities(t: Locale) -> Options {
    words(Priority::ALL, Priority::as_str, |p| t.text(priority_key(p)))
}

/// Organizations and categories by their names, as the mailboxes of the configuration name them.
pub(super) async fn names(tx: &Tx, by: Staff<'_>) -> Result<(Options, Options), DbError> {
    let by_name = |options: Options| options.into_iter().map(|(_, name)| (name.clone(), name)).collect();
    Ok((by_name(organizations(tx, by).await?), by_name(categories(tx, by).await?)))
}

/// Every value of a closed list with its words.
pub(super) fn words<T: Copy>(
    all: &[T],
    value: impl Fn(T) -> &'static str,
    words: impl Fn(T) -> &'static str,
) -> Options {
    all.iter().map(|&one| (value(one).to_owned(), words(one).to_owned())).collect()
}

/// The words of a value; the value itself when the list does not have it any more.
pub(super) fn name_of<'o>(options: &'o Options, value: &'o str) -> &'o str {
    options.iter().find(|(other, _)| other == value).map_or(value, |(_, words)| words)
}
