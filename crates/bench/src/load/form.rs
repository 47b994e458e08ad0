//! The form of a new ticket as a browser sends it, each time with another key.

use crate::desk::Person;
use std::fmt::Write;

pub(crate) const ADDRESS: &str = "/soporte/abrir";
pub(crate) const CONTENT_TYPE: &str = "multipart/form-data; boundary=atiende-bench";

const DESCRIPTION: &str = "Desde esta mañana no sale nada por la impresora de la sala de profesores. En la pantalla \
    pone que está lista, pero los documentos se quedan en la cola. Hemos probado desde dos ordenadores.";

/// `once`: the key by which the program knows a form that it has had already.
pub(crate) fn body(organization: &str, once: &str) -> String {
    let fields = [
        ("once", once),
        ("subject", "La impresora de la sala de profesores no imprime"),
        ("asset", "K007-03"),
        ("organization", organization),
        ("location", "Sala de reuniones"),
        ("priority", "normal"),
        ("description", DESCRIPTION),
    ];
    let mut body = String::new();
    for (name, value) in fields {
        let _ = write!(body, "--atiende-bench\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body + "--atiende-bench--\r\n"
}

/// The people open tickets in turn. The key is random: two runs must not send the same one.
pub(super) fn script(people: &[Person]) -> String {
    let mut script =
        String::from("local people, n = {}, 0\nmath.randomseed(os.time())\nlocal run = math.random(1e9)\n");
    for Person { cookie, organization } in people {
        let body = body(organization, "{once}");
        let (before, after) = body.split_once("{once}").unwrap_or((&body, ""));
        let _ = writeln!(
            script,
            "people[#people + 1] = {{cookie = {cookie:?}, before = {}, after = {}}}",
            lua(before),
            lua(after)
        );
    }
    let _ = write!(
        script,
        "function request()
  n = n + 1
  local p = people[n % #people + 1]
  local body = p.before .. run .. '-' .. os.clock() .. '-' .. n .. p.after
  return wrk.format('POST', {ADDRESS:?}, {{['Cookie'] = p.cookie, ['Content-Type'] = {CONTENT_TYPE:?}}}, body)
end
"
    );
    script
}

/// As Lua writes a string: every byte that is not plain as its decimal number.
fn lua(text: &str) -> String {
    let mut quoted = String::from("'");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b" -_;:=.,/".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "\\{byte:03}");
        }
    }
    quoted + "'"
}
