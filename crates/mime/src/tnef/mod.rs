//! `winmail.dat`: what Outlook and Exchange put files and the formatted text into (MS-OXTNEF). Every length in it is a
//! stranger's word: nothing is reserved by it, and what ends too early is read as far as it goes.

mod lzfu;
mod properties;
mod rtf;

use crate::charset;
use crate::header::one_line;
use crate::message::File;
use properties::{Properties, Property};

/// What was in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tnef {
    pub(crate) text: String,
    pub(crate) html: Option<String>,
    pub(crate) files: Vec<File>,
    /// It was read to its end, and everything in it was understood.
    pub(crate) whole: bool,
}

/// MS-OXTNEF 2.1.1
const SIGNATURE: u32 = 0x223E_9F78;
/// Messages hold fewer files.
const MOST_FILES: usize = 1_000;

/// Attributes (MS-OXTNEF 2.1.3.3), without their types.
mod attribute {
    pub(super) const BODY: u16 = 0x800C;
    pub(super) const ATTACHMENT_DATA: u16 = 0x800F;
    pub(super) const ATTACHMENT_TITLE: u16 = 0x8010;
    pub(super) const ATTACHMENT_BEGINS: u16 = 0x9002;
    pub(super) const MESSAGE_PROPERTIES: u16 = 0x9003;
    pub(super) const ATTACHMENT_PROPERTIES: u16 = 0x9005;
    pub(super) const CODE_PAGE: u16 = 0x9007;
}

/// MAPI properties (MS-OXPROPS).
mod property {
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const RTF: u16 = 0x1009;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const DATA: u16 = 0x3701;
    pub(super) const FILE_NAME: u16 = 0x3704;
    pub(super) const LONG_FILE_NAME: u16 = 0x3707;
    pub(super) const DISPLAY_NAME: u16 = 0x3001;
    pub(super) const MIME_TYPE: u16 = 0x370E;
    pub(super) const CONTENT_ID: u16 = 0x3712;
    pub(super) const CODE_PAGE: u16 = 0x3FDE;
}

/// Bytes that are taken from the front.
#[derive(Debug, Clone, Copy)]
struct Bytes<'x>(&'x [u8]);

impl<'x> Bytes<'x> {
    fn take(&mut self, length: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }
}

/// What a `winmail.dat` holds; `None` if it is none or holds nothing.
pub(crate) fn read(content: &[u8]) -> Option<Tnef> {
    let mut bytes = Bytes(content);
    (bytes.u32()? == SIGNATURE).then_some(())?;
    bytes.u16()?; // the key, which nobody uses
    let mut reader = Reader { charset: "windows-1252".to_owned(), tnef: Tnef { whole: true, ..Tnef::default() } };
    while !bytes.0.is_empty() {
        let next = next(&mut bytes);
        let read = next.and_then(|(id, data)| reader.attribute(id, data));
        reader.tnef.whole &= read.is_some();
        if next.is_none() {
            break;
        }
    }
    let tnef = reader.tnef;
    (!tnef.files.is_empty() || !tnef.text.trim().is_empty() || tnef.html.is_some()).then_some(tnef)
}

/// The number of the next attribute and its bytes.
fn next<'x>(bytes: &mut Bytes<'x>) -> Option<(u16, &'x [u8])> {
    let _level = bytes.u8()?;
    let id = bytes.u16()?;
    let _kind = bytes.u16()?;
    let length = bytes.length()?;
    let data = bytes.take(length)?;
    let _checksum = bytes.u16()?;
    Some((id, data))
}

struct Reader {
    charset: String,
    tnef: Tnef,
}

impl Reader {
    fn attribute(&mut self, id: u16, data: &[u8]) -> Option<()> {
        match id {
            attribute::CODE_PAGE => {
                let page = Bytes(data).u32().unwrap_or_default();
                self.charset = code_page(page);
            }
            attribute::BODY if self.tnef.text.is_empty() => self.tnef.text = self.decode(data),
            attribute::MESSAGE_PROPERTIES => self.message(&Properties::parse(data)?),
            attribute::ATTACHMENT_BEGINS => {
                (self.tnef.files.len() < MOST_FILES).then_some(())?;
                let content_type = "application/octet-stream".to_owned();
                self.tnef.files.push(File { content_type, ..File::default() });
            }
            attribute::ATTACHMENT_TITLE => {
                let title = self.decode(data);
                self.tnef.files.last_mut()?.name = title;
            }
            attribute::ATTACHMENT_DATA => self.tnef.files.last_mut()?.content = data.to_vec(),
            attribute::ATTACHMENT_PROPERTIES => {
                let properties = Properties::parse(data)?;
                let file = self.tnef.files.last_mut()?;
                describe(file, &properties, &self.charset);
            }
            _ => {}
        }
        Some(())
    }

    fn message(&mut self, properties: &Properties<'_>) {
        let page = properties.get(property::CODE_PAGE).and_then(|page| Bytes(page.bytes).u32());
        let of_html = page.map_or_else(|| self.charset.clone(), code_page);
        if let Some(html) = properties.get(property::HTML).filter(|html| !html.bytes.is_empty()) {
            self.tnef.html = Some(string(html, &of_html));
        }
        if let Some(text) = properties.get(property::BODY) {
            self.tnef.text = string(text, &self.charset);
        }
        if let Some(rtf) = properties.get(property::RTF).and_then(|rtf| lzfu::decompress(rtf.bytes)) {
            match rtf::read(&rtf) {
                rtf::Words::Html(html) => self.tnef.html = self.tnef.html.take().or(Some(html)),
                rtf::Words::Plain(text) if self.tnef.text.trim().is_empty() => self.tnef.text = text,
                rtf::Words::Plain(_) => {}
            }
        }
    }

    fn decode(&self, bytes: &[u8]) -> String {
        charset::decode(bytes, Some(&self.charset)).trim_end_matches('\0').to_owned()
    }
}

fn describe(file: &mut File, properties: &Properties<'_>, charset: &str) {
    let text = |id| properties.get(id).map(|value| string(value, charset)).filter(|text| !text.is_empty());
    let name = text(property::LONG_FILE_NAME).or_else(|| text(property::FILE_NAME));
    if let Some(name) = name {
        file.name = name;
    } else if file.name.is_empty() {
        file.name = text(property::DISPLAY_NAME).unwrap_or_default();
    }
    if let Some(kind) = text(property::MIME_TYPE).filter(|kind| kind.split_once('/').is_some()) {
        file.content_type = kind.to_ascii_lowercase();
    }
    file.content_id = text(property::CONTENT_ID).map(|id| one_line(id.trim_matches(['<', '>'])));
    file.inline = file.content_id.is_some() && file.content_type.starts_with("image/");
    if let Some(data) = properties.get(property::DATA).filter(|_| file.content.is_empty()) {
        file.content = data.bytes.to_vec();
    }
}

fn string(property: &Property<'_>, charset: &str) -> String {
    let label = if property.is_unicode() { "utf-16le" } else { charset };
    charset::decode(property.bytes, Some(label)).trim_end_matches('\0').to_owned()
}

/// Windows' number of a charset as a name.
fn code_page(page: u32) -> String {
    match page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        437 | 850 | 858 => "cp850".to_owned(),
        866 => "cp866".to_owned(),
        20866 => "koi8-r".to_owned(),
        28591..=28605 => format!("iso-8859-{}", page - 28590),
        65001 => "utf-8".to_owned(),
        page if (1250..=1258).contains(&page) || page == 874 => format!("windows-{page}"),
        _ => "windows-1252".to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
