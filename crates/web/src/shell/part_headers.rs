//! Forms with files, read although a file's name holds control characters.
//!
//! Browsers escape `"`, CR and LF in a name and send other control characters as they are; a header with one is
//! malformed to the parser (RFC 9110 5.5), and the whole form would be lost. They are taken out on the way in.

use super::state::State;
use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;

/// The parts of a request, with clean headers.
pub(crate) async fn multipart(request: Request, state: &State) -> Result<Multipart, MultipartRejection> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(boundary) = content_type.and_then(|value| multer::parse_boundary(value).ok()) else {
        return Multipart::from_request(request, state).await;
    };
    let mut cleaner = Cleaner::new(&boundary);
    let clean = |body: Body| Body::from_stream(body.into_data_stream().map_ok(move |chunk| cleaner.clean(chunk)));
    Multipart::from_request(request.map(clean), state).await
}

/// Follows a form as it arrives (RFC 2046 5.1.1). Looks at each byte once and holds none back, so it does not
/// matter how the form is cut into chunks.
struct Cleaner {
    /// What ends a body: the line break before the boundary belongs to it.
    delimiter: Vec<u8>,
    place: Place,
}

/// Where in the form the next byte stands.
#[derive(Clone, Copy)]
enum Place {
    /// In a body or the preamble; so many bytes of the delimiter were just seen.
    Body(usize),
    /// After a boundary: blanks, then the end of its line.
    Padding,
    /// In the headers of a part; so many bytes of the empty line that ends them were just seen.
    Headers(usize),
    /// After the last boundary, or where the parser will give up.
    End,
}

const EMPTY_LINE: &[u8] = b"\r\n\r\n";

impl Cleaner {
    fn new(boundary: &str) -> Self {
        // A form may begin with the boundary, as if a line had ended before it.
        Self { delimiter: format!("\r\n--{boundary}").into_bytes(), place: Place::Body(2) }
    }

    /// The chunk without the control characters of headers; bodies stay as they are.
    fn clean(&mut self, mut chunk: Bytes) -> Bytes {
        let mut kept = BytesMut::new();
        while let Some(at) = chunk.iter().position(|&byte| !self.keeps(byte)) {
            kept.extend_from_slice(&chunk.split_to(at));
            let _control = chunk.split_to(1);
        }
        if kept.is_empty() {
            return chunk;
        }
        kept.extend_from_slice(&chunk);
        kept.freeze()
    }

    fn keeps(&mut self, byte: u8) -> bool {
        self.place = match self.place {
            Place::Headers(_) if byte.is_ascii_control() && !b"\t\r\n".contains(&byte) => return false,
            Place::Headers(seen) => match after(EMPTY_LINE, seen, byte) {
                all if all == EMPTY_LINE.len() => Place::Body(0),
                seen => Place::Headers(seen),
            },
            Place::Body(seen) => match after(&self.delimiter, seen, byte) {
                all if all == self.delimiter.len() => Place::Padding,
                seen => Place::Body(seen),
            },
            Place::Padding if b" \t\r".contains(&byte) => Place::Padding,
            Place::Padding if byte == b'\n' => Place::Headers(0),
            Place::Padding | Place::End => Place::End,
        };
        true
    }
}

/// How much of `wanted` was seen once `byte` follows `seen` bytes of it. A failed try can only begin anew at a CR:
/// a delimiter has no second one, and two CR in a row begin no empty line but at the second.
fn after(wanted: &[u8], seen: usize, byte: u8) -> usize {
    if wanted.get(seen) == Some(&byte) { seen + 1 } else { usize::from(byte == b'\r') }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Names and contents of files, as a form with the boundary `b`.
    fn form(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut form = Vec::new();
        for (name, content) in parts {
            form.extend_from_slice(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
            form.extend_from_slice(name.as_bytes());
            form.extend_from_slice(b"\"\r\n\r\n");
            form.extend_from_slice(content);
            form.extend_from_slice(b"\r\n");
        }
        form.extend_from_slice(b"--b--\r\nepilogue \x01\x02");
        form
    }

    fn cleaned<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
        let mut cleaner = Cleaner::new("b");
        chunks.into_iter().flat_map(|chunk| cleaner.clean(Bytes::copy_from_slice(chunk))).collect()
    }

    fn without_controls(name: &str) -> String {
        name.chars().filter(|c| !c.is_ascii_control() || *c == '\t').collect()
    }

    /// Bodies full of what looks like the end of a body, but is not.
    fn content() -> impl Strategy<Value = Vec<u8>> {
        let bits: [&[u8]; 9] = [b"\r", b"\n", b"\r\n", b"-", b"--b", b"--b--", b"\r\n-", b"\x01\x7f\0", b"x\r\n\r\ny"];
        let content = prop::collection::vec(prop::sample::select(bits.to_vec()), 0..12);
        content.prop_map(|bits| bits.concat()).prop_filter("ends here", |content| {
            let followed = [&content[..], b"\r\n"].concat();
            !followed.windows(5).any(|window| window == b"\r\n--b")
        })
    }

    proptest! {
        #[test]
        fn names_are_cleaned_and_bodies_stay_whatever_the_chunks(
            parts in prop::collection::vec(("[a-z \u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}ñ\t]{0,12}", content()), 0..4),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let sent = form(&parts);
            let clean: Vec<_> = parts.iter().map(|(name, content)| (without_controls(name), content.clone())).collect();
            let expected = form(&clean);
            prop_assert_eq!(&cleaned([&sent[..]]), &expected);
            prop_assert_eq!(&cleaned(sent.chunks(1)), &expected);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(sent.len())).collect();
            cuts.extend([0, sent.len()]);
            cuts.sort_unstable();
            prop_assert_eq!(&cleaned(cuts.windows(2).map(|cut| &sent[cut[0]..cut[1]])), &expected);
        }
    }

    #[test]
    fn a_control_character_cannot_hide_the_end_of_the_headers() {
        let sent = b"--b \t\r\nA: b\r\n\x01\r\nbody \x01\r\n--b--";
        assert_eq!(cleaned([&sent[..]]), b"--b \t\r\nA: b\r\n\r\nbody \x01\r\n--b--");
    }
}
