//! Compressed RTF (MS-OXRTFCP): a window of 4096 bytes that begins with common words of RTF.

use super::Bytes;

/// MS-OXRTFCP 2.1.3.1.1
const WORDS: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
    \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
    \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const WINDOW: usize = 4096;
const COMPRESSED: u32 = 0x7546_5A4C;
const UNCOMPRESSED: u32 = 0x414C_454D;
/// No text is longer.
const LONGEST: usize = 8 << 20;

/// The RTF; `None` if it is none. The checksum is not looked at: what can be read is read.
pub(super) fn decompress(data: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Bytes(data);
    let _size = bytes.u32()?;
    let raw = bytes.length()?.min(LONGEST);
    let kind = bytes.u32()?;
    let _checksum = bytes.u32()?;
    match kind {
        UNCOMPRESSED => Some(bytes.0.get(..raw).unwrap_or(bytes.0).to_vec()),
        COMPRESSED => Some(inflate(bytes, raw)),
        _ => None,
    }
}

/// Each token gives at most 17 bytes, so the output keeps in proportion, and to the length that was promised.
fn inflate(mut bytes: Bytes<'_>, raw: usize) -> Vec<u8> {
    let mut out = WORDS.to_vec();
    let wanted = WORDS.len() + raw;
    while let Some(mut control) = bytes.u8().filter(|_| out.len() < wanted) {
        for _ in 0..8 {
            let token = if control & 1 == 0 {
                bytes.u8().map(|byte| out.push(byte))
            } else {
                bytes.take(2).and_then(|token| copy(&mut out, token))
            };
            if token.is_none() {
                out.truncate(wanted);
                return out.split_off(WORDS.len());
            }
            control >>= 1;
        }
    }
    out.truncate(wanted);
    out.split_off(WORDS.len())
}

/// Copies from the window: twelve bits say from where, four how much. `None` at the end, which points at itself.
fn copy(out: &mut Vec<u8>, token: &[u8]) -> Option<()> {
    let token = usize::from(u16::from_be_bytes(token.try_into().ok()?));
    let (offset, length) = (token >> 4, (token & 0xF) + 2);
    let position = out.len() % WINDOW;
    if offset == position {
        return None;
    }
    let back = (position + WINDOW - offset) % WINDOW;
    for _ in 0..length {
        // Before the window is full, its unwritten end reads as blanks.
        let byte = out.len().checked_sub(back).and_then(|at| out.get(at)).copied().unwrap_or(b' ');
        out.push(byte);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{WORDS, decompress};
    use proptest::prelude::*;

    /// The example of MS-OXRTFCP 3.1.1, which repeats a word of the window and one of its own.
    #[test]
    fn the_example_of_the_specification_is_read() {
        let compressed = [
            0x2D, 0x00, 0x00, 0x00, 0x2B, 0x00, 0x00, 0x00, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00,
            0x0A, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09,
            0x00, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
        ];
        assert_eq!(WORDS.len(), 207);
        assert_eq!(decompress(&compressed).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    }

    #[test]
    fn plain_rtf_is_read() {
        assert_eq!(decompress(b"\x10\0\0\0\x04\0\0\0MELA\0\0\0\0{\\a}x").unwrap(), b"{\\a}");
        assert_eq!(decompress(b"\x10\0\0\0\x04\0\0\0MELB\0\0\0\0{\\a}x"), None);
        assert_eq!(decompress(b"\x10"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(mut data in prop::collection::vec(any::<u8>(), 0..200), raw in any::<[u8; 4]>()) {
            data.splice(0..0, [&[0; 4][..], &raw, b"LZFu", &[0; 4]].concat());
            let read = decompress(&data).unwrap();
            prop_assert!(read.len() <= data.len() * 9);
        }
    }
}
