//! What holds for every text.

use crate::quotes::{Kind, forwarded, split};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Lines that mean something, in any order.
fn lines() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "",
        "\r",
        " ",
        "Hola",
        "> hola",
        ">> hola",
        ">",
        "-- ",
        "--",
        "______",
        "De: Ana <ana@x.es>",
        "Enviado: 23/11/2026 9:12",
        "Para: Luis",
        "Asunto: Red",
        "El lun, 23 nov 2026 a las 9:12, Ana (<ana@x.es>)",
        "El lun, 23 nov 2026 a las 9:12, Ana (<ana@x.es>) escribió:",
        "escribió:",
        "-----Mensaje original-----",
        "---------- Forwarded message ---------",
        "Enviado desde mi iPhone",
        "https://a.es",
        "AVISO LEGAL",
        "Este mensaje y sus anexos son confidenciales, para su destinatario",
        "## Responda por encima de esta línea ##",
        "\u{feff}",
        "ﬁ\u{301}é",
    ]);
    prop::collection::vec(line, 0..24).prop_map(|lines| lines.join("\n"))
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let parts = split(text);
    let whole: String = parts.chunks.iter().map(|chunk| chunk.text).collect();
    prop_assert_eq!(&whole, text);
    prop_assert!(parts.chunks.windows(2).all(|two| two[0].kind != two[1].kind));
    prop_assert!(parts.chunks.iter().all(|chunk| !chunk.text.is_empty()));
    prop_assert!(!parts.folds() || !parts.said().is_empty(), "{:?}", parts);
    prop_assert!(parts.of(Kind::Said).all(|said| text.contains(said)));
    forwarded("RV: x", text);
    Ok(())
}

proptest! {
    #[test]
    fn the_chunks_are_the_text(text in lines()) {
        holds(&text)?;
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        holds(&text)?;
    }
}

/// A megabyte of what might be looked at again and again: squared, it would take hours.
#[test]
fn a_megabyte_of_traps_is_read_in_time() {
    let traps = [
        "\n",
        ">\n",
        "> a\n",
        "> a\n\n",
        ":\n",
        "escribió:\n",
        "9:12 <a@b.es>\n",
        "De: a\n",
        "De: a\nEnviado: 9:12\n",
        "________\n",
        "________\n\n",
        "-----Mensaje original-----\n",
        "---------- Forwarded message ---------\n",
        "-- \n",
        "--\n",
        "\n--\n",
        "AVISO LEGAL\n\n",
        "Este mensaje y\n",
        "Enviado desde mi iPhone\n",
        "https://a.es\n",
        "> a\nhola\n",
        "> a\n> > b\nhola\n-- \n",
        ">",
        " >",
        "-",
        "é",
        "\u{301}",
        "9:12 ",
        "a@b ",
        "\0\r",
    ];
    for trap in traps {
        let text = trap.repeat(1_000_000 / trap.len());
        let start = Instant::now();
        let parts = split(&text);
        assert_eq!(parts.chunks.iter().map(|chunk| chunk.text.len()).sum::<usize>(), text.len());
        forwarded("RV: x", &text);
        assert!(start.elapsed() < Duration::from_mins(1), "{trap:?}: {:?}", start.elapsed());
    }
}
