//! What holds for this door's sources as a whole.

#[cfg(test)]
mod words;
