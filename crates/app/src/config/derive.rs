//! Defaults that follow from other settings. They are asked for in the order of `keys::KEYS`.

use super::ConfigError;
use super::sources::Values;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, absolute};

pub(super) fn default_of(name: &str, values: &Values) -> Result<String, ConfigError> {
    Ok(match name {
        "public_url" => public_url(values.text("listen")),
        "database_url" => format!("sqlite:{}", Path::new(values.text("data_dir")).join("atiende.db").display()),
        "storage" => {
            let files = absolute(Path::new(values.text("data_dir")).join("files"));
            format!("file://{}", files.map_err(|error| ConfigError(format!("data_dir: {error}")))?.display())
        }
        "mail_from" => format!("soporte@{}", mail_domain(values)),
        "mail_domain" => mail_domain(values),
        other => return Err(ConfigError(format!("{other}: no default"))),
    })
}

/// Who listens everywhere is reached by this machine's name at least.
fn public_url(listen: &str) -> String {
    match listen.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_unspecified() => format!("http://localhost:{}", address.port()),
        _ => format!("http://{listen}"),
    }
}

/// The site's host; a bare number is no mail domain.
fn mail_domain(values: &Values) -> String {
    let said = values.text("mail_domain");
    if !said.is_empty() {
        return said.to_owned();
    }
    let url = values.text("public_url");
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let number = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    if number || host.is_empty() || authority.starts_with('[') { "localhost".into() } else { host.to_lowercase() }
}
