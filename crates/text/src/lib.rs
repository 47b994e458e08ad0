//! Text as people write it: what they type becomes safe HTML and plain text, what they search
//! finds what they meant (with or without accents, singular or plural), what they say in a mail
//! stands apart from what it quotes, and the names and addresses they give are fit to be stored.
//!
//! A leaf: pure functions over strings. It knows nothing of tickets, opens nothing, reads no
//! clock, and no input makes it panic (see the properties in each file's tests).

pub mod address;
pub mod analyse;
pub mod commands;
pub mod filename;
pub mod fold;
pub mod highlight;
pub mod html;
pub mod mail_html;
pub mod mail_images;
pub mod markdown;
pub mod quotes;

mod attributes;
mod invisible;
mod nesting;
mod plain;
mod stems;
mod stopwords;
mod words;
