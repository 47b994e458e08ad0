//! From one engine to the other, and back.

use super::{Client, back_up, desk_with, restore, serves, well};
use crate::program::Desk;
use crate::site::{self, Ledger, Server, count};
use atiende_testing::fresh_postgres;

#[test]
fn a_backup_of_sqlite_becomes_a_desk_on_postgresql_and_back() {
    atiende_testing::run(async {
        let Some(url) = fresh_postgres("a_backup_of_sqlite_becomes_a_desk_on_postgresql_and_back").await else {
            return;
        };
        let (here, there, back) = (Desk::new(), Desk::on_postgres(url), Desk::new());
        let (seeded, all) = desk_with(&here, 3).await;
        let article = "INSERT INTO articles (id, title, slug, summary, body, body_format, body_html, visibility, state,
                language, views, solved, created_at, updated_at)
            VALUES (1, 'Cambiar el tóner', 'toner', '', '', 'html', '<p>Abra la tapa.</p>', 'public', 'published', 'es',
                0, 0, 0, 0)";
        site::change(&here, article);
        well(&restore(&there, &back_up(&here, "copia"), &[]));
        serves(&there, &seeded, &all).await;
        let articles = "SELECT count(*) FROM search_articles WHERE title @@ CAST('toner' AS tsquery)";
        assert_eq!(count(&Ledger::of(&there), articles), 1);
        well(&restore(&back, &back_up(&there, "copia"), &[]));
        serves(&back, &seeded, &all).await;
        assert_eq!(
            count(&Ledger::of(&back), "SELECT count(*) FROM search_articles WHERE search_articles MATCH 'toner'"),
            1
        );
    });
}

#[test]
fn a_desk_moves_to_postgresql() {
    atiende_testing::run(async {
        let Some(url) = fresh_postgres("a_desk_moves_to_postgresql").await else { return };
        let desk = Desk::new();
        let (seeded, mut all) = desk_with(&desk, 2).await;
        let migrate_to = |more: &[&str]| desk.run(&[&["migrate-to", url.as_str(), "--json"], more].concat());
        // A desk that goes on is copied, and it is told that the copy is not the last.
        let server = Server::start(&desk, &[]);
        let client = Client::of(&server, &seeded);
        let copying = desk.start(&["migrate-to", &url, "--json"], &[]);
        let watched = tokio::task::spawn_blocking(|| crate::program::Ended::of(copying.wait_with_output().unwrap()));
        let mut n = 10;
        while !watched.is_finished() {
            all.push(client.opens(n).await.unwrap());
            n += 1;
        }
        let rehearsed = watched.await.unwrap();
        assert_eq!((rehearsed.code, rehearsed.json()["verified"].as_bool()), (1, Some(false)), "{rehearsed:?}");
        assert_eq!(server.terminate().0, Some(0));
        let refused = migrate_to(&[]);
        assert!(refused.code == 73 && refused.err.contains("--replace-everything"), "{refused:?}");
        let moved = migrate_to(&["--replace-everything"]);
        well(&moved);
        assert_eq!(moved.json()["verified"], true);
        assert_eq!(moved.json()["tables"]["tickets"]["rows"], all.len());
        let there = Desk::on_postgres(url.clone());
        let people = "SELECT count(*) FROM people";
        assert_eq!(count(&Ledger::of(&there), people), count(&Ledger::of(&desk), people));
        // The files and the key stay where they were: only the address of the database changes.
        let places = [desk.folder().join("data"), there.folder().to_path_buf()];
        assert!(std::process::Command::new("cp").arg("-a").args(places).status().unwrap().success());
        serves(&there, &seeded, &all).await;
    });
}

#[test]
fn only_sqlite_moves_and_only_to_postgresql() {
    let desk = Desk::new();
    site::add_person(&desk, "eva@x.example", &["--role", "admin"]);
    assert_eq!(desk.run(&["migrate-to", "sqlite:otra.db"]).code, 65);
    assert_eq!(desk.run(&["migrate-to", "postgres://nobody@127.0.0.1:1/none"]).code, 69);
    let there = Desk::on_postgres("postgres://nobody@127.0.0.1:1/none".into());
    assert_eq!(there.run(&["migrate-to", "postgres://nobody@127.0.0.1:1/none"]).code, 78);
    assert_eq!(there.run(&["backup", "copia"]).code, 69);
}

/// SQLite keeps a NUL character in a text, PostgreSQL does not: it is shown as what it is, something unreadable.
#[test]
fn what_postgresql_cannot_keep_is_counted() {
    atiende_testing::run(async {
        let Some(url) = fresh_postgres("what_postgresql_cannot_keep_is_counted").await else { return };
        let desk = Desk::new();
        desk_with(&desk, 1).await;
        site::change(&desk, "UPDATE tickets SET location_text = 'Aula' || char(0) || '3'");
        let moved = desk.run(&["migrate-to", &url, "--json"]);
        well(&moved);
        assert_eq!(moved.json()["texts_mended"], 1);
        let there = Ledger::of(&Desk::on_postgres(url));
        assert_eq!(count(&there, "SELECT count(*) FROM tickets WHERE location_text = 'Aula' || chr(65533) || '3'"), 1);
    });
}
