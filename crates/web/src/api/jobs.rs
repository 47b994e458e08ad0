//! `GET /jobs`: how much work waits, and which was given up.

use super::values::{Id, Paging, Params, Time, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_jobs::Failed;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// Jobs given up that are looked through at the most.
const LOOKED_AT: i64 = 10_000;

/// The queue of work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Jobs {
    /// To be run now.
    due: i64,
    /// Given up; `items` tells which.
    failed: i64,
    items: Vec<Job>,
    next_cursor: Option<String>,
}

/// A job that was given up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    id: Id,
    kind: String,
    /// `failed`.
    state: &'static str,
    attempts: i64,
    last_error: String,
    created_at: Time,
}

impl Job {
    fn of(job: Failed) -> Self {
        Self {
            id: Id(job.id),
            kind: job.kind,
            state: "failed",
            attempts: job.attempts,
            last_error: job.last_error,
            created_at: job.created_at.into(),
        }
    }
}

/// Count jobs that are due and list those that were given up, the newest first
#[utoipa::path(get, path = "/jobs", tag = "operations", params(Paging), responses((status = 200, body = Jobs)))]
pub(crate) async fn list(state: State, caller: Caller, Params(paging): Params<Paging>) -> Answer<Jobs> {
    let before = paging.after::<i64>()?;
    let jobs = state.db().read(async move |tx| {
        caller.actor.admin()?;
        let counts = atiende_jobs::counts(tx).await?;
        let mut rows = atiende_jobs::failed(tx, LOOKED_AT).await?;
        rows.retain(|job| before.is_none_or(|before| job.id < before));
        let next_cursor = cut(&mut rows, paging.limit(), |job| job.id.to_string());
        let items = rows.into_iter().map(Job::of).collect();
        Ok::<_, Problem>(Jobs { due: counts.due, failed: counts.failed, items, next_cursor })
    });
    Ok(Json(jobs.await?))
}
