//! What every representation is made of: ids, times, closed words, pages of lists.

use super::Problem;
use crate::shell::State;
use atiende_core::tickets;
use atiende_core::{accounts, articles, files, orgs};
use atiende_i18n::key;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::str::FromStr;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// An opaque string. One that we never gave out names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, example = "42")]
pub(crate) struct Id(pub(crate) i64);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::named(&String::deserialize(deserializer)?))
    }
}

impl Id {
    fn named(text: &str) -> Self {
        // Only the spelling that we give out: `042` and `+42` are nothing.
        let known = text.parse().ok().filter(|id: &i64| *id > 0 && id.to_string() == text);
        Self(known.unwrap_or(0))
    }
}

macro_rules! ids {
    ($($name:ident),*) => {$(
        impl From<atiende_core::id::$name> for Id {
            fn from(id: atiende_core::id::$name) -> Self { Self(id.0) }
        }
        impl From<Id> for atiende_core::id::$name {
            fn from(id: Id) -> Self { Self(id.0) }
        }
    )*};
}
ids!(
    InboundId,
    PersonId,
    OrganizationId,
    LocationId,
    AssetId,
    CategoryId,
    TicketId,
    MessageId,
    AttachmentId,
    ArticleId,
    MailId,
    EventId
);

/// The id in the path.
pub(crate) struct PathId(pub(crate) Id);

impl FromRequestParts<State> for PathId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::NotFound)?;
        Ok(Self(Id::named(&text)))
    }
}

/// An instant: RFC 3339, UTC.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime, example = "2026-01-31T08:30:00Z")]
pub(crate) struct Time(Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

/// Describes closed words of core: only their schema, never their values.
macro_rules! words {
    ($($name:ident: $core:ty),* $(,)?) => {$(
        #[derive(Debug)]
        pub(crate) enum $name {}
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = <$core>::ALL.iter().map(|word| word.as_str());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }
        impl ToSchema for $name {}
    )*};
}
words! {
    Status: tickets::State,
    WaitingFor: tickets::WaitingFor,
    Priority: tickets::Priority,
    MessageVisibility: tickets::Visibility,
    Source: tickets::Source,
    Scan: files::Scan,
    Role: accounts::Role,
    AccountState: accounts::AccountState,
    Scope: accounts::TokenScope,
    OrganizationKind: orgs::Kind,
    ArticleVisibility: articles::Visibility,
    ArticleState: articles::ArticleState,
}

/// One page of a list; what is added meanwhile moves nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    /// Ask again with it as `cursor`; `null` on the last page.
    pub(crate) next_cursor: Option<String>,
}

/// Makes a page of `limit` rows out of at least one more, if there is one; where the next begins.
pub(crate) fn cut<T>(rows: &mut Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Option<String> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    if more { rows.last().map(key) } else { None }
}

/// Where a page begins and how long it is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Rows of the page, 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Paging {
    pub(crate) fn limit(&self) -> usize {
        usize::try_from(self.limit.unwrap_or(50).clamp(1, 200)).unwrap_or(50)
    }

    /// The same for statements.
    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.limit.unwrap_or(50).clamp(1, 200))
    }

    /// The key of the last row of the page before.
    pub(crate) fn after<K: FromStr>(&self) -> Result<Option<K>, Problem> {
        let parsed = self.cursor.as_deref().map(str::parse).transpose();
        parsed.map_err(|_| Problem::invalid("cursor", key!("api-value-wrong")))
    }
}

/// The query's parameters. Those that nobody knows are nobody's; known ones must be right.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<State> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(super::sent::explain(&rejection.body_text())),
        }
    }
}

/// A field of a change: absent it stays as it is, `null` empties it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Given<T> {
    #[default]
    No,
    As(Option<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::As)
    }
}

impl<T> Given<T> {
    /// What the change names; nothing when it empties or says nothing.
    pub(crate) fn named(self) -> Option<T> {
        if let Self::As(value) = self { value } else { None }
    }

    /// The field after the change.
    pub(crate) fn over<K: From<T>>(self, before: Option<K>) -> Option<K> {
        if let Self::As(value) = self { value.map(K::from) } else { before }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_string_that_we_gave_out() {
        assert_eq!(serde_json::to_string(&Id(42)).unwrap(), "\"42\"");
        assert_eq!(Id::named("42"), Id(42));
        for stranger in ["", "042", "+42", "-1", "x", "42.0", "99999999999999999999"] {
            assert_eq!(Id::named(stranger), Id(0), "{stranger:?}");
        }
        assert!(serde_json::from_str::<Id>("42").is_err(), "a number is no id");
    }

    #[test]
    fn a_page_knows_whether_there_is_another() {
        let mut three = vec![1, 2, 3];
        assert_eq!(cut(&mut three, 2, ToString::to_string), Some("2".into()));
        assert_eq!(three, [1, 2]);
        assert_eq!(cut(&mut three, 2, ToString::to_string), None);
    }
    #[test]
    fn absent_and_null_are_not_the_same() {
        #[derive(Deserialize)]
        struct Change {
            #[serde(default)]
            field: Given<Id>,
        }
        let after = |text| serde_json::from_str::<Change>(text).unwrap().field.over(Some(Id(1)));
        assert_eq!(after("{}"), Some(Id(1)));
        assert_eq!(after(r#"{"field": null}"#), None);
        assert_eq!(after(r#"{"field": "2"}"#), Some(Id(2)));
    }
}
