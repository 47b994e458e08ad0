//! `atiende openapi`.

use super::{Code, output};
use clap::Args;

/// Print the API's description, an OpenAPI 3.1 document.
///
/// The same that a running desk serves at `/api/openapi.json`. For generating clients and for
/// comparing two releases; it needs neither configuration nor database.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  atiende openapi > openapi.json")]
pub(super) struct OpenApi {}

pub(super) fn run() -> Code {
    output::raw(&atiende_web::openapi());
    Code::Ok
}
