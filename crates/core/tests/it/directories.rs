//! What directories say of somebody: each takes back its own word alone, and nothing that was given by hand.

use crate::support::{Cast, Desk};
use atiende_core::accounts::actions::reset_password;
use atiende_core::accounts::actions::sign_in::{Client, NewSession};
use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::accounts::{Role, Secret, SessionLimits, access};
use atiende_core::directories::{self, Rules};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::identities::Claims;
use atiende_core::identities::actions::arrive::{Arrived, Handouts};
use atiende_core::identities::actions::directory::{self, Said};
use atiende_core::{Actor, Refused};
use atiende_db::{args, sql};
use jiff::SignedDuration;

const STAFF: &str = "cn=tecnicos,dc=x";
const HEADS: &str = "cn=responsables,dc=x";

/// What a directory of this word says at a sign-in of Eva's.
fn said(word: &str, groups: &[&str], organization: Option<&str>) -> Said {
    Said {
        claims: Claims {
            provider: format!("ldap:{word}"),
            label: word.into(),
            issuer: format!("ldap:{word}"),
            subject: format!("eva-{word}"),
            name: Some("Eva Ros".into()),
            email: Some("eva@ceiplapaz.es".into()),
            email_verified: true,
        },
        login: None,
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        rules: Rules {
            organization: organization.map(str::to_owned),
            coordinators: Some(HEADS.into()),
            technicians: Some(STAFF.into()),
            ..Rules::default()
        },
        joins: true,
        back_to: "/".into(),
        locale: "es".into(),
    }
}

fn session() -> NewSession {
    NewSession {
        token: Secret::generate(),
        limits: SessionLimits { idle: SignedDuration::from_hours(1), max: SignedDuration::from_hours(9) },
        client: Client::default(),
    }
}

impl Desk {
    /// Signs in with what this directory says.
    async fn comes_from(&self, word: &str, groups: &[&str], organization: Option<&str>) -> Arrived {
        let said = said(word, groups, organization);
        let handouts = Handouts { session: session(), link: Secret::generate(), silently: false };
        self.db.write(async move |tx| directory::enter(tx, &said, &handouts).await).await.unwrap()
    }

    async fn eva(&self) -> Actor {
        self.actor("eva@ceiplapaz.es").await
    }

    /// Where Eva belongs, those where she coordinates with a star.
    async fn places_of_eva(&self) -> String {
        let star = |coordinator| if coordinator { "*" } else { "" };
        let memberships = self.eva().await.memberships;
        let all: Vec<String> = memberships.iter().map(|m| format!("{}{}", m.name, star(m.coordinator))).collect();
        all.join(", ")
    }

    /// The other directory's identity is hers, too.
    async fn is_joined(&self, word: &str) {
        let (person, claims) = (self.eva().await.id, said(word, &[], None).claims);
        let insert = async move |tx: &mut atiende_db::Tx| {
            let statement = sql!(
                "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
                 VALUES ($1, $2, $3, $4, '', 0, 0)"
            );
            tx.execute(statement, args![person, claims.provider, claims.issuer, claims.subject]).await
        };
        self.db.write(insert).await.unwrap();
    }

    async fn makes(&self, by: &Actor, person: PersonId, role: Role, places: &[(OrganizationId, bool)]) {
        let (by, memberships) = (self.proved(&by.email).await, places.to_vec());
        let change = async move |tx: &mut atiende_db::Tx| {
            let manageable = access::manageable(tx, &by, person).await?;
            let known = manageable.person.clone();
            let change = PersonChange {
                name: known.name,
                email: known.email,
                phone: known.phone,
                role,
                disabled: false,
                all_organizations: false,
                memberships: memberships.clone(),
                attended: Vec::new(),
            };
            update::update(tx, manageable, &change).await
        };
        self.db.write(change).await.unwrap();
    }

    async fn calls(&self, organization: OrganizationId, name: &'static str, archived: bool) {
        let set = sql!("UPDATE organizations SET name = $2, archived = $3 WHERE id = $1");
        self.db.write(async move |tx| tx.execute(set, args![organization, name, archived]).await).await.unwrap();
    }

    async fn unknown(&self) -> Vec<String> {
        let rules = Rules { organization: Some("CEIP La Paz".into()), ..Rules::default() };
        self.db.read(async move |tx| directories::unknown(tx, &rules).await).await.unwrap()
    }
}

async fn with_eva(desk: &Desk) -> Cast {
    let cast = desk.cast().await;
    let arrived = desk.comes_from("a", &[], Some("CEIP La Paz")).await;
    assert!(matches!(arrived, Arrived::SignedIn { role: Role::Requester, .. }), "{arrived:?}");
    cast
}

on_both! {
    /// Two directories make her staff: one that no longer does takes nothing from the other's word.
    async fn a_role_is_the_most_of_what_is_wanted(desk: Desk) {
        with_eva(&desk).await;
        desk.is_joined("b").await;
        for word in ["a", "b"] {
            desk.comes_from(word, &[STAFF], None).await;
            assert_eq!(desk.eva().await.role, Role::Technician, "{word}");
        }
        desk.comes_from("a", &[], None).await;
        assert_eq!(desk.eva().await.role, Role::Technician, "the other directory still says so");
        desk.comes_from("b", &[], None).await;
        assert_eq!(desk.eva().await.role, Role::Requester, "nobody says so any more");
    }

    /// The same for where she belongs.
    async fn a_place_is_hers_as_long_as_one_directory_says_so(desk: Desk) {
        with_eva(&desk).await;
        desk.is_joined("b").await;
        desk.comes_from("b", &[HEADS], Some("CEIP La Paz")).await;
        assert_eq!(desk.places_of_eva().await, "CEIP La Paz*");
        desk.comes_from("a", &[], None).await;
        assert_eq!(desk.places_of_eva().await, "CEIP La Paz*");
        desk.comes_from("b", &[], Some("CEIP La Paz")).await;
        assert_eq!(desk.places_of_eva().await, "CEIP La Paz");
        desk.comes_from("b", &[], None).await;
        assert_eq!(desk.places_of_eva().await, "");
    }

    /// A member by hand whom a group makes coordinator is a member again when she leaves the group.
    async fn what_was_given_by_hand_outlives_the_group(desk: Desk) {
        let cast = with_eva(&desk).await;
        let eva = desk.eva().await.id;
        desk.makes(&cast.admin, eva, Role::Requester, &[(cast.la_paz, false), (cast.el_mar, false)]).await;
        desk.comes_from("a", &[HEADS], Some("IES El Mar")).await;
        assert_eq!(desk.places_of_eva().await, "IES El Mar*", "La Paz was the directory's to give and to take");
        desk.comes_from("a", &[], Some("IES El Mar")).await;
        assert_eq!(desk.places_of_eva().await, "IES El Mar");
        desk.comes_from("a", &[], None).await;
        assert_eq!(desk.places_of_eva().await, "IES El Mar", "by hand");
        // Raised by hand meanwhile: the directory does not take that.
        desk.comes_from("a", &[], Some("IES El Mar")).await;
        desk.makes(&cast.admin, eva, Role::Requester, &[(cast.el_mar, true)]).await;
        desk.comes_from("a", &[], None).await;
        assert_eq!(desk.places_of_eva().await, "IES El Mar*");
    }

    /// Who is staff by hand stays so, also when a group said so as well.
    async fn a_role_by_hand_outlives_the_group(desk: Desk) {
        let cast = with_eva(&desk).await;
        desk.makes(&cast.admin, desk.eva().await.id, Role::Technician, &[]).await;
        for groups in [&[STAFF][..], &[]] {
            desk.comes_from("a", groups, None).await;
            let eva = desk.eva().await;
            assert_eq!((eva.role, eva.all_organizations), (Role::Technician, false), "as it was given");
        }
    }

    /// A name that nobody has any more is a mistake of the configuration: a whole school loses nothing by it.
    async fn a_name_that_is_none_any_more_takes_nothing(desk: Desk) {
        let cast = with_eva(&desk).await;
        assert_eq!(desk.unknown().await, [""; 0]);
        desk.calls(cast.la_paz, "CEIP La Paz (Madrid)", false).await;
        desk.comes_from("a", &[], Some("CEIP La Paz")).await;
        assert_eq!((desk.places_of_eva().await.as_str(), desk.unknown().await.len()), ("CEIP La Paz (Madrid)", 1));
        desk.calls(cast.la_paz, "CEIP La Paz", true).await;
        desk.comes_from("a", &[], Some("CEIP La Paz")).await;
        assert_eq!(desk.unknown().await, ["CEIP La Paz"]);
        // Two of one name: nobody knows which.
        desk.calls(cast.la_paz, "CEIP La Paz", false).await;
        desk.calls(cast.el_mar, "CEIP La Paz", false).await;
        desk.comes_from("a", &[], Some("CEIP La Paz")).await;
        assert_eq!((desk.places_of_eva().await.as_str(), desk.unknown().await.len()), ("CEIP La Paz", 1));
        desk.calls(cast.el_mar, "IES El Mar", false).await;
        desk.comes_from("a", &[], Some("IES El Mar")).await;
        assert_eq!(desk.places_of_eva().await, "IES El Mar", "a name that is known is followed");
    }

    /// Whoever was signed in as somebody else is not signed in as what they become.
    async fn sessions_follow_what_a_directory_says(desk: Desk) {
        with_eva(&desk).await;
        let renew = async || {
            let count = sql!("SELECT count(*) FROM sessions WHERE renew");
            let (n,): (i64,) = desk.db.read(async move |tx| tx.one(count, args![]).await).await.unwrap();
            n
        };
        assert_eq!(renew().await, 0);
        desk.comes_from("a", &[STAFF], None).await;
        assert_eq!(renew().await, 1, "the session of before wants another token");
    }

    /// A password of the desk's own would outlive what the directory says; who is staff by hand may have one.
    async fn whose_role_is_the_directorys_has_the_password_there(desk: Desk) {
        let cast = with_eva(&desk).await;
        let asks = async |expected: &str| {
            desk.mails().await;
            let link = Secret::generate();
            let ask = async move |tx: &mut atiende_db::Tx| {
                reset_password::request(tx, "eva@ceiplapaz.es", &link, "").await?;
                Ok::<_, Refused>(access::resetting(tx, &link).await.is_ok())
            };
            let is_link = desk.db.write(ask).await.unwrap();
            assert_eq!(desk.mails().await, [format!("{expected} to eva@ceiplapaz.es")]);
            assert_eq!(is_link, expected == "reset_password");
        };
        asks("reset_password").await;
        desk.comes_from("a", &[STAFF], None).await;
        asks("password_elsewhere").await;
        desk.comes_from("a", &[], None).await;
        asks("reset_password").await;
        desk.makes(&cast.admin, desk.eva().await.id, Role::Technician, &[]).await;
        desk.comes_from("a", &[STAFF], None).await;
        asks("reset_password").await;
    }

    /// An address that a directory has proved does not go around a second factor.
    async fn a_second_factor_is_not_gone_around(desk: Desk) {
        let cast = desk.cast().await;
        let mut said = said("a", &[], Some("CEIP La Paz"));
        said.claims.email = Some("maria@ceiplapaz.es".into());
        let enter = async |said: Said| {
            let handouts = Handouts { session: session(), link: Secret::generate(), silently: false };
            desk.db.write(async move |tx| directory::enter(tx, &said, &handouts).await).await.unwrap()
        };
        let maria = cast.maria.id;
        let guard = sql!("INSERT INTO authenticator_apps (person_id, secret, last_step, created_at) VALUES ($1, $2, 0, 0)");
        let sealed = vec![7_u8; 8];
        let guard = async move |tx: &mut atiende_db::Tx| tx.execute(guard, args![maria, sealed]).await;
        desk.db.write(guard).await.unwrap();
        assert_eq!(enter(said.clone()).await, Arrived::HasAccount);
        let open = sql!("DELETE FROM authenticator_apps WHERE person_id = $1");
        desk.db.write(async move |tx| tx.execute(open, args![maria]).await).await.unwrap();
        assert!(matches!(enter(said).await, Arrived::SignedIn { person, .. } if person == maria));
    }
}
