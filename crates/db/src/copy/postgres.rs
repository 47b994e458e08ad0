//! PostgreSQL as a side of a copy: COPY in its binary form, both ways.

use super::batch::{Batch, Cell, Gathered, Stop};
use super::shape::{Kind, Plan, Table, quoted};
use super::tally::{Inventory, Tally};
use crate::{DbError, Options, dialect};
use flume::{Receiver, Sender};
use futures_util::StreamExt;
use std::pin::pin;
use tokio::task::JoinHandle;
use tokio_postgres::binary_copy::{BinaryCopyInWriter, BinaryCopyOutRow, BinaryCopyOutStream};
use tokio_postgres::{Client, NoTls};

/// Whoever else is at these tables is not waited for.
const FILLING: &str = "BEGIN; SET LOCAL lock_timeout = '10s'; SET LOCAL maintenance_work_mem = '256MB'";

/// A connection of its own. Dropped inside a transaction, it undoes it.
struct Session {
    client: Client,
    driver: JoinHandle<Result<(), tokio_postgres::Error>>,
}

impl Session {
    #[expect(clippy::disallowed_methods, reason = "the driver of this one connection, awaited at the end")]
    async fn open(options: &Options) -> Result<Self, DbError> {
        let (client, connection) = tokio_postgres::connect(&options.url, NoTls).await?;
        Ok(Self { client, driver: tokio::spawn(connection) })
    }

    async fn close(self) {
        drop(self.client);
        let _ = self.driver.await;
    }
}

/// `(table, column, declared type)` of all tables.
pub(super) async fn columns(of: &Options) -> Result<Vec<(String, String, String)>, DbError> {
    let session = Session::open(of).await?;
    let rows = session
        .client
        .query(
            "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), format_type(a.atttypid, a.atttypmod)
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped",
            &[],
        )
        .await?;
    session.close().await;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

/// Whether anybody else is connected to this database.
pub(super) async fn is_in_use(of: &Options) -> Result<bool, DbError> {
    let session = Session::open(of).await?;
    let others = session
        .client
        .query_one(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                 AND pid <> pg_backend_pid() AND backend_type = 'client backend')",
            &[],
        )
        .await?;
    session.close().await;
    Ok(others.try_get(0)?)
}

/// Reads all tables of one snapshot.
pub(super) async fn read(from: &Options, plan: &Plan, to: Option<Sender<Batch>>) -> Result<Inventory, Stop> {
    let session = Session::open(from).await?;
    session.client.batch_execute(dialect::POSTGRES_READ).await?;
    let mut inventory = Inventory::default();
    for (number, table) in plan.iter().enumerate() {
        let tally = read_table(&session.client, table, to.as_ref().map(|to| (to, Gathered::of(number)))).await?;
        inventory.tables.insert(table.name.clone(), tally.counted());
    }
    if let Some(to) = to {
        to.send_async(Batch::End).await.map_err(|_| Stop::OtherSide)?;
    }
    session.close().await;
    Ok(inventory)
}

async fn read_table(client: &Client, table: &Table, mut to: Option<(&Sender<Batch>, Gathered)>) -> Result<Tally, Stop> {
    let text = format!("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)", table.list(), table.quoted());
    let mut rows = pin!(BinaryCopyOutStream::new(client.copy_out(&text).await?, &table.types()));
    let mut tally = Tally::default();
    while let Some(row) = rows.next().await {
        let row = cells(table, &row?)?;
        tally.add(row.iter().map(Cell::raw));
        if let Some((to, gathered)) = &mut to
            && let Some(full) = gathered.add(row)
        {
            to.send_async(full).await.map_err(|_| Stop::OtherSide)?;
        }
    }
    if let Some((to, mut gathered)) = to {
        to.send_async(gathered.take()).await.map_err(|_| Stop::OtherSide)?;
    }
    Ok(tally)
}

fn cells(table: &Table, row: &BinaryCopyOutRow) -> Result<Vec<Cell>, DbError> {
    let cell = |(index, column): (usize, &super::shape::Column)| {
        let found = match column.kind {
            Kind::Int => row.try_get::<Option<i64>>(index).map(|v| v.map(Cell::Int)),
            Kind::Flag => row.try_get::<Option<bool>>(index).map(|v| v.map(|v| Cell::Int(i64::from(v)))),
            Kind::Real => row.try_get::<Option<f64>>(index).map(|v| v.map(Cell::Real)),
            Kind::Text => row.try_get::<Option<String>>(index).map(|v| v.map(Cell::Text)),
            Kind::Bytes => row.try_get::<Option<Vec<u8>>>(index).map(|v| v.map(Cell::Bytes)),
        };
        found.map(|v| v.unwrap_or(Cell::Null)).map_err(|error| table.misfit(index, &error.to_string()))
    };
    table.columns.iter().enumerate().map(cell).collect()
}

/// Fills the tables, in one transaction.
pub(super) async fn write(to: &Options, plan: &Plan, coming: Receiver<Batch>) -> Result<(), Stop> {
    let session = Session::open(to).await?;
    session.client.batch_execute(FILLING).await?;
    let again = take_constraints(&session.client, plan).await?;
    let names: Vec<String> = plan.iter().map(Table::quoted).collect();
    session.client.batch_execute(&format!("TRUNCATE {}", names.join(", "))).await?;
    fill(&session.client, plan, coming).await?;
    // Made once over all rows: far cheaper than row by row, and each reference is checked all the same.
    for statement in again {
        session.client.batch_execute(&statement).await?;
    }
    continue_numbers(&session.client, plan).await?;
    session.client.batch_execute(&format!("ANALYZE {}; COMMIT", names.join(", "))).await?;
    session.close().await;
    Ok(())
}

async fn fill(client: &Client, plan: &Plan, coming: Receiver<Batch>) -> Result<(), Stop> {
    let mut next = coming.recv_async().await;
    for (number, table) in plan.iter().enumerate() {
        let text = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", table.quoted(), table.list());
        let mut writer = pin!(BinaryCopyInWriter::new(client.copy_in(&text).await?, &table.types()));
        while let Ok(Batch::Rows(of, rows)) = &next {
            if *of != number {
                break;
            }
            for row in rows {
                let values = row.iter().zip(&table.columns).map(|(cell, column)| cell.value(column.kind));
                writer.as_mut().write_raw(values).await?;
            }
            next = coming.recv_async().await;
        }
        if next.is_err() {
            // Without its end the copy is undone, and so is all before it.
            return Err(Stop::OtherSide);
        }
        writer.finish().await?;
    }
    match next {
        Ok(Batch::End) => Ok(()),
        _ => Err(Stop::OtherSide),
    }
}

/// Drops references between the tables, and their indexes; the statements that make them again.
async fn take_constraints(client: &Client, plan: &Plan) -> Result<Vec<String>, DbError> {
    let names: Vec<&str> = plan.iter().map(|table| table.name.as_str()).collect();
    let foreign = client
        .query(
            "SELECT CAST(t.relname AS TEXT), CAST(c.conname AS TEXT), pg_get_constraintdef(c.oid)
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE c.contype = 'f' AND n.nspname = current_schema() AND t.relname = ANY ($1)",
            &[&names],
        )
        .await?;
    let indexes = client
        .query(
            "SELECT CAST(x.relname AS TEXT), pg_get_indexdef(i.indexrelid)
             FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
             JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = current_schema() AND t.relname = ANY ($1)
                 AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            &[&names],
        )
        .await?;
    let (mut drops, mut references, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for row in &foreign {
        let (table, name, text): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (table, name) = (quoted(&table), quoted(&name));
        drops.push(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"));
        references.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {text}"));
    }
    for row in &indexes {
        let (name, text): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        drops.push(format!("DROP INDEX {}", quoted(&name)));
        again.push(text);
    }
    client.batch_execute(&drops.join(";")).await?;
    again.append(&mut references);
    Ok(again)
}

/// A row that is made next gets a number after the highest one.
async fn continue_numbers(client: &Client, plan: &Plan) -> Result<(), DbError> {
    let names: Vec<&str> = plan.iter().map(|table| table.name.as_str()).collect();
    let rows = client
        .query(
            "SELECT CAST(t.relname AS TEXT), CAST(a.attname AS TEXT)
             FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE a.attidentity <> '' AND n.nspname = current_schema() AND t.relname = ANY ($1)",
            &[&names],
        )
        .await?;
    for row in &rows {
        let (table, column): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (table, place) = (quoted(&table), quoted(&column));
        let text = format!(
            "SELECT setval(pg_get_serial_sequence($1, $2), coalesce((SELECT max({place}) FROM {table}), 1),
                 EXISTS (SELECT 1 FROM {table}))"
        );
        client.query_one(&text, &[&table, &column]).await?;
    }
    Ok(())
}
