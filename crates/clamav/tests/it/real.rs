//! What ClamAV's own daemon says.

use atiende_clamav::{Clamd, Failure, Verdict};
use atiende_testing::{eicar, run};
use bytes::Bytes;
use futures_util::stream;
use std::convert::Infallible;

fn pieces(bytes: &[u8], size: usize) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let pieces: Vec<_> = bytes.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

async fn knows_what_is_what(clamd: &Clamd) {
    clamd.ping().await.unwrap();
    let version = clamd.version().await.unwrap();
    assert!(version.program().starts_with("ClamAV "), "{version:?}");
    assert_eq!(clamd.scan(pieces(b"hola", 1)).await.unwrap(), Verdict::Clean);
    assert_eq!(clamd.scan(pieces(b"", 1)).await.unwrap(), Verdict::Clean, "nothing is no malware");
    let Verdict::Infected(name) = clamd.scan(pieces(&eicar(), 7)).await.unwrap() else { panic!("EICAR passes") };
    assert!(name.contains("Eicar"), "{name}");
    // Its limit is 1 MiB: it hangs up while the rest is still on its way, be it little or much.
    for megabytes in [1, 2, 40] {
        let large = vec![b'a'; megabytes << 20];
        let said = clamd.scan(pieces(&large, 100_000)).await.unwrap();
        assert_eq!(said, if megabytes == 1 { Verdict::Clean } else { Verdict::TooLarge }, "{megabytes} MiB");
    }
}

#[test]
fn it_is_asked_over_tcp_and_over_its_socket() {
    let Some(daemon) = atiende_testing::Clamd::start("it_is_asked_over_tcp_and_over_its_socket") else { return };
    run(async {
        knows_what_is_what(&Clamd::new(daemon.tcp.parse().unwrap())).await;
        let clamd = Clamd::new(daemon.socket.parse().unwrap());
        knows_what_is_what(&clamd).await;
        daemon.stop();
        assert!(matches!(clamd.scan(pieces(b"hola", 9)).await, Err(Failure::Unreachable(_))));
    });
}

#[test]
fn many_ask_at_once() {
    let Some(daemon) = atiende_testing::Clamd::start("many_ask_at_once") else { return };
    run(async {
        let clamd = Clamd::new(daemon.tcp.parse().unwrap());
        let asked = (0..60_u8).map(|n| {
            let clamd = clamd.clone();
            async move {
                let content = if n % 3 == 0 { eicar() } else { vec![n; 30_000] };
                (n, clamd.scan(pieces(&content, 4096)).await.unwrap())
            }
        });
        for (n, verdict) in futures_util::future::join_all(asked).await {
            assert_eq!(verdict == Verdict::Clean, n % 3 != 0, "{n}: {verdict:?}");
        }
    });
}
