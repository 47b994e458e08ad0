//! What the tests of every door need: a served desk on the story's engine.

use crate::{Live, Rate, RateLimits, Registration, Settings, State, site};
use atiende_core::accounts::SessionLimits;
use atiende_core::accounts::sealed::Key;
use atiende_core::files::{Limits, Vault};
use atiende_core::mailboxes::{
    CurrentMailroom, Departure, Later, Mailroom, Problem, Redeemed, Says, Shown, Tried, Trouble,
};
use atiende_core::migrations;
use atiende_core::settings::mail_setup::{Server, TypedMailbox};
use atiende_db::migrate::migrate;
use atiende_db::{Clock, Db, Options};
use atiende_i18n::Locale;
use atiende_testing::Database;
use axum::Router;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// An empty desk that is served.
pub(crate) struct Served {
    pub(crate) db: Db,
    pub(crate) site: Router,
    pub(crate) state: State,
    hand: Arc<AtomicI64>,
    _database: Database,
}

impl Served {
    /// Lets time go by.
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.hand.fetch_add(time.as_micros().try_into().unwrap(), Ordering::Relaxed);
    }
}

/// What seals secrets in these desks.
pub(crate) fn key() -> Key {
    Key::new("a key of the tests, as long as one must be")
}

/// Opens an empty desk, with other settings than the usual where a test wants them.
pub(crate) async fn open(change: impl FnOnce(&mut Settings)) -> Served {
    let database = Database::new().await;
    let options = Options::new(&database.url);
    let start: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
    migrate(&options, migrations::STEPS, start).await.unwrap();
    let hand = Arc::new(AtomicI64::new(start.as_microsecond()));
    let clock: Clock = {
        let hand = Arc::clone(&hand);
        // A millisecond a look: what happens later is later.
        Arc::new(move || Timestamp::from_microsecond(hand.fetch_add(1000, Ordering::Relaxed)).unwrap())
    };
    let db = Db::open(&options, Arc::clone(&clock)).unwrap();
    let vault = Vault::open(&format!("file://{}", database.folder().join("files").display()), "", "").unwrap();
    let mut settings = settings();
    change(&mut settings);
    let state = State::open(db.clone(), vault, settings, clock).await.unwrap();
    Served { site: site(state.clone()), state, db, hand, _database: database }
}

fn settings() -> Settings {
    let often = Rate { times: NonZeroU32::new(10_000).unwrap(), within: Duration::from_mins(1) };
    Settings {
        public_url: "http://localhost:8080".into(),
        key: key(),
        sessions: SessionLimits { idle: SignedDuration::from_hours(1), max: SignedDuration::from_hours(9) },
        uploads: Limits { file_bytes: 64 * 1024, ..Limits::default() },
        antivirus: None,
        registration: Registration::Approval,
        rates: RateLimits { login: often, reset: often, register: often, api: often },
        live: Live { streams: 100, per_person: 3, heartbeat: Duration::from_millis(200) },
        trusted_proxies: Vec::new(),
        providers: Vec::new(),
        directories: Vec::new(),
        outbound_allow: Vec::new(),
        locale: Locale::Es,
        time_zone: TimeZone::UTC,
        mailroom: Arc::new(CurrentMailroom::new(Desks { sends: true })),
        demo_accounts: Vec::new(),
    }
}

/// The mailboxes of these desks: one that is fetched with leave, one that servers bring.
#[derive(Debug)]
pub(crate) struct Desks {
    pub(crate) sends: bool,
}

impl Mailroom for Desks {
    fn sender(&self) -> Option<&str> {
        Some("envio@desk.es")
    }

    fn says(&self) -> Says {
        Says { sends: self.sends, ..Says::default() }
    }

    fn try_outgoing<'a>(&'a self, server: &'a Server, _locale: &'a str) -> Later<'a, Vec<Tried>> {
        let told = match server.host.as_str() {
            "mx.example" => Ok("El servidor deja enviar.".into()),
            _ => Err("No se encuentra el servidor.".into()),
        };
        Box::pin(async { vec![Tried { what: "Conectar y entrar".into(), told }] })
    }

    fn try_mailbox<'a>(&'a self, _mailbox: &'a TypedMailbox, locale: &'a str) -> Later<'a, Vec<Tried>> {
        self.check("", locale)
    }

    fn mailboxes(&self) -> Vec<Shown> {
        let fetched = Shown {
            address: "soporte@desk.example".into(),
            place: Some("imaps://soporte@mx.example:993/INBOX".into()),
            provider: Some("m365".into()),
            ..Shown::default()
        };
        vec![fetched, Shown { address: "averias@desk.example".into(), ..Shown::default() }]
    }

    fn words(&self, _locale: &str, trouble: &Trouble) -> String {
        trouble.to_string()
    }

    fn check<'a>(&'a self, _address: &'a str, _locale: &'a str) -> Later<'a, Vec<Tried>> {
        let connect = Tried { what: "Conectar".into(), told: Ok("El servidor contesta.".into()) };
        let log_in = Tried { what: "Entrar".into(), told: Err("No acepta la contraseña.".into()) };
        Box::pin(async { vec![connect, log_in] })
    }

    fn depart(&self, address: &str, state: &str, back: &str) -> Option<Departure> {
        let url = format!("https://login.example/authorize?state={state}&redirect_uri={back}");
        (address == "soporte@desk.example").then(|| Departure { url, verifier: b"sealed".to_vec() })
    }

    fn redeem<'a>(
        &'a self,
        _address: &'a str,
        code: &'a str,
        _verifier: &'a [u8],
        _back: &'a str,
    ) -> Later<'a, Result<Redeemed, Trouble>> {
        Box::pin(async move {
            if code != "good" {
                return Err(Trouble::new(Problem::Consent, "invalid_grant"));
            }
            Ok(Redeemed { provider: "m365".into(), refresh_token: b"sealed".to_vec(), ends_at: None })
        })
    }
}
