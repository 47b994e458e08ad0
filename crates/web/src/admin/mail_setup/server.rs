//! The fields of a server, which the two forms share.

use crate::shell::{Fields, Form, State, WebError};
use atiende_core::settings::mail_setup::{SealedPassword, Security, Server};
use atiende_i18n::{Locale, key};

/// What was typed. A password that is left empty is the one from before, for the same server and user alone.
pub(super) fn typed(state: &State, fields: &Fields) -> Result<Server, WebError> {
    let (host, user) = (fields.value("host").trim(), fields.value("user").trim());
    let password = match fields.value("password") {
        "" => SealedPassword::from_text(fields.value("kept")),
        password => SealedPassword::seal(&state.settings().key, (host, user), password)
            .map_err(|why| WebError::Broken(why.to_string()))?,
    };
    let server = Server {
        host: host.to_owned(),
        port: fields.parse("port"),
        security: fields.parse("security").unwrap_or_default(),
        user: user.to_owned(),
        password,
    };
    // Sealed for another server: it has to be typed again.
    let opens = server.password(&state.settings().key).is_ok();
    let password = if opens { server.password } else { SealedPassword::default() };
    Ok(Server { password, ..server })
}

/// The form as it was typed, or as it is kept.
pub(super) fn fill(form: &mut Form, server: &Server) {
    form.set("host", server.host.clone());
    form.set("port", server.port.map(|port| port.to_string()).unwrap_or_default());
    form.set("security", server.security.to_string());
    form.set("user", server.user.clone());
    form.set("kept", server.password.as_text().to_owned());
}

pub(super) fn securities(t: Locale) -> Vec<(&'static str, &'static str)> {
    let words = |security| match security {
        Security::Tls => t.text(key!("setup-tls")),
        Security::StartTls => t.text(key!("setup-starttls")),
        Security::None => t.text(key!("setup-no-tls")),
    };
    Security::ALL.iter().map(|&security| (security.as_str(), words(security))).collect()
}
