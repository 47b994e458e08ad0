//! What people and programs send: forms as a browser sends them, and the API's bodies.

use super::sends::{ONCE, Send};
use crate::people::Person;
use reqwest::header::CONTENT_TYPE;
use std::fmt::Write;

pub(crate) const ADDRESS: &str = "/soporte/abrir";
const MULTIPART: &str = "multipart/form-data; boundary=atiende-bench";

const SUBJECT: &str = "La impresora de la sala de profesores no imprime";
const DESCRIPTION: &str = "Desde esta mañana no sale nada por la impresora de la sala de profesores. En la pantalla \
    pone que está lista, pero los documentos se quedan en la cola. Hemos probado desde dos ordenadores.";
const REPLY: &str = "Hemos cambiado el controlador y reiniciado la cola. ¿Puedes imprimir ahora una página de prueba \
    y decirnos si sale bien?";
/// Bytes of a file that is uploaded: a photo, made small by the browser.
const FILE: usize = 100_000;

/// The form of a new ticket, by each of these people.
pub(crate) fn sends(people: &[Person]) -> Vec<Send> {
    let by = |person: &Person| {
        let fields = [
            ("once", ONCE),
            ("subject", SUBJECT),
            ("asset", "K007-03"),
            ("organization", &person.organization),
            ("location", "Sala de reuniones"),
            ("priority", "normal"),
            ("description", DESCRIPTION),
        ];
        send(ADDRESS.to_owned(), person, MULTIPART, multipart(&fields))
    };
    people.iter().map(by).collect()
}

/// The form of an answer in each of these tickets, by the first of these people.
pub(crate) fn replies(people: &[Person], tickets: impl Iterator<Item = u64>) -> Vec<Send> {
    let Some(person) = people.first() else { return Vec::new() };
    let fields = [("once", ONCE), ("body", REPLY), ("visibility", "public")];
    tickets.map(|n| send(format!("/t/{n}/respuestas"), person, MULTIPART, multipart(&fields))).collect()
}

/// New tickets by the API.
pub(crate) fn api_tickets(people: &[Person]) -> Vec<Send> {
    let body = serde_json::json!({ "subject": SUBJECT, "body": DESCRIPTION, "priority": "normal" }).to_string();
    let by = |person| send("/api/v1/tickets".to_owned(), person, "application/json", body.clone());
    people.iter().map(by).collect()
}

/// Files by the API, each time with other bytes.
pub(crate) fn uploads(people: &[Person]) -> Vec<Send> {
    let mut body = String::from(
        "--atiende-bench\r\nContent-Disposition: form-data; name=\"file\"; filename=\"registro.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n",
    );
    body.push_str(ONCE);
    while body.len() < FILE {
        body.push_str("\n2026-11-23 09:14:07 impresora: la cola no avanza, documento 17 de 32");
    }
    body.push_str("\r\n--atiende-bench--\r\n");
    people.iter().map(|person| send("/api/v1/attachments".to_owned(), person, MULTIPART, body.clone())).collect()
}

fn send(address: String, person: &Person, content_type: &str, body: String) -> Send {
    let headers = vec![person.header.clone(), (CONTENT_TYPE.as_str(), content_type.to_owned())];
    Send { address, headers, body }
}

fn multipart(fields: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        let _ = write!(body, "--atiende-bench\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body + "--atiende-bench--\r\n"
}
