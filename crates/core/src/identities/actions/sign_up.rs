//! Who was proved elsewhere and has no account here asks for one.

use super::arrive::{self, Handouts};
use crate::accounts::actions::sign_in::{self, Way};
use crate::accounts::actions::sign_up;
use crate::accounts::{NewAccount, Secret};
use crate::admission::Admission;
use crate::identities::store;
use atiende_db::{DbError, Tx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// The provider answered for the address: a session was begun.
    SignedIn,
    /// The address has to be confirmed by its link. Also said when it has an account: nobody learns that here.
    CheckMail,
    /// The identity waits no longer: begin again.
    TooLate,
}

/// Makes the account that the identity behind `token` opens. `new` has passed its check.
pub async fn sign_up(
    tx: &mut Tx,
    token: &Secret,
    new: &NewAccount,
    admission: Admission,
    handouts: &Handouts,
) -> Result<Made, DbError> {
    let Some(claims) = arrive::take(tx, token).await? else { return Ok(Made::TooLate) };
    let ip = handouts.ip();
    if claims.proved_email() == Some(&new.email) {
        let Some(person) = sign_up::proved(tx, new, admission, ip).await? else { return Ok(Made::TooLate) };
        store::insert(tx, person, &claims).await?;
        let session = handouts.session.clone().by(Way::Provider(claims.provider));
        sign_in::begin(tx, person, &session).await?;
        return Ok(Made::SignedIn);
    }
    if let Some(person) = sign_up::sign_up(tx, new, None, &handouts.link, ip).await? {
        store::insert(tx, person, &claims).await?;
    }
    Ok(Made::CheckMail)
}
