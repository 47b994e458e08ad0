//! The walk: each route of the table, as each kind of person, with real ids of CEIP La Paz's.

use super::people::{Verdict, Who, expected};
use super::requests::{ask, is_program};
use super::world::{Answer, CANARY, World};
use crate::shell::routing::{Access, Declared, Routes};
use crate::{api, ops, routes, scim};
use atiende_db::{args, sql};
use axum::http::{Method, StatusCode};
use std::path::Path;

atiende_testing::on_both![each_route_admits_whom_it_declares, nothing_of_la_paz_is_told_or_changed_outside];

/// Every route of the site, with the address under which it is served.
pub(super) fn table() -> Vec<Declared> {
    let api = api::documented().into_table().into_iter().chain(api::uploads().into_table());
    let api = api.map(|route| Declared { path: format!("/api/v1{}", route.path), ..route });
    let scim = scim::declared().into_table().into_iter();
    let scim = scim.map(|route| Declared { path: format!("/scim/v2{}", route.path), ..route });
    let rest = [api::described(), ops::declared(), routes::pages(), routes::from_elsewhere()];
    api.chain(scim).chain(rest.into_iter().flat_map(Routes::into_table)).collect()
}

async fn each_route_admits_whom_it_declares() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for route in table() {
        for who in Who::ALL {
            let answer = ask(&world, &route, who).await;
            if let Some(why) = fault(&route, who, &answer) {
                wrong.push(format!("{} {} ({:?}) as {who:?}: {why}", route.method, route.path, route.access));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "A handler must prove what its line in the table of routes declares (shell/routing.rs, `Access`), \
         or the line must declare what the handler proves:\n{}",
        wrong.join("\n")
    );
}

/// What is wrong with the answer, if anything is.
fn fault(route: &Declared, who: Who, answer: &Answer) -> Option<String> {
    let told = || format!("answered {} {}", answer.status, answer.location());
    if answer.status.is_server_error() {
        return Some(told());
    }
    if route.access == Access::Secret {
        let begun =
            answer.cookies().iter().any(|cookie| cookie.starts_with("session=") && !cookie.contains("Max-Age=0"));
        return begun.then(|| "a wrong secret began a session".to_owned());
    }
    let expected = match expected(route.access, who) {
        // The token of who waits is nobody's.
        Verdict::Wait | Verdict::In | Verdict::Nothing
            if who == Who::Pending && is_program(route) && route.access != Access::Everybody =>
        {
            Verdict::SignIn
        }
        expected => expected,
    };
    let verdict = verdict(route, answer);
    // Who waits and asks for an object may as well be told that there is none.
    let either = [Verdict::Wait, Verdict::Nothing];
    let fits = verdict == expected || who == Who::Pending && either.contains(&verdict) && either.contains(&expected);
    (!fits).then(|| format!("expected {expected:?}, {}", told()))
}

fn verdict(route: &Declared, answer: &Answer) -> Verdict {
    let to = answer.location();
    match answer.status {
        StatusCode::UNAUTHORIZED => Verdict::SignIn,
        StatusCode::SEE_OTHER if to.starts_with("/acceder?volver=") => Verdict::SignIn,
        StatusCode::SEE_OTHER if to == "/espera" && route.path != "/espera" => Verdict::Wait,
        StatusCode::FORBIDDEN => Verdict::Forbidden,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Verdict::Nothing,
        _ => Verdict::In,
    }
}

async fn nothing_of_la_paz_is_told_or_changed_outside() {
    let world = World::new().await;
    let before = la_paz(&world).await;
    let mut wrong = Vec::new();
    for route in table() {
        for who in Who::ALL.into_iter().filter(|who| who.is_outside()) {
            let answer = ask(&world, &route, who).await;
            if answer.text.contains(CANARY) || format!("{:?}", answer.headers).contains(CANARY) {
                let at = answer.text.find(CANARY).unwrap_or_default();
                let near: String =
                    answer.text[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
                wrong.push(format!("{} {} tells {who:?} of La Paz: ..{near}", route.method, route.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(la_paz(&world).await, before, "somebody outside changed what is La Paz's");
}

/// How many rows there are of what is La Paz's: tickets, their messages and files, members, places, devices.
async fn la_paz(world: &World) -> Vec<i64> {
    let id = world.la_paz;
    let count = async move |tx: &atiende_db::Tx| {
        let mut counts = Vec::new();
        for statement in [
            sql!("SELECT count(*) FROM tickets WHERE organization_id = $1"),
            sql!("SELECT count(*) FROM messages m JOIN tickets t ON t.id = m.ticket_id WHERE t.organization_id = $1"),
            sql!(
                "SELECT count(*) FROM attachments a JOIN messages m ON m.id = a.message_id
                 JOIN tickets t ON t.id = m.ticket_id WHERE t.organization_id = $1"
            ),
            sql!("SELECT count(*) FROM memberships WHERE organization_id = $1"),
            sql!("SELECT count(*) FROM assets WHERE organization_id = $1"),
            sql!(
                "SELECT count(*) FROM events e JOIN tickets t ON t.id = e.object_id
                 WHERE e.object = 'ticket' AND t.organization_id = $1"
            ),
        ] {
            let (n,): (i64,) = tx.one(statement, args![id]).await?;
            counts.push(n);
        }
        Ok::<_, atiende_db::DbError>(counts)
    };
    world.db().read(count).await.unwrap()
}

/// The table is whole only while nothing is routed around it.
#[test]
fn no_route_goes_around_the_table() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    look(&source, &mut found);
    assert!(
        found.is_empty(),
        "These routes are not in the table that the walk follows. Use `crate::shell::routing::{{Routes, get, post}}` (or \
         `DocumentedRoutes` in the API) and say who may ask: {found:#?}"
    );
}

fn look(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                look(&path, found);
            }
        } else if !path.ends_with("shell/routing.rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let around = |line: &&str| line.contains("axum::routing") || line.contains("OpenApiRouter");
            found.extend(source.lines().filter(around).map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
}

#[test]
fn the_table_is_whole() {
    let table = table();
    assert!(table.len() > 120, "{}", table.len());
    let mut lines: Vec<String> = table.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), table.len(), "a route stands twice");
    for known in
        ["GET /t/{number}", "POST /acceder", "PATCH /api/v1/tickets/{id}", "POST /api/v1/attachments", "GET /metrics"]
    {
        assert!(lines.iter().any(|line| line == known), "{known}");
    }
    let reads = table.iter().filter(|route| route.method == Method::GET);
    assert!(reads.clone().all(|route| !route.from_elsewhere), "only what is sent can come from elsewhere");
}
