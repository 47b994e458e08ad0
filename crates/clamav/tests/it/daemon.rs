//! Daemons that hang, hang up, lie, or are something else altogether: each ends in time, and none of them makes a file clean.

use atiende_clamav::{Address, Clamd, Failure, Patience, Verdict};
use atiende_testing::run;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use std::convert::Infallible;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const SHORT: Patience = Patience {
    connect: Duration::from_millis(300),
    answer: Duration::from_millis(300),
    scan: Duration::from_millis(600),
};

/// Treats each connection so; ends when dropped.
struct Daemon {
    clamd: Clamd,
    _tasks: JoinSet<()>,
}

impl Daemon {
    async fn open<F>(treat: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = Address::Tcp(listener.local_addr().unwrap().to_string());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut conversations = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                conversations.spawn(treat(stream));
            }
        });
        Self { clamd: Clamd::with(address, SHORT), _tasks: tasks }
    }

    /// Reads the whole stream, then says this.
    async fn saying(words: &'static [u8]) -> Self {
        Self::open(async move |mut stream: TcpStream| {
            let mut all = Vec::new();
            while !all.ends_with(&[0; 4]) && stream.read_buf(&mut all).await.is_ok_and(|n| n > 0) {}
            let _ = stream.write_all(words).await;
        })
        .await
    }

    async fn scan(&self, bytes: impl Stream<Item = Result<Bytes, Infallible>> + Send) -> Result<Verdict, Failure> {
        let begun = Instant::now();
        let said = self.clamd.scan(bytes).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "it waits for ever");
        said
    }
}

fn little() -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::iter([Ok(Bytes::from_static(b"hola"))])
}

fn endless() -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::repeat(Bytes::from(vec![b'a'; 1 << 16])).map(Ok)
}

#[test]
fn who_hangs_is_left() {
    run(async {
        let mute = Daemon::open(async |stream: TcpStream| {
            tokio::time::sleep(Duration::from_mins(1)).await;
            drop(stream);
        })
        .await;
        assert!(matches!(mute.scan(little()).await, Err(Failure::Silent(_))));
        // It does not even read.
        assert!(matches!(mute.scan(endless()).await, Err(Failure::Silent(_))));
        assert!(matches!(mute.clamd.ping().await, Err(Failure::Silent(_))));
        assert!(matches!(mute.clamd.version().await, Err(Failure::Silent(_))));
        // Nor do the bytes of a file come.
        let never = stream::pending::<Result<Bytes, Infallible>>();
        assert!(matches!(mute.scan(never).await, Err(Failure::Silent(_))));
    });
}

#[test]
fn who_hangs_up_has_said_nothing() {
    run(async {
        let rude = Daemon::open(async |stream: TcpStream| drop(stream)).await;
        for _ in 0..20 {
            assert!(matches!(rude.scan(little()).await, Err(Failure::Broken(_) | Failure::Strange(_))));
            assert!(matches!(rude.scan(endless()).await, Err(Failure::Broken(_))));
        }
        assert!(rude.clamd.version().await.is_err());
        let nobody = Clamd::with("tcp://127.0.0.1:1".parse().unwrap(), SHORT);
        assert!(matches!(nobody.ping().await, Err(Failure::Unreachable(_))));
        let nowhere = Clamd::with("unix:/nowhere/at/all".parse().unwrap(), SHORT);
        assert!(matches!(nowhere.version().await, Err(Failure::Unreachable(_))));
    });
}

#[test]
fn only_its_own_words_count() {
    run(async {
        let long: &[u8] = Box::leak(vec![b'x'; 1 << 20].into_boxed_slice());
        for words in [b"".as_slice(), b"OK\0", b"250 OK\r\n", b"stream: \0", b"\0stream: OK\0", b"\xff\xfe", long] {
            let odd = Daemon::saying(words).await;
            let said = odd.scan(little()).await;
            assert!(said.is_err(), "{said:?}");
        }
        let complaining = Daemon::saying(b"stream: Can't create temporary file ERROR\0").await;
        let Err(failure) = complaining.scan(little()).await else { panic!("it could not look") };
        assert!(failure.is_of_the_file(), "{failure}");
        assert_eq!(
            Daemon::saying(b"stream: OK\0stream: X FOUND\0").await.scan(little()).await.unwrap(),
            Verdict::Clean
        );
    });
}

#[test]
fn a_file_that_breaks_off_has_no_verdict() {
    run(async {
        let fine = Daemon::saying(b"stream: OK\0").await;
        let broken = stream::iter([Ok(Bytes::from_static(b"half")), Err("the disk is gone")]);
        let Err(failure) = fine.clamd.scan(broken).await else { panic!("half a file is none") };
        assert!(matches!(failure, Failure::Source(_)) && failure.is_of_the_file(), "{failure}");
    });
}
