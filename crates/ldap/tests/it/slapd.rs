//! Who gets in, with OpenLDAP's slapd on the other side.

use atiende_ldap::{Directory, Entry, Failure, Settings};

const BASE: &str = "dc=ceiplapaz,dc=es";

/// Where the directory of this run is: plain, TLS, and the file of its authority.
struct Served {
    plain: String,
    tls: String,
    authorities: Vec<u8>,
}

fn served(test: &str) -> Option<Served> {
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let Some(said) = std::env::var("ATIENDE_TEST_LDAP").ok() else {
        atiende_testing::skip(test, "a directory: ATIENDE_TEST_LDAP names none");
        return None;
    };
    let [plain, tls, file] = said.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let authorities = std::fs::read(file).unwrap();
    Some(Served { plain: plain.to_owned(), tls: tls.to_owned(), authorities })
}

impl Served {
    fn settings(&self) -> Settings {
        Settings {
            url: self.plain.clone(),
            bind_dn: format!("cn=desk,{BASE}"),
            bind_password: "clave del servicio".into(),
            base: BASE.into(),
            filter: "(&(objectClass=inetOrgPerson)(|(uid={login})(mail={login})))".into(),
            authorities: Some(self.authorities.clone()),
            ..Settings::default()
        }
    }
}

/// One test of a story that is told to the directory.
macro_rules! stories {
    ($($story:ident),* $(,)?) => {$(
        #[tokio::test]
        async fn $story() {
            if let Some(served) = served(stringify!($story)) {
                stories::$story(served).await;
            }
        }
    )*};
}

stories![
    the_right_password_tells_who_it_is,
    what_is_wrong_looks_all_the_same,
    a_login_is_a_value_and_no_filter,
    two_entries_are_nobody,
    tls_needs_the_authority,
    groups_can_be_searched_for,
    settings_that_the_directory_refuses_are_told_apart,
    it_is_checked_before_anybody_signs_in,
];

async fn enter(settings: Settings, login: &str, password: &str) -> Result<Entry, Failure> {
    Directory::new(settings).unwrap().authenticate(login, password).await
}

mod stories {
    use super::*;

    pub(super) async fn the_right_password_tells_who_it_is(served: Served) {
        let maria = enter(served.settings(), "maria", "clave de maria").await.unwrap();
        assert_eq!(maria.dn, format!("uid=maria,ou=people,{BASE}"));
        assert_eq!((maria.name.as_deref(), maria.emails.join(" ").as_str()), (Some("Maria Gil"), "maria@ceiplapaz.es"));
        assert_eq!(maria.id.len(), 36, "{}", maria.id);
        assert_eq!(maria.groups, [format!("cn=docentes,ou=groups,{BASE}")]);
        let by_mail = enter(served.settings(), "MARIA@ceiplapaz.es", "clave de maria").await.unwrap();
        assert_eq!(by_mail, maria);
        let luis = enter(served.settings(), "luis", "clave de luis").await.unwrap();
        assert!(luis.id != maria.id && luis.groups.len() == 2, "{luis:?}");
    }

    pub(super) async fn what_is_wrong_looks_all_the_same(served: Served) {
        let long = "x".repeat(300);
        let tries = [
            ("maria", "otra"),
            ("maria", ""),
            ("nadie", "clave de maria"),
            ("", "clave de maria"),
            ("locked", "clave de locked"),
            ("maria", &long),
            (&long, "clave de maria"),
        ];
        for (login, password) in tries {
            let refused = enter(served.settings(), login, password).await;
            assert_eq!(refused, Err(Failure::WrongLogin), "{login:.20} {password:.20}");
        }
    }

    pub(super) async fn a_login_is_a_value_and_no_filter(served: Served) {
        for login in ["*", "mar*", "*)(uid=*", "maria)(|(uid=*", "maria\\2a", "(uid=maria)", "maria)\0(uid=maria"] {
            let refused = enter(served.settings(), login, "clave de maria").await;
            assert_eq!(refused, Err(Failure::WrongLogin), "{login}");
        }
        let odd = enter(served.settings(), "ñu*(x)", "clave de ñu*(x)").await.unwrap();
        assert_eq!(odd.emails, ["raro@ceiplapaz.es"]);
    }

    pub(super) async fn two_entries_are_nobody(served: Served) {
        let ana = enter(served.settings(), "ana@ceiplapaz.es", "clave de twin1").await;
        assert_eq!(ana, Err(Failure::Ambiguous));
        assert!(enter(served.settings(), "twin1", "clave de twin1").await.is_ok());
    }

    pub(super) async fn tls_needs_the_authority(served: Served) {
        let tls = Settings { url: served.tls.clone(), ..served.settings() };
        let start_tls = Settings { start_tls: true, ..served.settings() };
        for encrypted in [tls, start_tls] {
            assert!(enter(encrypted.clone(), "maria", "clave de maria").await.is_ok(), "{}", encrypted.url);
            let by_number = Settings { url: encrypted.url.replace("localhost", "127.0.0.1"), ..encrypted.clone() };
            assert!(enter(by_number, "maria", "clave de maria").await.is_ok(), "the certificate has the address too");
            // Whom everybody else believes did not sign this.
            let stranger = Settings { authorities: None, ..encrypted };
            let refused = enter(stranger, "maria", "clave de maria").await.unwrap_err();
            assert!(matches!(&refused, Failure::Unreachable(why) if why.contains("certificate")), "{refused:?}");
        }
    }

    pub(super) async fn groups_can_be_searched_for(served: Served) {
        let searched =
            Settings { group_filter: "(&(objectClass=groupOfNames)(member={dn}))".into(), ..served.settings() };
        let mut groups = enter(searched.clone(), "carmen", "clave de carmen").await.unwrap().groups;
        groups.sort();
        assert_eq!(groups, [format!("cn=docentes,ou=groups,{BASE}"), format!("cn=responsables,ou=groups,{BASE}")]);
        assert!(enter(searched, "twin1", "clave de twin1").await.unwrap().groups.is_empty());
    }

    pub(super) async fn settings_that_the_directory_refuses_are_told_apart(served: Served) {
        let desk = Settings { bind_password: "otra".into(), ..served.settings() };
        let base = Settings { base: "dc=nada,dc=es".into(), ..served.settings() };
        let nobody = Settings { bind_dn: String::new(), bind_password: String::new(), ..served.settings() };
        for wrong in [desk, base, nobody] {
            let refused = enter(wrong, "maria", "clave de maria").await.unwrap_err();
            assert!(matches!(refused, Failure::Misconfigured(_)), "{refused:?}");
        }
        let gone = Settings { url: "ldap://127.0.0.1:9".into(), ..served.settings() };
        let refused = enter(gone, "maria", "clave de maria").await.unwrap_err();
        assert!(matches!(refused, Failure::Unreachable(_)), "{refused:?}");
    }

    pub(super) async fn it_is_checked_before_anybody_signs_in(served: Served) {
        let well = Directory::new(served.settings()).unwrap().check().await.unwrap();
        assert!(well.contains("dc=ceiplapaz"), "{well}");
        let base = Settings { base: "dc=nada,dc=es".into(), ..served.settings() };
        let why = Directory::new(base).unwrap().check().await.unwrap_err();
        assert!(why.to_string().contains("dc=nada"), "{why}");
    }
}
