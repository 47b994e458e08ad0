//! `/admin/cuentas/reglas`: who decides about newcomers, who enters by domain, when somebody is reminded of.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::Refused;
use atiende_core::admission::actions::configure;
use atiende_core::admission::{Rules, WorkingHours};
use atiende_core::settings;
use atiende_i18n::key;

/// Monday first, as `WorkingHours` has them.
const DAYS: [&str; 7] = [
    key!("admission-day-1"),
    key!("admission-day-2"),
    key!("admission-day-3"),
    key!("admission-day-4"),
    key!("admission-day-5"),
    key!("admission-day-6"),
    key!("admission-day-7"),
];

#[derive(Template)]
#[template(path = "admin/accounts/rules.html")]
struct RulesPage {
    page: Page,
    form: Form,
    /// Number and name.
    days: Vec<(String, &'static str)>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let rules = state.db().read(async |tx| settings::get::<Rules>(tx).await).await?;
    show(&state, &signed_in, filled(&rules))
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, rules) = (signed_in.actor.clone(), typed(&fields));
    let set = async move |tx: &mut _| configure::configure(tx, actor.admin()?, actor.sudo()?, &rules).await;
    match state.db().write(set).await {
        Ok(()) => see_other_with("/admin/cuentas/reglas", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale))
        }
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}

fn show(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    let page = Page::new(state, &signed_in.visitor);
    let days = DAYS.iter().enumerate().map(|(at, day)| (at.to_string(), page.text(day))).collect();
    let template = RulesPage { page, form, days };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

fn filled(rules: &Rules) -> Form {
    let on = |name: &'static str, is_on: bool| is_on.then(|| (name, "on".to_owned()));
    let days = rules.hours.days.iter().enumerate().filter(|(_, worked)| **worked);
    let numbers = [
        ("remind_after_hours", rules.remind_after_hours.to_string()),
        ("opens", rules.hours.opens.to_string()),
        ("closes", rules.hours.closes.to_string()),
    ];
    let boxes = [on("by_domain", rules.by_domain), on("coordinators", rules.coordinators)];
    Form::filled(
        numbers.into_iter().chain(boxes.into_iter().flatten()).chain(days.map(|(at, _)| ("days", at.to_string()))),
    )
}

/// What is no number is out of every range: the check says so.
fn typed(fields: &Fields) -> Rules {
    let mut days = [false; 7];
    for (at, day) in days.iter_mut().enumerate() {
        *day = fields.all("days").any(|chosen| chosen == at.to_string());
    }
    Rules {
        by_domain: fields.is_on("by_domain"),
        coordinators: fields.is_on("coordinators"),
        remind_after_hours: fields.parse("remind_after_hours").unwrap_or(u16::MAX),
        hours: WorkingHours {
            days,
            opens: fields.parse("opens").unwrap_or(u8::MAX),
            closes: fields.parse("closes").unwrap_or(u8::MAX),
        },
    }
}
