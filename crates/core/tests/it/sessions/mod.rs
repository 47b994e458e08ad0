//! Where somebody is signed in: seen, ended, told when it is new, proved again, and looked on by an administrator.

mod devices;
mod looks;
mod own;
mod proof;

use crate::support::{Cast, Desk};
use atiende_core::accounts::actions::sign_in::{self, Client, NewSession};
use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::accounts::actions::{add, disown, reset_password};
use atiende_core::accounts::{
    AccountState, NewAccount, Person, Role, Secret, SessionLimits, TokenScope, access, password,
};
use atiende_core::audit::{self, Filter};
use atiende_core::events::{By, Object};
use atiende_core::id::{PersonId, SessionId};
use atiende_core::identities::Claims;
use atiende_core::identities::actions::arrive::{self, Handouts};
use atiende_core::identities::{self, Departure};
use atiende_core::limits::{self, Attempt, Kind, Rate};
use atiende_core::sessions::actions::prove::{self, Shown};
use atiende_core::sessions::actions::{end, impersonate, renew};
use atiende_core::sessions::{self, Listed, device_key};
use atiende_core::tickets::access as tickets;
use atiende_core::{Actor, Denied, Refused};
use jiff::SignedDuration;

const LIMITS: SessionLimits =
    SessionLimits { idle: SignedDuration::from_hours(24), max: SignedDuration::from_hours(24 * 30) };
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const PASSWORD: &str = "una frase larga";

/// A browser with its cookies.
#[derive(Default)]
struct Browser {
    user_agent: &'static str,
    ip: &'static str,
    session: Option<Secret>,
    device: Option<Secret>,
}

impl Browser {
    fn new(user_agent: &'static str, ip: &'static str) -> Self {
        Self { user_agent, ip, ..Self::default() }
    }

    fn client(&self) -> Client {
        Client {
            ip: self.ip.into(),
            user_agent: self.user_agent.into(),
            session: self.session.clone(),
            device: self.device.clone(),
            way: None,
        }
    }

    fn token(&self) -> Secret {
        self.session.clone().unwrap()
    }
}

impl Desk {
    /// Signs in and keeps the cookies.
    async fn enters(&self, browser: &mut Browser, person: PersonId) {
        let (client, token) = (browser.client(), Secret::generate());
        let session = NewSession { token: token.clone(), limits: LIMITS, client };
        self.db.write(async move |tx| sign_in::begin(tx, person, &session).await).await.unwrap();
        browser.device = Some(device_key(&token));
        browser.session = Some(token);
    }

    /// Strangers fail so often that strangers have to wait.
    async fn guessed_at(&self, account: &str) {
        while self.may_try(&Browser::new(FIREFOX, ""), account).await {}
    }

    /// Whether this browser's next try at the account is taken; it is counted.
    async fn may_try(&self, browser: &Browser, account: &str) -> bool {
        let attempt = Attempt {
            kind: Kind::Login,
            account: account.into(),
            ip: String::new(),
            device: browser.device.clone(),
            rate: Rate { times: 3, within: SignedDuration::from_mins(1) },
        };
        self.db.write(async move |tx| limits::actions::attempt(tx, &attempt).await).await.unwrap().is_ok()
    }

    async fn who(&self, token: &Secret) -> Option<Actor> {
        let token = token.clone();
        let found = self.db.read(async move |tx| access::by_session(tx, &token, LIMITS, "203.0.113.7").await).await;
        found.unwrap().map(|(actor, _)| actor)
    }

    async fn actor_in(&self, browser: &Browser) -> Actor {
        self.who(&browser.token()).await.expect("is signed in")
    }

    async fn wants_renewal(&self, token: &Secret) -> bool {
        let token = token.clone();
        let found = self.db.read(async move |tx| access::by_session(tx, &token, LIMITS, "").await).await;
        found.unwrap().unwrap().1.renew
    }

    async fn sessions_of(&self, actor: &Actor) -> Vec<Listed> {
        let actor = actor.clone();
        self.db.read(async move |tx| sessions::access::own(tx, &actor, LIMITS).await).await.unwrap()
    }

    async fn ends(&self, actor: &Actor, id: SessionId) -> Result<(), Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let endable = sessions::access::endable(tx, actor.oneself()?, id).await?;
                Ok(end::one(tx, &endable).await?)
            })
            .await
    }

    async fn has_password(&self, person: PersonId) {
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        self.db.write(async move |tx| reset_password::set(tx, &By::desk(), person, &hash).await).await.unwrap();
        self.mails().await;
    }

    async fn verifies(&self, email: &str, typed: &str) -> Option<password::Verified> {
        let email = email.to_owned();
        let credentials = self.db.read(async move |tx| password::credentials(tx, &email).await).await.unwrap();
        credentials.verify(typed.to_owned()).await
    }

    async fn looks_on(&self, by: &Actor, person: PersonId, reason: &str) -> Result<Secret, Refused> {
        let (by, reason, token) = (by.clone(), reason.to_owned(), Secret::generate());
        let given = token.clone();
        self.db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &by, person).await?;
                let client = Client { ip: "192.0.2.1".into(), ..Client::default() };
                impersonate::begin(tx, &manageable, by.sudo()?, &reason, (&given, &client)).await
            })
            .await
            .map(|()| token)
    }

    async fn stops(&self, token: &Secret) -> Result<(impersonate::Ended, Secret), Denied> {
        let (token, own) = (token.clone(), Secret::generate());
        let given = own.clone();
        let ended = self.db.write(async move |tx| impersonate::end(tx, &token, &given, LIMITS, "").await).await;
        ended.map(|ended| (ended, own))
    }

    /// Changes somebody as the page of the administration does.
    async fn changes(&self, by: &Actor, person: &Person, role: Role, disabled: bool) -> Result<(), Refused> {
        let change = PersonChange {
            name: person.name.clone(),
            email: person.email.clone(),
            phone: String::new(),
            role,
            disabled,
            all_organizations: false,
            memberships: Vec::new(),
            attended: Vec::new(),
        };
        let (by, id) = (by.clone(), person.id);
        self.db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &by, id).await?;
                update::update(tx, manageable, &change).await
            })
            .await
    }

    /// "verb actor/impersonator" of what happened to a person, the oldest first.
    async fn record_of(&self, admin: &Actor, person: PersonId) -> Vec<String> {
        let admin = admin.clone();
        let filter = Filter { object: Some(Object::Person), object_id: Some(person.0), ..Filter::default() };
        let read =
            async move |tx: &atiende_db::Tx| Ok::<_, Denied>(audit::entries(tx, admin.admin()?, &filter, 100).await?);
        let entries = self.db.read(read).await.unwrap();
        let told = |entry: &audit::Entry| {
            let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".into());
            format!("{} {}/{}", entry.verb, name(&entry.actor), name(&entry.impersonator))
        };
        entries.iter().rev().map(told).collect()
    }
}

fn unproved<T>(result: &Result<T, Refused>) -> bool {
    matches!(result, Err(Refused::Denied(Denied::Unproved)))
}

fn forbidden<T>(result: &Result<T, Refused>) -> bool {
    matches!(result, Err(Refused::Denied(Denied::Forbidden)))
}

/// The administrator in a browser of her own, a moment ago.
async fn ada_in(desk: &Desk, cast: &Cast) -> (Browser, Actor) {
    let mut browser = Browser::new(FIREFOX, "192.0.2.1");
    desk.enters(&mut browser, cast.admin.id).await;
    let ada = desk.actor_in(&browser).await;
    (browser, ada)
}

fn claims(subject: &str) -> Claims {
    Claims {
        provider: "google".into(),
        label: "Google".into(),
        issuer: "https://accounts.google.com".into(),
        subject: subject.into(),
        name: None,
        email: None,
        email_verified: false,
    }
}

fn departure(person: Option<PersonId>) -> Departure {
    Departure { provider: "google".into(), person, data: "{}".into(), back_to: "/".into() }
}

fn handouts() -> Handouts {
    let session = NewSession { token: Secret::generate(), limits: LIMITS, client: Client::default() };
    Handouts { session, link: Secret::generate(), silently: false }
}
