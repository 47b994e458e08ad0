//! Rows for spreadsheets (RFC 4180) in which nothing is a formula.

/// Excel takes a file for UTF-8 only if it begins so.
pub(crate) const BEGIN: &str = "\u{feff}";

/// One row with its line end.
pub(crate) fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// What begins like a formula is begun with an apostrophe, which spreadsheets do not show (OWASP, "CSV Injection").
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
    if text.contains(['"', ',', ';', '\r', '\n']) || !guard.is_empty() {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_a_formula() {
        assert_eq!(row(["a", "b, c", "d \"e\"", ""]), "a,\"b, c\",\"d \"\"e\"\"\",\r\n");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert!(cell(formula).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(cell("2026-11-23"), "2026-11-23");
    }
}
