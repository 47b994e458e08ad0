//! SQLite as a side of a copy.

use super::batch::{Batch, Cell, Gathered, Stop};
use super::shape::{Plan, Table, quoted};
use super::tally::{Inventory, Tally};
use crate::{DbError, Raw, sqlite};
use flume::{Receiver, Sender};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::path::Path;

/// The file is the copy's alone: nothing needs to be undone but by removing it, and it is flushed at the end.
const FILLING: &str = "
    PRAGMA foreign_keys = OFF;
    PRAGMA journal_mode = DELETE;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = FILE;
    PRAGMA cache_size = -65536;
    BEGIN IMMEDIATE;";

/// `(table, column, declared type)` of all tables.
pub(super) fn columns(path: &Path) -> Result<Vec<(String, String, String)>, DbError> {
    let connection = sqlite::open(path, true)?;
    // Shadow tables are those of a virtual one; it and they are no tables whose rows can be copied.
    let mut statement = connection.prepare(
        "SELECT t.name, c.name, c.type FROM pragma_table_list t, pragma_table_info(t.name) c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads all tables of one snapshot.
pub(super) fn read(path: &Path, plan: &Plan, mends: bool, to: Option<&Sender<Batch>>) -> Result<Inventory, Stop> {
    let connection = sqlite::open(path, true)?;
    connection.execute_batch("BEGIN")?;
    let mut inventory = Inventory::default();
    for (number, table) in plan.iter().enumerate() {
        let mut reading = Reading { table, mends, mended: 0, tally: Tally::default() };
        let gathered = to.map(|to| (to, Gathered::of(number)));
        reading.all(&connection, gathered)?;
        inventory.mended += reading.mended;
        inventory.tables.insert(table.name.clone(), reading.tally.counted());
    }
    if let Some(to) = to {
        to.send(Batch::End).map_err(|_| Stop::OtherSide)?;
    }
    Ok(inventory)
}

struct Reading<'p> {
    table: &'p Table,
    mends: bool,
    mended: u64,
    tally: Tally,
}

impl Reading<'_> {
    fn all(&mut self, connection: &Connection, mut to: Option<(&Sender<Batch>, Gathered)>) -> Result<(), Stop> {
        let mut statement =
            connection.prepare(&format!("SELECT {} FROM {}", self.table.list(), self.table.quoted()))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some((to, gathered)) = &mut to else {
                let cells = self.cells(row)?;
                self.tally.add(cells.into_iter());
                continue;
            };
            let row = self.owned(row)?;
            self.tally.add(row.iter().map(Cell::raw));
            if let Some(full) = gathered.add(row) {
                to.send(full).map_err(|_| Stop::OtherSide)?;
            }
        }
        if let Some((to, mut gathered)) = to {
            to.send(gathered.take()).map_err(|_| Stop::OtherSide)?;
        }
        Ok(())
    }

    fn cells<'r>(&self, row: &'r Row<'_>) -> Result<Vec<Raw<'r>>, DbError> {
        let cell = |(index, column): (usize, &super::shape::Column)| {
            let raw = raw(row.get_ref(index)?).map_err(|what| self.table.misfit(index, &what))?;
            if column.kind.takes(raw) {
                Ok(raw)
            } else {
                Err(self.table.misfit(index, &format!("holds {}, which is no {:?}", word(raw), column.kind)))
            }
        };
        self.table.columns.iter().enumerate().map(cell).collect()
    }

    fn owned(&mut self, row: &Row<'_>) -> Result<Vec<Cell>, DbError> {
        let cells = self.cells(row)?;
        let mut mended = 0;
        let own = |raw| match raw {
            Raw::Text(text) if self.mends && text.contains('\0') => {
                mended += 1;
                Cell::Text(text.replace('\0', "\u{fffd}"))
            }
            raw => Cell::of(raw),
        };
        let row = cells.into_iter().map(own).collect();
        self.mended += mended;
        Ok(row)
    }
}

/// What it is, and nothing of what it says.
fn word(raw: Raw<'_>) -> &'static str {
    match raw {
        Raw::Null => "nothing",
        Raw::Int(_) => "a whole number",
        Raw::Real(_) => "a number",
        Raw::Text(_) => "a text",
        Raw::Bytes(_) => "bytes",
    }
}

fn raw(value: ValueRef<'_>) -> Result<Raw<'_>, String> {
    Ok(match value {
        ValueRef::Null => Raw::Null,
        ValueRef::Integer(v) => Raw::Int(v),
        ValueRef::Real(v) => Raw::Real(v),
        ValueRef::Text(v) => Raw::Text(std::str::from_utf8(v).map_err(|error| error.to_string())?),
        ValueRef::Blob(v) => Raw::Bytes(v),
    })
}

/// Fills the tables, in one transaction; nobody else has the file open.
pub(super) fn write(path: &Path, plan: &Plan, coming: &Receiver<Batch>) -> Result<(), Stop> {
    let connection = sqlite::open(path, false)?;
    connection.execute_batch(FILLING)?;
    let indexes = take_indexes(&connection, plan)?;
    for table in plan {
        connection.execute(&format!("DELETE FROM {}", table.quoted()), [])?;
    }
    loop {
        match coming.recv() {
            Ok(Batch::Rows(number, rows)) => insert(&connection, plan.get(number).ok_or(Stop::OtherSide)?, &rows)?,
            Ok(Batch::End) => break,
            Err(flume::RecvError::Disconnected) => return Err(Stop::OtherSide),
        }
    }
    // An index that is made at the end is made once, in its order.
    for index in indexes {
        connection.execute_batch(&index)?;
    }
    check_references(&connection)?;
    connection.execute_batch("COMMIT; PRAGMA optimize;")?;
    drop(connection);
    let synced = std::fs::File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| Stop::Db(DbError::Unavailable(error.to_string())))
}

fn insert(connection: &Connection, table: &Table, rows: &[Vec<Cell>]) -> Result<(), DbError> {
    let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("?{n}")).collect();
    let text = format!("INSERT INTO {} ({}) VALUES ({})", table.quoted(), table.list(), places.join(", "));
    let mut statement = connection.prepare_cached(&text)?;
    for row in rows {
        let values = row.iter().zip(&table.columns).map(|(cell, column)| cell.value(column.kind));
        statement.execute(rusqlite::params_from_iter(values))?;
    }
    Ok(())
}

/// Drops the indexes that statements have made; the statements.
fn take_indexes(connection: &Connection, plan: &Plan) -> Result<Vec<String>, DbError> {
    let mut statement =
        connection.prepare("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let all: Vec<(String, String, String)> = rows.collect::<Result<_, _>>()?;
    let mut taken = Vec::new();
    for (name, table, text) in all {
        if plan.iter().any(|known| known.name == table) {
            connection.execute_batch(&format!("DROP INDEX {}", quoted(&name)))?;
            taken.push(text);
        }
    }
    Ok(taken)
}

fn check_references(connection: &Connection) -> Result<(), DbError> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    match rows.next()? {
        None => Ok(()),
        Some(row) => {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            Err(DbError::Constraint(format!("a row of {table} names one of {parent} that is not there")))
        }
    }
}
