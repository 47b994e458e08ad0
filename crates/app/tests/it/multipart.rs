//! A form as browsers send it, byte by byte: test clients refuse to send what people do send.

/// Fields and files of a form.
#[derive(Debug, Default, Clone)]
pub(crate) struct Parts {
    fields: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
}

impl Parts {
    pub(crate) const CONTENT_TYPE: &str = "multipart/form-data; boundary=----geckoformboundary7a1c";

    /// Gives the field this value alone.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.fields.retain(|(known, _)| known != name);
        self.add(name, value);
    }

    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.fields.push((name.into(), value.into()));
    }

    pub(crate) fn file(&mut self, name: &str, content: &[u8]) {
        self.files.push((name.into(), content.into()));
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// HTML, "multipart/form-data encoding algorithm": of a file's name only `"`, CR and LF are escaped.
    pub(crate) fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let boundary = "------geckoformboundary7a1c";
        for (name, value) in &self.fields {
            let head = format!("{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        for (name, content) in &self.files {
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            let head = format!(
                "{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("{boundary}--\r\n").as_bytes());
        body
    }
}
