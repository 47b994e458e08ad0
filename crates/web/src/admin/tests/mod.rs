//! Stories of those who administer, told to the whole site.

mod desk;
mod directories;
mod mail_setup;
mod people;
mod record;
mod rights;
mod sessions;
mod work;

use atiende_i18n::checks;
use std::path::Path;

/// Every message that the administration asks for exists, with those arguments.
#[test]
fn every_message_exists() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for folder in ["src/admin", "../../templates/admin"] {
        walk(&web.join(folder), &mut wrong);
    }
    let own = |problem: &String| {
        ["admin-", "audit-", "orgs-", "routing-", "assets-", "providers-"].iter().any(|noun| problem.contains(noun))
    };
    wrong.extend(checks::problems().into_iter().filter(own));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn walk(folder: &Path, wrong: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, wrong);
        } else {
            let source = std::fs::read_to_string(&path).unwrap();
            // `fields.value("name")` asks for a field: keys of messages have a noun and a hyphen.
            let misuses = checks::misuses(&source).into_iter().filter(|(_, what)| what.contains('-'));
            wrong.extend(misuses.map(|(line, what)| format!("{}:{line}: {what}", path.display())));
        }
    }
}
