//! `/admin/equipos-de-trabajo`: groups of technicians among whom a rule chooses.

use crate::admin::list::{self, SHOWN};
use crate::admin::options;
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::{Denied, routing};

#[derive(Template)]
#[template(path = "admin/routing/teams.html")]
struct TeamsPage {
    page: Page,
    teams: Vec<Row>,
    next: String,
}

struct Row {
    id: String,
    name: String,
    members: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let after = list::after(&signed_in.visitor.here);
    let (mut teams, staff) = state
        .db()
        .read(async move |tx| {
            let teams = routing::teams_after(tx, actor.staff()?, after, SHOWN).await?;
            Ok::<_, Denied>((teams, options::staff(tx, actor.staff()?).await?))
        })
        .await?;
    let next = list::next(&mut teams, &signed_in.visitor.here, |team| team.id.to_string());
    let page = Page::new(&state, &signed_in.visitor);
    let names = |ids: &[_]| {
        let of_team = staff.iter().filter(|(id, _)| ids.iter().any(|member: &String| member == id));
        page.t.list(&of_team.map(|(_, name)| name.as_str()).collect::<Vec<_>>())
    };
    let row = |team: routing::Team| {
        let ids: Vec<String> = team.members.iter().map(ToString::to_string).collect();
        Row { id: team.id.to_string(), members: names(&ids), name: team.name }
    };
    let teams = teams.into_iter().map(row).collect();
    let template = TeamsPage { page, teams, next };
    template.page.show(&template)
}
