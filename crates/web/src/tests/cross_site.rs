//! Cross-site request forgery: no form of another site's does anything here.

use super::people::Who;
use super::requests::{is_program, request};
use super::walk::table;
use super::world::World;
use axum::http::{HeaderValue, Method, StatusCode};

atiende_testing::on_both![no_form_of_another_site_is_taken, a_cookie_is_nothing_to_the_api];

async fn no_form_of_another_site_is_taken() {
    let world = World::new().await;
    let foreign = [
        [("sec-fetch-site", "cross-site")].as_slice(),
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")],
        // Browsers of before 2023 send no Sec-Fetch-Site.
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    let mut wrong = Vec::new();
    for route in table().into_iter().filter(|route| route.method != Method::GET && !is_program(route)) {
        for headers in foreign {
            let mut request = request(&world, &route, Who::Admin).await;
            request.headers_mut().insert("host", HeaderValue::from_static("localhost:8080"));
            for (name, value) in headers {
                request.headers_mut().insert(*name, HeaderValue::from_static(value));
            }
            let answer = world.send(request).await;
            if (answer.status != StatusCode::FORBIDDEN) != route.from_elsewhere {
                wrong.push(format!("POST {} with {headers:?}: {}", route.path, answer.status));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "taken from another site (or refused, though declared `also_from_elsewhere`):\n{}",
        wrong.join("\n")
    );
}

async fn a_cookie_is_nothing_to_the_api() {
    let world = World::new().await;
    let cookie = world.cookie(Who::Admin).await;
    for route in table().into_iter().filter(|route| is_program(route) && route.path != "/api/openapi.json") {
        let mut request = request(&world, &route, Who::Anybody).await;
        request.headers_mut().remove("authorization");
        request.headers_mut().insert("cookie", HeaderValue::from_str(&cookie).unwrap());
        let answer = world.send(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
    }
}
