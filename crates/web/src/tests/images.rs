//! Images that mails show from elsewhere: nothing is fetched until a reader asks, and then only by the desk, for who may read the
//! message, from public addresses, and only what is a picture.

use super::people::Who;
use super::world::World;
use atiende_db::{Tx, args, sql};
use axum::http::{StatusCode, header};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

atiende_testing::on_both![images_are_fetched_when_asked_for, notes_and_other_words_have_none];

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// A sender's server: `/a.png` is a picture, `/a.svg` a document; its port, and how often it was asked.
fn server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, asked) = (listener.local_addr().unwrap().port(), Arc::<AtomicUsize>::default());
    let counter = Arc::clone(&asked);
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let told = String::from_utf8_lossy(&request[..length]).to_lowercase();
            assert!(!told.contains("cookie") && !told.contains("referer"), "{told}");
            counter.fetch_add(1, Ordering::Relaxed);
            let body: &[u8] = if told.contains(".svg") { b"<svg xmlns='http://www.w3.org/2000/svg'/>" } else { PNG };
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
    });
    (port, asked)
}

impl World {
    /// Puts this HTML and these values into the message that came by mail.
    async fn mail_says(&self, html: &str, (source, visibility): (&'static str, &'static str)) {
        let (id, html): (i64, _) = (self.ids["mailed message"].parse().unwrap(), html.to_owned());
        let write = sql!("UPDATE messages SET body_html = $2, source = $3, visibility = $4 WHERE id = $1");
        let write = async move |tx: &mut Tx| tx.execute(write, args![id, html, source, visibility]).await;
        self.db().write(write).await.unwrap();
    }

    fn image(&self, nth: usize) -> String {
        format!("/t/{}/mensajes/{}/imagenes/{nth}", self.ids["ticket"], self.ids["mailed message"])
    }
}

async fn images_are_fetched_when_asked_for() {
    let (port, asked) = server();
    let world = World::set(|settings| settings.outbound_allow = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let html = format!(
        "<p>Mira: <img alt=\"La luz\" data-src=\"http://127.0.0.1:{port}/a.png?b&amp;c\"> <img data-src=\"http://127.0.0.1:{port}/a.svg\"> \
         <img data-src=\"http://10.0.0.1/a.png\"></p>"
    );
    world.mail_says(&html, ("mail", "public")).await;
    let (ticket, message) = (&world.ids["ticket"], &world.ids["mailed message"]);
    let page = world.get(Who::Requester, &format!("/t/{ticket}")).await.text;
    assert!(page.contains(&format!("href=\"/t/{ticket}?imagenes={message}#m{message}\"")), "{page}");
    assert!(page.contains("Cargar imágenes externas") && !page.contains("/imagenes/0\""), "{page}");
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    let shown = world.get(Who::Requester, &format!("/t/{ticket}?imagenes={message}")).await.text;
    assert!(shown.contains(&format!("alt=\"La luz\" src=\"{}\"", world.image(0))), "{shown}");
    assert!(!shown.contains("Cargar imágenes externas") && !shown.contains("127.0.0.1"), "{shown}");
    let other = world.get(Who::Requester, &format!("/t/{ticket}?imagenes=999999")).await.text;
    assert!(other.contains("Cargar imágenes externas"), "another message's");

    let picture = world.get(Who::Requester, &world.image(0)).await;
    let header = |name| picture.headers[name].to_str().unwrap();
    assert_eq!((picture.status, header(header::CONTENT_TYPE)), (StatusCode::OK, "image/png"));
    assert!(
        header(header::CONTENT_SECURITY_POLICY).contains("sandbox")
            && header(header::CACHE_CONTROL).contains("private")
    );
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    for nth in [1, 2] {
        assert_eq!(world.get(Who::Requester, &world.image(nth)).await.status, StatusCode::FAILED_DEPENDENCY, "{nth}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 2, "the private address was not asked");
    assert_eq!(world.get(Who::Requester, &world.image(3)).await.status, StatusCode::NOT_FOUND);
    for (who, status) in [(Who::Anybody, StatusCode::SEE_OTHER), (Who::Foreigner, StatusCode::NOT_FOUND)] {
        assert_eq!(world.get(who, &world.image(0)).await.status, status, "{who:?}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 2, "for nobody else");
}

/// A note is its readers' alone; what people wrote here may name any address, and nobody is sent there.
async fn notes_and_other_words_have_none() {
    let (port, asked) = server();
    let world = World::set(|settings| settings.outbound_allow = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let html = format!("<p><img data-src=\"http://127.0.0.1:{port}/a.png\"></p>");
    world.mail_says(&html, ("mail", "internal")).await;
    assert_eq!(world.get(Who::Requester, &world.image(0)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(Who::Technician, &world.image(0)).await.status, StatusCode::OK);
    world.mail_says(&html, ("web", "public")).await;
    assert_eq!(world.get(Who::Technician, &world.image(0)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
