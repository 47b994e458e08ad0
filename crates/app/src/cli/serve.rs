//! `atiende serve`: the web server and all background work, in the foreground.

use super::connections;
use super::demo;
use super::desk::Desk;
use super::mail_door::MailDoor;
use super::underway;
use super::workers::Workers;
use super::{Code, Failure};
use crate::config;
use atiende_core::accounts::sealed::Key;
use atiende_core::events::By;
use atiende_core::files::scanning;
use atiende_core::notify::NewTicketCopies;
use atiende_core::settings;
use atiende_db::{Db, DbError};
use atiende_web::DemoAccount;
use axum::middleware::from_fn_with_state;
use axum::serve::ListenerExt;
use clap::Args;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Serve the site, the API and all background work, in the foreground.
///
/// With nothing configured it keeps everything in ./data and listens on 127.0.0.1:8080; the
/// first visitor makes the administrator. The database schema is brought up to date first.
/// SIGTERM and SIGINT stop it: it takes no new connections (after `stop_delay`), finishes what it is at, and ends.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende serve --demo
  ATIENDE_LISTEN=127.0.0.1:9000 ATIENDE_DATA_DIR=/var/lib/atiende atiende serve
  atiende serve --config /etc/atiende.toml

Ends with 0, 78 for a bad configuration, 69 when the database cannot be reached within startup_wait.")]
pub(super) struct Serve {
    /// Fill an empty store with invented organizations, people and tickets, and print how to sign in. No mail leaves.
    #[arg(long)]
    demo: bool,
}

/// How long requests may take to end, and then the workers: together under 30 s.
const CONNECTIONS: Duration = Duration::from_secs(15);
const WORKERS: Duration = Duration::from_secs(10);

pub(super) async fn run(desk: &Desk, arguments: &Serve) -> Result<Code, Failure> {
    // Signals count from the start: a stop during start-up must not be lost.
    let stop = stop_signal()?;
    tokio::select! {
        () = stop.cancelled() => Ok(Code::Ok),
        ready = prepare(desk, arguments) => serve(desk, ready?, stop.clone()).await,
    }
}

/// What is there before the first request.
struct Ready {
    db: Db,
    key: Key,
    demo: Option<Vec<DemoAccount>>,
    listener: TcpListener,
}

async fn prepare(desk: &Desk, arguments: &Serve) -> Result<Ready, Failure> {
    let listener = listen(desk.config.listen).await?;
    let db = desk.open_for_serving().await?;
    // Made now, so that its absence is never found out in the middle of a request.
    let key = Key::new(&config::secret_key(&desk.config)?);
    let demo = if arguments.demo { demo::prepare(desk, &db).await? } else { None };
    keep_copies(desk, &db).await?;
    keep_scanning(desk, &db).await?;
    Ok(Ready { db, key, demo, listener })
}

async fn serve(desk: &Desk, ready: Ready, stop: CancellationToken) -> Result<Code, Failure> {
    let Ready { db, key, demo, listener } = ready;
    let vault = desk.vault()?;
    let mail = MailDoor::open(desk, (db.clone(), vault.clone()), key.clone(), demo.is_some()).await?;
    let mut settings = desk.config.for_web(key, mail.room(), demo.clone().unwrap_or_default());
    settings.live.streams = connections::room_for_streams(settings.live.streams);
    let clock = std::sync::Arc::clone(&desk.clock);
    let state = atiende_web::State::open(db.clone(), vault.clone(), settings, clock).await?;
    let mut workers = Workers::start(desk, &db, &vault)?;
    workers.also(state.clone().follow_settings());
    workers.also(state.clone().tell_streams());
    workers.beside(|stop| mail.run(stop));
    let requests = TaskTracker::new();
    let counted = from_fn_with_state((requests.clone(), stop.clone()), underway::count);
    let site = atiende_web::site(state.clone()).layer(counted).into_make_service_with_connect_info::<SocketAddr>();
    let address = listener.local_addr().unwrap_or(desk.config.listen);
    let listener = listener.tap_io(|connection| connections::tune(connection));
    tracing::info!(listen = %address, public_url = desk.config.public_url, "serving");
    if let Some(accounts) = demo {
        demo::introduce(desk, &accounts);
    }
    let closing = CancellationToken::new();
    let serving = axum::serve(listener, site).with_graceful_shutdown(closing.clone().cancelled_owned());
    let over = async {
        stop.cancelled().await;
        state.will_stop();
        tokio::time::sleep(desk.config.stop_delay).await;
        closing.cancel();
        // Whoever listens comes back, to a node that takes them.
        state.end_streams();
        if tokio::time::timeout(CONNECTIONS, underway::end(&requests)).await.is_err() {
            tracing::warn!("requests were cut off");
        }
    };
    let served = tokio::select! {
        served = serving => served,
        () = over => Ok(()),
    };
    tracing::info!("stopping");
    workers.finish(WORKERS).await;
    served.map(|()| Code::Ok).map_err(|error| Failure::new(Code::Software, error.to_string()))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        // Another program may let go of the address; anything else is the configuration's fault.
        let code = if error.kind() == io::ErrorKind::AddrInUse { Code::Unavailable } else { Code::Config };
        Failure::new(code, format!("listen {address}: {error}"))
    })
}

/// Cancelled by SIGTERM or SIGINT.
fn stop_signal() -> Result<CancellationToken, Failure> {
    let failed = |error: io::Error| Failure::new(Code::Software, format!("signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    #[expect(clippy::disallowed_methods, reason = "this is serve.rs: it ends with the process")]
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        told.cancel();
    });
    Ok(stop)
}

/// Who gets copies of new tickets is said in the configuration and read by the core from its settings.
async fn keep_copies(desk: &Desk, db: &Db) -> Result<(), DbError> {
    let wanted = NewTicketCopies { addresses: desk.config.mail.new_ticket.clone() };
    db.write(async move |tx| {
        if settings::get::<NewTicketCopies>(tx).await? == wanted {
            return Ok(());
        }
        settings::set(tx, &By::desk(), &wanted).await
    })
    .await
}

/// Whether files wait for a scanner, likewise: mail by a pipe is taken by another process.
async fn keep_scanning(desk: &Desk, db: &Db) -> Result<(), DbError> {
    let wanted = desk.config.scanning();
    if wanted.required && !wanted.on {
        tracing::warn!("clamd_required without clamd: nobody scans files, so none can be downloaded");
    }
    db.write(async move |tx| scanning::keep(tx, wanted).await).await
}
