//! `atiende user add|disable|set-password|reset-2fa`.

use super::desk::Desk;
use super::{Code, Failure};
use atiende_core::accounts::actions::{add, reset_password, update};
use atiende_core::accounts::{NewAccount, Person, Role, Secret, access, check_password, password};
use atiende_core::error::Check;
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_core::second_factors::actions::reset;
use atiende_core::{Refused, Sudo, orgs};
use atiende_db::{Db, Tx};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::{BufRead, stdin};

/// Make, close and open accounts.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    Add(Add),
    /// Close an account: its sessions and tokens stop working at once, its tickets stay.
    ///
    /// The last administrator cannot be disabled.
    #[command(after_long_help = "\
Example:
  atiende user disable ana@example.com

Ends with 67 when nobody has the address, 65 for the last administrator.")]
    Disable {
        /// Whose account.
        email: String,
    },
    /// Give an account a new password; its sessions end.
    ///
    /// For who cannot get mail. Everybody else asks for a link on the sign-in page.
    #[command(after_long_help = "\
Example:
  atiende user set-password ana@example.com --password-stdin < password.txt

Ends with 67 when nobody has the address, 65 when the password is too short.")]
    SetPassword {
        /// Whose password.
        email: String,
        /// Read the password from the first line of stdin.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Take passkeys, code app and recovery codes from somebody who lost them; the password is enough again.
    ///
    /// The person is told by mail, and it stands in the history. Who had nothing but passkeys gets a link to choose a
    /// password.
    #[command(
        name = "reset-2fa",
        after_long_help = "\
Example:
  atiende user reset-2fa ana@example.com

Ends with 67 when nobody has the address; with 0 also when there was nothing to take."
    )]
    Reset2fa {
        /// Whose.
        email: String,
    },
}

/// Make an account that works at once: confirmed, approved.
///
/// For the first administrator, for scripts, and for people who shall not wait. Without
/// --password-stdin the person chooses a password through "I forgot my password".
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  echo 'a long sentence' | atiende user add --email ana@example.com --name 'Ana Soto' \\
      --role admin --password-stdin
  atiende user add --email carmen@laz.example --name 'Carmen Ruiz' --role requester \\
      --org 'CEIP La Paz' --coordinator

Ends with 73 when the address has an account (0 with --unless-exists), 65 for a bad value.")]
pub(super) struct Add {
    /// The address: what the person signs in with.
    #[arg(long)]
    email: String,
    /// The name that others read.
    #[arg(long)]
    name: String,
    /// What the person is to the desk.
    #[arg(long, value_parser = ["admin", "technician", "requester"])]
    role: String,
    /// The organization that a requester belongs to, by its exact name.
    #[arg(long, value_name = "NAME")]
    org: Option<String>,
    /// The requester is the organization's coordinator: gets a copy of everything.
    #[arg(long, requires = "org")]
    coordinator: bool,
    /// Read the password from the first line of stdin.
    #[arg(long)]
    password_stdin: bool,
    /// Change nothing, and succeed, when the address has an account.
    #[arg(long)]
    unless_exists: bool,
}

pub(super) async fn run(desk: &Desk, user: User) -> Result<Code, Failure> {
    match user {
        User::Add(add) => add_person(desk, add).await,
        User::Disable { email } => disable(desk, &email).await,
        User::SetPassword { email, .. } => set_password(desk, &email).await,
        User::Reset2fa { email } => reset_second_factor(desk, &email).await,
    }
}

async fn add_person(desk: &Desk, arguments: Add) -> Result<Code, Failure> {
    let typed = if arguments.password_stdin { Some(read_password()?) } else { None };
    let (new, role) = checked(&arguments, typed.as_deref())?;
    let db = desk.open().await?;
    if let Some(person) = find(&db, &new.email).await? {
        let document = json!({ "id": person.id, "email": person.email, "role": person.role, "added": false });
        let words = format!("{} has an account already.", person.email);
        if !arguments.unless_exists {
            return Err(Failure::new(Code::Exists, words));
        }
        desk.output.result(&document, &words);
        return Ok(Code::Ok);
    }
    let hash = match typed {
        Some(password) => Some(hashed(password).await?),
        None => None,
    };
    let membership = arguments.org.map(|name| (name, arguments.coordinator));
    let words = format!("{} <{}> is in, as {role}.", new.name, new.email);
    let email = new.email.clone();
    let id = db.write(async move |tx| insert(tx, &new, role, hash.as_deref(), membership.as_ref()).await).await?;
    desk.output.result(&json!({ "id": id, "email": email, "role": role, "added": true }), &words);
    Ok(Code::Ok)
}

fn checked(arguments: &Add, password: Option<&str>) -> Result<(NewAccount, Role), Refused> {
    let mut check = Check::default();
    check.required(&arguments.name, "name", "accounts-name-missing", 120);
    let email = atiende_text::address::normalise_email(&arguments.email);
    check.that(email.is_some(), "email", "accounts-email-wrong");
    if let Some(password) = password {
        check_password(&mut check, password);
    }
    let role = arguments.role.parse().unwrap_or(Role::Requester);
    check.that(role == Role::Requester || arguments.org.is_none(), "org", "is for requesters: staff attend everybody");
    check.finish()?;
    let new = NewAccount {
        name: arguments.name.trim().to_owned(),
        email: email.unwrap_or_default(),
        locale: "es".to_owned(),
        ..NewAccount::default()
    };
    Ok((new, role))
}

async fn insert(
    tx: &mut Tx,
    new: &NewAccount,
    role: Role,
    hash: Option<&str>,
    membership: Option<&(String, bool)>,
) -> Result<PersonId, Refused> {
    let id = add::add(tx, &By::desk(), new, role, hash).await?;
    if let Some((name, coordinator)) = membership {
        let organization = orgs::access::by_name(tx, name).await?;
        let organization = organization.ok_or_else(|| Refused::invalid("org", "is no organization that is in use"))?;
        add::into_organization(tx, &By::desk(), id, organization, *coordinator).await?;
    }
    Ok(id)
}

async fn disable(desk: &Desk, email: &str) -> Result<Code, Failure> {
    let db = desk.open().await?;
    let person = known(&db, email).await?;
    let document = json!({ "id": person.id, "email": person.email, "state": "disabled" });
    let words = format!("{} can no longer sign in.", person.email);
    db.write(async move |tx| update::disable(tx, &By::desk(), Sudo::at_the_terminal(), &person).await).await?;
    desk.output.result(&document, &words);
    Ok(Code::Ok)
}

async fn set_password(desk: &Desk, email: &str) -> Result<Code, Failure> {
    let typed = read_password()?;
    let mut check = Check::default();
    check_password(&mut check, &typed);
    check.finish()?;
    let db = desk.open().await?;
    let person = known(&db, email).await?;
    let hash = hashed(typed).await?;
    let document = json!({ "id": person.id, "email": person.email });
    let words = format!("{} has a new password.", person.email);
    db.write(async move |tx| reset_password::set(tx, &By::desk(), person.id, &hash).await).await?;
    desk.output.result(&document, &words);
    Ok(Code::Ok)
}

async fn reset_second_factor(desk: &Desk, email: &str) -> Result<Code, Failure> {
    let db = desk.open().await?;
    let person = known(&db, email).await?;
    let (id, email) = (person.id, person.email.clone());
    let had = db.write(async move |tx| reset::by(tx, &By::desk(), &person, &Secret::generate()).await).await?;
    let words =
        if had { format!("{email} has no second step any more.") } else { format!("{email} had no second step.") };
    desk.output.result(&json!({ "id": id, "email": email, "reset": had }), &words);
    Ok(Code::Ok)
}

/// Whose address it is. Errors: 67 when nobody's.
pub(super) async fn known(db: &Db, email: &str) -> Result<Person, Failure> {
    let found = find(db, &email.trim().to_lowercase()).await?;
    found.ok_or_else(|| Failure::new(Code::NoSuchUser, format!("nobody has the address {email}")))
}

async fn find(db: &Db, email: &str) -> Result<Option<Person>, Failure> {
    Ok(db.read(async |tx| access::by_email(tx, email).await).await?)
}

fn read_password() -> Result<String, Failure> {
    let mut line = String::new();
    let read = stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::new(Code::BadValue, format!("password: {error}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

pub(super) async fn hashed(password: String) -> Result<String, Failure> {
    password::hash(password).await.map_err(|error| Failure::new(Code::Software, error.to_string()))
}
