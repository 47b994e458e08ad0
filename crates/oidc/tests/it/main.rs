//! Sign-ins against a provider in this process: every test is a real exchange on 127.0.0.1.
//!
//! `provider` is honest until a test tells it otherwise, and `keys` signs what it says, true or not.

#[cfg(test)]
mod keys;
#[cfg(test)]
mod provider;

#[cfg(test)]
mod anew;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod apple;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod facebook;
#[cfg(test)]
mod forged;
#[cfg(test)]
mod github;
#[cfg(test)]
mod google;
#[cfg(test)]
mod honest;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod microsoft;
#[cfg(test)]
mod published;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod signed_request;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod x;
