//! A real directory (`tests/services/slapd.sh`), and servers that are none.

mod hostile;
mod slapd;
