//! `POST /admin/historial/exportar`: the record as CSV or JSON lines, read and sent a piece at a time.

use super::filter;
use crate::api::audited;
use crate::shell::csv;
use crate::shell::{Answer, Fields, SignedIn, State};
use atiende_core::audit::{self, Entry, Filter};
use atiende_core::{Actor, Denied};
use axum::body::Body;
use axum::http::header;
use axum::response::IntoResponse;
use futures_util::stream;
use std::sync::Arc;

/// Events of one piece: what is in memory at once, however long the record is.
const PIECE: i64 = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    fn begin(self) -> String {
        let columns = ["id", "at", "actor", "actor_name", "impersonator_name", "ip", "action", "object", "changes"];
        match self {
            Self::Csv => format!("{}{}", csv::BEGIN, csv::row(columns)),
            Self::JsonLines => String::new(),
        }
    }

    fn line(self, entry: Entry) -> String {
        if self == Self::JsonLines {
            return serde_json::to_string(&audited(entry)).map(|line| line + "\n").unwrap_or_default();
        }
        let (id, at) = (entry.id.to_string(), entry.at.to_string());
        let actor = entry.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let (name, object) = (entry.actor.unwrap_or_default(), format!("{}:{}", entry.object, entry.object_id));
        let impersonator = entry.impersonator.unwrap_or_default();
        csv::row([id.as_str(), &at, &actor, &name, &impersonator, &entry.ip, &entry.verb, &object, &entry.data])
    }
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let format = if fields.value("formato") == "jsonl" { Format::JsonLines } else { Format::Csv };
    let mut filter = filter::parse(|name| fields.value(name), &state.settings().time_zone);
    filter.before = None;
    let (actor, asked) = (signed_in.actor.clone(), filter.clone());
    let recorded = async move |tx: &mut atiende_db::Tx| {
        Ok::<_, Denied>(audit::exported(tx, actor.admin()?, actor.sudo()?, format.name(), &asked).await?)
    };
    let newest = state.db().write(recorded).await?;
    // What happens meanwhile is not in it: the last event is that of the export.
    filter.before = Some(atiende_core::id::EventId(newest.0 + 1));
    let day = state.now().to_zoned(state.settings().time_zone.clone()).date();
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"historial-{day}.{}\"", format.name())),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pieces(state, signed_in.actor.clone(), filter, format)).into_response())
}

/// A reader that goes slowly is waited for: nothing is read ahead of it.
fn pieces(state: State, actor: Arc<Actor>, filter: Filter, format: Format) -> Body {
    let begin = (Some(filter), format.begin());
    Body::from_stream(stream::try_unfold(begin, move |(filter, begun)| {
        let (state, actor) = (state.clone(), Arc::clone(&actor));
        async move {
            let Some(filter) = filter else { return Ok::<_, String>(None) };
            let (entries, next) = piece(&state, actor, filter).await.map_err(|error| {
                tracing::error!(%error, "the export of the record was cut short");
                error.to_string()
            })?;
            let text: String = std::iter::once(begun).chain(entries.into_iter().map(|e| format.line(e))).collect();
            Ok(Some((text, (next, String::new()))))
        }
    }))
}

async fn piece(state: &State, actor: Arc<Actor>, filter: Filter) -> Result<(Vec<Entry>, Option<Filter>), Denied> {
    let asked = filter.clone();
    let mut entries = state
        .db()
        .read_long(async move |tx| Ok::<_, Denied>(audit::entries(tx, actor.admin()?, &asked, PIECE).await?))
        .await?;
    let more = entries.len() > usize::try_from(PIECE).unwrap_or(usize::MAX);
    entries.truncate(usize::try_from(PIECE).unwrap_or(usize::MAX));
    let before = entries.last().map(|entry| entry.id).filter(|_| more);
    Ok((entries, before.map(|before| Filter { before: Some(before), ..filter })))
}
