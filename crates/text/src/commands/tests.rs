//! What is a command, and what only looks like one.

use super::{Commands, commands};
use proptest::prelude::*;

fn state(word: &'static str) -> Commands<'static> {
    Commands { state: Some(word), ..Commands::default() }
}

#[test]
fn each_command() {
    let waiting = |whom| Commands { waiting_for: Some(whom), ..state("waiting") };
    let assign = |name: &str| Commands { assign: Some(name.into()), ..Commands::default() };
    let priority = |word| Commands { priority: Some(word), ..Commands::default() };
    let note = || Commands { note: true, ..Commands::default() };
    for (line, expected) in [
        ("#nota", note()),
        ("#Nota:", note()),
        ("  #NOTA-INTERNA ", note()),
        ("\u{feff}#note", note()),
        ("#internal", note()),
        ("#resuelto", state("solved")),
        ("#Resuelta.", state("solved")),
        ("#solved", state("solved")),
        ("#cerrado", state("closed")),
        ("#close", state("closed")),
        ("#espera", state("waiting")),
        ("#en-espera", state("waiting")),
        ("#espera piezas", waiting("parts")),
        ("#espera al cliente", waiting("requester")),
        ("#waiting third-party", waiting("third_party")),
        ("#reabrir", state("open")),
        ("#in-progress", state("open")),
        ("#asignar ana", assign("ana")),
        ("#asignar @ana", assign("ana")),
        ("#asignado a Ana Pérez", assign("Ana Pérez")),
        ("#assign to ana@uni.es", assign("ana@uni.es")),
        ("#prioridad alta", priority("high")),
        ("#prioridad: Urgente", priority("urgent")),
        ("#prioridad:alta", priority("high")),
        ("#priority low", priority("low")),
    ] {
        assert_eq!(commands(line), expected, "{line}");
        let text = format!("{line}\r\n\r\nHola:\n#nota\n");
        assert_eq!(commands(&text), Commands { rest: "Hola:\n#nota\n", ..expected }, "{line}");
    }
}

#[test]
fn all_else_stays_text() {
    for text in [
        "",
        "Hola",
        "#1 impresora",
        "#",
        "##nota",
        "# nota",
        "#notable",
        "#desconocido",
        "#resuelto gracias",
        "#cerrado el colegio hoy",
        "#espera un momento",
        "#resuelto piezas",
        "#asignar",
        "#asignar a",
        "#asignar @",
        "#prioridad",
        "#prioridad máxima",
        "#resuelto #1",
        "#resuelto#cerrado",
        "nota",
        "Hola\n#resuelto",
        "\n  Hola\n",
    ] {
        assert_eq!(commands(text), Commands { rest: text, ..Commands::default() }, "{text}");
    }
}

#[test]
fn several_in_lines_or_in_one() {
    let text = "\n#nota\n\n#resuelto #asignar Ana Pérez #prioridad baja\n#1 impresora\n#cerrado";
    let expected = Commands {
        note: true,
        assign: Some("Ana Pérez".into()),
        priority: Some("low"),
        rest: "#1 impresora\n#cerrado",
        ..state("solved")
    };
    assert_eq!(commands(text), expected);
    assert_eq!(commands("#nota #resuelto"), Commands { note: true, ..state("solved") });
}

#[test]
fn the_later_holds() {
    assert_eq!(commands("#espera piezas\n#cerrado"), state("closed"));
    assert_eq!(commands("#asignar ana\n#asignar eva").assign.as_deref(), Some("eva"));
}

#[test]
fn what_begins_beside_note_is_the_note() {
    for (text, rest) in [
        ("#nota la llave está en conserjería\nHola", "la llave está en conserjería\nHola"),
        ("#nota: #1 no va", "#1 no va"),
        ("#nota:era el cable", "era el cable"),
        ("#interno  no se lo digas  \n\n#resuelto", "no se lo digas  \n\n#resuelto"),
    ] {
        assert_eq!(commands(text), Commands { note: true, rest, ..Commands::default() }, "{text}");
    }
    let after = commands("#resuelto\n#nota era el cable");
    assert_eq!(after, Commands { note: true, rest: "era el cable", ..state("solved") });
}

#[test]
fn a_line_that_is_no_command_does_not_make_a_note_public() {
    for text in ["#resuelto gracias\n#nota\nsecreto", "#1 x\n\n #nota era el cable", "#asignar\n#resuelto #nota"] {
        assert_eq!(commands(text), Commands { note: true, rest: text, ..Commands::default() }, "{text}");
    }
    assert!(!commands("#1 x\nHola\n#nota").note);
    let after = commands("#resuelto\n#1 x\n#nota");
    assert_eq!(after, Commands { note: true, rest: "#1 x\n#nota", ..state("solved") });
}

#[test]
fn a_name_is_no_sentence_and_hides_nothing() {
    assert_eq!(commands(&format!("#asignar {}", "a".repeat(101))).assign, None);
    assert_eq!(commands("#asignar an\u{202e}a").assign, None);
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "#(nota|resuelto|espera piezas|asignar ana|1 x)[ .:]{0,2}",
        "#nota [a-z# ]{0,9}",
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn the_rest_is_the_end_of_the_text(lines in prop::collection::vec(line(), 0..6)) {
        let text = lines.join("\n");
        let found = commands(&text);
        prop_assert!(text.ends_with(found.rest));
        if found == (Commands { rest: found.rest, ..Commands::default() }) {
            prop_assert_eq!(found.rest, &text);
        }
    }

    #[test]
    fn words_without_the_sign_are_text(text in "[^#]*") {
        prop_assert_eq!(commands(&text), Commands { rest: &text, ..Commands::default() });
    }
}

#[test]
fn a_million_orders_are_read_once() {
    let text = "#nota\n".repeat(200_000) + &"#nota #nota ".repeat(100_000);
    assert_eq!(commands(&text).rest, "");
}
