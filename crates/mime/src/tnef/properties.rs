//! Lists of MAPI properties (MS-OXTNEF 2.1.3.4).

use super::Bytes;

/// A property's value; of one with many values the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Property<'x> {
    id: u16,
    kind: u16,
    pub(super) bytes: &'x [u8],
}

impl Property<'_> {
    pub(super) fn is_unicode(&self) -> bool {
        self.kind == kind::UNICODE
    }
}

/// MS-OXCDATA 2.11.1
mod kind {
    pub(super) const MANY: u16 = 0x1000;
    pub(super) const OBJECT: u16 = 0x000D;
    pub(super) const STRING: u16 = 0x001E;
    pub(super) const UNICODE: u16 = 0x001F;
    pub(super) const BINARY: u16 = 0x0102;
}

/// Properties with a name of their own, which none here is.
const NAMED: u16 = 0x8000;

/// Before the bytes of an object stands what it is (an interface of COM).
const INTERFACE: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Properties<'x>(Vec<Property<'x>>);

impl<'x> Properties<'x> {
    /// `None` if it ends too early or holds a kind that nobody knows.
    pub(super) fn parse(data: &'x [u8]) -> Option<Self> {
        let mut bytes = Bytes(data);
        let count = bytes.u32()?;
        let mut found = Vec::new();
        for _ in 0..count {
            let (kind, id) = (bytes.u16()?, bytes.u16()?);
            if id >= NAMED {
                skip_name(&mut bytes)?;
            }
            let value = value(&mut bytes, kind)?;
            found.push(Property { id, kind: kind & !kind::MANY, bytes: value });
        }
        Some(Self(found))
    }

    pub(super) fn get(&self, id: u16) -> Option<&Property<'x>> {
        self.0.iter().find(|property| property.id == id)
    }
}

fn skip_name(bytes: &mut Bytes<'_>) -> Option<()> {
    bytes.take(16)?; // the set of names
    if bytes.u32()? == 0 {
        return bytes.take(4).map(drop);
    }
    let length = bytes.length()?;
    padded(bytes, length).map(drop)
}

fn value<'x>(bytes: &mut Bytes<'x>, kind: u16) -> Option<&'x [u8]> {
    let many = kind & kind::MANY != 0;
    let base = kind & !kind::MANY;
    let counted = matches!(base, kind::OBJECT | kind::STRING | kind::UNICODE | kind::BINARY);
    let count = if many || counted { bytes.u32()? } else { 1 };
    let mut first = None;
    for _ in 0..count {
        let length = if counted { bytes.length()? } else { fixed(base)? };
        let value = padded(bytes, length)?;
        let value = if base == kind::OBJECT { value.get(INTERFACE..).unwrap_or_default() } else { value };
        first = first.or(Some(value));
    }
    Some(first.unwrap_or_default())
}

/// Values fill up to multiples of four bytes.
fn padded<'x>(bytes: &mut Bytes<'x>, length: usize) -> Option<&'x [u8]> {
    let value = bytes.take(length)?;
    bytes.take(length.next_multiple_of(4) - length)?;
    Some(value)
}

fn fixed(kind: u16) -> Option<usize> {
    match kind {
        0x0002 | 0x000B => Some(2),
        0x0003 | 0x0004 | 0x000A => Some(4),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        _ => None,
    }
}
