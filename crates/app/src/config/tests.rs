//! Configuration from text alone: no file, no environment, no folder is touched.

use super::*;

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut values = Values::default();
    values.read_file(Path::new("atiende.toml"), file)?;
    let environment = environment.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
    values.read_environment(&environment)?;
    values.complete()?;
    Config::build(values)
}

fn refusal(file: &str, environment: &[(&str, &str)]) -> String {
    load(file, environment).map_or_else(|error| error.to_string(), |_| "accepted".to_owned())
}

#[test]
fn an_empty_configuration_works() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert_eq!(config.data_dir, Path::new("data"));
    assert_eq!(config.database_url, "sqlite:data/atiende.db");
    assert!(config.storage.address.starts_with("file:///") && config.storage.address.ends_with("/data/files"));
    assert_eq!(config.mail.smtp_url, None);
    assert_eq!(config.mail.from, "soporte@localhost");
    assert_eq!(config.registration, Registration::Approval);
    assert_eq!(config.sessions.idle, SignedDuration::from_hours(14 * 24));
    assert_eq!(config.rates.login.times.get(), 10);
    assert_eq!(config.locale, Locale::Es);
    assert!(config.auto_migrate);
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "listen = '0.0.0.0:80'\nregistration = 'closed'\n[rate_limits]\nlogin = '3/min'\n";
    let config = load(file, &[("ATIENDE_LISTEN", "127.0.0.1:1"), ("ATIENDE_RATE_LIMITS__API", "7/s")]).unwrap();
    assert_eq!(config.listen.port(), 1);
    assert_eq!(config.registration, Registration::Closed);
    assert_eq!((config.rates.login.times.get(), config.rates.api.times.get()), (3, 7));
}

#[test]
fn streams_have_limits() {
    let live = load("[live]\nstreams = 50\n", &[("ATIENDE_LIVE__HEARTBEAT", "5s")]).unwrap().live;
    assert_eq!((live.streams, live.per_person, live.heartbeat), (50, 20, Duration::from_secs(5)));
    assert!(refusal("[live]\nstreams = 0\n", &[]).contains("live.streams"));
    assert!(refusal("[live]\nheartbeat = '10ms'\n", &[]).contains("live.heartbeat"));
}

#[test]
fn lists_are_json_or_parted_by_commas() {
    for text in ["10.0.0.0/8, ::1", r#"["10.0.0.0/8", "::1"]"#] {
        let config = load("", &[("ATIENDE_TRUSTED_PROXIES", text)]).unwrap();
        let found: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["10.0.0.0/8", "::1/128"]);
    }
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let cases = [
        (
            "listn = ''",
            &[][..],
            r#"atiende.toml: there is no setting "listn"; the nearest is "listen" (ATIENDE_LISTEN)"#,
        ),
        (
            "[rate_limits]\nlogins = '1/min'",
            &[],
            r#"atiende.toml: there is no setting "rate_limits.logins"; the nearest is "rate_limits.login" (ATIENDE_RATE_LIMITS__LOGIN)"#,
        ),
        (
            "",
            &[("ATIENDE_DATABASE", "x")],
            r#"ATIENDE_DATABASE: there is no setting "database"; the nearest is "database_url" (ATIENDE_DATABASE_URL)"#,
        ),
        ("[facebook]\napp_id = 'x'", &[], "facebook.app_secret: a provider needs it"),
        (
            "[facebook]\napp = 'x'",
            &[],
            r#"atiende.toml: there is no setting "facebook.app"; a provider has app_id, app_secret, dialog_url, graph_url"#,
        ),
        (
            "[oidc.google]\nissuer = 'x'\nclient = 'y'",
            &[],
            r#"atiende.toml: there is no setting "oidc.google.client"; a provider has issuer, client_id, client_secret, label, scopes, hosted_domains, link_verified_email, apple.team_id, apple.key_id, apple.private_key"#,
        ),
        (
            "[oidc.google]\nissuer = 'https://accounts.google.com'",
            &[],
            "oidc.google.client_secret: a provider needs it",
        ),
        (
            "",
            &[
                ("ATIENDE_OIDC__SCHOOL__ISSUER", "http://id.example.com"),
                ("ATIENDE_OIDC__SCHOOL__CLIENT_ID", "desk"),
                ("ATIENDE_OIDC__SCHOOL__CLIENT_SECRET", "s"),
            ],
            "oidc.school.issuer: http://id.example.com/: only https, or http on loopback",
        ),
    ];
    for (file, environment, expected) in cases {
        assert_eq!(refusal(file, environment), expected);
    }
}

#[test]
fn a_wrong_value_is_named_with_where_it_was_said() {
    let cases = [
        (("ATIENDE_LISTEN", "8080"), "listen is no address and port"),
        (("ATIENDE_PUBLIC_URL", "soporte.example"), "public_url is no address of a site"),
        (("ATIENDE_PUBLIC_URL", "https://a.example/desk"), "public_url is no address of a site"),
        (("ATIENDE_DATABASE_URL", "mysql://x/y"), "database_url is neither sqlite:"),
        (("ATIENDE_STORAGE", "files"), "storage is neither file:///path"),
        (("ATIENDE_SECRET_KEY", "short"), "secret_key is too short"),
        (("ATIENDE_NOTIFY__NEW_TICKET", "admin"), "notify.new_ticket \"admin\" is no e-mail address"),
        (("ATIENDE_REGISTRATION", "free"), "registration must be one of: open, approval, closed"),
        (("ATIENDE_SESSION_IDLE", "200d"), "session_idle is longer than session_max"),
        (("ATIENDE_SESSION_MAX", "90"), "session_max is no length of time"),
        (("ATIENDE_RATE_LIMITS__LOGIN", "often"), "rate_limits.login is no rate"),
        (("ATIENDE_TRUSTED_PROXIES", "10.0.0.0/99"), "trusted_proxies \"10.0.0.0/99\" is no network"),
        (("ATIENDE_LOCALE", "fr"), "locale must be one of: es, en"),
        (("ATIENDE_TIMEZONE", "Mars/Base"), "timezone is no time zone"),
        (("ATIENDE_LOG", "xml"), "log must be one of: text, json"),
        (("ATIENDE_MAX_UPLOAD_BYTES", "0"), "max_upload_bytes must be more than 0"),
        (("ATIENDE_MAX_UPLOAD_BYTES", "25 MB"), "ATIENDE_MAX_UPLOAD_BYTES must be a whole number"),
        (("ATIENDE_BACKUP_KEEP", "0"), "backup_keep must be more than 0"),
        (("ATIENDE_AUTO_MIGRATE", "maybe"), "ATIENDE_AUTO_MIGRATE must be true or false"),
    ];
    for (variable, expected) in cases {
        let refusal = refusal("", &[variable]);
        assert!(refusal.starts_with(expected), "{variable:?}: {refusal}");
        assert!(refusal.contains(variable.0), "{refusal}");
    }
}

/// A key made for this test alone.
const P8: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZUhciJvJr1VfY0GD
e8RzJ8hDs4vCx1mHcVd3H/n0HXmhRANCAASLKPEqbKdOO5Ep3AbLpMn915r3Lg1l
yNLc+slZrG/44vV2y8LNOKVzdp58BmZg0jL9ctRDbNfaTIKZw4qzPhEb
-----END PRIVATE KEY-----
";

#[test]
fn each_kind_of_provider_can_be_set_up() {
    let file = format!(
        "[facebook]\napp_id = '1'\napp_secret = 's'\ngraph_url = 'http://127.0.0.1:9/v24.0/'\n\
         dialog_url = 'http://127.0.0.1:9/dialog'\n\
         [github]\nclient_id = 'g'\nclient_secret = 's'\nlink_verified_email = true\n\
         [oidc.apple]\nclient_id = 'a'\napple = {{ team_id = 'T', key_id = 'K', private_key = '''{P8}''' }}\n\
         [oidc.work]\nissuer = 'https://accounts.google.com'\nclient_id = 'w'\nclient_secret = 's'\n\
         hosted_domains = ['school.example', 'firm.example']\nscopes = ['openid', 'email']\n"
    );
    let config = load(&file, &[("ATIENDE_X__CLIENT_ID", "x"), ("ATIENDE_X__CLIENT_SECRET", "s")]).unwrap();
    let said: Vec<(&str, &str, bool)> = config
        .providers
        .iter()
        .map(|known| (known.provider.id.as_str(), known.provider.label.as_str(), known.link_verified_email))
        .collect();
    let expected = [
        ("apple", "Apple", false),
        ("facebook", "Facebook", false),
        ("github", "GitHub", true),
        ("work", "Google", false),
        ("x", "X", false),
    ];
    assert_eq!(said, expected);
    let [apple, facebook, _, work, _] = config.providers.as_slice() else { panic!("five") };
    assert!(apple.provider.answers_by_form() && !work.provider.answers_by_form());
    assert!(
        matches!(&facebook.provider.kind, atiende_oidc::Kind::Facebook { graph_url, .. } if !graph_url.ends_with('/'))
    );
    let atiende_oidc::Kind::OpenId(quirks) = &work.provider.kind else { panic!("speaks OpenID Connect") };
    assert_eq!(quirks.hosted_domains, ["school.example", "firm.example"]);
    assert_eq!(work.provider.scopes, ["openid", "email"]);
    let shown = config.to_toml();
    assert!(shown.contains("oidc.apple.apple.private_key = \"***\""), "{shown}");
    assert!(shown.contains("x.client_secret = \"***\"  # ATIENDE_X__CLIENT_SECRET"), "{shown}");
    assert_eq!(config.to_json()["oidc"]["apple"]["apple"]["team_id"], "T");
}

#[test]
fn a_provider_that_is_half_or_doubly_set_up_is_refused() {
    let client = "issuer = 'https://id.example'\nclient_id = 'a'\n";
    let cases = [
        (
            format!("[oidc.id]\n{client}client_secret = 's'\nclient_secret_file = '/dev/null'"),
            "atiende.toml: oidc.id.client_secret and oidc.id.client_secret_file are both set: set one of them",
        ),
        (
            format!("[oidc.id]\n{client}client_secret = 's'\nscopes = ['openid', 7]"),
            "atiende.toml: oidc.id.scopes must be a list of texts",
        ),
        (
            format!("[oidc.id]\n{client}client_secret = 's'\n[oidc.id.apple]\nteam_id = 'T'"),
            "oidc.id.client_secret and oidc.id.apple are both set: set one of them",
        ),
        (
            "[oidc.a]\nclient_id = 'a'\napple = { team_id = 'T', key_id = 'K', private_key = 'x' }".to_owned(),
            "oidc.a.apple.private_key is not the text of a .p8 file as Apple makes them",
        ),
        (
            format!("[oidc.x]\n{client}client_secret = 's'\n[x]\nclient_id = 'x'\nclient_secret = 's'"),
            "oidc.x and x: both have the address /auth/x",
        ),
        (
            "[facebook]\napp_id = '1'\napp_secret = 's'\ngraph_url = 'http://graph.example'".to_owned(),
            "facebook: http://graph.example/: only https, or http on loopback",
        ),
        (
            "[github]\nclient_id = '1'\nclient_secret = 's'\nweb_url = 'http://git.example'".to_owned(),
            "github: http://git.example/: only https, or http on loopback",
        ),
    ];
    for (file, expected) in &cases {
        assert_eq!(&refusal(file, &[]), expected);
    }
}

#[test]
fn a_variable_wins_over_the_file_for_a_provider_too() {
    let file = "[oidc.id]\nissuer = 'https://id.example'\nclient_id = 'a'\nclient_secret_file = '/dev/null'";
    assert_eq!(refusal(file, &[]), "oidc.id.client_secret: a provider needs it");
    assert!(load(file, &[("ATIENDE_OIDC__ID__CLIENT_SECRET", "s")]).is_ok());
    let both = [("ATIENDE_OIDC__ID__CLIENT_SECRET", "s"), ("ATIENDE_OIDC__ID__CLIENT_SECRET_FILE", "/dev/null")];
    assert!(refusal(file, &both).ends_with("are both set: set one of them"));
}

#[test]
fn a_directory_is_read_from_file_and_environment() {
    let file = "[ldap.colegio]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nbind_dn = 'cn=desk,dc=x'\n\
        domains = ['X.es', 'y.es']\nlink_verified_email = true\n\
        groups = ['cn=mar,dc=x -> IES El Mar']";
    let variables =
        [("ATIENDE_LDAP__COLEGIO__BIND_PASSWORD", "geheim"), ("ATIENDE_LDAP__COLEGIO__ADMINS_GROUP", "cn=jefes,dc=x")];
    let config = load(file, &variables).unwrap();
    let [colegio] = config.directories.as_slice() else { panic!("one directory") };
    assert_eq!((colegio.id.as_str(), colegio.label.as_str()), ("colegio", "colegio"));
    assert_eq!(colegio.domains, ["x.es", "y.es"]);
    assert!(colegio.link_verified_email);
    assert_eq!(colegio.rules.groups, [("cn=mar,dc=x".to_owned(), "IES El Mar".to_owned())]);
    assert_eq!(colegio.rules.admins.as_deref(), Some("cn=jefes,dc=x"));
    let shown = config.to_toml();
    assert!(!shown.contains("geheim") && shown.contains("ldap.colegio.bind_password = \"***\""), "{shown}");
    assert!(!config.to_json().to_string().contains("geheim"));
    let again = load(&shown.replace("***", "geheim"), &[]).unwrap();
    assert_eq!((&again.directories[0].domains, &again.directories[0].rules), (&colegio.domains, &colegio.rules));
}

#[test]
fn what_is_wrong_with_a_directory_is_named() {
    let cases = [
        ("[ldap.x]\nbase = 'dc=x'", "ldap.x.url: a directory needs it"),
        ("[ldap.x]\nurl = 'ldap://dc.example.com'\nbase = 'dc=x'", "ldap.x.url: would send passwords unencrypted"),
        ("[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nfilter = '(uid=x)'", "ldap.x.filter: does not contain"),
        ("[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nbind_dn = 'cn=x'", "ldap.x.bind_password: is needed"),
        ("[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\ngroups = ['a']", "ldap.x.groups: each is GROUP"),
        ("[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nstart_tls = 'yes'", "ldap.x.start_tls: must be true"),
        (
            "[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nlink_verified_email = true",
            "ldap.x.link_verified_email: needs domains",
        ),
        (
            "[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nadmins_group = 'jefes'",
            "ldap.x.admins_group: must be the group's whole name",
        ),
        (
            "[ldap.x]\nbind_password = 'a'\nbind_password_file = '/dev/null'",
            "atiende.toml: ldap.x.bind_password and ldap.x.bind_password_file are both set",
        ),
        ("[ldap.x]\nuri = 'ldap://localhost'", "atiende.toml: there is no setting \"ldap.x.uri\""),
        ("[ldap.X]\nurl = 'ldap://localhost'", "atiende.toml: \"X\": small letters"),
    ];
    for (file, expected) in cases {
        let refusal = refusal(file, &[]);
        assert!(refusal.starts_with(expected), "{file}: {refusal}");
    }
    let both = [("ATIENDE_LDAP__X__BIND_PASSWORD", "a"), ("ATIENDE_LDAP__X__BIND_PASSWORD_FILE", "/dev/null")];
    assert!(refusal("", &both).contains("are both set"));
    let file = "[ldap.x]\nurl = 'ldap://localhost'\nbase = 'dc=x'\nbind_dn = 'cn=x'\nbind_password_file = '/dev/null'";
    assert!(load(file, &both[..1]).is_ok(), "a variable wins over the file");
}

#[test]
fn variables_of_the_tests_and_empty_ones_are_no_settings() {
    let environment = [("ATIENDE_TEST_S3", "x"), ("ATIENDE_CONFIG", "x"), ("ATIENDE_LISTEN", ""), ("PATH", "x")];
    assert!(load("", &environment).is_ok());
}

#[test]
fn the_mail_domain_follows_the_public_address() {
    let config = load("public_url = 'https://Soporte.Example.com:8443/'", &[]).unwrap();
    assert_eq!(config.public_url, "https://Soporte.Example.com:8443");
    assert_eq!(config.mail.domain, "soporte.example.com");
    assert_eq!(config.mail.from, "soporte@soporte.example.com");
}

#[test]
fn what_is_shown_is_a_file_without_secrets() {
    let key = "0123456789abcdef0123456789abcdef";
    let config = load("smtp_url = 'smtp://u:pw@h'\nmax_upload_bytes = 5", &[("ATIENDE_SECRET_KEY", key)]).unwrap();
    let toml = config.to_toml();
    assert!(!toml.contains(key) && !toml.contains("pw@"), "{toml}");
    assert!(toml.contains("secret_key = \"***\"  # ATIENDE_SECRET_KEY\n"), "{toml}");
    let read: toml::Table = toml.parse().unwrap();
    assert_eq!(read["max_upload_bytes"].as_integer(), Some(5));
    assert_eq!(read["rate_limits"]["reset"].as_str(), Some("5/hour"));
    assert_eq!(config.to_json()["rate_limits"]["reset"], "5/hour");
}

#[test]
fn the_manual_has_every_setting() {
    let manual = include_str!("../../../../docs/manual/deploy.md");
    let (_, settings) = manual.split_once("## Settings").unwrap();
    for key in keys::KEYS {
        assert!(settings.contains(&format!("`{}`", key.name)), "{} is not explained", key.name);
    }
}

#[test]
fn mails_are_signed_with_a_key_and_a_name() {
    let signed = |file: &str| load(file, &[]).map(|config| config.mail.dkim.map(|dkim| (dkim.domain, dkim.selector)));
    let of = |domain: &str| Ok(Some((domain.to_owned(), "mesa".to_owned())));
    assert_eq!(signed(""), Ok(None));
    let from = "mail_from = 'Mesa <soporte@x.es>'\n[dkim]\nselector = 'mesa'\nkey = 'k'\n";
    assert_eq!(signed(from), of("x.es"));
    assert_eq!(signed(&format!("{from}domain = 'y.es'\n")), of("y.es"));
    for (file, wrong) in [
        ("dkim = { key = 'k' }", "dkim.selector"),
        ("dkim = { selector = 'mesa' }", "dkim.key"),
        ("dkim = { selector = 'una mesa', key = 'k' }", "dkim.selector"),
    ] {
        let error = signed(file).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
}
