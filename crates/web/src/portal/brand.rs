//! The provider's own colour and logo.

use crate::shell::{Answer, State, WebError};
use atiende_core::settings::Rgb;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;

/// `GET /marca.css`: the colour as a style sheet, because our policy allows no inline styles.
pub(crate) async fn style_sheet(state: State) -> Answer {
    let color = state.appearance().color.clone();
    let css = match Rgb::parse(&color) {
        Some(rgb) => on_both_themes(&color, &lighter(rgb)),
        None => String::new(),
    };
    Ok(([(header::CONTENT_TYPE, "text/css"), (header::CACHE_CONTROL, "public, max-age=31536000")], css).into_response())
}

/// Words on the colour are white, on its light sister dark: the contrast was checked when it was set.
fn on_both_themes(light: &str, dark: &str) -> String {
    let dark = format!("--primary:{dark};--on-primary:#0B1A2A");
    format!(
        ":root{{--primary:{light};--on-primary:#fff}}:root[data-theme=dark]{{{dark}}}\
         @media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
    )
}

/// The colour mixed with white until it is readable on the dark theme's surfaces.
fn lighter(color: Rgb) -> String {
    let dark = Rgb(0x21, 0x2B, 0x37);
    let mix = |c: u8, part: u16| u8::try_from((u16::from(c) * (16 - part) + 255 * part) / 16).unwrap_or(255);
    let light = (0..=16).map(|part| Rgb(mix(color.0, part), mix(color.1, part), mix(color.2, part)));
    let Rgb(r, g, b) = light.into_iter().find(|c| c.contrast(dark) >= 5.0).unwrap_or(Rgb(255, 255, 255));
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// `GET /marca/{sha256}`: the logo, and no other file.
pub(crate) async fn logo(state: State, Path(sha256): Path<String>) -> Answer {
    if sha256.is_empty() || state.appearance().logo != sha256 {
        return Err(WebError::NotFound);
    }
    let bytes = state.vault().read(&sha256).await.map_err(|_| WebError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "sandbox"),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}
