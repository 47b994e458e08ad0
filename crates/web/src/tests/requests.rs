//! A request for each line of the table, with the ids of what exists.

use super::people::Who;
use super::world::{Answer, World};
use crate::shell::routing::Declared;
use axum::body::Body;
use axum::http::{Method, Request, header};

/// What a parameter stands for, by the beginning of its path. The longest that fits counts.
const OBJECTS: &[(&str, &str)] = &[
    ("/t/{number}", "ticket"),
    ("/t/{number}/correo/{inbound}", "fresh beside"),
    ("/t/{number}/respuestas/{message}", "reply"),
    ("/seguimiento/baja/{token}", "=nobody-has-this-link"),
    ("/t/{number}/mensajes/{message}", "mailed message"),
    ("/t/{number}/mensajes/{message}/imagenes/{nth}", "=0"),
    ("/soporte/recibido/{number}", "ticket"),
    ("/adjuntos/{id}", "attachment"),
    ("/adjuntos/{id}/quitar", "fresh upload"),
    ("/cuenta/otras/{identity}", "fresh identity"),
    ("/cuenta/correos/{id}", "fresh address"),
    ("/cuenta/correos/confirmar/{link}", "=nobody-has-this-link"),
    ("/invitacion/{link}", "=nobody-has-this-link"),
    ("/admin/invitaciones/{id}", "fresh invitation"),
    ("/admin/personas/{id}/separar/{merge}", "fresh merge"),
    ("/auth/{id}", "=colegio"),
    ("/auth/facebook/data-deletion/{code}", "=nobody-has-this-code"),
    ("/no-he-sido-yo/{link}", "=nobody-has-this-link"),
    ("/cuenta/sesiones/{session}", "fresh session"),
    ("/cuenta/seguridad/llaves/{key}", "fresh passkey"),
    ("/admin/personas/{id}/sesiones/{session}", "fresh session of person"),
    ("/admin/personas/{id}/claves/{token}", "fresh token of person"),
    ("/admin/directorios/{id}", "fresh group"),
    ("/admin/proveedores/{word}", "fresh provider"),
    ("/scim/v2/Users/{id}", "fresh person"),
    ("/scim/v2/Groups/{id}", "fresh group"),
    ("/scim/v2/ResourceTypes/{id}", "=User"),
    ("/scim/v2/Schemas/{id}", "=urn:ietf:params:scim:schemas:core:2.0:User"),
    ("/assets/{file}", "asset file"),
    ("/marca/{logo}", "logo"),
    ("/ayuda/{slug}", "slug"),
    ("/cola/{view}", "=mios"),
    ("/crear-cuenta/confirmar/{link}", "=nobody-has-this-link"),
    ("/recuperar/{link}", "=nobody-has-this-link"),
    ("/admin/cuentas/{id}", "fresh applicant"),
    ("/admin/personas/{id}", "person"),
    ("/admin/centros/{id}", "organization"),
    ("/admin/centros/{id}/ubicaciones/{location}", "location"),
    ("/admin/centros/{id}/ubicaciones/{location}/archivar", "fresh location"),
    ("/admin/categorias/{id}", "category"),
    ("/admin/equipos-de-trabajo/{id}", "team"),
    ("/admin/reglas/{id}", "fresh rule"),
    ("/admin/inventario/{id}", "asset"),
    ("/admin/articulos/{id}", "article"),
    ("/admin/correo/{id}", "mail"),
    ("/admin/correo/ajustes/prueba/{mail}", "trip"),
    ("/admin/correo/entrada/{id}", "inbound"),
    ("/admin/correo/buzones/{mailbox}", "=soporte@desk.example"),
    ("/api/v1/tickets/{id}", "ticket id"),
    ("/api/v1/attachments/{id}", "attachment"),
    ("/api/v1/users/{id}", "person"),
    ("/api/v1/users/{id}/disable", "fresh person"),
    ("/api/v1/users/{id}/approve", "fresh applicant"),
    ("/api/v1/users/{id}/reject", "fresh applicant"),
    ("/api/v1/organizations/{id}", "organization"),
    ("/api/v1/assets/{id}", "asset"),
    ("/api/v1/articles/{id}", "article"),
    ("/api/v1/mail/outbound/{id}", "mail"),
    ("/api/v1/mail/inbound/{id}", "inbound"),
];

/// Queries without which a route has nothing to say; `{la_paz}` is the organization, `{ticket}` its ticket's number.
const QUERIES: &[(&str, &str)] = &[
    ("/soporte/equipos", "q=canario&centro={la_paz}"),
    ("/soporte/ubicaciones", "centro={la_paz}"),
    ("/soporte/abrir", "centro={la_paz}&equipo=canario-203"),
    ("/events", "topic=t:{ticket}"),
    ("/buscar", "q=canario"),
    ("/ayuda", "q=canario"),
    ("/ayuda/sugerencias", "q=canario"),
    ("/cola/{view}", "centro={la_paz}"),
    ("/api/v1/tickets", "organization={la_paz}&q=canario"),
    ("/api/v1/assets", "organization={la_paz}&q=canario"),
];

/// Bodies of the API that get past their parser; the others are `{}`.
const BODIES: &[(&str, &str)] = &[
    ("/api/v1/organizations", r#"{"name": "Gestoría Sol"}"#),
    ("/api/v1/categories", r#"{"name": "Otra"}"#),
    ("/api/v1/users", r#"{"name": "Eva Sanz", "email": "eva@ieselmar.es"}"#),
    ("/api/v1/tickets", r#"{"subject": "De fuera", "body": "Intruso", "organization": "{la_paz}"}"#),
    ("/api/v1/tickets/{id}/messages", r#"{"body": "Intruso"}"#),
    ("/api/v1/users/{id}/reject", r#"{"reason": "No trabaja aquí"}"#),
];

/// Asks for the route as this person's browser or program would.
pub(super) async fn ask(world: &World, route: &Declared, who: Who) -> Answer {
    world.send(request(world, route, who).await).await
}

pub(super) async fn request(world: &World, route: &Declared, who: Who) -> Request<Body> {
    let la_paz = world.la_paz.to_string();
    let mut path = address(world, &route.path).await;
    if route.method == Method::GET
        && let Some((_, query)) = QUERIES.iter().find(|(of, _)| *of == route.path)
    {
        let query = query.replace("{la_paz}", &la_paz).replace("{ticket}", &world.ids["ticket"]);
        path = format!("{path}?{query}");
    }
    let request = Request::builder().method(&route.method).uri(path);
    if is_program(route) {
        let body = BODIES.iter().find(|(of, _)| *of == route.path).map_or("{}", |(_, body)| body);
        let body = if route.method == Method::GET { String::new() } else { body.replace("{la_paz}", &la_paz) };
        let request = request.header(header::AUTHORIZATION, world.bearer(who)).header("if-match", "*");
        return request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
    }
    let request = request.header(header::COOKIE, world.cookie(who).await);
    if route.method == Method::GET {
        return request.body(Body::empty()).unwrap();
    }
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from(form(world, route))).unwrap()
}

/// Whether the route is for programs, which bear a token.
pub(super) fn is_program(route: &Declared) -> bool {
    route.path.starts_with("/api/") || route.path.starts_with("/scim/") || route.path == "/metrics"
}

/// What any form might say of La Paz.
fn form(world: &World, route: &Declared) -> String {
    // Staff approve into the organizations that they attend: with none, all staff get to the form again.
    let la_paz = if route.path.starts_with("/admin/cuentas/") { String::new() } else { world.la_paz.to_string() };
    let fields = [
        ("organization", la_paz.as_str()),
        ("centro", &la_paz),
        ("asset", "canario-203"),
        ("attachment", &world.ids["attachment"]),
        ("priority", "normal"),
        ("subject", "De fuera"),
        ("description", "Intruso"),
        ("body", "Intruso"),
        ("reason", "No trabaja aquí"),
        ("estado", "open"),
        ("prioridad", "normal"),
        ("article", &world.ids["slug"]),
    ];
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

async fn address(world: &World, path: &str) -> String {
    let mut told = String::new();
    let mut pattern = String::new();
    for segment in path.split('/').skip(1) {
        pattern = format!("{pattern}/{segment}");
        if !segment.starts_with('{') {
            told = format!("{told}/{segment}");
            continue;
        }
        // What follows may say that another object is meant: one that may be destroyed.
        let ends = |of: &str| of.rfind('}').and_then(|at| of.get(..=at)) == Some(pattern.as_str());
        let fits = |(of, _): &&(&str, &str)| path.starts_with(of) && ends(of);
        let object = OBJECTS.iter().filter(fits).max_by_key(|(of, _)| of.len()).map(|(_, object)| *object);
        let object = object.unwrap_or_else(|| {
            panic!("no object for {segment} of {path}: add a line to OBJECTS in crates/web/src/tests/requests.rs")
        });
        told = format!("{told}/{}", id(world, object).await);
    }
    if told.is_empty() { "/".into() } else { told }
}

async fn id(world: &World, object: &'static str) -> String {
    match object {
        "fresh upload" => world.fresh_upload().await,
        "fresh address" => world.fresh_address().await,
        "fresh beside" => world.fresh_beside().await,
        "fresh invitation" => world.fresh_invitation().await,
        "fresh person" => world.fresh_person().await,
        "fresh session" => world.fresh_session().await,
        "fresh session of person" => world.fresh_session_of_person().await,
        "fresh token of person" => world.fresh_token_of_person().await,
        "fresh passkey" => world.fresh_passkey().await,
        "fresh group" => world.fresh_group().await,
        "fresh provider" => world.fresh_provider().await,
        "fresh merge" => world.fresh_merge().await,
        "fresh identity" => world.fresh_identity().await,
        "fresh applicant" => world.fresh_applicant().await,
        "fresh rule" => world.fresh_rule().await,
        "fresh location" => world.fresh_location().await,
        "asset file" => crate::shell::assets::address("app.css").trim_start_matches("/assets/").to_owned(),
        known => known.strip_prefix('=').map_or_else(|| world.ids[known].clone(), str::to_owned),
    }
}
