//! How many rows a table has, and a hash of them that does not depend on their order.

use crate::Raw;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// All rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub rows: u64,
    /// 64 hexadecimal digits: the sum of the SHA-256 of each row, in two halves modulo 2^128. Two engines that give out
    /// their rows in different orders agree on it, and neither has to sort.
    pub hash: String,
}

/// What was found, by table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    pub tables: BTreeMap<String, Counted>,
    /// Texts in which a NUL character became U+FFFD on their way to PostgreSQL.
    pub mended: u64,
}

impl Inventory {
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }

    /// Names of tables that are not equal in both, or are in one alone.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let all = self.tables.keys().chain(other.tables.keys().filter(|name| !self.tables.contains_key(*name)));
        all.filter(|name| self.tables.get(*name) != other.tables.get(*name)).cloned().collect()
    }
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: u64,
    sum: (u128, u128),
}

impl Tally {
    pub(super) fn add<'r>(&mut self, row: impl Iterator<Item = Raw<'r>>) {
        let mut hash = Sha256::new();
        for cell in row {
            mix(&mut hash, cell);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let (low, high) = digest.split_at(16);
        let number = |half: &[u8]| half.iter().fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
        self.sum.0 = self.sum.0.wrapping_add(number(low));
        self.sum.1 = self.sum.1.wrapping_add(number(high));
        self.rows += 1;
    }

    pub(super) fn counted(&self) -> Counted {
        let mut hash = String::with_capacity(64);
        let _ = write!(hash, "{:032x}{:032x}", self.sum.0, self.sum.1);
        Counted { rows: self.rows, hash }
    }
}

/// Each value with its kind and its length: no two rows look the same to the hash.
fn mix(hash: &mut Sha256, cell: Raw<'_>) {
    let mut tagged = |tag: u8, bytes: &[u8]| {
        hash.update([tag]);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    match cell {
        Raw::Null => tagged(0, &[]),
        Raw::Int(v) => tagged(1, &v.to_le_bytes()),
        Raw::Real(v) => tagged(2, &v.to_bits().to_le_bytes()),
        Raw::Text(v) => tagged(3, v.as_bytes()),
        Raw::Bytes(v) => tagged(4, v),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(rows: &[&[Raw<'_>]]) -> Counted {
        let mut tally = Tally::default();
        for row in rows {
            tally.add(row.iter().copied());
        }
        tally.counted()
    }

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let (a, b) = ([Raw::Int(1), Raw::Text("a")], [Raw::Int(2), Raw::Text("b")]);
        let both = counted(&[&a, &b]);
        assert_eq!(both, counted(&[&b, &a]));
        assert_eq!((both.rows, both.hash.len()), (2, 64));
        let others: [&[&[Raw<'_>]]; 6] = [
            &[&a],
            &[&a, &a],
            &[&[Raw::Int(1), Raw::Text("b")], &[Raw::Int(2), Raw::Text("a")]],
            &[&a, &[Raw::Int(2), Raw::Bytes(b"b")]],
            &[&a, &[Raw::Int(2), Raw::Null]],
            &[&a, &[Raw::Text("b"), Raw::Int(2)]],
        ];
        for other in others {
            assert_ne!(both.hash, counted(other).hash, "{other:?}");
        }
    }

    #[test]
    fn differences_are_named_from_both_sides() {
        let of = |names: &[(&str, i64)]| Inventory {
            tables: names.iter().map(|(name, n)| ((*name).to_owned(), counted(&[&[Raw::Int(*n)]]))).collect(),
            mended: 0,
        };
        let one = of(&[("a", 1), ("b", 2), ("c", 3)]);
        assert_eq!(one.differences(&of(&[("a", 1), ("b", 9), ("d", 4)])), ["b", "c", "d"]);
        assert_eq!(one.differences(&one), Vec::<String>::new());
        assert_eq!(one.rows(), 3);
    }
}
