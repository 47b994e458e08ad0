//! Which files of a message travel with its mail: pure. The others are linked.

use atiende_core::files::Attachment;
use atiende_core::notify::{Letter, MailKind};

/// A file that goes with the mail.
#[derive(Debug, Clone)]
pub(super) struct Enclosed {
    pub(super) file: Attachment,
    /// Its Content-ID, if it stands in the text.
    pub(super) content_id: Option<String>,
}

/// Those that fit in `max` bytes together, pictures of the text first. A receipt brings nobody's own files back, but the
/// pictures without which its text has holes.
pub(super) fn chosen(letter: &Letter, kind: MailKind, (max, domain): (u64, &str)) -> Vec<Enclosed> {
    let own = kind == MailKind::TicketReceived;
    let said = letter.said.iter().chain(letter.also.iter().filter_map(|news| news.said.as_ref()));
    let files = said.flat_map(|said| {
        let free = said.files.iter().filter(|file| file.may_leave(said.scanning));
        free.map(|file| (file, said.html.contains(&shown_at(file))))
    });
    let mut files: Vec<_> = files.filter(|(_, shown)| *shown || !own).collect();
    files.sort_by_key(|(_, shown)| !shown);
    let mut room = max;
    let fits = files.into_iter().filter(|(file, _)| {
        let size = u64::try_from(file.size).unwrap_or(u64::MAX);
        let fits = size <= room;
        room -= if fits { size } else { 0 };
        fits
    });
    let enclosed = |(file, shown): (&Attachment, bool)| Enclosed {
        file: file.clone(),
        content_id: shown.then(|| format!("f{}@{domain}", file.id)),
    };
    fits.map(enclosed).collect()
}

/// How the HTML of a message shows a picture of it.
fn shown_at(file: &Attachment) -> String {
    format!("src=\"/adjuntos/{}\"", file.id)
}

/// The HTML with its pictures taken from the mail itself, where they are in it.
pub(super) fn with_pictures(html: &str, enclosed: &[Enclosed]) -> String {
    let shown = enclosed.iter().filter_map(|enclosed| Some((enclosed, enclosed.content_id.as_deref()?)));
    shown.fold(html.to_owned(), |html, (enclosed, content_id)| {
        html.replace(&shown_at(&enclosed.file), &format!("src=\"cid:{content_id}\""))
    })
}
