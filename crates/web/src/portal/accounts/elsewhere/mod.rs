//! `/auth/{id}/..`: to a provider and back, with the account that somebody has there.

pub(crate) mod buttons;
pub(crate) mod facebook;
pub(crate) mod known;
pub(crate) mod new;
pub(crate) mod own;
pub(crate) mod posted;
mod returned;
#[cfg(test)]
mod tests;

use super::outcome;
use super::sign_in::{Wanted, first_step, new_session};
use crate::admin::trial;
use crate::settings::SignInProvider;
use crate::shell::cookies;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::security::local_path;
use crate::shell::{Answer, Notice, State, Visitor, WebError};
use atiende_core::accounts::Secret;
use atiende_core::accounts::actions::sign_in::{Begun, SignInError};
use atiende_core::id::PersonId;
use atiende_core::identities::actions::arrive::{self, Arrived, Handouts};
use atiende_core::identities::actions::depart;
use atiende_core::identities::actions::join;
use atiende_core::identities::{Claims, Departure};
use atiende_i18n::key;
use atiende_oidc::{Answer as Returned, Ask, Failure, Identity, Pending};
use atiende_text::address;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use returned::Brought;
use serde::{Deserialize, Serialize};

/// Binds a browser to the sign-in that it began.
const ON_THE_WAY: &str = "elsewhere";
/// Holds an identity that opens no account yet.
pub(crate) const WAITING: &str = "proved";

#[derive(Deserialize)]
pub(crate) struct To {
    #[serde(default, rename = "return_to")]
    wanted: String,
    /// Who is signed in shows once more who they are.
    #[serde(default)]
    confirmar: String,
    /// A form was sent to `return_to` in vain.
    #[serde(default)]
    unsent: String,
}

/// What a browser is sent to a provider for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// To sign in or up; who is signed in adds the account.
    #[default]
    Enter,
    /// To show who one is, and add nothing.
    Prove,
    /// An administrator tries the provider out: nobody signs in, nothing is added.
    Try,
}

/// What is kept of a departure: the relying party's part, and whether the provider may ask anything.
#[derive(Serialize, Deserialize)]
struct Kept {
    silently: bool,
    #[serde(default)]
    purpose: Purpose,
    /// The person is told, back again, that their form was not sent.
    #[serde(default)]
    unsent: bool,
    pending: Pending,
}

/// `GET /auth/{id}/start?return_to=`. Who is signed in adds the account to the own one. Not a POST: our policy keeps
/// forms from being led to other sites.
pub(crate) async fn start(
    state: State,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(to): Query<To>,
) -> Answer {
    let back_to = local_path(&to.wanted).to_owned();
    let person = visitor.actor.as_ref().map(|actor| actor.id);
    if person.is_some() && !is_from_here(&headers) {
        return Ok(see_other(&back_to));
    }
    let proves = person.is_some() && !to.confirmar.is_empty();
    let purpose = if proves { Purpose::Prove } else { Purpose::Enter };
    if let Some(actor) = &visitor.actor {
        actor.oneself()?;
        // Who finds a browser open that sees other people's things shall not make a way in of their own.
        // From its own page: a form must not end at another site.
        if actor.sees_others() && !proves && actor.fresh.is_none() {
            let back: String = form_urlencoded::byte_serialize(back_to.as_bytes()).collect();
            return Ok(see_other(&format!("/confirmar?volver={back}")));
        }
    }
    state.limiters().flood.check(&visitor.client.ip)?;
    let provider = known::find(&state, &id).await?;
    // Which account to add is the person's to say.
    let unsent = !to.unsent.is_empty();
    let errand = Errand { person, back_to, unsent, silently: person.is_none(), purpose };
    send(&state, &visitor, &provider, errand).await
}

/// Another site's link may send nobody to add an account. Browsers too old for the header (before 2023) are let through:
/// they would add the person's own account, and a mail would say so.
pub(crate) fn is_from_here(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

/// Why a browser is sent to a provider.
pub(crate) struct Errand {
    pub(crate) person: Option<PersonId>,
    pub(crate) back_to: String,
    pub(crate) unsent: bool,
    /// Only if the provider needs to ask nothing.
    pub(crate) silently: bool,
    pub(crate) purpose: Purpose,
}

pub(crate) async fn send(state: &State, visitor: &Visitor, provider: &SignInProvider, errand: Errand) -> Answer {
    let redirect_uri = state.settings().callback(&provider.provider.id);
    let Errand { person, back_to, unsent, silently, purpose } = errand;
    let ask = Ask { redirect_uri: &redirect_uri, silently, anew: purpose == Purpose::Prove };
    let begun = state.relying_party()?.begin(&provider.provider, ask, state.now().as_second()).await;
    let started = match begun {
        Ok(started) => started,
        Err(failure) if purpose == Purpose::Try => return trial::told(state, visitor, provider, Err(failure)),
        Err(failure) => return failed(state, visitor, provider, &failure),
    };
    let kept = Kept { silently, purpose, unsent, pending: started.pending };
    let data = serde_json::to_string(&kept).map_err(|e| WebError::Broken(e.to_string()))?;
    let departure = Departure { provider: provider.provider.id.clone(), person, data, back_to };
    let token = Secret::generate();
    let kept_for = token.clone();
    state.db().write(async move |tx| depart::depart(tx, &kept_for, &departure).await).await?;
    cookies::with(state, see_other(&started.url), (ON_THE_WAY, token.reveal()), 600)
}

/// `GET /auth/{id}/callback`.
pub(crate) async fn callback(
    state: State,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    brought: Brought,
) -> Answer {
    let returned = match brought {
        Brought::Answer(returned) => Some(Returned { user: posted::user(&headers), ..returned }),
        Brought::Doubled => None,
        Brought::Glance => return Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, POST")]).into_response()),
    };
    // This address holds a code: no link of the page repeats it.
    let visitor = Visitor { here: "/acceder".to_owned(), ..visitor };
    let answer = back(&state, &visitor, &headers, (&id, returned.as_ref())).await?;
    // Each is good for one answer.
    cookies::forgetting(&state, answer, &headers, &[ON_THE_WAY, posted::USER])
}

async fn back(
    state: &State,
    visitor: &Visitor,
    headers: &HeaderMap,
    (id, returned): (&str, Option<&Returned>),
) -> Answer {
    let provider = known::any(state, id).await?;
    let Some(returned) = returned else {
        let doubled = Failure::Misbehaved("the answer says a thing twice".to_owned());
        return failed(state, visitor, &provider, &doubled);
    };
    let here = visitor.actor.as_ref().map(|actor| actor.id);
    let Some((departure, kept)) = departure(state, headers, id).await?.filter(|(departure, _)| {
        // Who wanted to add an account has signed out meanwhile, or somebody else is in.
        departure.person.is_none() || departure.person == here
    }) else {
        return failed(state, visitor, &provider, &Failure::Stale);
    };
    let now = state.now().as_second();
    let finished = state.relying_party()?.finish(&provider.provider, &kept.pending, returned, now).await;
    if kept.purpose == Purpose::Try {
        return trial::told(state, visitor, &provider, finished);
    }
    // Switched off while the person was there.
    known::find(state, id).await?;
    match finished {
        Ok(identity) if kept.purpose == Purpose::Prove => {
            own::prove(state, visitor, claims(identity, &provider.provider.label), &departure.back_to).await
        }
        Ok(identity) => arrived(state, visitor, headers, (departure, kept, identity, &provider)).await,
        // It wants to ask something: then it may.
        Err(Failure::NeedsInteraction) if kept.silently => {
            let Departure { person, back_to, .. } = departure;
            let errand = Errand { person, back_to, unsent: kept.unsent, silently: false, purpose: Purpose::Enter };
            send(state, visitor, &provider, errand).await
        }
        Err(failure) if kept.purpose == Purpose::Prove => own::unproved(state, visitor, &provider, &failure),
        Err(failure) => failed(state, visitor, &provider, &failure),
    }
}

fn claims(identity: Identity, label: &str) -> Claims {
    Claims {
        provider: identity.provider,
        label: label.to_owned(),
        issuer: identity.issuer,
        subject: identity.subject,
        name: identity.name,
        email_verified: identity.email_verified,
        email: identity.email.as_deref().and_then(address::normalise_email),
    }
}

async fn departure(state: &State, headers: &HeaderMap, id: &str) -> Result<Option<(Departure, Kept)>, WebError> {
    let Some(token) = cookies::secret(headers, ON_THE_WAY) else { return Ok(None) };
    let found = state.db().write(async move |tx| depart::back(tx, &token).await).await?;
    // The answer of one provider at the callback of another is nobody's.
    let ours = found.filter(|departure| departure.provider == id);
    Ok(ours.and_then(|departure| Some((departure.clone(), serde_json::from_str(&departure.data).ok()?))))
}

async fn arrived(
    state: &State,
    visitor: &Visitor,
    headers: &HeaderMap,
    (departure, kept, identity, provider): (Departure, Kept, Identity, &SignInProvider),
) -> Answer {
    let silently = kept.silently && provider.provider.is_asked_silently();
    let (handouts, joins) = (Handouts { silently, ..handouts(state, visitor) }, provider.link_verified_email);
    let claims = claims(identity, &provider.provider.label);
    let (given, back_to, label) = (handouts.clone(), departure.back_to.clone(), claims.label.clone());
    let earlier = cookies::secret(headers, WAITING);
    let decided = state
        .db()
        .write(async move |tx| {
            let arrived = arrive::arrive(tx, &departure, &claims, joins, &given).await?;
            // The first provider proved, the second may join: they are the same browser's.
            if let (Arrived::SignedIn { person, .. }, Some(earlier)) = (&arrived, &earlier) {
                join::waiting(tx, *person, earlier, &given.session.client.ip).await?;
            }
            Ok::<_, SignInError>(arrived)
        })
        .await;
    let wanted = Wanted { back_to: &back_to, unsent: kept.unsent };
    answer((state, visitor, headers), (&handouts, &wanted, &label), decided)
}

/// What a browser gets whose identity was proved. `label` is what people call who proved it.
pub(super) fn answer(
    (state, visitor, headers): (&State, &Visitor, &HeaderMap),
    (handouts, wanted, label): (&Handouts, &Wanted<'_>, &str),
    decided: Result<Arrived, SignInError>,
) -> Answer {
    let in_or_on = |begun| first_step(state, begun, &handouts.session.token, wanted);
    let waiting = |to: &str| cookies::with(state, see_other(to), (WAITING, handouts.link.reveal()), 1800);
    match decided {
        Ok(Arrived::SignedIn { role, .. }) => {
            cookies::forgetting(state, in_or_on(Begun::Session(role))?, headers, &[WAITING])
        }
        Ok(Arrived::NeedsSecond) => in_or_on(Begun::NeedsSecond),
        Ok(Arrived::Joined) => see_other_with("/cuenta", Notice::IDENTITY_ADDED),
        Ok(Arrived::New) => waiting("/crear-cuenta/continuar"),
        Ok(Arrived::HasAccount) => waiting("/acceder"),
        Ok(Arrived::Taken) => taken(state, visitor, label),
        Err(SignInError::Unconfirmed) => closed(state, visitor, key!("accounts-unconfirmed")),
        Err(SignInError::Closed) => closed(state, visitor, key!("accounts-closed")),
        Err(SignInError::Db(error)) => Err(error.into()),
    }
}

fn taken(state: &State, visitor: &Visitor, label: &str) -> Answer {
    let t = visitor.locale;
    let text = t.with("accounts-elsewhere-taken-text", "provider", label);
    outcome::plain(state, visitor, t.text("accounts-elsewhere-taken-title"), text)
}

fn closed(state: &State, visitor: &Visitor, why: &'static str) -> Answer {
    let t = visitor.locale;
    outcome::plain(state, visitor, t.text("accounts-elsewhere-closed-title"), t.text(why).to_owned())
}

pub(super) fn handouts(state: &State, visitor: &Visitor) -> Handouts {
    Handouts { session: new_session(state, visitor), link: Secret::generate(), silently: false }
}

/// Logs what the provider did, and tells the person what to do.
fn failed(state: &State, visitor: &Visitor, provider: &SignInProvider, failure: &Failure) -> Answer {
    let t = visitor.locale;
    let title = t.text(key!("accounts-elsewhere-failed-title"));
    outcome::retry(state, visitor, (title, why(visitor, provider, failure)), "/acceder")
}

/// The same in words, once it is logged.
fn why(visitor: &Visitor, provider: &SignInProvider, failure: &Failure) -> String {
    let (id, label) = (&provider.provider.id, provider.provider.label.as_str());
    if *failure == Failure::Cancelled {
        tracing::info!(provider = %id, "sign-in cancelled");
    } else {
        tracing::warn!(provider = %id, ip = %visitor.client.ip, %failure, "sign-in refused");
    }
    let text = match failure {
        Failure::Cancelled => key!("accounts-elsewhere-cancelled"),
        Failure::Stale => key!("accounts-elsewhere-stale"),
        Failure::Unreachable(_) => key!("accounts-elsewhere-unreachable"),
        Failure::Refused(_) => key!("accounts-elsewhere-refused"),
        Failure::NotAsked => key!("proof-elsewhere-not-asked"),
        Failure::NeedsInteraction | Failure::Misbehaved(_) => key!("accounts-elsewhere-misbehaved"),
    };
    visitor.locale.with(text, "provider", label)
}
