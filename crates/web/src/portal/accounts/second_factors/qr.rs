//! What an app scans: the address of a secret, drawn as inline SVG.

use fast_qr::{ECL, QRBuilder};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::{self, Write as _};

/// The quiet zone that scanners want around it (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// A square of dark and light; prints itself as inline SVG, dark on light in every theme.
pub(super) struct Qr {
    size: usize,
    /// One path for all dark squares.
    path: String,
}

impl Qr {
    /// Nothing is drawn for a text that is too long; the secret stands beside it as text.
    pub(super) fn of(text: &str) -> Self {
        let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else { return Self { size: 0, path: String::new() } };
        let mut path = String::new();
        for (y, row) in code.data.chunks(code.size.max(1)).take(code.size).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, module)| module.value()) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Self { size: code.size + 2 * QUIET, path }
    }

    pub(super) fn is_drawn(&self) -> bool {
        self.size > 0
    }
}

impl fmt::Display for Qr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, path } = self;
        write!(
            f,
            r##"<svg class="qr" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>"##
        )
    }
}
impl askama::filters::HtmlSafe for Qr {}

/// `otpauth://totp/Soporte:maria@lapaz.es?secret=..&issuer=Soporte`, as apps read it ("Key URI Format").
pub(super) fn app_address(desk: &str, email: &str, secret: &str) -> String {
    // A colon parts the two names; neither may have one of its own.
    let named = |text: &str| utf8_percent_encode(&text.replace(':', " "), NON_ALPHANUMERIC).to_string();
    let (desk, email) = (named(desk), named(email));
    format!("otpauth://totp/{desk}:{email}?secret={secret}&issuer={desk}&algorithm=SHA1&digits=6&period=30")
}

/// `GEZD GNBV ..`: easier to type.
pub(super) fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_apps_read() {
        assert_eq!(
            app_address("Soporte: TIC", "maria@lapaz.es", "GEZDGNBV"),
            "otpauth://totp/Soporte%20%20TIC:maria%40lapaz%2Ees?secret=GEZDGNBV&issuer=Soporte%20%20TIC\
             &algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(in_groups("GEZDGNBVGY"), "GEZD GNBV GY");
    }

    #[test]
    fn the_square_is_drawn_with_room_around_it() {
        let qr = Qr::of("otpauth://totp/Soporte:maria@lapaz.es?secret=GEZDGNBV");
        assert!(qr.is_drawn() && qr.size > 21 + 2 * QUIET);
        // The corner of a finder pattern, and nothing before it.
        assert!(qr.path.starts_with("M4 4h1v1h-1z"), "{}", qr.path);
        assert!(qr.to_string().contains("<svg class=\"qr\""));
        assert!(!Qr::of(&"x".repeat(5000)).is_drawn());
    }
}
