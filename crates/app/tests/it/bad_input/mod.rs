//! What people get wrong on `/soporte/abrir`: each gets a sentence in Spanish, keeps what was typed,
//! and makes no half ticket.

mod again;
mod fields;
mod files;

use crate::multipart::Parts;
use crate::program::Desk;
use crate::site::{self, Seeded, Server, count};
use reqwest::{Client, StatusCode};

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
