//! The seam between the module and its JavaScript: wasm-bindgen gives what goes through it names with hashes, twice,
//! which no compression makes small, and lets the module offer what its JavaScript never asks for.

use anyhow::{Context, Result, bail};

use super::functions::{HEADER, IMPORT_SECTION, Reader};

const EXPORT_SECTION: u8 = 7;
/// What wasm-bindgen calls its JavaScript in the module.
const GLUE: &str = "./app_bg.js";
const SHORT_GLUE: &str = "a";

/// Gives everything that the module takes from its JavaScript a short name, in both of them.
///
/// # Errors
/// When the two do not fit, or the module is damaged.
pub(super) fn shorten_imports(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut script = renamed(script, &format!("\"{GLUE}\":"), &format!("\"{SHORT_GLUE}\":"))?;
    let module = with_section(module, IMPORT_SECTION, |section| {
        let mut reader = Reader { rest: section };
        let count = reader.number().context(DAMAGED)?;
        let mut made = leb128(count);
        for at in 0..count {
            let from = reader.sized().context(DAMAGED)?.rest;
            let name = reader.sized().context(DAMAGED)?.rest;
            if from != GLUE.as_bytes() || reader.byte().context(DAMAGED)? != 0 {
                bail!("the module takes something else than functions of {GLUE}");
            }
            let name = std::str::from_utf8(name).context(DAMAGED)?;
            let short = short(at);
            script = renamed(&script, &format!(" {name}:"), &format!(" {short}:"))?;
            for text in [SHORT_GLUE, &short] {
                made.extend(leb128(text.len()));
                made.extend(text.as_bytes());
            }
            made.push(0);
            made.extend(leb128(reader.number().context(DAMAGED)?));
        }
        Ok(made)
    })?;
    Ok((module, script))
}

/// The module without the exports that `script` does not name; what only they needed, wasm-opt takes out.
///
/// # Errors
/// When the module is damaged.
pub(super) fn drop_unused_exports(module: &[u8], script: &str) -> Result<Vec<u8>> {
    let words: std::collections::BTreeSet<&str> = script
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$')
        .collect();
    with_section(module, EXPORT_SECTION, |section| {
        let mut reader = Reader { rest: section };
        let (mut kept, mut made) = (0, Vec::new());
        for _ in 0..reader.number().context(DAMAGED)? {
            let name = reader.sized().context(DAMAGED)?.rest;
            let kind = reader.byte().context(DAMAGED)?;
            let index = reader.number().context(DAMAGED)?;
            if words.contains(std::str::from_utf8(name).context(DAMAGED)?) {
                kept += 1;
                made.extend(leb128(name.len()));
                made.extend(name);
                made.push(kind);
                made.extend(leb128(index));
            }
        }
        Ok([leb128(kept), made].concat())
    })
}

const DAMAGED: &str = "the module is damaged";

/// `module` with the content of one of its sections made anew.
fn with_section(module: &[u8], id: u8, mut make: impl FnMut(&[u8]) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let (header, sections) = module.split_at_checked(HEADER).context(DAMAGED)?;
    let mut made = header.to_vec();
    let mut reader = Reader { rest: sections };
    while let Some(found) = reader.byte() {
        let content = reader.sized().context(DAMAGED)?.rest;
        let content = if found == id { make(content)? } else { content.to_vec() };
        made.push(found);
        made.extend(leb128(content.len()));
        made.extend(content);
    }
    Ok(made)
}

/// `script` with the only `from` in it replaced.
fn renamed(script: &str, from: &str, to: &str) -> Result<String> {
    if script.matches(from).count() != 1 {
        bail!("the JavaScript of wasm-bindgen has not exactly one {from}");
    }
    Ok(script.replacen(from, to, 1))
}

/// "a" to "z", then "aa" and so on.
fn short(at: usize) -> String {
    let letter = char::from(b'a' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        before => format!("{}{letter}", short(before - 1)),
    }
}

/// A number as modules write it.
pub(super) fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::{drop_unused_exports, leb128, short, shorten_imports};

    fn section(id: u8, content: &[&[u8]]) -> Vec<u8> {
        let content = content.concat();
        [&[id][..], &leb128(content.len()), &content].concat()
    }

    fn module(import: &str, from: &str) -> Vec<u8> {
        let (import_length, from_length) = (leb128(import.len()), leb128(from.len()));
        let imports: [&[u8]; 6] = [
            &[1],
            &from_length,
            from.as_bytes(),
            &import_length,
            import.as_bytes(),
            &[0, 5],
        ];
        let exports: [&[u8]; 3] = [&[2], b"\x05start\x00\x07", b"\x04gone\x00\x08"];
        [b"\0asm\x01\0\0\0".to_vec(), section(2, &imports), section(7, &exports)].concat()
    }

    #[test]
    fn imports_are_short_in_both() {
        let script = "const i = {\n  __wbg_abort_f8d1: function() {} };\nreturn { \"./app_bg.js\": i };";
        let (short, renamed) = shorten_imports(&module("__wbg_abort_f8d1", "./app_bg.js"), script).expect("it fits");
        assert_eq!(renamed, "const i = {\n  a: function() {} };\nreturn { \"a\": i };");
        assert_eq!(short, module("a", "a"));
        assert!(shorten_imports(&module("__wbg_other", "./app_bg.js"), script).is_err());
        assert!(shorten_imports(&module("__wbg_abort_f8d1", "env"), script).is_err());
        assert!(shorten_imports(&short[..12], script).is_err());
    }

    #[test]
    fn only_what_the_script_names_is_offered() {
        let kept = drop_unused_exports(&module("a", "a"), "x.start(); restart; _gone").expect("a module");
        assert!(kept.windows(5).any(|bytes| bytes == b"start"));
        assert!(!kept.windows(4).any(|bytes| bytes == b"gone"));
    }

    #[test]
    fn names_are_short_and_differ() {
        let names: Vec<String> = (0..800).map(short).collect();
        assert_eq!(
            (&*names[0], &*names[25], &*names[26], &*names[701], &*names[702]),
            ("a", "z", "aa", "zz", "aaa")
        );
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), names.len());
    }
}
