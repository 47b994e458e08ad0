//! Files that are empty, too large, too many, or named to do harm.

use super::{Made, Maria, Page};
use crate::site;
use reqwest::StatusCode;

/// Small, so that a file over it is small too.
const FILE_MAX: usize = 100_000;

impl Page {
    /// The files that the form still has.
    fn files(&self) -> Vec<&str> {
        let (_, form) = self.html.split_once("<ul class=\"attachments\"").unwrap();
        let list = form.split_once("</ul>").unwrap().0;
        list.split("name=\"attachment\" value=\"").skip(1).map(|after| after.split_once('"').unwrap().0).collect()
    }
}

impl Maria {
    async fn with_small_files() -> Self {
        Self::sits_down(&[("ATIENDE_MAX_UPLOAD_BYTES", &FILE_MAX.to_string())]).await
    }

    /// Sends tickets with a file of such a name each; the name is then stored like that.
    async fn sends_files(&self, cases: &[(&str, &str)]) {
        for (tickets, (name, safe)) in (1..).zip(cases) {
            let mut form = self.form();
            form.file(name, name.as_bytes());
            let page = self.sends(&form).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{name:?}: {}", page.errors());
            assert_eq!(self.made(), Made::tickets(tickets, tickets), "{name:?}");
            let newest = "SELECT name FROM attachments ORDER BY id DESC LIMIT 1";
            let stored: String = site::look(&self.desk).query_row(newest, [], |row| row.get(0)).unwrap();
            assert_eq!(&stored, safe, "{name:?}");
        }
    }
}

#[test]
fn empty_and_large_files_are_refused_by_name() {
    atiende_testing::run(async {
        let maria = Maria::with_small_files().await;
        let mut form = maria.form();
        form.file("vacío.txt", b"");
        maria.is_refused(&form, &["«vacío.txt» está vacío"]).await;
        for size in [FILE_MAX + 1, 3 * FILE_MAX] {
            let mut form = maria.form();
            form.file("vídeo.mp4", &vec![b'x'; size]);
            maria.is_refused(&form, &["«vídeo.mp4» pesa demasiado: el máximo por archivo es"]).await;
        }
        // The good one between two bad ones stays with the form, and goes with it the next time.
        let mut form = maria.form();
        form.file("vacío.txt", b"");
        form.file("foto.txt", &vec![b'x'; FILE_MAX]);
        form.file("vídeo.mp4", &vec![b'x'; FILE_MAX + 1]);
        let page = maria.is_refused(&form, &["«vacío.txt» está vacío"]).await;
        assert!(page.errors().contains("«vídeo.mp4» pesa demasiado"), "{}", page.errors());
        let mut again = maria.form();
        for id in page.files() {
            again.add("attachment", id);
        }
        maria.sends(&again).await.number();
        assert_eq!(maria.made(), Made::tickets(1, 1));
        // The browser's own "no file chosen" is no file.
        let mut form = maria.form();
        form.file("", b"");
        maria.sends(&form).await.number();
        assert_eq!(maria.made(), Made::tickets(2, 1));
    });
}

#[test]
fn of_sixty_files_twenty_are_kept() {
    atiende_testing::run(async {
        let maria = Maria::with_small_files().await;
        let mut form = maria.form();
        (0..60).for_each(|n| form.file(&format!("foto-{n}.txt"), format!("foto {n}").as_bytes()));
        let page = maria.is_refused(&form, &["Puedes adjuntar 20 archivos como mucho"]).await;
        let mut again = maria.form();
        let kept = page.files();
        assert_eq!(kept.len(), 20);
        for id in &kept {
            again.add("attachment", id);
        }
        // One more is one too many, and the twenty are still there.
        let mut more = again.clone();
        more.file("otra.txt", b"otra");
        let page = maria.is_refused(&more, &["Puedes adjuntar 20 archivos como mucho"]).await;
        assert!(kept.iter().all(|id| page.files().contains(id)));
        maria.sends(&again).await.number();
        assert_eq!(maria.made(), Made::tickets(1, 20));
        // What belongs to a ticket is not given away to another.
        let page = maria.sends(&again).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says("Algún archivo adjunto ya no está. Adjúntalo otra vez.");
        assert_eq!(maria.made(), Made::tickets(1, 20));
    });
}

#[test]
fn names_of_files_are_made_safe() {
    atiende_testing::run(async {
        let maria = Maria::with_small_files().await;
        let cases = [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\system.ini", "system.ini"),
            ("..", "archivo"),
            ("factura\u{202E}fdp.exe", "facturafdp.exe"),
            ("tab\there.txt", "tabhere.txt"),
        ];
        maria.sends_files(&cases).await;
        assert!(only_hashes(&maria.desk.folder().join("data/files")) >= 5);
    });
}

/// Chromium and Firefox escape `"`, CR and LF in the name of a file, and send other control characters as they are.
#[test]
fn control_characters_in_names_of_files_are_taken_out() {
    atiende_testing::run(async {
        let maria = Maria::with_small_files().await;
        maria.sends_files(&[("borra\u{7f}do.txt", "borrado.txt"), ("cam\u{1}pana\u{7}.txt", "campana.txt")]).await;
    });
}

/// Files of the store, all of them named by their hash and nothing else.
fn only_hashes(folder: &std::path::Path) -> usize {
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            files += only_hashes(&entry.path());
        } else {
            let name = entry.file_name().into_string().unwrap();
            assert!(name.len() == 64 && name.bytes().all(|c| c.is_ascii_hexdigit()), "{name}");
            files += 1;
        }
    }
    files
}
