//! A real directory (`tests/services/slapd.sh`), and servers that are none.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod slapd;
