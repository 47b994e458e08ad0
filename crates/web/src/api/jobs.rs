//! `GET /jobs`: the queue of work.

use super::values::{Id, Paging, Params, Time, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_i18n::key;
use atiende_jobs::Listed;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The queue of work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Jobs {
    /// How many are to be run now.
    due: i64,
    /// How many were given up.
    failed: i64,
    items: Vec<Job>,
    next_cursor: Option<String>,
}

/// Something to be done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Job {
    id: Id,
    kind: String,
    /// `due` (waits for `run_at`), `running` or `failed` (given up).
    state: String,
    attempts: i64,
    last_error: String,
    run_at: Time,
    created_at: Time,
}

impl Job {
    fn of(job: Listed) -> Self {
        Self {
            id: Id(job.id),
            kind: job.kind,
            state: job.state,
            attempts: job.attempts,
            last_error: job.last_error,
            run_at: job.run_at.into(),
            created_at: job.created_at.into(),
        }
    }
}

/// Which jobs to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `due`, `running` or `failed`.
    state: Option<String>,
}

impl Which {
    /// The state asked for, or empty for all.
    fn state(self) -> Result<String, Problem> {
        match self.state {
            None => Ok(String::new()),
            Some(state) if ["due", "running", "failed"].contains(&state.as_str()) => Ok(state),
            Some(_) => Err(Problem::invalid("state", key!("api-value-wrong"))),
        }
    }
}

/// List jobs, the newest first, and count those that are due and those that were given up
#[utoipa::path(get, path = "/jobs", tag = "operations", params(Which, Paging),
    responses((status = 200, body = Jobs)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Jobs> {
    caller.actor.admin()?;
    let (wanted, before, rows) = (which.state()?, paging.after::<i64>()?, paging.rows());
    let read = state.db().read(async move |tx| {
        let counts = atiende_jobs::counts(tx).await?;
        Ok::<_, Problem>((counts, atiende_jobs::list(tx, &wanted, before, rows).await?))
    });
    let (counts, mut rows) = read.await?;
    let next_cursor = cut(&mut rows, paging.limit(), |job| job.id.to_string());
    let items = rows.into_iter().map(Job::of).collect();
    Ok(Json(Jobs { due: counts.due, failed: counts.failed, items, next_cursor }))
}
