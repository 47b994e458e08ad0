//! Messages from the suites of other projects, with what a correct reader gets from each: a folder that is no part of
//! this repository, named by `ATIENDE_TEST_MAIL_SAMPLES`. Its README tells the shape of `manifest.jsonl`.
#![expect(clippy::unwrap_used, reason = "a sample that cannot be had fails the test")]

use atiende_mime::{File, Message, is_message, read};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Of a hundred expected values.
const WANTED: usize = 99;

#[derive(Default)]
struct Score {
    right: usize,
    misses: Vec<String>,
}

impl Score {
    fn count(&mut self, right: bool, miss: impl FnOnce() -> String) {
        if right {
            self.right += 1;
        } else {
            self.misses.push(miss());
        }
    }
}

fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "tests are told of what is elsewhere by the environment")]
    std::env::var_os("ATIENDE_TEST_MAIL_SAMPLES").map(PathBuf::from)
}

#[test]
fn samples_say_what_they_should() {
    let Some(folder) = folder() else {
        println!("skipped: samples_say_what_they_should needs ATIENDE_TEST_MAIL_SAMPLES");
        return;
    };
    let manifest = std::fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    let mut score = Score::default();
    for line in manifest.lines() {
        compare(&folder, &serde_json::from_str(line).unwrap(), &mut score);
    }
    let values = score.right + score.misses.len();
    println!("{} of {values} values\n{}", score.right, score.misses.join("\n"));
    assert!(values > 0 && score.right * 100 >= values * WANTED, "{} misses of {values}", score.misses.len());
}

fn compare(folder: &Path, sample: &Value, score: &mut Score) {
    let path = sample["path"].as_str().unwrap();
    let raw = std::fs::read(folder.join(path)).unwrap();
    assert!(is_message(&raw), "{path} is lost");
    let (message, expect) = (read(&raw), &sample["expect"]);
    let from = message.from.clone().unwrap_or_default();
    let values = [("subject", &message.subject), ("from_email", &from.address), ("from_name", &from.name)];
    for (name, found) in values {
        let expected = &expect[name];
        score.count(is_accepted(found, expected), || format!("{path} {name}: {found:?}, expected {expected}"));
    }
    let shown = shown(&message);
    for wanted in expect["body_contains"].as_array().unwrap() {
        let wanted = words(wanted.as_str().unwrap());
        let right = shown.iter().any(|shown| shown.contains(&wanted));
        score.count(right, || format!("{path} body: lacks {wanted:?}"));
    }
    let mut left: Vec<&File> = message.files.iter().collect();
    for wanted in expect["attachments"].as_array().unwrap() {
        attachment(path, wanted, &mut left, score);
    }
    let exact = expect["attachments_confidence"] == "consensus";
    let extra: Vec<_> = left.iter().map(|file| format!("{} {:?}", file.content_type, file.name)).collect();
    score.count(!exact || extra.is_empty(), || format!("{path} files: {extra:?} not expected"));
}

/// The file is found by its bytes; then all that is said of it counts.
fn attachment(path: &str, wanted: &Value, left: &mut Vec<&File>, score: &mut Score) {
    let Some(at) = left.iter().position(|file| is_same(file, wanted)) else {
        return score.count(false, || format!("{path} file: {wanted} not found"));
    };
    let file = left.remove(at);
    let names = wanted["name_accept"].as_array().cloned().unwrap_or_else(|| vec![wanted["name"].clone()]);
    let right_name = names.iter().any(|name| same(name.as_str().unwrap_or_default(), &file.name));
    let right = right_name
        && wanted["content_type"] == file.content_type.as_str()
        && wanted["inline"] == file.inline
        && wanted["cid"].as_str() == file.content_id.as_deref();
    let found = format!("{:?} {} {} {:?}", file.name, file.content_type, file.inline, file.content_id);
    score.count(right, || format!("{path} file: {found}, expected {wanted}"));
}

fn is_same(file: &File, wanted: &Value) -> bool {
    let text = String::from_utf8_lossy(&file.content).into_owned();
    let with_lf =
        if text.as_bytes() == file.content { text.replace("\r\n", "\n").into_bytes() } else { lf(&file.content) };
    let whole = wanted["sha256"] == hex(&file.content).as_str() && wanted["size"] == file.content.len();
    whole || wanted["sha256_lf"] == hex(&with_lf).as_str()
}

fn lf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// What other readers could not decode stands as U+FFFD in what they expect: any character will do there.
fn same(expected: &str, found: &str) -> bool {
    let (expected, found) = (words(expected), words(found));
    let mut pieces = expected.split('\u{FFFD}').filter(|piece| !piece.is_empty());
    let mut rest = found.as_str();
    expected == found
        || (expected.contains('\u{FFFD}')
            && pieces.all(|piece| {
                let at = rest.find(piece);
                rest = at.and_then(|at| rest.get(at + piece.len()..)).unwrap_or_default();
                at.is_some()
            }))
}

fn is_accepted(found: &str, expected: &Value) -> bool {
    let value = expected["value"].as_str().unwrap_or_default();
    let others = expected["accept"].as_array().into_iter().flatten();
    same(value, found) || others.filter_map(Value::as_str).any(|other| same(other, found))
}

/// The text, and the text of the HTML without the marks that show links and cells.
fn shown(message: &Message) -> [String; 2] {
    let html = message.html.clone().unwrap_or_default();
    let spaced: String =
        html.split('<').map(|tail| tail.split_once('>').map_or(tail, |(_, text)| text)).collect::<Vec<_>>().join(" ");
    let plain = spaced.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&");
    [words(&message.text), words(&plain)]
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
