//! Reads names and sizes of functions out of a WebAssembly module that still has its name section: what weighs how
//! much, and the proof that code which is too heavy for the browser is not in it.

use std::collections::BTreeMap;

const CUSTOM_SECTION: u8 = 0;
pub(super) const IMPORT_SECTION: u8 = 2;
pub(super) const CODE_SECTION: u8 = 10;
const FUNCTION_NAMES: u8 = 1;
/// Magic number and version.
pub(super) const HEADER: usize = 8;

/// A function of the module.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// Its name, with the path of its module.
    pub(crate) name: String,
    /// Bytes of its code.
    pub(crate) bytes: usize,
    /// The part of the app it is in: 0 for the first, then the lazy chunks.
    pub(crate) part: usize,
}

/// The functions of `module` that have code, in its order; empty where it is damaged.
pub(super) fn functions(module: &[u8]) -> Vec<Function> {
    read(module).unwrap_or_default()
}

fn read(module: &[u8]) -> Option<Vec<Function>> {
    let mut reader = Reader {
        rest: module.get(HEADER..)?,
    };
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    while let Some(id) = reader.byte() {
        let mut section = reader.sized()?;
        match id {
            IMPORT_SECTION => imported = imported_functions(&mut section)?,
            CODE_SECTION => {
                for _ in 0..section.number()? {
                    sizes.push(section.sized()?.rest.len());
                }
            }
            CUSTOM_SECTION if section.sized()?.rest == b"name" => names = names_in(&mut section)?,
            _ => {}
        }
    }
    let named = (imported..).zip(sizes).map(|(index, bytes)| Function {
        name: names.remove(&index).unwrap_or_default(),
        bytes,
        part: 0,
    });
    Some(named.collect())
}

/// Imports come first in the numbering of functions.
pub(super) fn imported_functions(section: &mut Reader<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.sized()?;
        section.sized()?;
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => {
                section.byte()?;
                section.byte()?;
            }
            4 => {
                section.byte()?;
                section.number()?;
            }
            _ => return None,
        }
    }
    Some(functions)
}

fn names_in(section: &mut Reader<'_>) -> Option<BTreeMap<usize, String>> {
    while let Some(id) = section.byte() {
        let mut part = section.sized()?;
        if id != FUNCTION_NAMES {
            continue;
        }
        let mut names = BTreeMap::new();
        for _ in 0..part.number()? {
            let index = part.number()?;
            names.insert(index, String::from_utf8_lossy(part.sized()?.rest).into_owned());
        }
        return Some(names);
    }
    Some(BTreeMap::new())
}

/// A place in a module.
pub(super) struct Reader<'a> {
    /// What follows.
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// An unsigned number in LEB128.
    pub(super) fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A run of bytes with its length before it.
    pub(super) fn sized(&mut self) -> Option<Reader<'a>> {
        let length = self.number()?;
        let (run, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Reader { rest: run })
    }

    /// The limits of a table or a memory, passed over.
    fn limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Function, functions};

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![id, content.len() as u8];
        bytes.extend(content);
        bytes
    }

    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        // One imported memory, one imported function, then two functions of 3 and 2 bytes.
        module.extend(section(2, &[2, 1, b'e', 1, b'm', 2, 1, 1, 9, 1, b'e', 1, b'f', 0, 0]));
        module.extend(section(10, &[2, 3, 0, 1, 11, 2, 0, 11]));
        let mut names = vec![4];
        names.extend(b"name");
        names.extend([0, 2, 1, b'm']); // the module's own name
        names.extend([1, 16, 3, 0, 2, b'i', b'n', 1, 3]);
        names.extend(b"one");
        names.extend([0x82, 0, 3]); // function 2, in two bytes
        names.extend(b"two");
        module.extend(section(0, &names));
        module
    }

    #[test]
    fn functions_have_names_and_sizes() {
        let expected = [("one", 3), ("two", 2)].map(|(name, bytes)| Function {
            name: name.to_owned(),
            bytes,
            part: 0,
        });
        assert_eq!(functions(&module()), expected);
    }

    #[test]
    fn damage_gives_no_names_and_no_panic() {
        let module = module();
        for end in 0..module.len() {
            functions(&module[..end]);
        }
        for at in 0..module.len() {
            let mut flipped = module.clone();
            flipped[at] ^= 0xff;
            functions(&flipped);
        }
        assert_eq!(functions(&module[..20]), []);
    }
}
