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
        (
            "[facebook]\napp_id = 'x'",
            &[],
            r#"atiende.toml: "facebook" belongs to a later release; this one has nothing that uses it"#,
        ),
        (
            "[oidc.google]\nissuer = 'x'\nclient = 'y'",
            &[],
            r#"atiende.toml: there is no setting "oidc.google.client"; a provider has issuer, client_id, client_secret, label, scopes, link_verified_email"#,
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
        (("ATIENDE_AUTO_MIGRATE", "maybe"), "ATIENDE_AUTO_MIGRATE must be true or false"),
    ];
    for (variable, expected) in cases {
        let refusal = refusal("", &[variable]);
        assert!(refusal.starts_with(expected), "{variable:?}: {refusal}");
        assert!(refusal.contains(variable.0), "{refusal}");
    }
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
