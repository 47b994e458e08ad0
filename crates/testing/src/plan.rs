//! How an engine means to carry a statement out.

use rusqlite::types::Null;
use rusqlite::{Connection, params_from_iter};

/// The steps of `EXPLAIN QUERY PLAN`, such as `SEARCH t USING INDEX tickets_open (is_open=?)`. `text` has its parameters as
/// `$1` or `?1`; what they hold does not matter.
pub fn sqlite_plan(connection: &Connection, text: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", text.replace('$', "?"))).unwrap();
    let nothing = vec![Null; plan.parameter_count()];
    plan.query_map(params_from_iter(nothing), |row| row.get(3)).unwrap().map(Result::unwrap).collect()
}
