//! Builds what browsers fetch: one style sheet lowered for old browsers, the script modules
//! as written, each under a name with its content's hash, compressed once and for ever.

use flate2::{Compression, write::GzEncoder};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Built<T> = Result<T, Box<dyn Error>>;

/// A file to be served: under which address, and its bytes.
struct Asset {
    address: String,
    content_type: &'static str,
    bytes: Vec<u8>,
}

#[expect(clippy::disallowed_methods, reason = "Cargo tells a build script its folder so")]
fn main() -> Built<()> {
    // From the package's folder, in which Cargo runs this.
    let root = Path::new("../../assets");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=../../templates");
    let mut named = BTreeMap::new();
    named.insert("app.css".to_owned(), asset("app", "css", "text/css; charset=utf-8", style_sheet(&root.join("css"))?));
    scripts(&root.join("js"), &mut named)?;
    for file in files(&root.join("img"), "svg")? {
        let name = stem(&file);
        named.insert(format!("{name}.svg"), asset(&name, "svg", "image/svg+xml", fs::read(&file)?));
    }
    fs::write(out.join("assets.rs"), table(&named, &out)?)?;
    Ok(())
}

fn style_sheet(folder: &Path) -> Built<Vec<u8>> {
    let mut source = String::new();
    for file in files(folder, "css")? {
        source.push_str(&fs::read_to_string(file)?);
        source.push('\n');
    }
    // The floor of the design: Chrome 109 and Firefox ESR 115 with room to spare, Safari 15.4.
    let browsers =
        Browsers { chrome: Some(100 << 16), firefox: Some(102 << 16), safari: Some(14 << 16), ..Browsers::default() };
    let targets = Targets::from(browsers);
    let mut sheet = StyleSheet::parse(&source, ParserOptions::default()).map_err(|e| format!("assets/css: {e}"))?;
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() }).map_err(|e| e.to_string())?;
    let printed = sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })?;
    Ok(printed.code.into_bytes())
}

/// Modules import each other by hashed address, so a module is named after those that it imports.
fn scripts(folder: &Path, named: &mut BTreeMap<String, Asset>) -> Built<()> {
    let mut waiting: BTreeMap<String, String> = BTreeMap::new();
    for file in files(folder, "js")? {
        waiting.insert(stem(&file), fs::read_to_string(&file)?);
    }
    while !waiting.is_empty() {
        let ready = waiting.iter().find(|(_, source)| !imports_any(source, &waiting)).map(|(name, _)| name.clone());
        let name = ready.ok_or("assets/js: modules import each other in a circle")?;
        let mut source = waiting.remove(&name).unwrap_or_default();
        for (file, asset) in named.iter() {
            source = source.replace(&format!("'./{file}'"), &format!("'{}'", asset.address));
        }
        named.insert(format!("{name}.js"), asset(&name, "js", "text/javascript; charset=utf-8", source.into_bytes()));
    }
    Ok(())
}

fn imports_any(source: &str, modules: &BTreeMap<String, String>) -> bool {
    modules.keys().any(|name| source.contains(&format!("'./{name}.js'")))
}

fn asset(name: &str, extension: &str, content_type: &'static str, bytes: Vec<u8>) -> Asset {
    let hash = Sha256::digest(&bytes).iter().take(5).fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    });
    Asset { address: format!("/assets/{name}.{hash}.{extension}"), content_type, bytes }
}

/// Writes each form of each file, and the Rust table that embeds them.
fn table(named: &BTreeMap<String, Asset>, out: &Path) -> Built<String> {
    let mut code = String::from("pub(crate) static ASSETS: &[Asset] = &[\n");
    for (name, asset) in named {
        let file = asset.address.trim_start_matches("/assets/");
        fs::write(out.join(file), &asset.bytes)?;
        fs::write(out.join(format!("{file}.gz")), gzip(&asset.bytes)?)?;
        fs::write(out.join(format!("{file}.br")), brotli(&asset.bytes)?)?;
        let bytes = |suffix: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}{suffix}\"))");
        writeln!(
            code,
            "    Asset {{ name: {name:?}, address: {:?}, content_type: {:?}, plain: {}, gzip: {}, brotli: {} }},",
            asset.address,
            asset.content_type,
            bytes(""),
            bytes(".gz"),
            bytes(".br")
        )?;
    }
    code.push_str("];\n");
    Ok(code)
}

fn gzip(bytes: &[u8]) -> Built<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(bytes: &[u8]) -> Built<Vec<u8>> {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 4096, 11, 22).write_all(bytes)?;
    Ok(out)
}

fn files(folder: &Path, extension: &str) -> Built<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}
