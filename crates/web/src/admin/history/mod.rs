//! `/admin/historial`: what happened, to what, by whom; the newest first.

mod data;
pub(crate) mod export;
mod filter;
mod phrase;

use crate::admin::list::{self, SHOWN};
use crate::admin::{Options, options};
use crate::shell::{Answer, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::audit::{self, Entry, Filter};
use atiende_core::events::Object;
use atiende_core::id::PersonId;
use atiende_core::{Actor, Denied};
use atiende_db::Tx;
use jiff::Timestamp;
use phrase::Whose;

#[derive(Template)]
#[template(path = "admin/history/list.html")]
struct HistoryPage {
    page: Page,
    form: Form,
    days: Vec<Day>,
    objects: Options,
    kinds: Options,
    people: Options,
    next: String,
}

struct Day {
    title: String,
    lines: Vec<Line>,
}

/// One event in words: who, did what to, which one, and the details.
struct Line {
    at: Timestamp,
    actor: String,
    phrase: String,
    target: String,
    href: String,
    details: Vec<String>,
    ip: String,
}

/// What was read: events, what their objects are called, and who the filter may ask for.
struct Read {
    entries: Vec<(Entry, Option<String>)>,
    people: Options,
    kinds: Vec<(Object, String)>,
    next: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let form = list::asked(&signed_in.visitor.here, &filter::NAMES);
    let filter = filter::parse(|name| form.value(name), &state.settings().time_zone);
    let (actor, here) = (signed_in.actor.clone(), signed_in.visitor.here.clone());
    let read = state.db().read(async move |tx| read(tx, &actor, &filter, &here).await).await?;
    let page = Page::new(&state, &signed_in.visitor);
    let mut days: Vec<Day> = Vec::new();
    for (entry, name) in read.entries {
        let title = page.t.long_date(entry.at, &state.settings().time_zone);
        let line = line(&page, entry, name, &read.people);
        match days.last_mut() {
            Some(day) if day.title == title => day.lines.push(line),
            _ => days.push(Day { title, lines: vec![line] }),
        }
    }
    let objects = options::words(Object::ALL, Object::as_str, |object| page.text(phrase::object_key(object)));
    let kinds = filter::kinds(page.t, &read.kinds);
    let template = HistoryPage { page, form, days, objects, kinds, people: read.people, next: read.next };
    template.page.show(&template)
}

async fn read(tx: &Tx, actor: &Actor, filter: &Filter, here: &str) -> Result<Read, Denied> {
    let by = actor.admin()?;
    let mut entries = audit::entries(tx, by, filter, SHOWN).await?;
    let next = list::next(&mut entries, here, |entry| entry.id.to_string());
    let kinds = audit::kinds(tx, by).await?;
    let mut people = options::staff(tx, actor.staff()?).await?;
    let mut named = Vec::with_capacity(entries.len());
    for person in filter.actor.into_iter().chain(entries.iter().flat_map(|entry| data::people(&entry.data))) {
        with_name(tx, actor, person, &mut people).await?;
    }
    for entry in entries {
        let name = audit::name(tx, by, entry.object, entry.object_id).await?;
        named.push((entry, name));
    }
    Ok(Read { entries: named, people, kinds, next })
}

async fn with_name(tx: &Tx, actor: &Actor, person: PersonId, people: &mut Options) -> Result<(), Denied> {
    let id = person.to_string();
    if people.iter().all(|(other, _)| *other != id)
        && let Some(name) = audit::name(tx, actor.admin()?, Object::Person, person.0).await?
    {
        people.push((id, name));
    }
    Ok(())
}

fn line(page: &Page, entry: Entry, name: Option<String>, people: &Options) -> Line {
    let target = match (entry.object, name) {
        (Object::Ticket, name) => format!("#{} {}", entry.object_id, name.unwrap_or_default()),
        (Object::Person, None) if entry.object_id == 0 => page.text("audit-nobody").to_owned(),
        (Object::Setting, _) => phrase::setting(page.t, data::name(&entry.data).unwrap_or_default()),
        (_, name) => name.or_else(|| data::name(&entry.data)).unwrap_or_default(),
    };
    let details = data::details(page.t, &entry.data, &target, people);
    let is_own = entry.actor_id.is_some_and(|actor| actor.0 == entry.object_id);
    let whose = if is_own { Whose::Own } else { Whose::Others };
    let says_whom = phrase::says_whom(entry.object, &entry.verb, whose);
    Line {
        at: entry.at,
        phrase: phrase::phrase(page.t, entry.object, &entry.verb, whose),
        href: if entry.object_id == 0 { String::new() } else { phrase::address(entry.object, entry.object_id) },
        details,
        actor: actor(page, entry.actor, entry.impersonator),
        target: if says_whom { String::new() } else { target },
        ip: entry.ip,
    }
}

/// "Elena, como María".
fn actor(page: &Page, actor: Option<String>, impersonator: Option<String>) -> String {
    let actor = actor.unwrap_or_else(|| page.brand.name.clone());
    match impersonator {
        Some(admin) => page.t.with2("sessions-as", "admin", admin, "person", actor),
        None => actor,
    }
}
