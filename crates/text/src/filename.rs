//! Names of files that strangers send, made fit to be shown, stored in a row and offered for
//! download on any system. The bytes themselves are stored under their hash, never under this.

use crate::invisible::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// Well under the 255 bytes of most file systems: browsers add ` (1)` and the like.
const LONGEST: usize = 150;
/// Longer "extensions" are sentences that happen to hold a dot.
const LONGEST_EXTENSION: usize = 16;
const NAMELESS: &str = "archivo";

/// The base name, in one line, without what a file system or a reader would trip over.
/// Never empty; at most 150 bytes, its extension kept.
pub fn safe(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let clean: String = base.nfc().filter(|c| !is_invisible(*c)).map(replace_forbidden).collect();
    let short = shorten(trim(&clean));
    match short.as_str() {
        "" => NAMELESS.to_owned(),
        reserved if is_reserved(reserved) => format!("_{reserved}"),
        _ => short,
    }
}

/// Windows accepts none of these; the slashes may come back through normalisation.
fn replace_forbidden(c: char) -> char {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// No hidden files, no `..`; and Windows drops dots and spaces at the end by itself.
fn trim(name: &str) -> &str {
    name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' '])
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= LONGEST_EXTENSION => (stem, Some(extension)),
        _ => (name, None),
    };
    let room = LONGEST - extension.map_or(0, |extension| extension.len() + 1);
    let stem = trim(stem.get(..stem.floor_char_boundary(room)).unwrap_or(stem));
    extension.map_or_else(|| stem.to_owned(), |extension| format!("{stem}.{extension}"))
}

/// Devices of Windows, whatever extension they carry.
fn is_reserved(name: &str) -> bool {
    let device = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    let numbered =
        |port: &str| device.strip_prefix(port).is_some_and(|n| n.len() == 1 && n != "0" && n.parse::<u8>().is_ok());
    matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::safe;
    use proptest::prelude::*;

    #[test]
    fn an_honest_name_stays() {
        for name in ["Factura nº 12 (copia).pdf", "captura de pantalla.png", "niño_ñandú.tar.gz", "sin extensión"]
        {
            assert_eq!(safe(name), name);
        }
    }

    #[test]
    fn only_the_base_name_is_kept() {
        assert_eq!(safe("C:\\Users\\ana\\Escritorio\\aula.txt"), "aula.txt");
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("fotos/"), "fotos");
        assert_eq!(safe("a/.."), "archivo");
    }

    #[test]
    fn what_deceives_or_breaks_is_taken_out() {
        assert_eq!(safe("factura\u{202E}fdp.exe"), "facturafdp.exe");
        assert_eq!(safe("uno\r\ndos.txt"), "unodos.txt");
        assert_eq!(safe(".htaccess"), "htaccess");
        assert_eq!(safe("informe. . "), "informe");
        assert_eq!(safe("¿qué es esto?.txt"), "¿qué es esto_.txt");
        assert_eq!(safe("con.txt"), "_con.txt");
        assert_eq!(safe("LPT1"), "_LPT1");
        assert_eq!(safe("conexión.txt"), "conexión.txt");
    }

    #[test]
    fn a_nameless_file_gets_a_name() {
        for name in ["", "...", "/", "\u{200B}", " \t"] {
            assert_eq!(safe(name), "archivo");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = safe(&format!("{}.docx", "ñ".repeat(200)));
        assert!(name.len() <= 150 && name.ends_with("ñ.docx"), "{name}");
        assert_eq!(safe(&"a".repeat(300)).len(), 150);
    }

    proptest! {
        #[test]
        fn a_safe_name_is_one_visible_component(name in any::<String>()) {
            let safe_name = safe(&name);
            prop_assert!(!safe_name.is_empty() && safe_name.len() <= 151);
            prop_assert!(!safe_name.contains(['/', '\\']) && !safe_name.starts_with('.'));
            prop_assert!(!safe_name.chars().any(char::is_control));
        }

        #[test]
        fn dots_slashes_and_reserved_names_in_any_mixture(name in "[./\\\\ a-c\u{202E}]{0,300}(con|aux)?[. ]{0,3}") {
            let safe_name = safe(&name);
            prop_assert_eq!(&safe(&safe_name), &safe_name);
        }
    }
}
