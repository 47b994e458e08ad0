//! What a mail brought beside its words.

use super::meeting::Meeting;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What the reader of a mail should be told about its reading.
    Note {
        /// The words, or some of them, are in a file that only the holder of a key can open.
        Encrypted = "encrypted",
        /// It is longer than is shown; the whole is among its files.
        Shortened = "shortened",
        /// It has more parts than are read; they are among its files as they came.
        Unread = "unread",
    }
}

/// Kept beside the message, so that no page has to read the mail again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    pub meeting: Option<Meeting>,
    pub notes: Vec<Note>,
    /// The addresses of other desks that it came through (`X-Loop`): what is told of it goes to none of them twice.
    pub trail: Vec<String>,
}

impl Carried {
    /// As the database keeps it; `None` for nothing.
    pub(super) fn to_json(&self) -> Option<String> {
        (*self != Self::default()).then(|| serde_json::to_string(self).ok()).flatten()
    }

    /// What cannot be read is nothing: it was written by another version.
    pub(crate) fn from_json(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_kept_of_nothing() {
        assert_eq!(Carried::default().to_json(), None);
        assert_eq!(Carried::from_json(None), Carried::default());
        assert_eq!(Carried::from_json(Some("{\"notes\":[\"unheard_of\"]}")), Carried::default());
        let carried = Carried {
            meeting: Some(Meeting { summary: "Claustro".into(), ..Meeting::default() }),
            notes: vec![Note::Encrypted],
            trail: vec!["soporte@b.es".into()],
        };
        assert_eq!(Carried::from_json(carried.to_json().as_deref()), carried);
    }
}
