//! What people get wrong on `/soporte/abrir`: each gets a sentence in Spanish, keeps what was typed,
//! and makes no half ticket.

use crate::multipart::Parts;
use crate::program::Desk;
use crate::site::{self, Seeded, Server, count};
use reqwest::{Client, StatusCode};

/// Small, so that a file over it is small too.
const FILE_MAX: usize = 100_000;

const SUBJECT: &str = "Impresora <3º> & \"tóner\"";
const DESCRIPTION: &str = "\n  No imprime.\r\n</textarea><script>alert(1)</script> & más\n";

/// María, signed in, before the form.
struct Maria {
    browser: Client,
    server: Server,
    seeded: Seeded,
    desk: Desk,
}

/// How much is there: tickets, messages, files of messages, mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Made {
    tickets: i64,
    messages: i64,
    files: i64,
    mails: i64,
}

impl Made {
    const NOTHING: Self = Self { tickets: 0, messages: 0, files: 0, mails: 0 };

    const fn tickets(tickets: i64, files: i64) -> Self {
        Self { tickets, messages: tickets, files, mails: 3 * tickets }
    }
}

/// An answer, read.
struct Page {
    status: StatusCode,
    location: String,
    html: String,
}

impl Page {
    /// What a field of the form holds.
    fn value(&self, name: &str) -> String {
        let input = format!("name=\"{name}\" value=\"");
        if let Some((_, after)) = self.html.split_once(&input) {
            return unescape(after.split_once('"').unwrap().0);
        }
        let field = format!("name=\"{name}\"");
        let of_field = |area: &&str| area.split_once('>').unwrap().0.contains(&field);
        let text = self.html.split("<textarea").skip(1).find(of_field).unwrap_or_else(|| panic!("no field {name}"));
        let (_, text) = text.split_once('>').unwrap();
        let text = text.split_once("</textarea>").unwrap().0;
        // A browser drops the first line break, and only that.
        unescape(text.strip_prefix('\n').unwrap_or(text))
    }

    /// The files that the form still has.
    fn files(&self) -> Vec<&str> {
        let (_, form) = self.html.split_once("<ul class=\"attachments\"").unwrap();
        let list = form.split_once("</ul>").unwrap().0;
        list.split("name=\"attachment\" value=\"").skip(1).map(|after| after.split_once('"').unwrap().0).collect()
    }

    fn says(&self, sentence: &str) {
        let text = unescape(&self.html).replace(['\u{2068}', '\u{2069}', '\u{a0}'], "");
        let told = text.matches(sentence).count();
        assert!(told >= 2, "{sentence:?} in the summary and beside the field, found {told} times: {}", self.errors());
    }

    /// The summary of what is wrong, or the beginning of the page.
    fn errors(&self) -> &str {
        let from = self.html.find("id=\"error-summary\"").or_else(|| self.html.find("<main")).unwrap_or_default();
        &self.html[from..self.html.ceil_char_boundary(from + 2000)]
    }

    #[track_caller]
    fn number(&self) -> i64 {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.errors());
        self.location.strip_prefix("/soporte/recibido/").unwrap_or_else(|| panic!("{}", self.location)).parse().unwrap()
    }
}

fn unescape(text: &str) -> String {
    let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    signs.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

impl Maria {
    async fn sits_down(settings: &[(&str, &str)]) -> Self {
        let desk = Desk::new();
        let seeded = site::seed(&desk).await;
        let server = Server::start(&desk, settings);
        let browser = site::browser();
        site::sign_in(&server, &browser, site::MARIA, "/").await;
        Self { browser, server, seeded, desk }
    }

    async fn with_small_files() -> Self {
        Self::sits_down(&[("ATIENDE_MAX_UPLOAD_BYTES", &FILE_MAX.to_string())]).await
    }

    /// The form, filled in well; a test then spoils it.
    fn form(&self) -> Parts {
        let mut form = Parts::default();
        let fields = [
            ("subject", SUBJECT),
            ("asset", "PC-17 «roto»"),
            ("organization", &self.seeded.la_paz),
            ("location", "Aula 12 'B'"),
            ("priority", "high"),
            ("description", DESCRIPTION),
        ];
        for (name, value) in fields {
            form.set(name, value);
        }
        form
    }

    async fn sends(&self, form: &Parts) -> Page {
        let post = self.browser.post(self.server.url("/soporte/abrir"));
        let post = post.header("content-type", Parts::CONTENT_TYPE).body(form.body());
        Self::read(post.send().await.unwrap()).await
    }

    async fn opens(&self, path: &str) -> Page {
        Self::read(self.browser.get(self.server.url(path)).send().await.unwrap()).await
    }

    async fn read(answer: reqwest::Response) -> Page {
        let location = site::location(&answer).to_owned();
        Page { status: answer.status(), location, html: answer.text().await.unwrap() }
    }

    fn made(&self) -> Made {
        let db = site::look(&self.desk);
        Made {
            tickets: count(&db, "SELECT count(*) FROM tickets"),
            messages: count(&db, "SELECT count(*) FROM messages"),
            files: count(&db, "SELECT count(*) FROM attachments WHERE message_id IS NOT NULL"),
            mails: count(&db, "SELECT count(*) FROM outbox WHERE ticket_id IS NOT NULL"),
        }
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

    /// Sends what must be refused: these sentences, everything typed kept, nothing made.
    async fn is_refused(&self, form: &Parts, sentences: &[&str]) -> Page {
        let page = self.sends(form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentences:?}: {}", page.errors());
        for sentence in sentences {
            page.says(sentence);
        }
        for name in ["subject", "asset", "location", "description"] {
            let (kept, typed) = (page.value(name), form.text(name).replace("\r\n", "\n"));
            // Not assert_eq: nobody wants to read 5 MB twice.
            assert!(kept.replace("\r\n", "\n") == typed, "{name} {typed:.200?} became {kept:.200?}");
        }
        let chosen = page
            .html
            .split("name=\"priority\"")
            .skip(1)
            .find(|radio| radio.split_once('>').unwrap().0.contains(" checked"));
        let chosen = chosen.map(|radio| radio.split("value=\"").nth(1).unwrap().split_once('"').unwrap().0);
        let possible = ["low", "normal", "high", "urgent"].contains(&form.text("priority"));
        assert_eq!(chosen, possible.then_some(form.text("priority")));
        assert_eq!(page.value("organization"), self.seeded.la_paz, "her only organization");
        assert!(page.value("once").len() >= 20);
        assert_eq!(self.made(), Made::NOTHING);
        page
    }
}

const TOO_LONG: &str = "Es demasiado largo: el máximo son";

#[test]
fn wrong_and_missing_fields_are_told_and_kept() {
    site::run(async {
        let maria = Maria::sits_down(&[]).await;
        let everything = ["Escribe un asunto", "Elige una prioridad", "Cuéntanos qué ocurre"];
        let mut empty = Parts::default();
        maria.is_refused(&empty, &[&everything[..], &["Elige una empresa o un centro"]].concat()).await;
        empty.set("organization", &maria.seeded.la_paz);
        empty.set("asset", "PC-17");
        empty.set("description", " \n ");
        maria.is_refused(&empty, &everything).await;
        let cases = [
            ("subject", "   ".to_owned(), everything[0].to_owned()),
            ("subject", "ñ".repeat(201), format!("{TOO_LONG} 200 caracteres")),
            ("asset", "ñ".repeat(121), format!("{TOO_LONG} 120 caracteres")),
            ("location", "ñ".repeat(201), format!("{TOO_LONG} 200 caracteres")),
            ("priority", String::new(), everything[1].to_owned()),
            ("priority", "absurda".to_owned(), everything[1].to_owned()),
            ("description", String::new(), everything[2].to_owned()),
        ];
        for (name, value, sentence) in cases {
            let mut form = maria.form();
            form.set(name, &value);
            maria.is_refused(&form, &[&sentence]).await;
        }
        // At the limits it is a ticket.
        let mut form = maria.form();
        form.set("subject", &"ñ".repeat(200));
        maria.sends(&form).await.number();
        assert_eq!(maria.made(), Made::tickets(1, 0));
    });
}

#[test]
fn an_unknown_organization_and_another_s_are_the_same() {
    site::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        for organization in ["999999", &maria.seeded.el_mar, "-1", "9223372036854775807"] {
            form.set("organization", organization);
            maria.is_refused(&form, &["Elige una empresa o un centro de la lista"]).await;
        }
        for organization in ["", "abc", "1e3", "99999999999999999999"] {
            form.set("organization", organization);
            maria.is_refused(&form, &["Elige una empresa o un centro"]).await;
        }
    });
}

#[test]
fn empty_and_large_files_are_refused_by_name() {
    site::run(async {
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
    site::run(async {
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
    site::run(async {
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
#[ignore = "defect: multer takes no control character in a header; the answer is 400 and the form is lost"]
fn control_characters_in_names_of_files_are_taken_out() {
    site::run(async {
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

#[test]
fn five_megabytes_of_text_are_too_long_and_kept() {
    site::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        form.set("description", &"Sale «sin papel» y *no* imprime.\n".repeat(5 * 1024 * 1024 / 34));
        let sentence = format!("{TOO_LONG} 100.000 caracteres");
        maria.is_refused(&form, &[&sentence]).await;
    });
}

#[test]
fn a_form_whose_session_is_gone_makes_nothing() {
    site::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        form.set("once", &maria.opens("/soporte/abrir").await.value("once"));
        form.file("foto.txt", b"una foto");
        let out = maria.browser.post(maria.server.url("/logout")).send().await.unwrap();
        assert_eq!(out.status(), StatusCode::SEE_OTHER);
        let page = maria.sends(&form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let door = maria.opens(&page.location).await;
        assert_eq!(door.status, StatusCode::OK);
        assert!(page.location.starts_with("/acceder") && door.html.contains("<h1>Acceder</h1>"), "{}", door.errors());
        assert_eq!(count(&site::look(&maria.desk), "SELECT count(*) FROM attachments"), 0, "a stranger's file");
        site::sign_in(&maria.server, &maria.browser, site::MARIA, &door.value("back_to")).await;
        assert_eq!(maria.opens("/soporte/abrir").await.status, StatusCode::OK);
        assert_eq!(maria.made(), Made::NOTHING);
        // The old form still works, once.
        let number = maria.sends(&form).await.number();
        assert_eq!(maria.sends(&form).await.number(), number);
        assert_eq!(maria.made(), Made::tickets(1, 1));
    });
}

#[test]
fn a_form_whose_session_is_gone_leads_back_to_it() {
    site::run(async {
        let maria = Maria::sits_down(&[]).await;
        maria.browser.post(maria.server.url("/logout")).send().await.unwrap();
        let page = maria.sends(&maria.form()).await;
        assert_eq!(page.location, "/acceder?volver=%2Fsoporte%2Fabrir");
        let back = site::sign_in(&maria.server, &maria.browser, site::MARIA, "/soporte/abrir").await;
        assert_eq!(site::location(&back), "/soporte/abrir");
    });
}

#[test]
fn a_form_sent_again_is_the_same_ticket() {
    site::run(async {
        let maria = Maria::sits_down(&[]).await;
        let mut form = maria.form();
        form.set("once", &maria.opens("/soporte/abrir").await.value("once"));
        form.set("subject", "");
        // Refused forms use nothing up.
        let page = maria.is_refused(&form, &["Escribe un asunto"]).await;
        form.set("once", &page.value("once"));
        form.set("subject", SUBJECT);
        let number = maria.sends(&form).await.number();
        for subject in [SUBJECT, "otro asunto"] {
            form.set("subject", subject);
            assert_eq!(maria.sends(&form).await.number(), number);
        }
        assert_eq!(maria.made(), Made::tickets(1, 0));
        let received = maria.opens(&format!("/soporte/recibido/{number}")).await;
        assert_eq!(received.status, StatusCode::OK);
    });
}

#[test]
fn a_double_click_makes_one_ticket() {
    site::run(async {
        const CLICKS: i64 = 20;
        let maria = Maria::sits_down(&[]).await;
        for n in 1..=CLICKS {
            let mut form = maria.form();
            form.set("once", &maria.opens("/soporte/abrir").await.value("once"));
            form.file("foto.txt", format!("foto {n}").as_bytes());
            let (first, second) = tokio::join!(maria.sends(&form), maria.sends(&form));
            assert_eq!(first.number(), second.number());
            assert_eq!(maria.made(), Made::tickets(n, n));
        }
        println!("{CLICKS} double clicks, {CLICKS} tickets");
    });
}
