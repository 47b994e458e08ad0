//! Every word used exists, is filled in rightly, and every word that exists is used.

use atiende_i18n::{Locale, checks};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(".");
    let mut folders = vec![root.join("src"), root.join("../../templates/mail")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources.push((path.clone(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    sources
}

#[test]
fn words_are_used_rightly() {
    let misuses: Vec<_> = sources()
        .iter()
        .flat_map(|(path, source)| {
            checks::misuses(source).into_iter().map(move |(line, what)| format!("{}:{line}: {what}", path.display()))
        })
        .collect();
    assert_eq!(misuses, [""; 0]);
}

#[test]
fn no_word_is_left_over() {
    let sources = sources();
    let used: BTreeSet<_> =
        sources.iter().flat_map(|(_, source)| checks::used_keys(source)).map(|(key, _)| key).collect();
    let keys = checks::keys(Locale::Es);
    let unused: Vec<_> = keys.iter().filter(|key| key.starts_with("mail-") && !used.contains(**key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert_eq!(checks::missing(Locale::Es, Locale::En), [""; 0]);
    assert_eq!(checks::missing(Locale::En, Locale::Es), [""; 0]);
}
