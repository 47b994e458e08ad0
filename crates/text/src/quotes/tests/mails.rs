//! Mails as each program writes them in each language: `s|` said, `q|` quoted, `f|` forwarded,
//! `-|` signature; `␠` is a space at the end of a line, where editors would take it away.

use crate::quotes::{Kind, split};

const MAILS: [(&str, &str); 9] = [
    ("es", include_str!("mails/es.txt")),
    ("en", include_str!("mails/en.txt")),
    ("ca", include_str!("mails/ca.txt")),
    ("gl", include_str!("mails/gl.txt")),
    ("eu", include_str!("mails/eu.txt")),
    ("pt", include_str!("mails/pt.txt")),
    ("fr", include_str!("mails/fr.txt")),
    ("de", include_str!("mails/de.txt")),
    ("other", include_str!("mails/other.txt")),
];

fn marked(text: &str) -> String {
    let mut marked = String::new();
    for chunk in split(text).chunks {
        let mark = match chunk.kind {
            Kind::Said => 's',
            Kind::Quoted => 'q',
            Kind::Forwarded => 'f',
            Kind::Signature => '-',
        };
        for line in chunk.text.split_inclusive('\n') {
            marked.extend([mark.to_string().as_str(), "|", line]);
        }
    }
    marked
}

fn cases() -> impl Iterator<Item = (String, String)> {
    MAILS.into_iter().flat_map(|(language, file)| {
        file.split("## ").filter(|case| !case.trim().is_empty()).map(move |case| {
            let (name, lines) = case.split_once('\n').unwrap();
            (format!("{language}: {name}"), lines.trim_end_matches('\n').replace('␠', " "))
        })
    })
}

fn plain(marked: &str) -> String {
    marked.split('\n').map(|line| line.get(2..).unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_program_in_each_language_is_split() {
    assert!(cases().count() >= 180);
    let wrong: Vec<String> = cases()
        .filter_map(|(name, wanted)| {
            let got = marked(&plain(&wanted));
            (got != wanted).then(|| format!("{name}\nwanted\n{wanted}\ngot\n{got}\n"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn lines_that_end_with_two_characters_are_split_alike() {
    for (name, wanted) in cases() {
        let wanted = wanted.replace('\n', "\r\n");
        assert_eq!(marked(&plain(&wanted)), wanted, "{name}");
    }
}
