//! What was measured, kept: for a later run to be compared with, and for people to read.

use crate::Failure;
use crate::report::Line;
use std::collections::BTreeMap;
use std::path::Path;

/// Keeps each line's CPU microseconds by its name, beside those of other runs of the same desk.
pub(crate) fn keep(file: &Path, lines: &[Line]) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(&file.display().to_string(), error);
    let mut kept = if file.exists() { read(file)? } else { BTreeMap::new() };
    kept.extend(lines.iter().map(|line| (line.name.to_owned(), line.ours.cpu)));
    let text = serde_json::to_string_pretty(&kept).map_err(|error| failed(&error))?;
    std::fs::write(file, text).map_err(|error| failed(&error))
}

/// CPU microseconds by name.
pub(crate) fn read(file: &Path) -> Result<BTreeMap<String, f64>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(&file.display().to_string(), error);
    let text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}

/// Writes the block of this name anew: what stands between `<!-- bench NAME -->` and the next `<!-- end -->`.
pub(crate) fn write_into(file: &Path, block: &str, text: &str) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(&file.display().to_string(), error);
    let page = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
    let begin = format!("<!-- bench {block} -->\n");
    let found = page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once("<!-- end -->")?.1)));
    let (before, after) = found.ok_or_else(|| failed(&format!("no block {begin:?}")))?;
    std::fs::write(file, format!("{before}{begin}{text}<!-- end -->{after}")).map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::write_into;

    #[test]
    fn a_block_is_written_anew_and_the_rest_stays() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "A\n<!-- bench sqlite 10 -->\nold\n<!-- end -->\nB\n").unwrap();
        write_into(file.path(), "sqlite 10", "new\n").unwrap();
        let page = std::fs::read_to_string(&file).unwrap();
        assert_eq!(page, "A\n<!-- bench sqlite 10 -->\nnew\n<!-- end -->\nB\n");
        assert!(write_into(file.path(), "sqlite 20", "new\n").is_err());
    }
}
