//! What the templates show. Each mail has a template for HTML and one for text; both get the same.

mod parts;

pub(super) use parts::{account_parts, ticket_parts};

use super::enclosed::{self, Enclosed};
use super::mime;
use super::settings::Letterhead;
use super::words::{self, Told, one_line};
use crate::incoming::imap;
use atiende_core::files::Attachment;
use atiende_core::mailboxes::Problem;
use atiende_core::notify::{Letter, MailKind, Pending, Said};
use atiende_core::settings::{Appearance, Rgb};
use atiende_i18n::{Locale, key};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// The button's colour where the desk has none of its own.
const BLUE: &str = "#0b5cad";

/// What every mail shows.
pub(super) struct Page {
    pub(super) locale: Locale,
    pub(super) subject: String,
    pub(super) title: String,
    pub(super) desk: String,
    pub(super) phone: String,
    /// `#rrggbb`, of the button and the links.
    pub(super) color: String,
    pub(super) why: String,
    /// "22 nov 2026, 9:05"
    pub(super) at: String,
    pub(super) public_url: String,
}

/// A mail about a ticket.
pub(super) struct TicketView {
    pub(super) page: Page,
    pub(super) number: String,
    pub(super) subject: String,
    pub(super) state: String,
    /// "CEIP La Paz · Aula 12 · HP-203"
    pub(super) place: String,
    /// "La atiende Ana Ruiz"
    pub(super) technician: String,
    pub(super) nobody_attends: bool,
    pub(super) what_now: Option<String>,
    pub(super) said: SaidView,
    pub(super) also: Vec<NewsView>,
    pub(super) url: String,
    /// For who follows it of their own will.
    pub(super) unsubscribe: Option<String>,
}

/// What was said, ready for both parts.
#[derive(Default)]
pub(super) struct SaidView {
    pub(super) html: String,
    pub(super) text: String,
    /// Those that did not come with the mail: "foto.jpg (1,5 MB)", and where they are.
    pub(super) linked: Vec<(String, String)>,
}

impl SaidView {
    fn new(said: &Said, (locale, public_url): (Locale, &str), enclosed: &[Enclosed]) -> Self {
        let mut html = absolute(&enclosed::with_pictures(&said.html, enclosed), public_url);
        if said.omits {
            html.extend(["<p>", locale.text("mail-history-omitted"), "</p>"]);
        }
        let comes_with = |file: &&Attachment| !enclosed.iter().any(|enclosed| enclosed.file.id == file.id);
        let linked = said.files.iter().filter(comes_with).map(|file| {
            let words = format!("{} ({})", one_line(&file.name), locale.bytes(file.size));
            (words, format!("{public_url}/adjuntos/{}", file.id))
        });
        Self { text: atiende_text::html::to_text(&html), html, linked: linked.collect() }
    }
}

/// What else happened within the minute.
pub(super) struct NewsView {
    pub(super) title: String,
    pub(super) said: SaidView,
}

/// A mail about an account, or to try the set-up.
pub(super) struct AccountView {
    pub(super) page: Page,
    /// Who is greeted; may be empty.
    pub(super) name: String,
    zone: TimeZone,
    pub(super) data: AccountData,
}

/// What `data` holds in the rows that are not about tickets.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AccountData {
    pub(super) link: String,
    pub(super) organization: String,
    pub(super) reason: String,
    pub(super) applicant: String,
    pub(super) applicant_id: i64,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) claimed: String,
    /// The provider whose account the applicant came with; empty for the form.
    pub(super) via: String,
    /// Subject of the ticket written while waiting.
    pub(super) held: Option<String>,
    /// Id and name of the organization that fits best, and whether the domain is its own.
    pub(super) proposal: Option<(i64, String, bool)>,
    /// How many wait besides.
    pub(super) others: i64,
    pub(super) by: String,
    pub(super) question: String,
    pub(super) answer: String,
    pub(super) provider: String,
    pub(super) user_agent: String,
    pub(super) ip: String,
    /// What became of a second factor, the name of the passkey, and how many recovery codes there still are.
    pub(super) change: String,
    pub(super) key: String,
    pub(super) left: i64,
    /// A mailbox, or whose secret ends; what is wrong with it, its server's words, and since or until when (microseconds).
    pub(super) mailbox: String,
    pub(super) problem: String,
    pub(super) words: String,
    pub(super) since: i64,
    pub(super) is_secret: bool,
}

impl AccountData {
    /// Names and addresses stand in titles and lists; a question and its answer keep their lines.
    fn on_one_line(&mut self) {
        let texts = [
            &mut self.link,
            &mut self.organization,
            &mut self.reason,
            &mut self.applicant,
            &mut self.email,
            &mut self.phone,
            &mut self.claimed,
            &mut self.via,
            &mut self.by,
            &mut self.provider,
            &mut self.key,
            &mut self.mailbox,
            &mut self.words,
        ];
        let proposed = self.proposal.as_mut().map(|(_, name, _)| name);
        for text in texts.into_iter().chain(self.held.as_mut()).chain(proposed) {
            *text = one_line(text);
        }
    }
}

impl Page {
    fn new(office: &Letterhead, mail: &Pending, desk: &Appearance) -> Self {
        let locale = words::locale(mail);
        let color = if Rgb::parse(&desk.color).is_some() { &desk.color } else { BLUE };
        Self {
            locale,
            subject: String::new(),
            title: String::new(),
            desk: one_line(&desk.name),
            phone: one_line(&desk.phone),
            color: color.to_owned(),
            why: String::new(),
            at: locale.date_time(mail.created_at, &office.time_zone),
            public_url: office.public_url.clone(),
        }
    }
}

impl TicketView {
    pub(super) fn new(
        office: &Letterhead,
        mail: &Pending,
        desk: &Appearance,
        (letter, enclosed): (&Letter, &[Enclosed]),
    ) -> Self {
        let page = Page::new(office, mail, desk);
        let news = (mail.kind, letter.author.as_deref(), letter.moved);
        let told = Told { mail, letter, news, locale: page.locale, desk: &page.desk };
        let (number, subject) = (letter.facts.ticket.to_string(), one_line(&letter.facts.subject));
        let (title, why, state) = (told.title(), told.why(), told.state());
        let (technician, what_now, nobody_attends) = (told.technician(), told.what_now(), told.nobody_attends());
        let said = |said: &Said| SaidView::new(said, (page.locale, &office.public_url), enclosed);
        let also = letter.also.iter().map(|news| NewsView {
            title: Told { news: (news.kind, news.author.as_deref(), news.moved), ..told }.title(),
            said: news.said.as_ref().map(said).unwrap_or_default(),
        });
        Self {
            url: format!("{}/t/{number}", office.public_url),
            also: also.collect(),
            said: letter.said.as_ref().map(said).unwrap_or_default(),
            unsubscribe: mime::unsubscribe(office, mail),
            // The same for all mails about the ticket: Gmail ties together only equal subjects.
            page: Page { subject: format!("[#{number}] {subject}"), title, why, ..page },
            place: place(letter),
            technician,
            number,
            subject,
            state,
            nobody_attends,
            what_now,
        }
    }
}

impl AccountView {
    pub(super) fn new(office: &Letterhead, mail: &Pending, desk: &Appearance) -> Self {
        let page = Page::new(office, mail, desk);
        let mut data: AccountData = serde_json::from_str(&mail.data).unwrap_or_default();
        data.on_one_line();
        let whose = if mail.kind == MailKind::Impersonated { &data.by } else { &data.applicant };
        let title = match mail.kind {
            MailKind::ApplicantWaits if data.others > 0 => {
                page.locale.with2("mail-applicants-wait-title", "applicant", &data.applicant, "count", data.others)
            }
            MailKind::SecondFactor => page.locale.with("mail-factor-title", "change", data.change.as_str()),
            MailKind::MailboxFails => page.locale.with("mail-box-fails-title", "mailbox", data.mailbox.as_str()),
            MailKind::MailboxWell => page.locale.with("mail-box-well-title", "mailbox", data.mailbox.as_str()),
            MailKind::MailConsentEnds => page.locale.with("mail-consent-ends-title", "mailbox", data.mailbox.as_str()),
            kind => words::account_title(kind, page.locale, whose, &page.desk),
        };
        let why = words::account_why((mail.kind, mail.reason), page.locale, &page.desk);
        let (name, zone) = (one_line(&mail.to_name), office.time_zone.clone());
        Self { page: Page { subject: title.clone(), title, why, ..page }, name, zone, data }
    }

    /// "Chrome en Windows"
    fn device(&self) -> String {
        words::device(self.page.locale, &self.data.user_agent)
    }

    /// What is wrong with the mailbox, in a sentence.
    fn trouble(&self) -> &'static str {
        imap::problem_words(self.page.locale, self.data.problem.parse().unwrap_or(Problem::Server))
    }

    /// Since when, or until when.
    fn since(&self) -> String {
        let at = Timestamp::from_microsecond(self.data.since).unwrap_or_default();
        self.page.locale.date_time(at, &self.zone)
    }

    /// Where all who wait stand, if the card is not of the only one.
    fn all_who_wait(&self) -> Option<(String, String)> {
        let label = || self.page.locale.with("mail-applicants-wait-all", "count", self.data.others + 1);
        (self.data.others > 0).then(|| (self.url("/admin/cuentas"), label()))
    }

    /// A page of this site.
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.page.public_url)
    }

    /// What is known of an applicant: label and value.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let (t, data) = (self.page.locale, &self.data);
        let way = match data.via.as_str() {
            "" => t.text("admission-way-form").to_owned(),
            provider => t.with("admission-way-provider", "provider", provider),
        };
        let mut facts = vec![
            (t.text("mail-applicant-email"), data.email.clone()),
            (t.text("admission-way"), way),
            (t.text("mail-applicant-claims"), data.claimed.clone()),
            (t.text("mail-applicant-phone"), data.phone.clone()),
        ];
        if let Some((_, name, by_domain)) = &data.proposal {
            let key = if *by_domain { key!("mail-applicant-by-domain") } else { key!("mail-applicant-by-people") };
            facts.push((t.text("mail-applicant-proposal"), t.with(key, "name", name)));
        }
        facts.extend(data.held.clone().map(|subject| (t.text("mail-applicant-ticket"), subject)));
        facts.retain(|(_, value)| !value.is_empty());
        facts
    }

    /// The page that asks to confirm the decision, with the organization chosen that fits best.
    fn decision(&self) -> (String, String) {
        let (t, page) = (self.page.locale, self.page_of_applicant());
        match &self.data.proposal {
            Some((id, name, _)) => (format!("{page}?centro={id}"), t.with("mail-applicant-approve", "name", name)),
            None => (page, t.text("mail-applicant-decide").to_owned()),
        }
    }

    fn page_of_applicant(&self) -> String {
        self.url(&format!("/admin/cuentas/{}", self.data.applicant_id))
    }

    /// A page of this site that opens with the secret of this mail.
    fn link(&self, path: &str) -> String {
        format!("{}{path}{}", self.page.public_url, self.data.link)
    }
}

fn place(letter: &Letter) -> String {
    let facts = &letter.facts;
    let parts = [&facts.organization, &facts.location, &facts.device].map(|part| one_line(part));
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// Links to places of this site lead nowhere from a mailbox. Cleaned HTML escapes quotes inside
/// attributes, so what is replaced is an attribute (or words that look like one, unharmed).
fn absolute(html: &str, public_url: &str) -> String {
    html.replace(" href=\"/", &format!(" href=\"{public_url}/")).replace(" src=\"/", &format!(" src=\"{public_url}/"))
}
