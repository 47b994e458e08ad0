//! The container is made here, as Outlook makes it.

use super::{SIGNATURE, attribute, property, read};
use proptest::prelude::*;

fn attribute(id: u16, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    [&[2][..], &id.to_le_bytes(), &[6, 0], &length, data, &sum.to_le_bytes()].concat()
}

fn properties(list: &[(u16, u16, &[u8])]) -> Vec<u8> {
    let mut out = u32::try_from(list.len()).unwrap().to_le_bytes().to_vec();
    for (kind, id, value) in list {
        out.extend([kind.to_le_bytes(), id.to_le_bytes()].concat());
        out.extend(1_u32.to_le_bytes());
        out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        out.extend(*value);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// A `winmail.dat` with a text and a file.
pub(crate) fn winmail() -> Vec<u8> {
    let of_message = properties(&[(0x1F, property::BODY, &utf16("Le adjunto el año")), (0x1E, property::HTML, b"")]);
    let of_file = properties(&[(0x1F, property::LONG_FILE_NAME, &utf16("Año nuevo.pdf"))]);
    [
        SIGNATURE.to_le_bytes().to_vec(),
        vec![1, 0],
        attribute(attribute::CODE_PAGE, &[0xE4, 4, 0, 0, 0, 0, 0, 0]),
        attribute(attribute::MESSAGE_PROPERTIES, &of_message),
        attribute(attribute::ATTACHMENT_BEGINS, &[0; 14]),
        attribute(attribute::ATTACHMENT_TITLE, b"A\xF1onue~1.pdf\0"),
        attribute(attribute::ATTACHMENT_DATA, b"%PDF"),
        attribute(attribute::ATTACHMENT_PROPERTIES, &of_file),
        attribute(attribute::ATTACHMENT_BEGINS, &[0; 14]),
        attribute(attribute::ATTACHMENT_TITLE, b"A\xF1o.txt\0"),
        attribute(attribute::ATTACHMENT_DATA, b""),
    ]
    .concat()
}

#[test]
fn text_and_files_are_taken_out() {
    let tnef = read(&winmail()).unwrap();
    assert_eq!(tnef.text, "Le adjunto el año");
    let files: Vec<_> = tnef.files.iter().map(|file| (file.name.as_str(), file.content.as_slice())).collect();
    assert_eq!(files, [("Año nuevo.pdf", &b"%PDF"[..]), ("Año.txt", b"")]);
}

#[test]
fn what_is_cut_is_read_as_far_as_it_goes() {
    let whole = winmail();
    assert!(read(&whole).unwrap().whole);
    for length in 0..whole.len() {
        let cut = read(&whole[..length]);
        assert!(cut.is_none_or(|tnef| tnef.text == "Le adjunto el año"), "{length}");
    }
    assert!(!read(&whole[..whole.len() - 1]).unwrap().whole && !read(&[&whole[..], b"\0"].concat()).unwrap().whole);
    assert_eq!(read(&whole[..6]), None);
    assert_eq!(read(b"PK\x03\x04"), None);
}

#[test]
fn lengths_that_lie_are_harmless() {
    let whole = winmail();
    for at in 0..whole.len() {
        for lie in [0xFF, 0x80, 0x7F, 0] {
            let mut bytes = whole.clone();
            bytes[at] = lie;
            read(&bytes);
        }
    }
    let many = [&[0xFF; 4][..], &0x0003_u16.to_le_bytes(), &[0; 64]].concat();
    read(&[&SIGNATURE.to_le_bytes()[..], &[0, 0], &attribute(attribute::MESSAGE_PROPERTIES, &many)].concat());
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in any::<Vec<u8>>()) {
        read(&[&SIGNATURE.to_le_bytes()[..], &bytes].concat());
        read(&[&SIGNATURE.to_le_bytes()[..], &[0, 0], &attribute(attribute::MESSAGE_PROPERTIES, &bytes)].concat());
    }
}
