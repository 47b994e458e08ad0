//! What is invented: crates/app/demo, compiled in.

use super::{Account, Code, Failure};
use atiende_core::orgs::Kind;
use atiende_core::tickets::{Next, Priority, Source};
use serde::Deserialize;
use std::time::Duration;

const WORLD: &str = include_str!("../../../demo/world.toml");
const TICKETS: &str = include_str!("../../../demo/tickets.toml");
/// The best known first.
const ARTICLES: &[&str] = &[
    include_str!("../../../demo/articles/impresora-no-imprime.md"),
    include_str!("../../../demo/articles/sin-wifi.md"),
    include_str!("../../../demo/articles/contrasena-olvidada.md"),
    include_str!("../../../demo/articles/pizarra-digital.md"),
    include_str!("../../../demo/articles/proyector-sin-imagen.md"),
    include_str!("../../../demo/articles/ordenador-lento.md"),
    include_str!("../../../demo/articles/correo-sospechoso.md"),
    include_str!("../../../demo/articles/correo-lleno.md"),
    include_str!("../../../demo/articles/classroom-teams-no-entra.md"),
    include_str!("../../../demo/articles/archivo-borrado.md"),
];

pub(super) struct Data {
    pub(super) world: World,
    pub(super) stories: Vec<Story>,
    pub(super) articles: Vec<Text>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct World {
    pub(super) password: String,
    pub(super) categories: Vec<String>,
    #[serde(rename = "person")]
    pub(super) people: Vec<Someone>,
    #[serde(rename = "organization")]
    pub(super) organizations: Vec<Client>,
    pub(super) team: Team,
    #[serde(rename = "rule")]
    pub(super) rules: Vec<Rule>,
    pub(super) applicant: Applicant,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Someone {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) role: String,
    pub(super) organization: Option<String>,
    #[serde(default)]
    pub(super) coordinator: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Client {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) phone: String,
    pub(super) domains: Vec<String>,
    pub(super) technician: Option<String>,
    pub(super) notes: String,
    pub(super) locations: Vec<String>,
    pub(super) assets: Vec<Device>,
}

/// Tag, name in the network, kind, model, place.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Device(pub(super) String, pub(super) String, pub(super) String, pub(super) String, pub(super) String);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub(super) name: String,
    pub(super) members: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) words: String,
    pub(super) organization: Option<String>,
    pub(super) category: Option<String>,
    pub(super) priority: Option<Priority>,
    pub(super) technician: Option<String>,
    /// Goes to the team.
    pub(super) team: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Applicant {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) organization: String,
    pub(super) subject: String,
    pub(super) body: String,
}

/// Something that goes wrong, and how it is talked about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) subject: String,
    pub(super) category: String,
    pub(super) device: Option<String>,
    pub(super) at: Option<Kind>,
    #[serde(default = "normal")]
    pub(super) priority: Priority,
    #[serde(default = "web")]
    pub(super) source: Source,
    pub(super) body: String,
    pub(super) talk: Vec<Line>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    #[serde(deserialize_with = "length")]
    pub(super) after: Duration,
    pub(super) who: Who,
    pub(super) text: String,
    #[serde(default, deserialize_with = "next")]
    pub(super) then: Option<Next>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Who {
    Requester,
    Coordinator,
    Desk,
    /// The desk to itself.
    Note,
}

/// An article: `title:`, `summary:`, `category:`, a line `---`, Markdown.
pub(super) struct Text {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) category: String,
    pub(super) body: String,
}

impl Data {
    pub(super) fn read() -> Result<Self, Failure> {
        let broken = |what: String| Failure::new(Code::Software, format!("demo data: {what}"));
        let world = toml::from_str(WORLD).map_err(|error| broken(format!("world.toml: {error}")))?;
        let Stories { tickets } = toml::from_str(TICKETS).map_err(|error| broken(format!("tickets.toml: {error}")))?;
        let articles: Option<Vec<Text>> = ARTICLES.iter().map(|text| article(text)).collect();
        let articles = articles.ok_or_else(|| broken("an article lacks its head".into()))?;
        Ok(Self { world, stories: tickets, articles })
    }

    pub(super) fn accounts(&self) -> Vec<Account> {
        let role = |person: &Someone| match person.role.as_str() {
            "admin" => "admin",
            "technician" => "technician",
            _ => "requester",
        };
        let account = |person: &Someone| Account {
            name: person.name.clone(),
            email: person.email.clone(),
            password: self.world.password.clone(),
            role: role(person),
            organization: person.organization.clone(),
            coordinator: person.coordinator,
        };
        self.world.people.iter().map(account).collect()
    }
}

#[derive(Deserialize)]
struct Stories {
    #[serde(rename = "ticket")]
    tickets: Vec<Story>,
}

fn article(text: &str) -> Option<Text> {
    let (head, body) = text.split_once("\n---\n")?;
    let of = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(|rest| rest.trim().to_owned());
    Some(Text { title: of("title:")?, summary: of("summary:")?, category: of("category:")?, body: body.to_owned() })
}

fn normal() -> Priority {
    Priority::Normal
}

fn web() -> Source {
    Source::Web
}

fn length<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    crate::config::duration(&text).map_err(|what| serde::de::Error::custom(format!("{text:?} {what}")))
}

fn next<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Next>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_as_large_as_it_says() {
        let data = Data::read().unwrap_or_else(|failure| panic!("{failure}"));
        let world = &data.world;
        assert_eq!((world.organizations.len(), world.people.len(), world.categories.len()), (3, 12, 7));
        assert_eq!(world.organizations.iter().map(|client| client.assets.len()).sum::<usize>(), 40);
        assert_eq!((world.rules.len(), data.articles.len()), (4, 10));
        assert!(data.stories.len() >= 30);
    }

    #[test]
    fn what_is_named_exists() {
        let data = Data::read().unwrap_or_else(|failure| panic!("{failure}"));
        let world = &data.world;
        for category in data.stories.iter().map(|s| &s.category).chain(data.articles.iter().map(|a| &a.category)) {
            assert!(world.categories.contains(category), "{category}");
        }
        for story in &data.stories {
            let fits = |client: &&Client| story.at.is_none_or(|kind| kind == client.kind);
            for client in world.organizations.iter().filter(fits) {
                let has = |kind: &String| client.assets.iter().any(|device| device.2 == *kind);
                let needed =
                    story.device.as_ref().filter(|_| story.subject.contains("{tag}") || story.body.contains("{tag}"));
                assert!(needed.is_none_or(has), "{}: {} has none", story.subject, client.name);
            }
        }
    }
}
