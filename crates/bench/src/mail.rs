//! Mail that comes in: how much of it a second is safe (LMTP, answered after the commit), what each message costs until it is
//! a ticket, and what reading one costs by itself.

use crate::Failure;
use crate::desk::Desk;
use crate::report;
use atiende_text::quotes;
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::task::JoinSet;

/// Mail servers that deliver at once.
const CONNECTIONS: usize = 16;
/// Durable ones a second (issue 4).
const GOAL: f64 = 500.0;
/// How often one is read to know what that costs.
const READINGS: u32 = 5000;
pub(crate) const MAILBOX: &str = "soporte@desk.example";

/// What was measured.
pub(crate) struct Intake {
    pub(crate) taken: u64,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Until each was a ticket, CPU microseconds a message.
    pub(crate) cpu: f64,
    /// From the last answer until all were read.
    pub(crate) behind: Duration,
}

/// Delivers for so many seconds and waits until everything was read.
pub(crate) async fn measure(desk: &Desk, seconds: u32) -> Result<String, Failure> {
    let people = desk.people(crate::scenarios::Who::Requesters).await?;
    let (first, began) = (desk.open_one(&people).await?, Instant::now());
    let cpu = desk.process.cpu()?;
    let until = began + Duration::from_secs(seconds.into());
    let mut deliveries = JoinSet::new();
    for server in 0..CONNECTIONS {
        let address = desk.lmtp.clone();
        deliveries.spawn(async move { deliver(&address, server, until).await });
    }
    let mut times = Vec::new();
    while let Some(delivered) = deliveries.join_next().await {
        times.extend(delivered.map_err(|error| Failure::new("a delivery", error))??);
    }
    let (spent, ended) = (began.elapsed(), Instant::now());
    desk.quiet().await?;
    let behind = ended.elapsed();
    let taken = u64::try_from(times.len()).unwrap_or(u64::MAX);
    let made = desk.open_one(&people).await? - first - 1;
    if made != taken {
        return Err(Failure(format!("{taken} messages were taken, and {made} became tickets")));
    }
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a rate of some thousands")]
    let count = times.len() as f64;
    Ok(report::intake(
        &Intake {
            taken,
            per_second: count / spent.as_secs_f64(),
            p50: quantile(&times, 50),
            p99: quantile(&times, 99),
            cpu: desk.process.cpu()?.saturating_sub(cpu).as_secs_f64() * 1e6 / count.max(1.0),
            behind,
        },
        GOAL,
        reading(),
    ))
}

fn quantile(times: &[Duration], percent: usize) -> Duration {
    times.get(times.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

/// One mail server: message after message until it is time; how long each took to be safe.
async fn deliver(address: &str, server: usize, until: Instant) -> Result<Vec<Duration>, Failure> {
    let stream = TcpStream::connect(address).await.map_err(|error| Failure::new(address, error))?;
    stream.set_nodelay(true).map_err(|error| Failure::new(address, error))?;
    let (reading, mut writing) = stream.into_split();
    let mut answers = BufReader::new(reading);
    expect(&mut answers, "220").await?;
    say(&mut writing, "LHLO bench\r\n").await?;
    expect(&mut answers, "250").await?;
    let mut times = Vec::new();
    for n in 0.. {
        let began = Instant::now();
        if began >= until {
            break;
        }
        let client = (server * 31 + n) % 500;
        let from = format!("persona5@cliente{client}.example");
        say(&mut writing, &format!("MAIL FROM:<{from}>\r\nRCPT TO:<{MAILBOX}>\r\nDATA\r\n")).await?;
        for code in ["250", "250", "354"] {
            expect(&mut answers, code).await?;
        }
        say(&mut writing, &format!("{}.\r\n", message(&from, &format!("{server}.{n}")))).await?;
        expect(&mut answers, "250").await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

async fn say(writing: &mut OwnedWriteHalf, words: &str) -> Result<(), Failure> {
    writing.write_all(words.as_bytes()).await.map_err(|error| Failure::new("LMTP", error))
}

/// The last line of an answer must begin so.
async fn expect(answers: &mut BufReader<OwnedReadHalf>, code: &str) -> Result<(), Failure> {
    loop {
        let mut line = String::new();
        let read = answers.read_line(&mut line).await.map_err(|error| Failure::new("LMTP", error))?;
        if read == 0 || !line.starts_with(code) {
            return Err(Failure(format!("LMTP: {code} was expected, {line:?} came")));
        }
        if line.as_bytes().get(3) == Some(&b' ') {
            return Ok(());
        }
    }
}

/// As a teacher's mail program writes it: text and HTML, what it answers, and a signature; about 4 KB.
fn message(from: &str, id: &str) -> String {
    const WORDS: &str = "La impresora de la sala de profesores no imprime desde esta mañana: la luz naranja parpadea y el \
        panel dice que falta papel, pero la bandeja está llena. La hemos apagado y encendido dos veces, y el ordenador de \
        al lado tampoco puede. La necesitamos para los exámenes del jueves.";
    let mut paragraphs = String::new();
    let mut html = String::new();
    for n in 1..=4 {
        let _ = write!(paragraphs, "{n}. {WORDS}\r\n\r\n");
        let _ = write!(html, "<p style=\"margin:0\">{n}. {WORDS}</p>\r\n");
    }
    let history =
        "El lun, 23 nov 2026 a las 9:12, Soporte (<soporte@example.com>) escribió:\r\n> Dinos qué luz tiene.\r\n";
    format!(
        "Received: from mx.example (mx.example [192.0.2.7]) by localhost; Mon, 23 Nov 2026 09:20:00 +0100\r\n\
         From: =?utf-8?q?Mar=C3=ADa_L=C3=B3pez?= <{from}>\r\nTo: Soporte <{MAILBOX}>\r\n\
         Subject: =?utf-8?q?La_impresora_no_imprime_{id}?=\r\nDate: Mon, 23 Nov 2026 09:20:00 +0100\r\n\
         Message-ID: <{id}@bench.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=\"=_bench\"\r\n\r\n\
         --=_bench\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {paragraphs}{history}\r\n-- \r\nMaría López\r\nTutora de 5.º B\r\n\
         --=_bench\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         <html><body>{html}<div class=\"gmail_quote\">{history}</div></body></html>\r\n--=_bench--\r\n"
    )
}

/// Reading one: its parts, its safe HTML, and what of it was written now.
fn reading() -> Duration {
    let raw = message("maria@example.com", "1");
    let began = Instant::now();
    for _ in 0..READINGS {
        let message = atiende_mime::read(std::hint::black_box(raw.as_bytes()));
        std::hint::black_box(quotes::split(&message.text).said());
    }
    began.elapsed() / READINGS
}
