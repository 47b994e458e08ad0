//! Types that live in columns: ids that cannot be mixed up, and words from a closed list.

/// `ids! { PersonId, TicketId }`: a BIGINT per kind of object.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl atiende_db::ToValue for $name {
            fn to_value(&self) -> atiende_db::Value<'_> { atiende_db::Value::Int(self.0) }
        }
        impl atiende_db::FromColumn for $name {
            fn from_column(raw: atiende_db::Raw<'_>) -> Result<Self, String> {
                i64::from_column(raw).map(Self)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )*};
}

/// An enum that is a word in the database, in forms and in the API.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, in the order in which people read them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    other => Err(format!("no {} is called {other:?}", stringify!($name))),
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl atiende_db::ToValue for $name {
            fn to_value(&self) -> atiende_db::Value<'_> { atiende_db::Value::Text(self.as_str()) }
        }
        impl atiende_db::FromColumn for $name {
            fn from_column(raw: atiende_db::Raw<'_>) -> Result<Self, String> {
                match raw {
                    atiende_db::Raw::Text(text) => text.parse(),
                    other => Err(format!("expected a word, found {other:?}")),
                }
            }
        }
    };
}
