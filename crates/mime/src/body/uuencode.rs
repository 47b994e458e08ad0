//! Files written into plain text by uuencode (POSIX): `begin 644 name`, lines that say their length, `end`.

use crate::charset;
use crate::line;
use memchr::memmem;

/// A file that stood in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Uuencoded {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// The text without its files, and they. `None` if there are none, which costs one search.
pub(crate) fn extract(text: &[u8]) -> Option<(Vec<u8>, Vec<Uuencoded>)> {
    memmem::find(text, b"begin ")?;
    let (mut left, mut files) = (Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let (_, next) = line::first(rest);
        if let Some((file, after)) = file(rest) {
            files.push(file);
            rest = after;
        } else {
            left.extend_from_slice(rest.get(..rest.len() - next.len()).unwrap_or_default());
            rest = next;
        }
    }
    (!files.is_empty()).then_some((left, files))
}

/// The bytes of a part that says to be uuencoded.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let (_, files) = extract(bytes)?;
    files.into_iter().next().map(|file| file.content)
}

/// The file that begins here. One without a single line of data is somebody's sentence.
fn file(text: &[u8]) -> Option<(Uuencoded, &[u8])> {
    let (head, mut rest) = line::first(text);
    let name = name(head)?;
    let mut content = Vec::new();
    while let Some(length) = data(line::first(rest).0, &mut content) {
        rest = line::first(rest).1;
        if length == 0 {
            break;
        }
    }
    let (last, after) = line::first(rest);
    let ends = last.trim_ascii_end() == b"end";
    // Cut on its way, a file has no end; but then its data goes on to the end of the text.
    let whole = ends || (line::is_blank(rest) && !content.is_empty());
    let file = Uuencoded { name: charset::decode(name, None).trim().to_owned(), content };
    whole.then_some((file, if ends { after } else { rest }))
}

fn name(head: &[u8]) -> Option<&[u8]> {
    let rest = head.strip_prefix(b"begin ")?.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let name = rest.get(digits..)?;
    ((3..=4).contains(&digits) && name.starts_with(b" ") && !line::is_blank(name)).then_some(name)
}

/// Adds the bytes of a line and tells how many it declares; `None` if it is no line of data.
fn data(line: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let (first, digits) = line.split_first()?;
    let length = usize::from(value(*first)?);
    // Some leave out spaces at the end of a line (but not most of it), some add a checksum.
    let whole = length.div_ceil(3) * 4;
    if digits.len() > whole + 2 || digits.len() * 2 < whole || !digits.iter().all(|byte| value(*byte).is_some()) {
        return None;
    }
    let start = out.len();
    for group in digits.chunks(4) {
        let sextet = |at: usize| group.get(at).and_then(|byte| value(*byte)).unwrap_or_default();
        out.push(sextet(0) << 2 | sextet(1) >> 4);
        out.push(sextet(1) << 4 | sextet(2) >> 2);
        out.push(sextet(2) << 6 | sextet(3));
    }
    out.resize(start + length, 0);
    Some(length)
}

fn value(byte: u8) -> Option<u8> {
    (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3F)
}

#[cfg(test)]
mod tests {
    use super::{decode, extract};
    use proptest::prelude::*;

    const CAT: &str = "begin 644 gato.txt\r\n#0V%T\r\n`\r\nend\r\n";

    fn names(text: &str) -> (String, Vec<(String, Vec<u8>)>) {
        let (left, files) = extract(text.as_bytes()).unwrap_or((text.as_bytes().to_vec(), Vec::new()));
        (String::from_utf8(left).unwrap(), files.into_iter().map(|file| (file.name, file.content)).collect())
    }

    #[test]
    fn a_file_is_taken_out_and_the_text_stays() {
        let (left, files) = names(&format!("Hola:\r\n{CAT}Adiós\r\n"));
        assert_eq!(left, "Hola:\r\nAdiós\r\n");
        assert_eq!(files, [("gato.txt".to_owned(), b"Cat".to_vec())]);
        let (left, files) = names(&format!("{CAT}\n{}", CAT.replace("gato.txt", "mi año.txt").replace('\r', "")));
        assert_eq!(left, "\n");
        assert_eq!(files[1].0, "mi año.txt");
    }

    #[test]
    fn a_file_cut_short_keeps_what_arrived() {
        assert_eq!(names("Hola\nbegin 644 a\n#0V%T\n#0V%T\n").1, [("a".to_owned(), b"CatCat".to_vec())]);
    }

    #[test]
    fn prose_is_no_file() {
        for prose in [
            "begin 644 a",
            "begin 644 a\nQuiero empezar la clase.\n",
            "We begin 644 a\n#0V%T\nend\n",
            "begin 9999 a\n#0V%T\nend\n",
            "begin 644 \n#0V%T\nend\n",
            "begin with this\nend\n",
        ] {
            assert_eq!(names(prose).1, [], "{prose}");
        }
    }

    #[test]
    fn a_part_is_decoded() {
        assert_eq!(decode(CAT.as_bytes()), Some(b"Cat".to_vec()));
        assert_eq!(decode(b"\r\n"), None);
    }

    proptest! {
        #[test]
        fn any_lines_are_answered(lines in prop::collection::vec(prop::sample::select(vec![
            "begin 644 a", "end", "`", "#0V%T", "M", "", "hola", "begin 0644 b c", "~",
        ]), 0..30)) {
            extract(lines.join("\n").as_bytes());
        }
    }

    #[test]
    fn many_beginnings_take_no_time() {
        extract(&b"begin 644 a\n".repeat(200_000));
        extract(&b"begin 644 a\n#0V%T\n".repeat(200_000));
    }
}
