//! Lists of users and groups as SCIM asks for them (RFC 7644 3.4.2): filtered, from an index on, with their number.

use super::access::Source;
use super::model::{Group, User, folded};
use crate::id::{GroupId, PersonId};
use atiende_db::{DbError, FromRow, SqlBuilder, Tx};
use jiff::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;

/// What may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Id,
    UserName,
    ExternalId,
    Email,
    /// Of an address that the directory gave; `work` for others.
    EmailType,
    DisplayName,
    GivenName,
    FamilyName,
    Active,
    Created,
    LastModified,
    /// Of a group: the id of somebody in it.
    Member,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// A filter. Values are what the caller wrote, never part of a statement's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    And(Box<Term>, Box<Term>),
    Or(Box<Term>, Box<Term>),
    Not(Box<Term>),
    /// A text compared without case, but for the directory's own ids (RFC 7643 3.1).
    Text(Field, Operator, String),
    /// The same for ids, which are numbers here; one that is none is nobody's.
    Number(Field, Operator, i64),
    Time(Field, Operator, Timestamp),
    Active(bool),
    Present(Field),
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub filter: Option<Term>,
    /// How many to pass over.
    pub from: i64,
    pub count: i64,
}

/// How many there are in all, and those that were asked for.
#[derive(Debug)]
pub struct Listed<T> {
    pub total: i64,
    pub items: Vec<T>,
}

const USERS: &str = "FROM people p LEFT JOIN provisioned_people s ON s.person_id = p.id
     WHERE p.state <> 'unconfirmed' AND p.email NOT LIKE '%@%.invalid' AND (s.source = ";
/// Who was here before the directory was: requesters, nobody else's, and of no organization but those that its groups
/// were given; or who waits with an address of one of these. An administrator gave the directory these organizations.
const ENTRUSTED: &str = "SELECT g.organization_id FROM directory_groups g
     WHERE g.organization_id IS NOT NULL AND g.source = ";
const USER_COLUMNS: &str = "SELECT p.id, coalesce(s.user_name, p.email), coalesce(s.external_id, ''),
     coalesce(s.given_name, ''), coalesce(s.family_name, ''), p.name, p.email, p.phone,
     coalesce(s.email_type, ''), coalesce(s.phone_type, ''), coalesce(s.formatted, ''), coalesce(s.display_name, ''),
     p.locale, p.state, p.created_at, p.updated_at ";
const GROUPS: &str = "FROM directory_groups g LEFT JOIN organizations o ON o.id = g.organization_id
     LEFT JOIN people d ON d.id = g.source WHERE g.source = ";
const GROUP_COLUMNS: &str = "SELECT g.id, g.source, d.name, g.name, g.external_id, g.role, g.organization_id, o.name,
     g.coordinator, (SELECT count(*) FROM directory_members m WHERE m.group_id = g.id), g.created_at, g.updated_at ";

/// Users of this directory in the order in which they came.
pub async fn users(tx: &Tx, source: &Source, selection: &Selection) -> Result<Listed<User>, DbError> {
    let of_source = |query: SqlBuilder| users_of(query, source.id());
    list(tx, (USER_COLUMNS, " ORDER BY p.id LIMIT "), selection, (of_source, (of_user, found_user))).await
}

/// Groups of this directory in the order in which they came.
pub async fn groups(tx: &Tx, source: &Source, selection: &Selection) -> Result<Listed<Group>, DbError> {
    let of_source = |query: SqlBuilder| query.push(GROUPS).bind(source.id());
    list(tx, (GROUP_COLUMNS, " ORDER BY g.id LIMIT "), selection, (of_source, (of_group, |_| &[]))).await
}

/// A user of this directory. Who never confirmed an address is nobody yet; who was merged with somebody, no more.
pub(super) async fn user(tx: &Tx, source: PersonId, id: PersonId) -> Result<Option<User>, DbError> {
    let query = users_of(SqlBuilder::new(USER_COLUMNS), source).push(" AND p.id = ").bind(id);
    Ok(tx.all_built(&query).await?.into_iter().next())
}

fn users_of(query: SqlBuilder, source: PersonId) -> SqlBuilder {
    let query = query.push(USERS).bind(source).push(" AND NOT s.deleted OR coalesce(s.source, 0) = 0");
    let query = query.push(" AND p.role = 'requester' AND p.state IN ('active', 'pending')");
    let query = query.push(" AND (EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id)");
    let query = query.push(" AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id");
    let query = query.push(" AND m.organization_id NOT IN (").push(ENTRUSTED).bind(source).push("))");
    let query =
        query.push(" OR p.state = 'pending' AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id)");
    let query = query.push(" AND EXISTS (SELECT 1 FROM organization_domains d WHERE p.email LIKE '%@' || d.domain");
    query.push(" AND d.organization_id IN (").push(ENTRUSTED).bind(source).push("))))")
}

/// The groups of several people: id and name.
pub async fn groups_of_each(
    tx: &Tx,
    source: &Source,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<(GroupId, String)>>, DbError> {
    let query = SqlBuilder::new(
        "SELECT m.person_id, g.id, g.name FROM directory_members m JOIN directory_groups g ON g.id = m.group_id
         WHERE g.source = ",
    );
    let query = query.bind(source.id()).push(" AND m.person_id IN (");
    each(tx, query, people.iter().map(|id| id.0), ") ORDER BY m.person_id, g.id").await
}

/// The people of several groups: id and name.
pub async fn members_of_each(
    tx: &Tx,
    source: &Source,
    groups: &[GroupId],
) -> Result<HashMap<GroupId, Vec<(PersonId, String)>>, DbError> {
    let query = SqlBuilder::new(
        "SELECT m.group_id, p.id, p.name FROM directory_members m JOIN people p ON p.id = m.person_id
             JOIN directory_groups g ON g.id = m.group_id
         WHERE g.source = ",
    );
    let query = query.bind(source.id()).push(" AND m.group_id IN (");
    each(tx, query, groups.iter().map(|id| id.0), ") ORDER BY m.group_id, p.id").await
}

async fn each<K: Eq + Hash, V>(
    tx: &Tx,
    query: SqlBuilder,
    ids: impl Iterator<Item = i64>,
    end: &'static str,
) -> Result<HashMap<K, Vec<(V, String)>>, DbError>
where
    (K, V, String): FromRow,
{
    // No id is 0: a list in SQL is never empty.
    let listed = ids.fold(query.push("0"), |query, id| query.push(", ").bind(id));
    let mut found: HashMap<K, Vec<(V, String)>> = HashMap::new();
    for (of, id, name) in tx.all_built::<(K, V, String)>(&listed.push(end)).await? {
        found.entry(of).or_default().push((id, name));
    }
    Ok(found)
}

/// The column of a field; and, for what is looked up again and again, the pieces of a condition that an index answers:
/// the value stands between them.
type Columns = (fn(Field) -> &'static str, fn(Field) -> &'static [&'static str]);

async fn list<T: FromRow>(
    tx: &Tx,
    (columns, order): (&'static str, &'static str),
    selection: &Selection,
    (from, fields): (impl Fn(SqlBuilder) -> SqlBuilder, Columns),
) -> Result<Listed<T>, DbError> {
    let filtered = |query: SqlBuilder| match &selection.filter {
        Some(term) => push(from(query).push(" AND "), term, fields),
        None => from(query),
    };
    let counted: Vec<(i64,)> = tx.all_built(&filtered(SqlBuilder::new("SELECT count(*) "))).await?;
    let total = counted.first().map_or(0, |&(total,)| total);
    if selection.count == 0 || selection.from >= total {
        return Ok(Listed { total, items: Vec::new() });
    }
    // SCIM turns pages by index, so here, and nowhere else, rows are passed over.
    let query = filtered(SqlBuilder::new(columns)).push(order).bind(selection.count);
    let items = tx.all_built(&query.push(" OFFSET ").bind(selection.from)).await?;
    Ok(Listed { total, items })
}

const fn of_user(field: Field) -> &'static str {
    match field {
        Field::Id => "p.id",
        Field::UserName => "coalesce(s.user_name_folded, p.email)",
        Field::ExternalId => "coalesce(s.external_id, '')",
        Field::Email => "p.email",
        Field::EmailType => "lower(coalesce(nullif(s.email_type, ''), 'work'))",
        Field::DisplayName => "lower(p.name)",
        Field::GivenName => "lower(coalesce(s.given_name, ''))",
        Field::FamilyName => "lower(coalesce(s.family_name, ''))",
        Field::Active => "p.state",
        Field::Created => "p.created_at",
        Field::LastModified => "p.updated_at",
        Field::Member => "NULL",
    }
}

const fn found_user(field: Field) -> &'static [&'static str] {
    match field {
        Field::UserName => &[
            "p.id IN (SELECT person_id FROM provisioned_people WHERE user_name_folded = ",
            " UNION ALL SELECT x.id FROM people x WHERE x.email = ",
            " AND NOT EXISTS (SELECT 1 FROM provisioned_people y WHERE y.person_id = x.id))",
        ],
        Field::ExternalId => &["p.id IN (SELECT person_id FROM provisioned_people WHERE external_id = ", ")"],
        _ => &[],
    }
}

const fn of_group(field: Field) -> &'static str {
    match field {
        Field::Id => "g.id",
        Field::DisplayName => "g.name_folded",
        Field::ExternalId => "g.external_id",
        Field::Created => "g.created_at",
        Field::LastModified => "g.updated_at",
        Field::Member => "EXISTS (SELECT 1 FROM directory_members x WHERE x.group_id = g.id AND x.person_id = ",
        Field::UserName | Field::Email | Field::EmailType | Field::GivenName | Field::FamilyName | Field::Active => {
            "NULL"
        }
    }
}

fn push(query: SqlBuilder, term: &Term, columns: Columns) -> SqlBuilder {
    let (column, found) = columns;
    match term {
        Term::And(one, other) => both(query, (one, " AND ", other), columns),
        Term::Or(one, other) => both(query, (one, " OR ", other), columns),
        Term::Not(inner) => push(query.push("NOT "), inner, columns),
        Term::Text(field, Operator::Equal, value) if !value.is_empty() && !found(*field).is_empty() => {
            lookup(query, found(*field), &plain(*field, value))
        }
        Term::Text(Field::ExternalId, operator, value) => {
            exact(query.push("("), column(Field::ExternalId), *operator, value).push(")")
        }
        Term::Text(field, operator, value) => text(query.push("("), column(*field), *operator, value).push(")"),
        Term::Number(Field::Member, _, id) => query.push(column(Field::Member)).bind(*id).push(")"),
        Term::Number(field, operator, number) => compare(query.push(column(*field)), *operator).bind(*number),
        Term::Time(field, operator, at) => compare(query.push(column(*field)), *operator).bind(*at),
        Term::Active(true) => query.push("p.state = 'active'"),
        Term::Active(false) => query.push("p.state <> 'active'"),
        Term::Present(Field::Active | Field::Id | Field::Created | Field::LastModified) => query.push("TRUE"),
        Term::Present(Field::Member) => {
            query.push("EXISTS (SELECT 1 FROM directory_members x WHERE x.group_id = g.id)")
        }
        Term::Present(field) => query.push(column(*field)).push(" <> ''"),
    }
}

fn both(query: SqlBuilder, (one, word, other): (&Term, &'static str, &Term), columns: Columns) -> SqlBuilder {
    let query = push(query.push("("), one, columns).push(word);
    push(query, other, columns).push(")")
}

fn compare(query: SqlBuilder, operator: Operator) -> SqlBuilder {
    query.push(match operator {
        Operator::NotEqual => " <> ",
        Operator::Greater => " > ",
        Operator::GreaterOrEqual => " >= ",
        Operator::Less => " < ",
        Operator::LessOrEqual => " <= ",
        Operator::Equal | Operator::Contains | Operator::StartsWith | Operator::EndsWith => " = ",
    })
}

fn lookup(query: SqlBuilder, pieces: &[&'static str], value: &str) -> SqlBuilder {
    let Some((last, before)) = pieces.split_last() else { return query };
    before.iter().fold(query, |query, piece| query.push(piece).bind(value)).push(last)
}

/// As it is compared.
fn plain(field: Field, value: &str) -> String {
    if field == Field::ExternalId { value.to_owned() } else { folded(value) }
}

fn text(query: SqlBuilder, column: &'static str, operator: Operator, value: &str) -> SqlBuilder {
    let value = folded(value);
    let literal = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let query = lowered(query, column, &value);
    let like = match operator {
        Operator::Contains => format!("%{literal}%"),
        Operator::StartsWith => format!("{literal}%"),
        Operator::EndsWith => format!("%{literal}"),
        _ => return compare(query, operator).bind(value.as_str()),
    };
    query.push(" LIKE ").bind(like.as_str()).push(" ESCAPE '\\'")
}

/// Letters beyond ASCII of one value.
const LETTERS_MAX: usize = 40;

/// The column in small letters, as far as this value has any: what `lower` makes of others than ASCII's is each engine's,
/// and each database's, own.
fn lowered(query: SqlBuilder, column: &'static str, value: &str) -> SqlBuilder {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for letter in value.chars().filter(|letter| !letter.is_ascii()) {
        let pair = (letter.to_uppercase().to_string(), letter.to_string());
        if pair.0 != pair.1 && pair.0.chars().count() == 1 && pairs.len() < LETTERS_MAX && !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    let query = pairs.iter().fold(query, |query, _| query.push("replace(")).push(column);
    pairs.iter().fold(query, |query, (large, small)| {
        query.push(", ").bind(large.as_str()).push(", ").bind(small.as_str()).push(")")
    })
}

/// Letter by letter: LIKE minds no case in SQLite.
fn exact(query: SqlBuilder, column: &'static str, operator: Operator, value: &str) -> SqlBuilder {
    let length = |query: SqlBuilder| query.push("length(CAST(").bind(value).push(" AS TEXT))");
    let query = match operator {
        Operator::Contains => {
            return query.push("replace(").push(column).push(", ").bind(value).push(", '') <> ").push(column);
        }
        Operator::StartsWith => length(query.push("substr(").push(column).push(", 1, ")).push(")"),
        Operator::EndsWith => {
            let from = query.push("substr(").push(column).push(", length(").push(column).push(") + 1 - ");
            length(from).push(")")
        }
        _ => query.push(column),
    };
    compare(query, operator).bind(value)
}
