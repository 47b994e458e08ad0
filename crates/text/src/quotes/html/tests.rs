use super::super::{Kind, MOST_LINES};
use super::{Summary, fold_html, label_folds};
use crate::html::sanitize;
use crate::plain::tests::hostile_html;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The words of sanitised HTML, one space between them, and its folds as `[quote words]`.
fn words(clean: &str) -> String {
    let piece = |piece: &str| {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        match tag.strip_prefix("details data-fold=") {
            Some(name) => format!(" [{} {text}", name.trim_matches('"')),
            None if tag == "/details" => format!("] {text}"),
            None => format!(" {text}"),
        }
    };
    let words = clean.split('<').map(piece).collect::<String>();
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ]", "]")
}

fn folded(raw: &str) -> String {
    words(&sanitize(&fold_html(raw).html))
}

const MAILS: [(&str, &str, &str); 31] = [
    (
        "Gmail",
        "<div dir=ltr>Sigue igual<br></div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=ltr class=gmail_attr>El \
         lun, 23 nov 2026 a las 9:12, Ana (&lt;<a href=\"mailto:a@x.es\">a@x.es</a>&gt;) escribió:<br></div><blockquote \
         class=gmail_quote style=\"margin:0\"><div>¿Va?</div></blockquote></div>",
        "Sigue igual [quote El lun, 23 nov 2026 a las 9:12, Ana (< a@x.es >) escribió: ¿Va?]",
    ),
    (
        "Gmail, answered in between",
        "<div class=gmail_quote><div class=gmail_attr>El 23 nov, Ana:<br></div><blockquote class=gmail_quote><div>¿Va?</div>\
         </blockquote><div>No.</div><blockquote class=gmail_quote><div>¿Y hoy?</div></blockquote><div>Tampoco.</div></div>",
        "[quote El 23 nov, Ana: ¿Va?] No. [quote ¿Y hoy?] Tampoco.",
    ),
    (
        "Gmail in a language that nobody listed",
        "<div>Nej</div><div class=gmail_quote>Den man 23 nov. 2026 kl. 09.12 skrev Ana:<br><blockquote class=gmail_quote>Virker \
         det?</blockquote></div>",
        "Nej [quote Den man 23 nov. 2026 kl. 09.12 skrev Ana: Virker det?]",
    ),
    (
        "Gmail with a signature",
        "<div>No va<br clear=all><div><br></div><span class=gmail_signature_prefix>-- </span><br><div dir=ltr \
         class=gmail_signature><b>Eva</b><br>Tel. 5</div></div>",
        "No va [signature -- Eva Tel. 5]",
    ),
    (
        "Gmail passing on",
        "<div>Mirad</div><br><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>De: <b>Ana</b> \
         &lt;a@x.es&gt;<br>Date: lun, 23 nov 2026 a las 9:12<br>Subject: Red<br>To: Eva<br></div><br>No va</div>",
        "Mirad [forward ---------- Forwarded message --------- De: Ana <a@x.es> Date: lun, 23 nov 2026 a las 9:12 Subject: Red To: Eva No va]",
    ),
    (
        "Gmail passing on, nothing said",
        "<div><br></div><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>De: Ana \
         &lt;a@x.es&gt;<br>Subject: Red<br></div><br>No va</div>",
        "---------- Forwarded message --------- De: Ana <a@x.es> Subject: Red No va",
    ),
    (
        "Outlook",
        "<body><div class=WordSection1><p class=MsoNormal>Sigue igual.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div>\
         <div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>De:</b> Ana \
         &lt;a@x.es&gt; <br><b>Enviado el:</b> lunes, 23 de noviembre de 2026 9:12<br><b>Para:</b> Eva<br><b>Asunto:</b> \
         Red</p></div></div><p class=MsoNormal>¿Va?</p></div></body>",
        "Sigue igual. [quote De: Ana <a@x.es> Enviado el: lunes, 23 de noviembre de 2026 9:12 Para: Eva Asunto: Red ¿Va?]",
    ),
    (
        "Outlook in a language that nobody listed",
        "<div><p>Nej</p><div style=\"border:none;border-top: solid #E1E1E1 1.0pt\"><p><b>Fra:</b> Ana<br><b>Sendt:</b> 23. november \
         2026 09:12<br><b>Til:</b> Eva<br><b>Emne:</b> Net</p></div><p>Virker det?</p></div>",
        "Nej [quote Fra: Ana Sendt: 23. november 2026 09:12 Til: Eva Emne: Net Virker det?]",
    ),
    (
        "Outlook on the web",
        "<div class=elementToProof>Sigue igual</div><div id=Signature><p>Eva</p></div><div id=appendonsend></div><hr tabindex=-1 \
         style=\"width:98%\"><div id=divRplyFwdMsg dir=ltr><font face=Calibri><b>Fra:</b> Ana<br><b>Sendt:</b> \
         mandag</font><div>&nbsp;</div></div><div>¿Va?</div>",
        "Sigue igual [signature Eva] [quote Fra: Ana Sendt: mandag ¿Va?]",
    ),
    (
        "Outlook on a telephone",
        "<div>Sigue igual</div><div id=\"ms-outlook-mobile-signature\"><div>Obtener <a href=\"https://aka.ms/x\">Outlook para \
         Android</a></div></div><hr><div id=divRplyFwdMsg><b>De:</b> Ana<br><b>Enviado:</b> lunes</div><div>¿Va?</div>",
        "Sigue igual [signature Obtener Outlook para Android] [quote De: Ana Enviado: lunes ¿Va?]",
    ),
    (
        "Apple Mail",
        "<html><body>Sigue igual<br><div><br><blockquote type=cite><div>El 23 nov 2026, a las 9:12, Ana &lt;a@x.es&gt; \
         escribió:</div><br><div>¿Va?</div></blockquote></div><br></body></html>",
        "Sigue igual [quote El 23 nov 2026, a las 9:12, Ana <a@x.es> escribió: ¿Va?]",
    ),
    (
        "iPhone",
        "<div dir=ltr>Sigue igual<br><br><div dir=ltr id=AppleMailSignature>Eva desde el tren</div><div dir=ltr><br><blockquote \
         type=cite>El 23 nov 2026, a las 9:12, Ana &lt;a@x.es&gt; escribió:<br><br></blockquote></div><blockquote \
         type=cite><div>¿Va?</div></blockquote></div>",
        "Sigue igual [signature Eva desde el tren] [quote El 23 nov 2026, a las 9:12, Ana <a@x.es> escribió: ¿Va?]",
    ),
    (
        "Apple Mail, answered inside",
        "<blockquote type=cite>¿Va?</blockquote>No<br><blockquote type=cite>¿Y hoy?</blockquote>Tampoco",
        "[quote ¿Va?] No [quote ¿Y hoy?] Tampoco",
    ),
    (
        "Thunderbird",
        "<p>Sigue igual</p><div class=moz-signature>-- <br>Eva</div><div class=moz-cite-prefix>El 23/11/26 a las 9:12, Ana \
         escribió:<br></div><blockquote type=cite cite=\"mid:1\"><pre class=moz-quote-pre wrap>¿Va?\n</pre></blockquote>",
        "Sigue igual [signature -- Eva] [quote El 23/11/26 a las 9:12, Ana escribió: ¿Va?]",
    ),
    (
        "Thunderbird, answered below, with a signature as text",
        "<div class=moz-cite-prefix>Den 23.11.2026 skrev Ana:<br></div><blockquote type=cite>¿Va?</blockquote><p>No</p><pre \
         class=moz-signature cols=72>-- \nEva</pre>",
        "[quote Den 23.11.2026 skrev Ana: ¿Va?] No [signature -- Eva]",
    ),
    (
        "Yahoo",
        "<div class=yahoo-style-wrap><div>Sigue igual</div><div id=ydp12signature>Eva</div></div><div id=yahoo_quoted_7 \
         class=yahoo_quoted><div>El lunes, Ana escribió:</div><div>¿Va?</div></div>",
        "Sigue igual [signature Eva] [quote El lunes, Ana escribió: ¿Va?]",
    ),
    (
        "Proton Mail",
        "<div>Sigue igual</div><div class=protonmail_signature_block><div>Eva</div></div><div class=protonmail_quote>El lunes, \
         Ana:<br><blockquote class=protonmail_quote type=cite>¿Va?</blockquote><br></div>",
        "Sigue igual [signature Eva] [quote El lunes, Ana: ¿Va?]",
    ),
    (
        "Zoho",
        "<div>Sigue igual</div><br><div class=zmail_extra><br>---- El lun, 23 nov Ana escribió ---<br><br><blockquote>¿Va?\
         </blockquote></div>",
        "Sigue igual [quote ---- El lun, 23 nov Ana escribió --- ¿Va?]",
    ),
    (
        "Samsung",
        "<div>Sigue igual</div><div id=composer_signature><div dir=auto>Eva</div></div><div>-------- Mensaje original \
         --------</div><div>De: Ana &lt;a@x.es&gt;</div><div>Fecha: 23/11/26 9:12</div><div>Para: Eva</div><div>¿Va?</div>",
        "Sigue igual [signature Eva] [quote -------- Mensaje original -------- De: Ana <a@x.es> Fecha: 23/11/26 9:12 Para: Eva ¿Va?]",
    ),
    ("Text in one element", "<p>Sigue igual<br><br>-- <br>Eva<br>Tel. 5</p>", "Sigue igual [signature -- Eva Tel. 5]"),
    (
        "Preformatted text",
        "<pre>Sigue igual\n\nEl 23/11/26 a las 9:12, Ana escribió:\n&gt; ¿Va?\n\nNada\n-- \nEva\n</pre>",
        "Sigue igual [quote El 23/11/26 a las 9:12, Ana escribió: > ¿Va?] Nada [signature -- Eva]",
    ),
    (
        "A notice in a paragraph of its own",
        "<div><span><p>No va</p></span><p><i>Este mensaje y sus anexos son confidenciales y para su destinatario.</i></p></div>",
        "No va [signature Este mensaje y sus anexos son confidenciales y para su destinatario.]",
    ),
    (
        "Layout in tables",
        "<table><tr><td><p>No va</p><div class=gmail_signature>Eva</div></td></tr><tr><td><div \
         class=yahoo_quoted>¿Va?</div></td></tr></table>",
        "No va [signature Eva] [quote ¿Va?]",
    ),
    (
        "A row of several cells",
        "<table><tr><td>No va</td></tr><tr class=yahoo_quoted><td>uno</td><td>dos</td></tr></table>",
        "No va [quote uno] [quote dos]",
    ),
    (
        "A quote of the writer",
        "<p>Dice:</p><blockquote><p>Error 5</p><p>Reinicie</p></blockquote><p>¿Qué hago?</p>",
        "Dice: Error 5 Reinicie ¿Qué hago?",
    ),
    (
        "A quote of the writer below an attribution",
        "<p>Vale</p><p>Ana &lt;a@x.es&gt; escribió:</p><blockquote><p>Error 5</p></blockquote>",
        "Vale [quote Ana <a@x.es> escribió: Error 5]",
    ),
    (
        "A form of a web site",
        "<p>Nuevo mensaje</p><div style='border-top:solid 1px'><b>Nombre:</b> Ana<br><b>Fecha:</b> 23/11/2026 9:12<br><b>Tema:</b> \
         red<br>No va</div>",
        "Nuevo mensaje Nombre: Ana Fecha: 23/11/2026 9:12 Tema: red No va",
    ),
    ("Only a quote", "<div class=gmail_quote><blockquote class=gmail_quote>¿Va?</blockquote></div>", "¿Va?"),
    ("Only a signature", "<div class=gmail_signature>Eva</div>", "Eva"),
    ("A picture is said", "<img src=\"cid:1\" width=300><div class=gmail_signature>Eva</div>", "[signature Eva]"),
    ("A dot is not", "<img src=\"https://a.es/1.gif\" width=1 height=1><div class=gmail_signature>Eva</div>", "Eva"),
];

#[test]
fn each_program_is_folded() {
    let wrong: Vec<String> = MAILS
        .iter()
        .filter(|(_, raw, wanted)| folded(raw) != *wanted)
        .map(|(name, raw, wanted)| {
            format!("{name}\nwanted {wanted}\ngot    {}\nhtml   {}", folded(raw), fold_html(raw).html)
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn what_is_said_stands_alone() {
    for (name, raw, wanted) in MAILS {
        let said = words(&sanitize(&fold_html(raw).said));
        let mut open = 0_i32;
        let kept: String = wanted
            .chars()
            .filter(|c| {
                open += i32::from(*c == '[');
                let kept = open == 0;
                open -= i32::from(*c == ']');
                kept
            })
            .collect();
        assert_eq!(said, kept.split_whitespace().collect::<Vec<_>>().join(" "), "{name}");
    }
}

#[test]
fn a_mail_without_quotes_comes_back_as_it_was() {
    let raw = "<P CLASS=a>Hola<br>caracola";
    assert_eq!(fold_html(raw).html, raw);
    assert_eq!(fold_html(raw).said, raw);
}

#[test]
fn folds_of_others_are_none() {
    let clean = sanitize(&fold_html("<details data-fold=quote><p>Hola</p></details>").html);
    assert_eq!(clean, "<details><p>Hola</p></details>");
}

#[test]
fn folds_get_their_summary_when_shown() {
    let raw = "<p>No</p><blockquote type=cite>¿Va?</blockquote>";
    let clean = sanitize(&fold_html(raw).html);
    assert_eq!(clean, "<p>No</p><details data-fold=\"quote\"><blockquote>¿Va?</blockquote></details>");
    let summary = |kind| Summary { words: format!("<{kind:?}>"), open: kind == Kind::Forwarded };
    assert_eq!(
        label_folds(&clean, summary),
        "<p>No</p><details data-fold=\"quote\"><summary>&lt;Quoted&gt;</summary><blockquote>¿Va?</blockquote></details>"
    );
    let forward = label_folds("<details data-fold=\"forward\">x</details>", summary);
    assert_eq!(forward, "<details data-fold=\"forward\" open><summary>&lt;Forwarded&gt;</summary>x</details>");
}

#[test]
fn a_long_history_is_folded_to_its_end() {
    let history = "<div>hola</div>".repeat(MOST_LINES);
    let raw = format!("<p>No</p><blockquote type=cite>{history}</blockquote>");
    assert_eq!(words(&sanitize(&fold_html(&raw).said)), "No");
}

/// Pieces of mails, whole elements or not.
fn mail_html() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<span>",
        "</span>",
        "<pre>",
        "</pre>",
        "<br>",
        "<hr>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "</td><td>",
        "</td></tr></table>",
        "<blockquote>",
        "<blockquote type=cite>",
        "</blockquote>",
        "<div class=gmail_quote>",
        "<div class=gmail_signature>",
        "<div id=divRplyFwdMsg>",
        "<div style='border:none;border-top:solid 1.0pt'>",
        "hola ",
        "x\ny\n",
        "-- ",
        "-- \n",
        "escribió:",
        "El lun, 23 nov 2026 a las 9:12, Ana &lt;a@x.es&gt; escribió:",
        "&gt; hola\n",
        "De: Ana &lt;a@x.es&gt;<br>Enviado: 23/11/2026 9:12<br>Para: Eva<br>",
        "Enviado desde mi iPhone",
        "-----Mensaje original-----",
        "<img src=cid:a>",
        "<details data-fold=quote>",
        "</details>",
    ]);
    prop::collection::vec(piece, 0..32).prop_map(|pieces| pieces.concat())
}

fn letters(clean: &str) -> String {
    words(clean)
        .replace("[quote", "")
        .replace("[signature", "")
        .replace("[forward", "")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ']')
        .collect()
}

proptest! {
    #[test]
    fn no_word_is_lost_or_moved(raw in mail_html()) {
        let folded = fold_html(&raw);
        prop_assert_eq!(letters(&sanitize(&folded.html)), letters(&sanitize(&raw)), "{}\n{}", raw, folded.html);
        prop_assert!(!folded.said.contains("data-fold"));
    }

    #[test]
    fn any_html_is_answered(raw in hostile_html(), mail in mail_html(), text in any::<String>()) {
        fold_html(&text);
        let raw = format!("{raw}{mail}{raw}");
        let folded = fold_html(&raw);
        sanitize(&folded.html);
        sanitize(&folded.said);
    }
}

#[test]
fn a_mail_of_traps_is_read_in_time() {
    let traps = [
        "<blockquote type=cite>a</blockquote>b",
        "<div>&gt; a</div><div>b</div>",
        "<p>De: a<p>Enviado: 9:12",
        "<div class=gmail_signature>a</div>",
        "<div class=gmail_quote>",
        "<span class=gmail_signature>",
        "<br>",
        "<pre>a\n</pre>",
        "<pre>",
        "a\n",
        "<table><tr><td>a",
        "<b>",
        "<a href=x>",
        "<hr>",
        "<div id=divRplyFwdMsg>a</div>",
        "<div style='border:none;border-top:solid 1.0pt'>a:1<br>b:2<br>",
    ];
    for trap in traps {
        for prefix in ["<pre>", "<div>x</div><blockquote type=cite>"] {
            let raw = format!("{prefix}{}", trap.repeat(200_000 / trap.len()));
            let start = Instant::now();
            let folded = fold_html(&raw);
            assert!(start.elapsed() < Duration::from_mins(1), "{trap:?}: {:?}", start.elapsed());
            assert!(folded.html.len() < 4 * raw.len() + 100_000, "{trap:?}");
        }
    }
}
