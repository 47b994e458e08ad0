//! The schema as the engine itself reports it, in one notation, so that tests can compare
//! the two engines and a fresh install with an upgraded one.

use crate::{Db, DbError, Engine, Tx};

/// Tables and views with their columns and indexes, one line each, sorted:
/// `tickets.subject text not null`, `index tickets (organization_id, updated_at)`.
/// Search tables are left out: they are the one thing in which the engines truly differ.
pub async fn describe(db: &Db) -> Result<Vec<String>, DbError> {
    let mut lines = db
        .read(async move |tx| match tx.engine() {
            Engine::Sqlite => sqlite(tx).await,
            Engine::Postgres => postgres(tx).await,
        })
        .await?;
    lines.retain(|line| !line.contains("refinery_") && !line.contains("search_"));
    lines.sort();
    Ok(lines)
}

async fn sqlite(tx: &Tx) -> Result<Vec<String>, DbError> {
    let columns: Vec<(String,)> = tx
        .all(
            crate::sql!(
                "SELECT t.name || '.' || c.name || ' ' || lower(CASE c.type WHEN 'INTEGER' THEN 'bigint' ELSE c.type END)
                     || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END
                 FROM sqlite_schema t, pragma_table_info(t.name) c
                 WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%'"
            ),
            &[],
        )
        .await?;
    let indexes: Vec<(String,)> = tx
        .all(
            crate::sql!(
                "SELECT 'index ' || t.name || ' (' || (SELECT group_concat(c.name, ', ') FROM pragma_index_info(i.name) c) || ')'
                     || CASE WHEN i.\"unique\" THEN ' unique' ELSE '' END || CASE WHEN i.partial THEN ' partial' ELSE '' END
                 FROM sqlite_schema t, pragma_index_list(t.name) i
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND i.origin <> 'pk'"
            ),
            &[],
        )
        .await?;
    let foreign: Vec<(String,)> = tx
        .all(
            crate::sql!(
                "SELECT 'foreign ' || t.name || ' (' || f.\"from\" || ') ' || f.\"table\"
                 FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
            ),
            &[],
        )
        .await?;
    Ok([columns, indexes, foreign].into_iter().flatten().map(|(line,)| line).collect())
}

async fn postgres(tx: &Tx) -> Result<Vec<String>, DbError> {
    let columns: Vec<(String,)> = tx
        .all(
            crate::sql!(
                "SELECT table_name || '.' || column_name || ' '
                     || CASE data_type WHEN 'double precision' THEN 'real' WHEN 'bytea' THEN 'blob' ELSE data_type END
                     || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
                 FROM information_schema.columns WHERE table_schema = current_schema()"
            ),
            &[],
        )
        .await?;
    let indexes: Vec<(String,)> = tx
        .all(
            crate::sql!(
                "SELECT 'index ' || t.relname || ' ('
                     || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n)
                         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) || ')'
                     || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
                 FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                 JOIN pg_namespace n ON n.oid = t.relnamespace
                 WHERE n.nspname = current_schema() AND NOT i.indisprimary"
            ),
            &[],
        )
        .await?;
    let foreign: Vec<(String,)> = tx
        .all(
            crate::sql!(
                "SELECT 'foreign ' || t.relname || ' (' || a.attname || ') ' || f.relname
                 FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
                 JOIN pg_namespace n ON n.oid = t.relnamespace
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
                 WHERE c.contype = 'f' AND n.nspname = current_schema()"
            ),
            &[],
        )
        .await?;
    Ok([columns, indexes, foreign].into_iter().flatten().map(|(line,)| line).collect())
}
