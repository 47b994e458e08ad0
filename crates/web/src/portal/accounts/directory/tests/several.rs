//! Several directories, and how far each is believed.

use super::{Desk, at, school};
use crate::SignInDirectory;
use atiende_core::accounts::Role;
use atiende_ldap::Entry;
use axum::http::StatusCode;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

atiende_testing::on_both![
    another_companys_directory_gets_no_password,
    who_claims_to_know_everybody_gets_no_password,
    a_directory_that_says_nothing_holds_no_other_up,
    without_domains_no_address_is_proved,
    a_directory_that_is_gone_is_told,
];

/// Another company's directory, which keeps every byte that it gets; it finds somebody called so, or nobody.
async fn curious(finds: &str) -> (SignInDirectory, JoinSet<()>, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut company = at(&format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port()));
    (company.id, company.domains) = ("empresa".into(), vec!["empresa.es".into()]);
    let (heard, mut server) = (Arc::new(Mutex::new(Vec::new())), JoinSet::new());
    let (kept, dn) = (Arc::clone(&heard), finds.to_owned());
    server.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // RFC 4511 4.2.2, 4.5.2: bound; perhaps an entry, and that was all; and bound as anybody.
            let byte = |length: usize| u8::try_from(length).unwrap();
            let done = |id, response| vec![0x30, 12, 2, 1, id, response, 7, 0x0a, 1, 0, 4, 0, 4, 0];
            let entry = if dn.is_empty() {
                Vec::new()
            } else {
                let front = [0x30, byte(dn.len() + 9), 2, 1, 2, 0x64, byte(dn.len() + 4), 4, byte(dn.len())];
                [&front[..], dn.as_bytes(), &[0x30, 0]].concat()
            };
            for answer in [done(1, 0x61), [entry, done(2, 0x65)].concat(), done(3, 0x61)] {
                let mut asked = [0; 1024];
                let Ok(length @ 1..) = stream.read(&mut asked).await else { break };
                kept.lock().unwrap().extend_from_slice(&asked[..length]);
                drop(stream.write_all(&answer).await);
            }
        }
    });
    (company, server, heard)
}

fn hears(heard: &Mutex<Vec<u8>>, word: &str) -> bool {
    heard.lock().unwrap().windows(word.len()).any(|window| window == word.as_bytes())
}

/// The school has María; the company is asked for her name and learns no more.
async fn another_companys_directory_gets_no_password() {
    let Some(school) = school("another_companys_directory", |_| {}) else { return };
    let (company, _server, heard) = curious("").await;
    let desk = Desk::open(school, |settings| settings.directories.insert(0, company)).await;
    let entered = desk.signs_in("maria", "clave de maria", "").await;
    assert!(entered.session().is_some(), "{}", entered.html);
    assert!(hears(&heard, "maria") && !hears(&heard, "clave de maria"));
    assert!(desk.signs_in("nadie", "clave de nadie", "").await.session().is_none());
    assert!(hears(&heard, "nadie") && !hears(&heard, "clave de nadie"), "nor one that is nobody's");
}

/// What two directories have is nobody's, until they say whose by their address.
async fn who_claims_to_know_everybody_gets_no_password() {
    let Some(school) = school("who_claims_to_know_everybody", |_| {}) else { return };
    let (company, _server, heard) = curious("uid=maria,dc=empresa,dc=es").await;
    let desk = Desk::open(school, |settings| settings.directories.insert(0, company)).await;
    let refused = desk.signs_in("maria", "clave de maria", "").await;
    assert!(refused.session().is_none() && refused.html.contains("no son correctos"), "{}", refused.html);
    let entered = desk.signs_in("maria@ceiplapaz.es", "clave de maria", "").await;
    assert!(entered.session().is_some(), "{}", entered.html);
    assert!(hears(&heard, "maria") && !hears(&heard, "clave de maria"));
}

/// As many as may ask it wait for it; the school's people come in meanwhile.
async fn a_directory_that_says_nothing_holds_no_other_up() {
    let Some(school) = school("a_directory_that_says_nothing", |_| {}) else { return };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut company = at(&format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port()));
    (company.id, company.domains) = ("empresa".into(), vec!["empresa.es".into()]);
    let (silent, mut waiting) = (company.directory.clone(), JoinSet::<()>::new());
    for _ in 0..8 {
        let silent = silent.clone();
        waiting.spawn(async move {
            loop {
                drop(silent.look("pau").await);
            }
        });
    }
    let desk = Desk::open(school, |settings| settings.directories.insert(0, company)).await;
    let entered = desk.signs_in("maria@ceiplapaz.es", "clave de maria", "").await;
    assert!(entered.session().is_some(), "{}", entered.html);
    let entered = desk.signs_in("luis", "clave de luis", "").await;
    assert!(entered.session().is_some(), "{}", entered.html);
}

async fn without_domains_no_address_is_proved() {
    let anything = |school: &mut SignInDirectory| school.domains = Vec::new();
    let Some(school) = school("without_domains", anything) else { return };
    let desk = Desk::open(school, |_| {}).await;
    let answer = desk.signs_in("maria", "clave de maria", "").await;
    assert_eq!(answer.location, "/crear-cuenta/continuar", "her address is to be confirmed: {}", answer.html);
    assert!(answer.session().is_none() && desk.found("maria@ceiplapaz.es").await.is_none());
    desk.person("Luis Ferrer", "luis@ceiplapaz.es", Role::Requester).await;
    let luis = desk.signs_in("luis", "clave de luis", "").await;
    assert_eq!(
        (luis.location.as_str(), luis.session()),
        ("/crear-cuenta/continuar", None),
        "nobody's account is named"
    );
}

#[test]
fn an_address_of_the_directorys_own_domain_comes_first() {
    let entry = |emails: &[&str]| Entry {
        id: "7".into(),
        dn: "uid=maria".into(),
        name: None,
        emails: emails.iter().map(|&email| email.to_owned()).collect(),
        groups: Vec::new(),
    };
    let school = at("ldap://127.0.0.1:9");
    let said = |emails: &[&str]| {
        let claims = super::super::claims(&school, &entry(emails));
        (claims.email.unwrap_or_default(), claims.email_verified)
    };
    assert_eq!(said(&["m@gmail.com", "Maria@CeipLaPaz.es"]), ("maria@ceiplapaz.es".to_owned(), true));
    assert_eq!(said(&["m@gmail.com", "n@gmail.com"]), ("m@gmail.com".to_owned(), false));
    assert_eq!(said(&["nothing"]), (String::new(), false));
}

async fn a_directory_that_is_gone_is_told() {
    let desk = Desk::open(at("ldap://127.0.0.1:9"), |_| {}).await;
    for login in ["maria", "maria@ceiplapaz.es"] {
        let answer = desk.signs_in(login, "clave de maria", "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.html.contains("no responde"), "{}", answer.html);
    }
    // Whom it cannot know, and whom the desk knows, do not depend on it.
    assert!(desk.signs_in("ada@desk.es", "la clave de aquí", "").await.session().is_some());
    assert!(desk.signs_in("ada@desk.es", "otra", "").await.html.contains("no son correctos"));
}
