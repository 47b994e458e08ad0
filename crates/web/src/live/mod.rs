//! `GET /events`: a stream that tells an open page to look again. Names of what changed (`atiende_core::live`), never what
//! it is: each page fetches itself anew, and sees what its reader may see.
//!
//! `open` answers the request; `asked` reads it; `proof` says who listens, and to what; `hub` knows all streams of this
//! node; `reader` is one of them; `follow` brings what any node changed, `keep` the heartbeats and the end of rights.
//!
//! Asked for as `/events?topic=t:42&topic=queue`, up to 32 topics, perhaps `&since=ID`; `Last-Event-ID` counts before that.
//! Told are events without a name, whose data is a topic or `*` (look at everything: something may have been missed), and
//! `gone`, whose data is a topic that the reader may not hear (any more). Ids say up to where it was told; `retry` differs
//! from stream to stream. 401 without a session, 404 when no topic is theirs, 503 when there are too many streams.
//! docs/manual/live.md tells the rest.

mod asked;
mod follow;
mod hub;
mod keep;
mod open;
mod proof;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use hub::Hub;
pub(crate) use open::get;
