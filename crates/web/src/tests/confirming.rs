//! Somebody signs up with another person's address: whoever reads the mailbox gets an account that only they can open.

use super::door::{Browser, Door, PASSWORD};
use atiende_db::{Tx, args, sql};

atiende_testing::on_both![
    the_browser_that_signed_up_is_in,
    another_browser_chooses_its_own_password,
    a_strangers_browser_is_not_known,
];

const EVA: &str = "eva@ceiplapaz.es";
const THEIRS: &str = "la frase de otra persona";

async fn signs_up(browser: &Browser<'_>, password: &str) -> String {
    let fields = [("name", "Eva Ruiz"), ("email", EVA), ("password", password), ("organization", "CEIP La Paz")];
    let asked = browser.post("/crear-cuenta", &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.html);
    asked.cookie("signed_up").unwrap()
}

async fn mailed(door: &Door) -> String {
    let newest = sql!("SELECT data FROM outbox WHERE kind = 'confirm_address' ORDER BY id DESC LIMIT 1");
    let read = async move |tx: &Tx| tx.one::<(String,)>(newest, args![]).await;
    let data: serde_json::Value = serde_json::from_str(&door.served.db.read(read).await.unwrap().0).unwrap();
    data["link"].as_str().unwrap().to_owned()
}

async fn the_browser_that_signed_up_is_in() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    let cookie = signs_up(&browser, PASSWORD).await;
    let link = mailed(&door).await;
    assert!(cookie != link && !cookie.contains(&link), "what the browser keeps is not the link");
    let browser = browser.sends("cookie", &format!("signed_up={cookie}"));
    let path = format!("/crear-cuenta/confirmar/{link}");
    assert!(!browser.get(&path).await.html.contains("elijas la contraseña"));
    let done = browser.post(&path, &[]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/espera"));
    assert!(done.cookie("session").is_some());
    assert_eq!(browser.signs_in(EVA, PASSWORD).await.status, 303);
    let again = browser.post(&path, &[]).await;
    assert_eq!((again.header("location"), again.cookie("session")), ("/acceder", None), "an old link opens nothing");
}

async fn another_browser_chooses_its_own_password() {
    let door = Door::open(|_| {}).await;
    let (eva, stranger) = (door.browser("198.51.100.7"), door.browser("203.0.113.9"));
    let cookie = signs_up(&eva, PASSWORD).await;
    signs_up(&stranger, THEIRS).await;
    // The newest mail is the stranger's; her browser kept what belongs to the first.
    let eva = eva.sends("cookie", &format!("signed_up={cookie}"));
    let path = format!("/crear-cuenta/confirmar/{}", mailed(&door).await);
    assert!(eva.get(&path).await.html.contains("elijas la contraseña"));
    let done = eva.post(&path, &[]).await;
    let choose = done.header("location").to_owned();
    assert!(choose.starts_with("/recuperar/") && done.cookie("session").is_none(), "{choose}");
    assert_eq!(stranger.signs_in(EVA, THEIRS).await.status, 422, "not even before she has chosen");
    assert_eq!(eva.get(&choose).await.status, 200);
    assert_eq!(eva.post(&choose, &[("password", PASSWORD)]).await.header("location"), "/acceder");
    assert_eq!(stranger.signs_in(EVA, THEIRS).await.status, 422);
    assert_eq!(eva.signs_in(EVA, PASSWORD).await.status, 303);
    assert_eq!(eva.post(&path, &[]).await.header("location"), "/acceder", "an old link opens nothing");
}

async fn a_strangers_browser_is_not_known() {
    let door = Door::open(|_| {}).await;
    let browser = door.browser("198.51.100.7");
    let cookie = signs_up(&browser, PASSWORD).await;
    let browser = browser.sends("cookie", &format!("signed_up={cookie}"));
    browser.post(&format!("/crear-cuenta/confirmar/{}", mailed(&door).await), &[]).await;
    let devices = async || {
        let count = async |tx: &Tx| tx.one::<(i64,)>(sql!("SELECT count(*) FROM devices"), args![]).await;
        door.served.db.read(count).await.unwrap().0
    };
    assert_eq!(devices().await, 0, "who waits knows no browser");
    let let_in =
        async |tx: &mut Tx| tx.execute(sql!("UPDATE people SET state = 'active' WHERE email = $1"), args![EVA]).await;
    door.served.db.write(let_in).await.unwrap();
    assert_eq!(door.browser("198.51.100.7").signs_in(EVA, PASSWORD).await.status, 303);
    assert_eq!(devices().await, 1);
}
