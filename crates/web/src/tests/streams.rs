//! `GET /events`: each hears of what they may read, for as long as they may, and of nothing else.

use super::people::Who;
use super::world::World;
use atiende_core::accounts::Secret;
use atiende_core::events::By;
use atiende_core::id::TicketId;
use atiende_core::orgs::actions::members;
use atiende_db::{Tx, args, sql};
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Request, StatusCode, header};
use futures_util::StreamExt as _;
use jiff::SignedDuration;
use std::time::Duration;
use tokio::time::timeout;

atiende_testing::on_both![
    everybody_hears_of_what_they_may_read,
    nobody_hears_of_another_organization,
    a_right_that_ends_ends_the_stream,
    a_session_that_ends_ends_the_stream,
    what_ends_by_itself_is_found_at_a_heartbeat,
    who_comes_back_hears_what_was_missed,
    a_stream_is_no_page,
];

/// What must come has come by then.
const SOON: Duration = Duration::from_secs(10);
/// What must not come would have come by then.
const QUIET: Duration = Duration::from_millis(400);

/// Somebody's stream.
struct Stream {
    headers: HeaderMap,
    body: BodyDataStream,
    /// Events that came and were not looked at yet.
    events: Vec<String>,
    last_id: String,
}

impl Stream {
    /// The next event with data, as `name data`; `None` when the stream is over.
    async fn next(&mut self) -> Option<String> {
        while self.events.is_empty() {
            let text = String::from_utf8(self.body.next().await?.unwrap().to_vec()).unwrap();
            for event in text.split_terminator("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                self.last_id = field("id: ").unwrap_or(&self.last_id).to_owned();
                let data = field("data: ").map(|data| format!("{} {data}", field("event: ").unwrap_or("message")));
                self.events.extend(data);
            }
        }
        Some(self.events.remove(0))
    }

    async fn hears(&mut self, what: &str) {
        let heard = timeout(SOON, self.next()).await.unwrap_or_else(|_| panic!("{what} does not come"));
        assert_eq!(heard.as_deref(), Some(what));
    }

    async fn hears_nothing(&mut self) {
        if let Ok(heard) = timeout(QUIET, self.next()).await {
            panic!("{heard:?}");
        }
    }

    async fn ends(&mut self) {
        assert_eq!(timeout(SOON, self.next()).await.expect("it goes on"), None);
    }
}

impl World {
    /// With nobody's heartbeats: what is to end has to end by being told.
    async fn without_heartbeats() -> Self {
        Self::set(|settings| settings.live.heartbeat = Duration::from_hours(1)).await
    }

    /// Tells the story while the worker runs that tells streams.
    async fn live(&self, story: impl Future<Output = ()>) {
        tokio::select! {
            () = self.state().tell_streams() => panic!("it tells nobody any more"),
            () = story => {}
        }
    }

    async fn asks(&self, cookie: String, query: &str, last: Option<&str>) -> Result<Stream, StatusCode> {
        let mut request = Request::get(format!("/events?{query}")).header(header::COOKIE, cookie);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let (head, body) = self.answers(request.body(Body::empty()).unwrap()).await.into_parts();
        if head.status != StatusCode::OK {
            return Err(head.status);
        }
        let (headers, body) = (head.headers, body.into_data_stream());
        Ok(Stream { headers, body, events: Vec::new(), last_id: String::new() })
    }

    async fn refused(&self, who: Who, query: &str) -> StatusCode {
        self.asks(self.cookie(who).await, query, None).await.err().unwrap_or(StatusCode::OK)
    }

    /// Opened, and told to look again: nobody knows since when the page is there.
    async fn listens(&self, who: Who, query: &str) -> Stream {
        let mut stream = self.asks(self.cookie(who).await, query, None).await.unwrap();
        stream.hears("message *").await;
        stream
    }

    fn ticket(&self) -> String {
        format!("t:{}", self.ids["ticket"])
    }

    async fn luis_replies(&self) {
        let path = format!("/api/v1/tickets/{}/messages", self.ids["ticket id"]);
        let said = self.api(Who::Technician, "POST", &path, r#"{"body": "Voy a las once."}"#).await;
        assert_eq!(said.status, StatusCode::CREATED, "{}", said.text);
    }

    async fn la_paz_of(&self, who: Who, coordinates: bool) {
        let (person, la_paz) = (self.people[&who].0, self.la_paz);
        let put = async move |tx: &mut Tx| members::put(tx, &By::desk(), person, la_paz, coordinates).await;
        self.db().write(put).await.unwrap();
    }
}

async fn everybody_hears_of_what_they_may_read() {
    let world = World::new().await;
    let (ticket, page) = (world.ticket(), format!("topic={}", world.ticket()));
    world
        .live(async {
            let mut pages = Vec::new();
            for who in [Who::Requester, Who::Coordinator, Who::Technician, Who::Admin] {
                pages.push(world.listens(who, &page).await);
            }
            let mut lists = Vec::new();
            for (who, list) in [
                (Who::Requester, "mine"),
                (Who::Coordinator, "mine"),
                (Who::Technician, "queue"),
                (Who::Admin, "queue"),
            ] {
                lists.push((world.listens(who, &format!("topic={list}")).await, list));
            }
            let mut both = world.listens(Who::Requester, &format!("{page}&topic=mine")).await;
            world.luis_replies().await;
            for stream in &mut pages {
                stream.hears(&format!("message {ticket}")).await;
            }
            for (stream, list) in &mut lists {
                stream.hears(&format!("message {list}")).await;
            }
            both.hears(&format!("message {ticket}")).await;
            both.hears("message mine").await;
        })
        .await;
}

async fn nobody_hears_of_another_organization() {
    // One after the other is listened to: who is not may not be taken for stuck.
    let world = World::without_heartbeats().await;
    let page = format!("topic={}", world.ticket());
    world
        .live(async {
            for (who, status) in [(Who::Anybody, 401), (Who::Pending, 404), (Who::Foreigner, 404), (Who::Stranger, 404)]
            {
                assert_eq!(world.refused(who, &page).await, status, "{who:?}");
                let none = "topic=t:987654321";
                assert_eq!(world.refused(who, none).await, status, "as if there were no such ticket: {who:?}");
            }
            for query in ["topic=queue", "topic=accounts", "topic=nothing-of-ours", ""] {
                assert_eq!(world.refused(Who::Requester, query).await, 404, "{query}");
            }
            assert_eq!(world.refused(Who::Pending, "topic=mine").await, 404);
            let mut outside = Vec::new();
            for (who, list) in [(Who::Foreigner, "mine"), (Who::Stranger, "queue"), (Who::Stranger, "mine")] {
                outside.push(world.listens(who, &format!("topic={list}")).await);
            }
            // What is theirs they hear of, beside what is not.
            let mut mixed =
                world.asks(world.cookie(Who::Foreigner).await, &format!("{page}&topic=mine"), None).await.unwrap();
            mixed.hears(&format!("gone {}", world.ticket())).await;
            mixed.hears("message *").await;
            outside.push(mixed);
            let mut own = world.listens(Who::Technician, "topic=mine").await;
            world.luis_replies().await;
            for stream in &mut outside {
                stream.hears_nothing().await;
            }
            own.hears_nothing().await;
        })
        .await;
}

async fn a_right_that_ends_ends_the_stream() {
    let world = World::without_heartbeats().await;
    let page = format!("topic={}", world.ticket());
    world
        .live(async {
            let mut carmen = world.listens(Who::Coordinator, &page).await;
            let mut maria = world.listens(Who::Requester, &page).await;
            let mut luis = world.listens(Who::Technician, "topic=queue").await;
            world.la_paz_of(Who::Coordinator, false).await;
            carmen.ends().await;
            assert_eq!(world.refused(Who::Coordinator, &page).await, 404);
            let person = world.people[&Who::Requester].0;
            let closed = world.api(Who::Admin, "POST", &format!("/api/v1/users/{person}/disable"), "{}").await;
            assert_eq!(closed.status, StatusCode::OK, "{}", closed.text);
            maria.ends().await;
            world.luis_replies().await;
            luis.hears("message queue").await;
        })
        .await;
}

async fn a_session_that_ends_ends_the_stream() {
    let world = World::without_heartbeats().await;
    let page = format!("topic={}", world.ticket());
    world
        .live(async {
            let (here, elsewhere) = (world.cookie(Who::Requester).await, world.cookie(Who::Requester).await);
            let mut signs_out = world.asks(here.clone(), &page, None).await.unwrap();
            let mut stays = world.asks(elsewhere, &page, None).await.unwrap();
            signs_out.hears("message *").await;
            stays.hears("message *").await;
            let out = Request::post("/logout").header(header::COOKIE, here.clone());
            assert_eq!(world.answers(out.body(Body::empty()).unwrap()).await.status(), 303);
            signs_out.ends().await;
            assert_eq!(world.asks(here, &page, None).await.err(), Some(StatusCode::UNAUTHORIZED));
            world.luis_replies().await;
            stays.hears(&format!("message {}", world.ticket())).await;
        })
        .await;
}

async fn what_ends_by_itself_is_found_at_a_heartbeat() {
    let world = World::new().await;
    let page = format!("topic={}", world.ticket());
    world
        .live(async {
            let mut maria = world.listens(Who::Requester, &page).await;
            let mut luis = world.listens(Who::Technician, &page).await;
            let (ticket, carmen): (TicketId, _) =
                (world.ids["ticket"].parse().unwrap(), world.people[&Who::Coordinator].0);
            let give = async move |tx: &mut Tx| {
                let sql = sql!("UPDATE tickets SET requester_id = $2 WHERE id = $1");
                tx.execute(sql, args![ticket, carmen]).await
            };
            world.db().write(give).await.unwrap();
            maria.ends().await;
            luis.hears_nothing().await;
            world.waits(SignedDuration::from_hours(2));
            luis.ends().await;
        })
        .await;
}

async fn who_comes_back_hears_what_was_missed() {
    let world = World::new().await;
    let page = format!("topic={}", world.ticket());
    world
        .live(async {
            let cookie = world.cookie(Who::Coordinator).await;
            let mut before = world.asks(cookie.clone(), &page, None).await.unwrap();
            before.hears("message *").await;
            let known = before.last_id.clone();
            drop(before);
            let mut quiet = world.asks(cookie.clone(), &page, Some(&known)).await.unwrap();
            quiet.hears_nothing().await;
            world.luis_replies().await;
            quiet.hears(&format!("message {}", world.ticket())).await;
            let mut missed = world.asks(cookie.clone(), &format!("{page}&since={known}"), None).await.unwrap();
            missed.hears(&format!("message {}", world.ticket())).await;
            missed.hears_nothing().await;
            let mut stranger = world.asks(cookie, &page, Some("another0-5")).await.unwrap();
            stranger.hears("message *").await;
        })
        .await;
}

async fn a_stream_is_no_page() {
    let world = World::new().await;
    let page = format!("topic={}", world.ticket());
    let stream = world.asks(world.cookie(Who::Requester).await, &page, None).await.unwrap();
    let header = |name: &str| stream.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store, no-transform"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    assert_eq!(header("content-encoding"), None);
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    let nobodys = format!("session={}", Secret::generate().reveal());
    let refused = Request::get(format!("/events?{page}")).header(header::COOKIE, nobodys);
    let refused = world.send(refused.body(Body::empty()).unwrap()).await;
    assert_eq!((refused.status, refused.text.as_str()), (StatusCode::UNAUTHORIZED, ""));
    // Listening is no use of the session: a page that is left open keeps nobody signed in.
    let cookie = world.cookie(Who::Requester).await;
    for _ in 0..4 {
        world.waits(SignedDuration::from_mins(20));
        let _ = world.asks(cookie.clone(), &page, None).await;
    }
    assert_eq!(world.asks(cookie, &page, None).await.err(), Some(StatusCode::UNAUTHORIZED));
    let many: Vec<String> = (0..33).map(|n| format!("topic=t:{n}")).collect();
    assert_eq!(world.refused(Who::Technician, &many.join("&")).await, 400);
}
