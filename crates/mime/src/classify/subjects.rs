//! How mail programs begin the subjects of absence notices.
//!
//! People write about such notices too, so only the programs' own form counts: the wording stands first and nothing
//! follows but a colon and the subject it answers. Even that is weak: a person may write the same, so alone it keeps us
//! from answering and does nothing else.

use atiende_text::fold::fold;

/// Alone or before a colon. Folded: small letters, no accents, spaces for hyphens.
const PHRASES: [&str; 57] = [
    // Spanish
    "respuesta automatica",
    "contestacion automatica",
    "autorespuesta",
    "auto respuesta",
    "fuera de la oficina",
    "fuera de oficina",
    "respuesta de fuera de la oficina",
    "respuesta automatica de fuera de la oficina",
    "respuesta automatica fuera de la oficina",
    "ausente de la oficina",
    "mensaje de ausencia",
    "aviso de ausencia",
    "notificacion de ausencia",
    // English
    "automatic reply",
    "automatic response",
    "automated reply",
    "automated response",
    "auto reply",
    "autoreply",
    "auto response",
    "autoresponse",
    "out of office",
    "out of the office",
    "out of office reply",
    "out of office autoreply",
    "out of office auto reply",
    "out of office automatic reply",
    "out of office notification",
    "vacation reply",
    "vacation response",
    // Catalan; Galician and Portuguese
    "resposta automatica",
    "fora de l'oficina",
    "absent de l'oficina",
    "missatge d'absencia",
    "fora da oficina",
    "fora do escritorio",
    "ausente do escritorio",
    "ausente da oficina",
    "mensaxe de ausencia",
    "mensagem de ausencia",
    "aviso de ausencia temporaria",
    // Basque
    "erantzun automatikoa",
    "bulegotik kanpo",
    "bulegotik kanpo nago",
    // French
    "reponse automatique",
    "reponse automatique d'absence",
    "absence du bureau",
    "absent du bureau",
    "message d'absence",
    "en dehors du bureau",
    // German, Italian
    "automatische antwort",
    "automatische ruckantwort",
    "abwesenheitsnotiz",
    "abwesenheitsmeldung",
    "abwesenheitsbenachrichtigung",
    "risposta automatica",
    "fuori sede",
];

/// Words that people use as whole subjects, so a colon must follow.
const BEFORE_COLON: [&str; 12] = [
    "auto",
    "away",
    "vacation",
    "absence",
    "absent",
    "absent(e)",
    "ausencia",
    "ausente",
    "absencia",
    "abwesend",
    "abwesenheit",
    "assente",
];

/// What gateways put before (`[EXTERNAL]`, `[#42]`): so many, and no longer.
const MOST_TAGS: usize = 3;
const LONGEST_TAG: usize = 40;
const LONGEST_SUBJECT: usize = 1_000;

pub(super) fn is_absence(subject: &str) -> bool {
    let subject: String = subject.chars().take(LONGEST_SUBJECT).collect();
    let subject = fold(&subject).replace(['-', '\u{2010}', '\u{2011}', '\u{a0}'], " ").replace('’', "'");
    let mut rest = subject.trim();
    for _ in 0..=MOST_TAGS {
        if begins(rest) || tagged(rest) {
            return true;
        }
        match tag(rest) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    false
}

fn begins(subject: &str) -> bool {
    let after = |wording: &&str| subject.strip_prefix(*wording).map(str::trim_start);
    PHRASES.iter().filter_map(after).any(|rest| rest.is_empty() || rest.starts_with(':'))
        || BEFORE_COLON.iter().filter_map(after).any(|rest| rest.starts_with(':'))
}

/// `[Auto-Reply] Re: ...`
fn tagged(subject: &str) -> bool {
    tag(subject).is_some_and(|(tag, _)| PHRASES.contains(&tag))
}

/// What stands in brackets at the beginning, and what follows.
fn tag(subject: &str) -> Option<(&str, &str)> {
    let close = match subject.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let (tag, rest) = subject.get(1..)?.split_once(close)?;
    (tag.len() <= LONGEST_TAG).then(|| (tag.trim(), rest.trim_start()))
}
