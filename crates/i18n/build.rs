//! Embeds `locales/<lang>/*.ftl` into the program: writes a table of their texts.
//!
//! A syntax error stops the build and says in which file and line. What is no matter of
//! syntax (a key missing in one language, a key given twice) is found by `checks`.

use std::fmt::{Debug, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// From the package's folder, in which Cargo runs this. A path that is compiled in would be wrong for
/// another checkout that shares the target folder.
const LOCALES: &str = "../../locales";

fn main() -> ExitCode {
    // Cargo looks into folders, so a new or vanished file counts too.
    println!("cargo::rerun-if-changed={LOCALES}");
    match table().and_then(|table| write_out(&table)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "Cargo tells a build script its folder so")]
fn write_out(table: &str) -> Result<(), String> {
    let folder = env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?;
    let file = Path::new(&folder).join("catalogues.rs");
    fs::write(&file, table).map_err(|error| format!("{}: {error}", file.display()))
}

/// One line a file: language, name of the file, its text.
fn table() -> Result<String, String> {
    let mut table = String::from("&[\n");
    for folder in entries(Path::new(LOCALES))?.iter().filter(|path| path.is_dir()) {
        for file in entries(folder)?.iter().filter(|path| path.extension().is_some_and(|end| end == "ftl")) {
            let text = checked(file)?;
            let (language, name) = (last_name(folder), last_name(file));
            // The text itself: a path would be wrong for another checkout that shares the target folder.
            // Writing to a `String` cannot fail.
            let _ = writeln!(table, "({language:?}, {name:?}, {text:?}),");
        }
    }
    Ok(table + "]\n")
}

/// What is in `folder`, sorted, so that equal folders give equal programs.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error| format!("{}: {error}", folder.display());
    let found = fs::read_dir(folder).map_err(failed)?;
    let mut paths = found.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn last_name(path: &Path) -> impl Debug + use<> {
    path.file_name().unwrap_or_default().to_os_string()
}

/// The text of a file, if Fluent can read it.
fn checked(file: &Path) -> Result<String, String> {
    let source = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let Err((_, errors)) = fluent_syntax::parser::parse(source.as_str()) else { return Ok(source) };
    let report = errors.iter().map(|error| {
        let before = source.as_bytes().iter().take(error.pos.start);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        format!("{}:{line}: {}", file.display(), error.kind)
    });
    Err(report.collect::<Vec<_>>().join("\n"))
}
