//! What a request for a stream says.

use super::reader::TOPICS_MAX;
use atiende_core::live::Topic;
use axum::http::HeaderMap;

/// Topics in the order in which they were asked for, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) topics: Vec<Topic>,
    /// The id of the last event that was heard, or from before the page was made.
    pub(super) since: Option<String>,
}

impl Asked {
    /// Words that are no topic are left out: another node's pages may know more. `None`: too many.
    pub(super) fn read(query: &str, headers: &HeaderMap) -> Option<Self> {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "topic" => match value.parse() {
                    Ok(topic) if !asked.topics.contains(&topic) => asked.topics.push(topic),
                    _ => {}
                },
                "since" => asked.since = Some(value.into_owned()),
                _ => {}
            }
        }
        // A browser that comes back by itself asks the same address again, and says here what it has heard since.
        if let Some(last) = headers.get("last-event-id").and_then(|id| id.to_str().ok()) {
            asked.since = Some(last.to_owned());
        }
        (asked.topics.len() <= TOPICS_MAX).then_some(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atiende_core::id::TicketId;

    fn read(query: &str, last: Option<&'static str>) -> Option<Asked> {
        let mut headers = HeaderMap::new();
        if let Some(last) = last {
            headers.insert("last-event-id", last.parse().unwrap());
        }
        Asked::read(query, &headers)
    }

    #[test]
    fn topics_stand_once_and_what_is_none_is_left_out() {
        let asked = read("topic=t%3A42&topic=queue&topic=t:42&topic=later&topic=%0Adata:x&other=1", None).unwrap();
        assert_eq!(asked, Asked { topics: vec![Topic::Ticket(TicketId(42)), Topic::Queue], since: None });
        let many: Vec<String> = (0..33).map(|n| format!("topic=t:{n}")).collect();
        assert_eq!(read(&many.join("&"), None), None);
    }

    #[test]
    fn what_was_heard_last_counts_before_what_the_page_knew() {
        assert_eq!(read("topic=mine&since=a-1", None).unwrap().since.as_deref(), Some("a-1"));
        assert_eq!(read("topic=mine&since=a-1", Some("a-7")).unwrap().since.as_deref(), Some("a-7"));
    }
}
