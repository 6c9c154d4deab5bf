//! Reads the names of functions out of a WebAssembly module's name section: the proof that code which is too heavy
//! for the browser is not in it.

const CUSTOM_SECTION: u8 = 0;
const FUNCTION_NAMES: u8 = 1;
/// Magic number and version.
const HEADER: usize = 8;

/// The function names of `module`; empty where it has none or is damaged.
pub(crate) fn function_names(module: &[u8]) -> Vec<String> {
    let mut reader = Reader {
        rest: module.get(HEADER..).unwrap_or_default(),
    };
    while let (Some(id), Some(mut section)) = (reader.byte(), reader.sized()) {
        if id == CUSTOM_SECTION && section.sized().is_some_and(|name| name.rest == b"name") {
            return names_in(&mut section).unwrap_or_default();
        }
    }
    Vec::new()
}

fn names_in(section: &mut Reader<'_>) -> Option<Vec<String>> {
    loop {
        let (id, mut part) = (section.byte()?, section.sized()?);
        if id != FUNCTION_NAMES {
            continue;
        }
        let mut names = Vec::new();
        for _ in 0..part.number()? {
            part.number()?;
            names.push(String::from_utf8_lossy(part.sized()?.rest).into_owned());
        }
        return Some(names);
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Option<usize> {
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
    fn sized(&mut self) -> Option<Reader<'a>> {
        let length = self.number()?;
        let (run, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Reader { rest: run })
    }
}

#[cfg(test)]
mod tests {
    use super::function_names;

    fn module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 1, 0]); // an empty type section before
        let mut names = vec![4];
        names.extend(b"name");
        names.extend([0, 2, 1, b'm']); // the module's own name
        names.extend([1, 12, 2, 0, 3]);
        names.extend(b"one");
        names.extend([0x80, 1, 3]); // function 128
        names.extend(b"two");
        module.push(0);
        module.push(names.len() as u8);
        module.extend(names);
        module
    }

    #[test]
    fn names_are_read_past_other_sections() {
        assert_eq!(function_names(&module()), ["one", "two"]);
    }

    #[test]
    fn damage_gives_no_names_and_no_panic() {
        let module = module();
        for end in 0..module.len() {
            assert!(function_names(&module[..end]).is_empty(), "cut at {end}");
        }
        for at in 0..module.len() {
            let mut flipped = module.clone();
            flipped[at] ^= 0xff;
            function_names(&flipped);
        }
    }
}
