//! What fills a message in.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

/// The value of a message's argument: a text, or a whole number that may choose a plural.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg<'a> {
    Text(Cow<'a, str>),
    Number(i64),
}

/// A whole number of any type, or a reference to one, as templates pass their fields.
/// What exceeds `i64` becomes its greatest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole(pub(crate) i64);

impl<'a> From<&Arg<'a>> for FluentValue<'a> {
    fn from(arg: &Arg<'a>) -> Self {
        match arg {
            Arg::Text(text) => FluentValue::String(text.clone()),
            Arg::Number(number) => number.into(),
        }
    }
}

macro_rules! from_texts {
    ($($text:ty => $borrow:expr,)+) => {$(
        impl<'a> From<$text> for Arg<'a> {
            fn from(text: $text) -> Self {
                let cow: fn($text) -> Cow<'a, str> = $borrow;
                Arg::Text(cow(text))
            }
        }
    )+};
}

from_texts! {
    &'a str => Cow::Borrowed,
    &&'a str => |text| Cow::Borrowed(text),
    &'a String => |text| Cow::Borrowed(text),
    String => Cow::Owned,
    Cow<'a, str> => |text| text,
    &'a Cow<'_, str> => |text| Cow::Borrowed(text),
}

macro_rules! from_numbers {
    ($($number:ty)+) => {$(
        impl From<$number> for Whole {
            fn from(number: $number) -> Self {
                Self(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Whole {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }
        impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Self::Number(Whole::from(number).0)
            }
        }
        impl From<&$number> for Arg<'_> {
            fn from(number: &$number) -> Self {
                Self::Number(Whole::from(*number).0)
            }
        }
    )+};
}

from_numbers!(i64 i32 u64 u32 usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_by_value_and_by_reference() {
        let owned = String::from("Ana");
        let ana = Arg::Text("Ana".into());
        assert_eq!(
            [Arg::from("Ana"), Arg::from(&"Ana"), Arg::from(&owned), Arg::from(owned.clone())],
            [&ana; 4].map(Clone::clone)
        );
        assert_eq!(
            [Arg::from(3), Arg::from(3_i64), Arg::from(&3_usize), Arg::from(3_u64)],
            [const { Arg::Number(3) }; 4]
        );
        assert_eq!(Arg::from(u64::MAX), Arg::Number(i64::MAX));
    }
}
