//! What parts show together: text, HTML, and images that stand between them.

use crate::File;
use atiende_text::mail_html;

/// What a part shows: the same words once or twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) plain: Option<String>,
    /// Sanitised.
    pub(crate) html: Option<String>,
}

impl View {
    pub(crate) fn plain(text: String) -> Self {
        Self { plain: Some(text).filter(|text| !text.trim().is_empty()), html: None }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.plain.is_none() && self.html.is_none()
    }

    pub(crate) fn text(&self) -> String {
        self.plain.clone().or_else(|| self.html.as_deref().map(mail_html::to_text)).unwrap_or_default()
    }
}

/// A piece of a sequence.
#[derive(Debug)]
pub(crate) enum Piece {
    View(View),
    /// The file of this index is an image that stands here.
    Image(usize),
}

/// How an image is named where it stands: by its Content-ID, else by its place among the files of the message.
pub(crate) fn cid(file: &File, index: usize) -> String {
    file.content_id.clone().unwrap_or_else(|| format!("file-{index}"))
}

/// Of alternatives the last HTML, being the richest (RFC 2046 5.1.4), and the plain texts.
pub(crate) fn alternative(pieces: Vec<Piece>) -> View {
    let mut all = View::default();
    let mut plain: Vec<String> = Vec::new();
    for piece in pieces {
        let Piece::View(view) = piece else { continue };
        plain.extend(view.plain);
        all.html = view.html.or(all.html);
    }
    // Beside HTML, a second plain text is another form of the first; without, it may be what somebody added.
    if all.html.is_some() {
        plain.truncate(1);
    }
    all.plain = (!plain.is_empty()).then(|| plain.join("\n\n"));
    all
}

/// Of a sequence everything, in its order, in each form that any piece has.
pub(crate) fn sequence(pieces: &[Piece], files: &[File]) -> View {
    let views = || pieces.iter().filter_map(|piece| if let Piece::View(view) = piece { Some(view) } else { None });
    let (plain, html) = (views().any(|view| view.plain.is_some()), views().any(|view| view.html.is_some()));
    if let [Piece::View(only)] = pieces {
        return only.clone();
    }
    View { plain: plain.then(|| plain_sequence(pieces, files)), html: html.then(|| html_sequence(pieces, files)) }
}

fn plain_sequence(pieces: &[Piece], files: &[File]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::View(view) => view.text(),
        Piece::Image(index) => files.get(*index).map(|file| format!("[cid:{}]", cid(file, *index))).unwrap_or_default(),
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// An image that the HTML names itself does not stand after it as well.
fn html_sequence(pieces: &[Piece], files: &[File]) -> String {
    let named: std::collections::HashSet<String> = pieces
        .iter()
        .filter_map(|piece| if let Piece::View(view) = piece { view.html.as_deref() } else { None })
        .flat_map(|html| html.split("\"cid:").skip(1).filter_map(|tail| tail.split('"').next()).map(unescaped))
        .collect();
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::View(View { html: Some(html), .. }) => out.push_str(html),
            Piece::View(view) => {
                out.extend(["<div>", &escape(&view.text()).replace('\n', "<br>"), "</div>"]);
            }
            Piece::Image(index) => {
                let image = files.get(*index).map(|file| cid(file, *index)).filter(|cid| !named.contains(cid));
                out.extend(image.map(|cid| format!("<img src=\"cid:{}\">", escape(&cid))));
            }
        }
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&").replace("%40", "@")
}
