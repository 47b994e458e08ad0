//! A real clamd, and daemons that misbehave.

#[cfg(test)]
mod daemon;
#[cfg(test)]
mod real;
