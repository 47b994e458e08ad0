//! Every word used exists and is filled in rightly, and every word that exists is used.

use atiende_i18n::{Locale, checks};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Tests run in their package's folder. Mail has a test of its own for its words.
const SOURCES: &[&str] = &["src", "../app/src", "../i18n/src", "../../templates"];

fn sources() -> Vec<(PathBuf, String)> {
    let mut folders: Vec<PathBuf> = SOURCES.iter().map(PathBuf::from).collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                sources.push((path.clone(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    sources
}

/// This door's own sources; in others `.text(".." )` may mean something else.
fn is_ours(path: &Path) -> bool {
    path.starts_with("src") || path.starts_with("../../templates") && !path.starts_with("../../templates/mail")
}

#[test]
fn every_word_is_there_and_used_rightly() {
    let mut wrong = Vec::new();
    for (path, source) in sources().iter().filter(|(path, _)| is_ours(path)) {
        for (line, what) in checks::misuses(source) {
            wrong.push(format!("{}:{line}: {what}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_word_that_exists_is_used() {
    let all = sources();
    let used: BTreeSet<&str> =
        all.iter().flat_map(|(_, source)| checks::used_keys(source)).map(|(key, _)| key).collect();
    let text: String = all.iter().map(|(_, source)| source.as_str()).collect();
    let unused: Vec<_> = checks::keys(Locale::Es)
        .into_iter()
        .filter(|key| !key.starts_with("mail-"))
        .filter(|key| !used.contains(key) && !text.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "nothing uses {unused:?}");
}

/// Marks of quotation differ by language: they stand in the catalogues.
#[test]
fn no_template_quotes_by_itself() {
    let all = sources();
    let quoting = all
        .iter()
        .filter(|(path, source)| path.starts_with("../../templates") && source.contains(['«', '»', '“', '”']));
    let quoting: Vec<_> = quoting.map(|(path, _)| path.display().to_string()).collect();
    assert!(quoting.is_empty(), "{quoting:?}");
}

/// What the field calls incident is a ticket in every word that people read.
#[test]
fn a_ticket_is_called_a_ticket() {
    for language in ["es", "en"] {
        for entry in std::fs::read_dir(format!("../../locales/{language}")).unwrap() {
            let path = entry.unwrap().path();
            let words = std::fs::read_to_string(&path).unwrap().to_lowercase();
            assert!(!words.contains("incidencia") && !words.contains("incident"), "{}", path.display());
        }
    }
}
