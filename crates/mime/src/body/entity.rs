//! A message or a part of one: what its header says of its body (RFC 2045, RFC 2183).

use super::transfer::{self, Encoding};
use crate::header::params::Params;
use crate::header::{Fields, one_line, words};
use std::borrow::Cow;

#[derive(Debug)]
pub(crate) struct Entity<'x> {
    /// `type/subtype` in small letters.
    pub(crate) kind: String,
    pub(crate) params: Params,
    disposition: Params,
    pub(crate) encoding: Encoding,
    /// As it travels.
    pub(crate) body: &'x [u8],
    fields: Fields<'x>,
}

impl<'x> Entity<'x> {
    /// A part. Without a type it is text, or a message within a digest (RFC 2046 5.1.5).
    pub(crate) fn part(raw: &'x [u8], default: &str) -> Self {
        let (fields, body) = Fields::split(raw);
        Self::new(fields, body, default)
    }

    pub(crate) fn new(fields: Fields<'x>, body: &'x [u8], default: &str) -> Self {
        let structured = |name| Params::parse(&fields.first(name).unwrap_or_default());
        let (params, disposition) = (structured("content-type"), structured("content-disposition"));
        let encoding = Encoding::named(&fields.first("content-transfer-encoding").unwrap_or_default());
        let mut entity = Self { kind: String::new(), params, disposition, encoding, body, fields };
        entity.kind = entity.kind(default);
        entity
    }

    /// A part without a type is text, and so is one with a type that is none (RFC 2045 5.2), unless it is a file.
    fn kind(&self, default: &str) -> String {
        let declared = self.params.value.as_str();
        let known = declared.split_once('/').is_some_and(|(kind, sub)| is_token(kind) && is_token(sub));
        match declared {
            declared if known => declared.to_owned(),
            "" => default.to_owned(),
            "html" => "text/html".to_owned(),
            _ if self.is_attachment() || self.name().is_some_and(|name| !name.is_empty()) => {
                "application/octet-stream".to_owned()
            }
            _ => "text/plain".to_owned(),
        }
    }

    pub(crate) fn is_multipart(&self) -> bool {
        self.kind.starts_with("multipart/")
    }

    pub(crate) fn is_attachment(&self) -> bool {
        self.disposition.value == "attachment"
    }

    /// The name of the file as it was sent.
    pub(crate) fn name(&self) -> Option<&str> {
        let filled = |params: &'_ Params, name: &str| params.get(name).is_some_and(|name| !name.is_empty());
        let filename = filled(&self.disposition, "filename").then(|| self.disposition.get("filename")).flatten();
        filename.or_else(|| self.params.get("name")).or_else(|| self.disposition.get("name"))
    }

    /// Without the angle brackets.
    pub(crate) fn content_id(&self) -> Option<String> {
        let id = one_line(&words::decode(&self.fields.first("content-id")?));
        let id = id.trim_matches(|c: char| c.is_whitespace() || "<>".contains(c));
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// Whether it is meant to be shown within the text: because it says so; or it says nothing, and the text of a
    /// `multipart/related` or an image elsewhere may name it.
    pub(crate) fn is_inline(&self, related: bool) -> bool {
        match self.disposition.value.as_str() {
            "inline" => true,
            "attachment" => false,
            _ => self.content_id().is_some() && (related || self.kind.starts_with("image/")),
        }
    }

    /// Nothing is copied that does not have to be decoded.
    pub(crate) fn content(&self) -> Cow<'x, [u8]> {
        self.encoding.decode(self.body)
    }

    /// The bytes of a text. One that says to be base64 and is not stands for itself.
    pub(crate) fn text_content(&self) -> Cow<'x, [u8]> {
        let prose = self.encoding == Encoding::Base64 && transfer::is_prose(self.body);
        if prose { Cow::Borrowed(self.body) } else { self.content() }
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"/\"(),;:<>=?@[]\\".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::Entity;

    fn part(header: &str) -> Entity<'_> {
        Entity::part(header.as_bytes(), "text/plain")
    }

    #[test]
    fn a_type_is_read_or_supposed() {
        for (header, kind) in [
            ("Content-Type: Image/PNG; name=a", "image/png"),
            ("Content-Type: text", "text/plain"),
            ("Content-Type: html", "text/html"),
            ("Content-Type: image\nContent-Disposition: attachment", "application/octet-stream"),
            ("Content-Type: text/plain; charset=utf-8\nContent-Type: image/png", "text/plain"),
            ("Content-Type: a/b/c", "text/plain"),
            ("Subject: a", "text/plain"),
            ("Content-Disposition: attachment; filename=a.pdf", "text/plain"),
            ("Content-Type: pdf\nContent-Disposition: attachment; filename=a.pdf", "application/octet-stream"),
        ] {
            assert_eq!(part(header).kind, kind, "{header}");
        }
    }

    #[test]
    fn a_name_is_found_in_either_field() {
        for (header, name) in [
            ("Content-Type: a/b; name=a.b\nContent-Disposition: attachment; filename=c.d", Some("c.d")),
            ("Content-Type: a/b; name=a.b\nContent-Disposition: attachment; filename=\"\"", Some("a.b")),
            ("Content-Type: a/b; name=a.b", Some("a.b")),
            ("Content-Type: a/b; name*=utf-8''%C3%B1", Some("ñ")),
            ("Content-Type: a/b", None),
        ] {
            assert_eq!(part(header).name(), name, "{header}");
        }
    }

    #[test]
    fn what_is_shown_within_the_text() {
        for (header, related, inline) in [
            ("Content-Type: image/png\nContent-Disposition: inline", false, true),
            ("Content-Type: image/png\nContent-ID: <a@b>", false, true),
            ("Content-Type: image/png\nContent-ID: <a@b>\nContent-Disposition: attachment", true, false),
            ("Content-Type: image/png", true, false),
            ("Content-Type: audio/mp3\nContent-ID: a@b", true, true),
            ("Content-Type: audio/mp3\nContent-ID: a@b", false, false),
        ] {
            assert_eq!(part(header).is_inline(related), inline, "{header}");
        }
        assert_eq!(part("Content-ID: <a@b>").content_id(), Some("a@b".to_owned()));
        assert_eq!(part("Content-ID: <>").content_id(), None);
    }
}
