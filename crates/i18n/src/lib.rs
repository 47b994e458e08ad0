//! Every word that a person reads, in every language, and how numbers and times are written.
//!
//! Words live in `locales/<lang>/<noun>.ftl` (Fluent) and travel inside the program. A message
//! without arguments is resolved once: `locale.text("nav-support")` is one look-up.
//! `locale.with("tickets-count", "count", 3)` fills a message in. Plurals belong to the message:
//! ```ftl
//! tickets-count = { $count ->
//!     [one] { $count } ticket
//!    *[other] { $count } tickets
//! }
//! ```
//! A number counts, and gets its thousands marked; what merely looks like a number (a year,
//! a ticket's number) is passed as text. Keys are literals, or stand in `key!("..")`, so that
//! `checks` can find them. This crate never reads the clock: `now` and time zones are arguments.

mod arg;
mod calls;
mod catalogue;
pub mod checks;
mod list;
mod locale;
mod message;
mod number;
mod sources;
mod time;

pub use arg::{Arg, Whole};
pub use locale::{Locale, UnknownLocale};

/// Marks a literal as a message's key where it is not handed straight to `text` or `with`
/// (in an enum, in a table), so that the checks see it. It is the literal itself.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}
