//! The frame of every page. No page renders without one, so none lacks language, header or theme.

use super::assets;
use super::cookies;
use super::form::Form;
use super::notice::Notice;
use super::state::State;
use super::visitor::Visitor;
use super::words::{initials, tone};
use super::{Answer, WebError};
use askama::Template;
use atiende_core::accounts::Theme;
use atiende_core::settings::Appearance;
use atiende_i18n::Locale;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Who is signed in, as the header shows it.
pub(crate) struct Viewer {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) initials: String,
    pub(crate) tone: u8,
    pub(crate) is_staff: bool,
    pub(crate) is_pending: bool,
    /// A coordinator who lets people into the own organization.
    pub(crate) admits: bool,
}

/// What the layout needs of every page.
pub(crate) struct Page {
    pub(crate) t: Locale,
    pub(crate) theme: Theme,
    pub(crate) brand: Arc<Appearance>,
    pub(crate) viewer: Option<Viewer>,
    /// An administrator looks on as the viewer.
    pub(crate) is_looked_on: bool,
    /// The viewer administers, and a mailbox fails.
    pub(crate) mailbox_alarm: bool,
    pub(crate) notice: Option<Notice>,
    /// Which draft has become something, so that the browser forgets it.
    pub(crate) sent: Option<&'static str>,
    pub(crate) here: String,
    /// The same page in the other language.
    pub(crate) other_locale: Locale,
    now: Zoned,
}

impl Page {
    pub(crate) fn new(state: &State, visitor: &Visitor) -> Self {
        let viewer = visitor.actor.as_ref().map(|actor| Viewer {
            name: actor.name.clone(),
            email: actor.email.clone(),
            initials: initials(&actor.name),
            tone: tone(&actor.name),
            is_staff: actor.is_staff(),
            is_pending: !actor.is_active(),
            admits: state.coordinators_decide() && actor.is_active() && actor.coordinated().next().is_some(),
        });
        Self {
            t: visitor.locale,
            theme: visitor.theme,
            brand: state.appearance(),
            viewer,
            is_looked_on: visitor.actor.as_ref().is_some_and(|actor| actor.impersonator.is_some()),
            mailbox_alarm: state.mailbox_alarm()
                && visitor.actor.as_ref().is_some_and(|actor| actor.is_admin() && actor.impersonator.is_none()),
            notice: visitor.notice,
            sent: visitor.notice.and_then(Notice::draft),
            here: visitor.here.clone(),
            other_locale: if visitor.locale == Locale::Es { Locale::En } else { Locale::Es },
            now: visitor.now.to_zoned(state.settings().time_zone.clone()),
        }
    }

    /// A message of the catalogue.
    pub(crate) fn text(&self, key: &'static str) -> &'static str {
        self.t.text(key)
    }

    /// The address of this page in the other language.
    pub(crate) fn here_in_other_locale(&self) -> String {
        let (path, query) = self.here.split_once('?').unwrap_or((&self.here, ""));
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (key, value) in form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != "lang") {
            pairs.append_pair(&key, &value);
        }
        format!("{path}?{}", pairs.append_pair("lang", self.other_locale.as_str()).finish())
    }

    /// The search page has the one search field; the header's would be a second landmark of the same name.
    pub(crate) fn is_search(&self) -> bool {
        self.here.starts_with("/buscar")
    }

    /// The part of the site that this page belongs to, as the header marks it.
    pub(crate) fn section(&self) -> &'static str {
        let is_staff = self.viewer.as_ref().is_some_and(|viewer| viewer.is_staff);
        match self.here.split(['/', '?']).nth(1) {
            Some("cola") => "queue",
            Some("t") if is_staff => "queue",
            Some("soporte" | "t") => "support",
            Some("ayuda") => "help",
            Some("admin") => "admin",
            _ => "",
        }
    }

    /// Whether the visitor waits for approval.
    pub(crate) fn is_waiting(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.is_pending)
    }

    /// Under what the sessions that this page lists are ended: one's own, or those of a person of the administration.
    pub(crate) fn session_path(&self) -> String {
        let path = self.here.split(['?', '#']).next().unwrap_or_default();
        let id = path.strip_prefix("/admin/personas/").and_then(|rest| rest.split('/').next());
        id.map_or_else(|| "/cuenta/sesiones".to_owned(), |id| format!("/admin/personas/{id}/sesiones"))
    }

    /// The provider's telephone as a link has it.
    pub(crate) fn dial(&self) -> String {
        self.brand.phone.split_whitespace().collect()
    }

    #[expect(clippy::unused_self, reason = "templates reach what they need through their page")]
    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    fn zone(&self) -> &TimeZone {
        self.now.time_zone()
    }

    /// "hace 5 min".
    pub(crate) fn relative(&self, at: &Timestamp) -> String {
        self.t.relative(at, &self.now)
    }

    /// "22 nov 2026, 9:05".
    pub(crate) fn date_time(&self, at: &Timestamp) -> String {
        self.t.date_time(at, self.zone())
    }

    /// "22 nov 2026".
    pub(crate) fn date(&self, at: &Timestamp) -> String {
        self.t.date(at, self.zone())
    }

    /// "9:05".
    pub(crate) fn time(&self, at: &Timestamp) -> String {
        self.t.time(at, self.zone())
    }

    /// The page, 200.
    pub(crate) fn show(&self, template: &impl Template) -> Answer {
        self.with_status(template, StatusCode::OK)
    }

    /// The page again, with what was wrong in its form: 422.
    pub(crate) fn refuse(&self, template: &impl Template) -> Answer {
        self.with_status(template, StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The page with its form: as it is asked for, with what was wrong (422), or sent too often (429).
    pub(crate) fn answer(&self, form: &Form, template: &impl Template) -> Answer {
        let Some(seconds) = form.wait else {
            return if form.is_refused() { self.refuse(template) } else { self.show(template) };
        };
        let mut response = self.with_status(template, StatusCode::TOO_MANY_REQUESTS)?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        Ok(response)
    }

    pub(crate) fn with_status(&self, template: &impl Template, status: StatusCode) -> Answer {
        let mut html = String::with_capacity(24 * 1024);
        template.render_into(&mut html)?;
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        // Back is instant from memory, and yet each visit asks whether something changed.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        if self.notice.is_some() { cookies::without_notice(response) } else { Ok(response) }
    }
}

/// A redirect after a POST.
pub(crate) fn see_other(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// A redirect after a POST, with one sentence for the next page.
pub(crate) fn see_other_with(to: &str, notice: super::Notice) -> Answer {
    cookies::with_notice(see_other(to), notice)
}

pub(crate) fn header_value(text: &str) -> Result<HeaderValue, WebError> {
    HeaderValue::from_str(text).map_err(|e| WebError::Broken(e.to_string()))
}

/// The version of a live region: equal when nothing that it shows has changed.
pub(crate) fn version(parts: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}
