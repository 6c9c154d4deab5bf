//! Which functions and data of a linked module need which others, by the relocations that the linker leaves in it
//! (`--emit-relocs`; tool-conventions, Linking.md).

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use rustc_demangle::demangle;
use wasmparser::{
    DataKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocSectionReader, RelocationType, SymbolInfo,
    TypeRef,
};

use super::chunks::split_point;
use crate::build::functions::HEADER;
use crate::build::glue::leb128;

/// What stands in the names of split points.
pub(crate) const SPLIT_POINT: &str = " split-point ";

/// The needs of a module. A node is a function, by its index, or a symbol of data, behind the functions.
#[derive(Default)]
pub(crate) struct Graph {
    /// What each function is called, without hashes.
    pub(super) names: Vec<String>,
    /// The addresses that each symbol of data covers.
    pub(super) data: Vec<Range<u32>>,
    /// What each node needs.
    pub(super) needs: Vec<Vec<usize>>,
}

/// Reads a module that was linked, and gives it back as the next steps want it: without what only the linker knows, and
/// with names that tell functions by their index ([`origin`]), and split points by [`SPLIT_POINT`].
///
/// # Errors
/// When the module is damaged, or was linked without `--emit-relocs`.
pub(crate) fn read(linked: &[u8]) -> Result<(Graph, Vec<u8>)> {
    let mut sections = Sections::default();
    let mut stripped = linked[..HEADER.min(linked.len())].to_vec();
    for payload in Parser::new(0).parse_all(linked) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section()
            && !is_of_linker(&payload)
        {
            stripped.push(id);
            stripped.extend(leb128(range.len()));
            stripped.extend(&linked[range]);
        }
        sections.take(payload)?;
    }
    let graph = sections.graph()?;
    let mut names = leb128(sections.names.len());
    for (at, name) in sections.names.iter().enumerate() {
        let is_split_point = split_point(&graph.names[at]).is_some();
        let name = [
            at.to_string().as_str(),
            if is_split_point { SPLIT_POINT } else { " " },
            name,
        ]
        .concat();
        names.extend(leb128(at));
        names.extend(leb128(name.len()));
        names.extend(name.bytes());
    }
    let names = [&[1][..], &leb128(names.len()), &names].concat();
    let names = [b"\x04name", &names[..]].concat();
    stripped.push(0);
    stripped.extend(leb128(names.len()));
    stripped.extend(names);
    Ok((graph, stripped))
}

/// The index of a function in the linked module, by the name that [`read`] gave it; what later steps added has none.
pub(super) fn origin(name: &str) -> Option<usize> {
    name.split_once(' ')?.0.parse().ok()
}

fn is_of_linker(payload: &Payload<'_>) -> bool {
    matches!(payload, Payload::CustomSection(section)
        if section.name() == "linking" || section.name() == "name" || section.name().starts_with("reloc."))
}

/// What a symbol stands for.
#[derive(Clone, Copy)]
enum Symbol {
    /// A node of the graph.
    Node(usize),
    /// What is in every part: a global, a table, an address that the linker made up.
    Everywhere,
}

/// What the sections of a module say.
#[derive(Default)]
struct Sections<'a> {
    /// Number of sections so far, which relocations count by.
    count: u32,
    code: (u32, usize),
    data: (u32, usize),
    /// Where the code of each function is in the file.
    bodies: Vec<Range<usize>>,
    /// Where each segment of data is in the file, and its address.
    segments: Vec<(Range<usize>, u32)>,
    imported: usize,
    names: Vec<String>,
    symbols: Vec<SymbolInfo<'a>>,
    relocations: Vec<RelocSectionReader<'a>>,
}

impl<'a> Sections<'a> {
    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        let is_section = payload.as_section().is_some();
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    self.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { range, .. } => self.code = (self.count, range.start),
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
            Payload::DataSection(data) => {
                self.data = (self.count, data.range().start);
                for segment in data {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = segment.kind else {
                        bail!("a segment of data that is not active");
                    };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        bail!("a segment of data without a plain address");
                    };
                    let start = segment.range.end - segment.data.len();
                    self.segments.push((start..segment.range.end, value.cast_unsigned()));
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(names) => {
                    for part in names {
                        if let Name::Function(functions) = part? {
                            for naming in functions {
                                let naming = naming?;
                                let at = naming.index as usize;
                                self.names.resize(self.names.len().max(at + 1), String::new());
                                naming.name.clone_into(&mut self.names[at]);
                            }
                        }
                    }
                }
                KnownCustom::Linking(linking) => {
                    for part in linking {
                        if let Linking::SymbolTable(symbols) = part? {
                            self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                        }
                    }
                }
                KnownCustom::Reloc(relocations) => self.relocations.push(relocations),
                _ => {}
            },
            _ => {}
        }
        self.count += u32::from(is_section);
        Ok(())
    }

    fn graph(&mut self) -> Result<Graph> {
        ensure!(
            !self.relocations.is_empty() && !self.symbols.is_empty(),
            "a module that was linked without --emit-relocs"
        );
        let functions = self.imported + self.bodies.len();
        self.names.resize(functions, String::new());
        let mut data = Vec::new();
        let mut symbols = Vec::with_capacity(self.symbols.len());
        // Several symbols may name the same bytes.
        let mut same: HashMap<(u32, u32), usize> = HashMap::new();
        for symbol in &self.symbols {
            symbols.push(match symbol {
                SymbolInfo::Func { index, .. } => Symbol::Node(*index as usize),
                SymbolInfo::Data {
                    symbol: Some(defined), ..
                } => {
                    let (_, address) = self.segments.get(defined.index as usize).context("a segment")?;
                    let start = address + defined.offset;
                    let node = *same.entry((start, defined.size)).or_insert_with(|| {
                        data.push(start..start + defined.size);
                        functions + data.len() - 1
                    });
                    Symbol::Node(node)
                }
                _ => Symbol::Everywhere,
            });
        }
        let mut needs = vec![Vec::new(); functions + data.len()];
        for relocations in &self.relocations {
            let section = relocations.section_index();
            for entry in relocations.entries() {
                let entry = entry?;
                if matches!(entry.ty, RelocationType::TypeIndexLeb) {
                    continue;
                }
                let needed = match symbols.get(entry.index as usize) {
                    Some(Symbol::Node(node)) => *node,
                    Some(Symbol::Everywhere) => continue,
                    None => bail!("a relocation by a symbol that is not there"),
                };
                let at = entry.offset as usize;
                if section == self.code.0 {
                    needs[self.function_at(self.code.1 + at)?].push(needed);
                } else if section == self.data.0 {
                    let address = self.address_at(self.data.1 + at)?;
                    let mut holders = (functions..)
                        .zip(&data)
                        .filter(|(_, range)| range.contains(&address))
                        .peekable();
                    ensure!(holders.peek().is_some(), "a relocation between symbols of data");
                    holders.for_each(|(holder, _)| needs[holder].push(needed));
                }
            }
        }
        let plain = |name: &String| format!("{:#}", demangle(name));
        Ok(Graph {
            names: self.names.iter().map(plain).collect(),
            data,
            needs,
        })
    }

    /// The function whose code is there in the file.
    fn function_at(&self, at: usize) -> Result<usize> {
        let after = self.bodies.partition_point(|body| body.start <= at);
        let found = after.checked_sub(1).filter(|found| self.bodies[*found].contains(&at));
        Ok(self.imported + found.context("a relocation outside of functions")?)
    }

    /// The address of data that is there in the file.
    fn address_at(&self, at: usize) -> Result<u32> {
        let segment = self.segments.iter().find(|(range, _)| range.contains(&at));
        let (range, address) = segment.context("a relocation outside of data")?;
        Ok(address + u32::try_from(at - range.start)?)
    }
}

impl Graph {
    /// The part of each node: 0 where it is reached from `roots`, else the first part whose split points it is reached from.
    /// What is not reached at all has none.
    pub(super) fn parts(&self, roots: Vec<usize>, parts: usize) -> Vec<Option<usize>> {
        let split_points: Vec<Option<usize>> = self.names.iter().map(|name| split_point(name)).collect();
        let mut found = vec![None; self.needs.len()];
        let mut open = roots;
        for part in 0..parts {
            open.extend((0..split_points.len()).filter(|at| part > 0 && split_points[*at] == Some(part)));
            while let Some(at) = open.pop() {
                let opens = split_points.get(at).copied().flatten().unwrap_or_default();
                if found[at].is_none() && opens <= part {
                    found[at] = Some(part);
                    open.extend(&self.needs[at]);
                }
            }
        }
        found
    }
}
