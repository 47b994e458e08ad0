//! Files on their way in: streamed into the store as they arrive, then given a row.

use super::error::WebError;
use super::state::State;
use atiende_core::Actor;
use atiende_core::files::{self, StoredFile, UploadError};
use atiende_core::id::AttachmentId;
use atiende_i18n::Locale;
use axum::extract::multipart::Field;
use std::sync::Arc;

/// One file of a form: stored, or refused for a reason that is told.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) taken: Result<StoredFile, Refusal>,
}

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Empty,
    TooLarge { max: u64 },
    Type,
    TooMany { max: usize },
    Cut,
}

impl Refusal {
    /// One sentence with the file's name.
    pub(crate) fn sentence(self, t: Locale, name: &str) -> String {
        match self {
            Self::Empty => t.with("files-empty", "name", name),
            Self::TooLarge { max } => t.with2("files-too-large", "name", name, "max", t.bytes(max)),
            Self::Type => t.with("files-type", "name", name),
            Self::TooMany { max } => t.with("files-too-many", "max", max),
            Self::Cut => t.with("files-cut", "name", name),
        }
    }
}

/// Takes the files of one request, up to the limits.
pub(crate) struct Incoming<'s> {
    state: &'s State,
    taken: usize,
}

impl<'s> Incoming<'s> {
    pub(crate) fn new(state: &'s State) -> Self {
        Self { state, taken: 0 }
    }

    /// Stores a file. `None`: the browser sent its empty "no file chosen".
    pub(crate) async fn take(&mut self, name: &str, mut field: Field<'_>) -> Result<Option<Upload>, WebError> {
        let limits = &self.state.settings().uploads;
        let name = atiende_text::filename::safe(name);
        if self.taken >= limits.files {
            while field.chunk().await.map_err(|_| WebError::Malformed)?.is_some() {}
            return Ok(Some(Upload { name, taken: Err(Refusal::TooMany { max: limits.files }) }));
        }
        let nameless = field.file_name().is_none_or(str::is_empty);
        let place = atiende_core::accounts::Secret::generate().hash();
        let taken = self.state.vault().take(&mut field, &place, limits).await;
        // What was over the limit is read to its end, so that the browser gets to read our answer.
        while let Ok(Some(_)) = field.chunk().await {}
        let taken = match taken {
            Ok(file) => Ok(file),
            Err(UploadError::Empty) if nameless => return Ok(None),
            Err(UploadError::Empty) => Err(Refusal::Empty),
            Err(UploadError::TooLarge { max }) => Err(Refusal::TooLarge { max }),
            Err(UploadError::Type) => Err(Refusal::Type),
            Err(UploadError::TooMany { max }) => Err(Refusal::TooMany { max }),
            Err(UploadError::Cut) => Err(Refusal::Cut),
            Err(UploadError::Vault(error)) => return Err(WebError::Busy(error.to_string())),
            Err(UploadError::Db(error)) => return Err(error.into()),
        };
        self.taken += 1;
        Ok(Some(Upload { name, taken }))
    }
}

/// Files of a form that now have rows, and sentences about those that were refused.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) ids: Vec<AttachmentId>,
    pub(crate) problems: Vec<String>,
}

/// Gives the stored files of a form their rows, so that a form shown again still has them.
pub(crate) async fn name(state: &State, actor: &Arc<Actor>, uploads: &[Upload], t: Locale) -> Result<Named, WebError> {
    let mut named = Named::default();
    for upload in uploads {
        match &upload.taken {
            Ok(file) => named.ids.push(add(state, actor, file.clone(), upload.name.clone()).await?),
            Err(refusal) => {
                let sentence = refusal.sentence(t, &upload.name);
                if !named.problems.contains(&sentence) {
                    named.problems.push(sentence);
                }
            }
        }
    }
    Ok(named)
}

pub(crate) async fn add(
    state: &State,
    actor: &Arc<Actor>,
    file: StoredFile,
    name: String,
) -> Result<AttachmentId, WebError> {
    let actor = Arc::clone(actor);
    Ok(state.db().write(async move |tx| files::add(tx, &actor, &file, &name).await).await?)
}
