//! What is wrong, and how a try went, in the reader's language.

use super::check::{Checked, Step};
use atiende_core::mailboxes::{Problem, Trouble};
use atiende_i18n::{Locale, key};

/// What it is and who can mend it.
pub fn problem_words(t: Locale, problem: Problem) -> &'static str {
    t.text(match problem {
        Problem::Host => key!("mail-problem-host"),
        Problem::Refused => key!("mail-problem-refused"),
        Problem::Silent => key!("mail-problem-silent"),
        Problem::Tls => key!("mail-problem-tls"),
        Problem::Certificate => key!("mail-problem-certificate"),
        Problem::NoTls => key!("mail-problem-no-tls"),
        Problem::Password => key!("mail-problem-password"),
        Problem::Consent => key!("mail-problem-consent"),
        Problem::Provider => key!("mail-problem-provider"),
        Problem::Folder => key!("mail-problem-folder"),
        Problem::Lost => key!("mail-problem-lost"),
        Problem::Server => key!("mail-problem-server"),
        Problem::Desk => key!("mail-problem-desk"),
    })
}

/// The same with the server's own words.
pub fn trouble_words(t: Locale, trouble: &Trouble) -> String {
    let sentence = problem_words(t, trouble.problem);
    if trouble.words.is_empty() {
        return sentence.to_owned();
    }
    format!("{sentence} {}", t.with("mail-box-words", "words", trouble.words.as_str()))
}

/// Each step that was tried, and whether it went well: what, and how.
pub fn step_words(t: Locale, checked: &Checked) -> Vec<(&'static str, Result<String, String>)> {
    let name = |step| match step {
        Step::Connect => t.text("mail-step-connect"),
        Step::LogIn => t.text("mail-step-log-in"),
        Step::Folders => t.text("mail-step-folders"),
        Step::Open => t.text("mail-step-open"),
    };
    let well = |step| match step {
        Step::Connect => t.text("mail-step-connected").to_owned(),
        Step::LogIn => t.text("mail-step-logged-in").to_owned(),
        Step::Folders => t.list(&checked.folders),
        Step::Open => opened(t, checked),
    };
    let mut steps = Vec::new();
    for step in [Step::Connect, Step::LogIn, Step::Folders, Step::Open] {
        if let (true, Some(trouble)) = (checked.step == step, &checked.trouble) {
            steps.push((name(step), Err(trouble_words(t, trouble))));
            break;
        }
        steps.push((name(step), Ok(well(step))));
    }
    steps
}

fn opened(t: Locale, checked: &Checked) -> String {
    let calls = if checked.idles { t.text("mail-step-idles") } else { t.text("mail-step-polled") };
    let put = if checked.moves { t.text("mail-step-moves") } else { t.text("mail-step-marks") };
    let count = i64::try_from(checked.messages).unwrap_or(i64::MAX);
    format!("{} {calls} {put}", t.with("mail-step-opened", "count", count))
}
