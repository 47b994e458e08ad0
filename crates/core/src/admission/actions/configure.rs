//! Setting how newcomers are let in.

use crate::actor::Admin;
use crate::admission::Rules;
use crate::error::Refused;
use crate::events::By;
use crate::{Sudo, settings};
use atiende_db::Tx;

/// Checks and sets the rules.
pub async fn configure(tx: &mut Tx, by: Admin<'_>, _sudo: Sudo<'_>, rules: &Rules) -> Result<(), Refused> {
    rules.check()?;
    Ok(settings::set(tx, &By::from(by.actor()), rules).await?)
}
