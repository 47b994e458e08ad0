//! What is sent again and again, each time as something new.

use std::fmt::Write as _;

/// Stands in a body where each sending has a word of its own.
pub(crate) const ONCE: &str = "{once}";

/// A POST.
pub(crate) struct Send {
    pub(crate) address: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// With `ONCE` where it differs each time; without, it is the same each time.
    pub(crate) body: String,
}

/// wrk sends these in turn. The word is random: two runs must not send the same one.
pub(super) fn script(sends: &[Send]) -> String {
    let mut script = String::from("local sends, n = {}, 0\nmath.randomseed(os.time())\nlocal run = math.random(1e9)\n");
    for Send { address, headers, body } in sends {
        let (before, after) = body.split_once(ONCE).map_or((body.as_str(), None), |(b, a)| (b, Some(a)));
        let headers: Vec<String> =
            headers.iter().map(|(name, value)| format!("[{}] = {}", lua(name), lua(value))).collect();
        let headers = headers.join(", ");
        let after = after.map_or("nil".to_owned(), lua);
        let (address, before) = (lua(address), lua(before));
        let _ = writeln!(
            script,
            "sends[#sends + 1] = {{address = {address}, headers = {{{headers}}}, before = {before}, after = {after}}}"
        );
    }
    script
        + "function request()
  n = n + 1
  local s = sends[n % #sends + 1]
  local body = s.before
  if s.after then body = body .. run .. '-' .. os.clock() .. '-' .. n .. s.after end
  return wrk.format('POST', s.address, s.headers, body)
end
"
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
