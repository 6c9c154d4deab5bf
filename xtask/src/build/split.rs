//! Cuts the module in parts: what answers a first visit, and the lazy chunks that can follow it.
//!
//! A chunk is what can only be reached through its split points ([`chunks`]): functions, and data that only they read. It
//! imports the memory, the globals and the tables of the first part. What one part calls in another it calls by a place
//! in the function table; those of a chunk are empty until it is instantiated. All parts are cut from one whole that was
//! optimised as such, so the app means the same in one file and in several.
//!
//! What needs what is known from the linker's relocations ([`linking`]): they also tell whose address is taken where, so
//! that a table of methods goes with the code that uses it. The optimiser must leave the split points as they are
//! (`--no-inline`), and the compiler must not merge like functions (`-Zmerge-functions=disabled`).

mod calls;
mod chunks;
pub(super) mod linking;
mod memory;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use rustc_demangle::demangle;
use walrus::ir::Value;
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, GlobalKind, ImportKind, Module,
    ModuleConfig, TableId,
};

pub(crate) use chunks::CHUNKS;

use calls::{by_place, calls};
use chunks::split_point;
use linking::{Graph, origin};
use memory::Owners;

/// The module under which the chunks import what the first exports (frontend/js/start.js).
const FIRST: &str = "a";

/// A module in parts.
pub(super) struct Parts {
    /// The app as it starts, then the chunks in the order of [`CHUNKS`].
    pub(super) modules: Vec<Vec<u8>>,
    /// Every function with its part, before names were stripped: "part bytes name" a line.
    pub(super) listing: String,
}

/// Cuts `module`, which is optimised and has its functions' names. `compiled` is the module before it was optimised,
/// `graph` what the linker knew of it.
///
/// # Errors
/// When a module is damaged or is not built as the cut needs it.
pub(super) fn split(graph: &Graph, compiled: &[u8], module: &[u8]) -> Result<Parts> {
    let compiled = parse(compiled)?;
    let parts = graph.parts(roots(&compiled)?, CHUNKS.len() + 1);
    let owners = Owners::new(graph, &parts);
    let cut = Cut::new(&parse(module)?, &compiled, graph, &parts)?;
    let cut_out = |part| cut.part(parse(module)?, part, &owners);
    Ok(Parts {
        modules: (0..=CHUNKS.len()).map(cut_out).collect::<Result<_>>()?,
        listing: cut.listing(module),
    })
}

/// What a page calls in the module: by index in the linked module. Steps after the linker have put wrappers around some.
fn roots(compiled: &Module) -> Result<Vec<usize>> {
    let ids = functions(compiled);
    let index = indices(&ids);
    let (_, places) = table(compiled)?;
    let exported = compiled.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    let mut open: Vec<FunctionId> = exported
        .chain(compiled.start)
        .chain(places.into_values().filter(|id| origin_of(compiled, *id).is_none()))
        .collect();
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match origin_of(compiled, id) {
            Some(origin) => found.push(origin),
            None => open.extend(calls(compiled, id, &index)?.into_iter().map(|at| ids[at])),
        }
    }
    Ok(found)
}

/// The index of a function in the linked module.
fn origin_of(module: &Module, id: FunctionId) -> Option<usize> {
    origin(module.funcs.get(id).name.as_deref()?)
}

fn parse(bytes: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    config.parse(bytes)
}

/// All functions, by their index.
fn functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter().map(walrus::Function::id).collect()
}

/// The function table and what stands in it, by place.
fn table(module: &Module) -> Result<(TableId, BTreeMap<u32, FunctionId>)> {
    let table = module.tables.main_function_table()?.context("a table of functions")?;
    let mut places = BTreeMap::new();
    for segment in module.elements.iter() {
        let ElementKind::Active { table: of, offset } = &segment.kind else {
            bail!("a segment of functions that is not active");
        };
        if *of != table {
            continue;
        }
        let (ConstExpr::Value(Value::I32(offset)), ElementItems::Functions(items)) = (offset, &segment.items) else {
            bail!("a segment of functions that is not plain");
        };
        places.extend((u32::try_from(*offset)?..).zip(items.iter().copied()));
    }
    Ok((table, places))
}

/// The index of each of these functions.
fn indices(ids: &[FunctionId]) -> BTreeMap<FunctionId, usize> {
    ids.iter().enumerate().map(|(at, id)| (*id, at)).collect()
}

/// What goes where. Functions are told by their index, which is the same each time the module is parsed.
struct Cut {
    /// The part a function goes into.
    part: Vec<usize>,
    /// Where each part finds what it calls in another.
    places: BTreeMap<usize, u32>,
    /// What stands in the table.
    table: BTreeMap<u32, usize>,
    /// How long the table is.
    length: u32,
}

impl Cut {
    fn new(module: &Module, compiled: &Module, graph: &Graph, parts: &[Option<usize>]) -> Result<Self> {
        let ids = functions(module);
        let index = indices(&ids);
        let calls: Vec<BTreeSet<usize>> = ids.iter().map(|id| calls(module, *id, &index)).collect::<Result<_>>()?;
        let table: BTreeMap<u32, usize> = table(module)?.1.into_iter().map(|(at, id)| (at, index[&id])).collect();
        let origins: Vec<Option<usize>> = ids.iter().map(|id| origin_of(module, *id)).collect();
        let split_points: Vec<Option<usize>> = origins
            .iter()
            .map(|origin| split_point(&graph.names[(*origin)?]))
            .collect();
        let kept: BTreeSet<usize> = origins.iter().copied().flatten().collect();
        for (at, name) in graph.names.iter().enumerate() {
            ensure!(
                split_point(name).is_none() || parts[at].is_none() || kept.contains(&at),
                "the optimiser did not leave the split point {name} as it is"
            );
        }

        // The part of what stands at a place of the table is that of whoever takes its address. Afterwards other
        // functions may stand there, which were equal.
        let mut by_place: Vec<Vec<usize>> = vec![Vec::new(); CHUNKS.len() + 1];
        let (_, compiled_places) = self::table(compiled)?;
        for (place, function) in &table {
            let origin = compiled_places.get(place).and_then(|id| origin_of(compiled, *id));
            by_place[origin.and_then(|origin| parts[origin]).unwrap_or_default()].push(*function);
        }
        by_place[0].extend(module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(index[&id]),
            _ => None,
        }));
        by_place[0].extend(module.start.map(|id| index[&id]));
        let mut part: Vec<Option<usize>> = vec![None; ids.len()];
        for (now, mut open) in by_place.into_iter().enumerate() {
            open.extend((0..ids.len()).filter(|at| now > 0 && split_points[*at] == Some(now)));
            while let Some(at) = open.pop() {
                if part[at].is_none() && split_points[at].unwrap_or_default() <= now {
                    part[at] = Some(now);
                    open.extend(&calls[at]);
                }
            }
        }
        // What is imported is there from the start; what nothing reaches goes when the module is written.
        let local = |at: usize| matches!(module.funcs.get(ids[at]).kind, FunctionKind::Local(_));
        let part: Vec<usize> = (0..ids.len())
            .map(|at| part[at].filter(|_| local(at)).unwrap_or_default())
            .collect();

        let mut length = table.keys().next_back().map_or(0, |last| last + 1);
        let mut places = BTreeMap::new();
        for (place, function) in &table {
            places.entry(*function).or_insert(*place);
        }
        for at in 0..ids.len() {
            for called in calls[at].iter().filter(|called| part[**called] != part[at]) {
                places.entry(*called).or_insert_with(|| {
                    length += 1;
                    length - 1
                });
            }
        }
        Ok(Self {
            part,
            places,
            table,
            length,
        })
    }

    /// The module without what goes into other parts; a chunk imports memory, globals and tables of the first.
    fn part(&self, mut module: Module, part: usize, owners: &Owners) -> Result<Vec<u8>> {
        self.call_by_place(&mut module, part)?;
        owners.keep(&mut module, part)?;
        let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
        let tables: Vec<_> = module.tables.iter().map(walrus::Table::id).collect();
        if part == 0 {
            for (number, global) in globals.into_iter().enumerate() {
                module.exports.add(&format!("g{number}"), global);
            }
            for (number, table) in tables.into_iter().enumerate() {
                module.exports.add(&format!("t{number}"), table);
            }
            walrus::passes::gc::run(&mut module);
            return Ok(module.emit_wasm());
        }
        let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
        for export in exports {
            module.exports.delete(export);
        }
        module.start = None;
        for (number, global) in globals.into_iter().enumerate() {
            let kind = ImportKind::Global(global);
            let import = module.imports.add(FIRST, &format!("g{number}"), kind);
            module.globals.get_mut(global).kind = GlobalKind::Import(import);
        }
        for (number, table) in tables.into_iter().enumerate() {
            let kind = ImportKind::Table(table);
            let import = module.imports.add(FIRST, &format!("t{number}"), kind);
            module.tables.get_mut(table).import = Some(import);
        }
        let memory = module.get_memory_id()?;
        let import = module.imports.add(FIRST, "memory", ImportKind::Memory(memory));
        module.memories.get_mut(memory).import = Some(import);
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    fn listing(&self, module: &[u8]) -> String {
        let sized = super::functions(module);
        let imported = self.part.len() - sized.len();
        let lines = self.part[imported..].iter().zip(sized).map(|(part, function)| {
            let name = function.name.rsplit_once(' ').map_or("", |(_, name)| name);
            format!("{part} {} {:#}", function.bytes, demangle(name))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Lets the functions of a part call those of the other by their place in the table, and puts there what it has.
    fn call_by_place(&self, module: &mut Module, part: usize) -> Result<()> {
        let ids = functions(module);
        let index = indices(&ids);
        let (table, _) = table(module)?;
        let types: Vec<_> = module.funcs.iter().map(walrus::Function::ty).collect();
        for (at, id) in ids.iter().enumerate() {
            let FunctionKind::Local(function) = &mut module.funcs.get_mut(*id).kind else {
                continue;
            };
            if self.part[at] == part {
                by_place(function, &|called| {
                    let at = index[&called];
                    let place = (self.part[at] != part).then(|| self.places[&at]);
                    place.map(|place| (place, types[at], table))
                });
            }
        }
        self.fill_table(module, table, &ids, part)
    }

    /// Puts into the table of a part what that part has.
    fn fill_table(&self, module: &mut Module, table: TableId, ids: &[FunctionId], part: usize) -> Result<()> {
        let old: Vec<_> = module.tables.get(table).elem_segments.iter().copied().collect();
        for segment in old {
            module.elements.delete(segment);
        }
        let mut wanted: BTreeMap<u32, FunctionId> = BTreeMap::new();
        let all = self.table.iter().map(|(place, at)| (*place, *at));
        let gates = self.places.iter().map(|(at, place)| (*place, *at));
        for (place, at) in all.chain(gates) {
            if self.part[at] == part {
                wanted.insert(place, ids[at]);
            }
        }
        let mut segments: Vec<(u32, Vec<FunctionId>)> = Vec::new();
        for (place, id) in wanted {
            match segments.last_mut() {
                Some((start, items)) if *start as usize + items.len() == place as usize => items.push(id),
                _ => segments.push((place, vec![id])),
            }
        }
        let made: Vec<_> = segments
            .into_iter()
            .map(|(start, items)| {
                let offset = ConstExpr::Value(Value::I32(start.cast_signed()));
                module
                    .elements
                    .add(ElementKind::Active { table, offset }, ElementItems::Functions(items))
            })
            .collect();
        let table = module.tables.get_mut(table);
        table.elem_segments = made.into_iter().collect();
        let length = u64::from(self.length).max(table.initial);
        table.initial = length;
        table.maximum = table.maximum.map(|_| length);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use walrus::{ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, Module, RefType, ir::Value};

    use super::linking::Graph;
    use super::{parse, split};

    /// `start` calls the split point and what both need; behind the split point is a page, which needs it too, and has data of its own.
    /// The page and a listener stand in the function table; only the page takes its own address.
    fn whole() -> (Graph, Vec<u8>) {
        let mut module = Module::default();
        let mut named = |name: &str, callees: &[walrus::FunctionId]| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            for callee in callees {
                builder.func_body().call(*callee);
            }
            let id = builder.finish(vec![], &mut module.funcs);
            module.funcs.get_mut(id).name = Some(name.to_owned());
            id
        };
        let both = named("0 both", &[]);
        let page = named("1 page", &[both]);
        let split_point = named("2 split_point", &[page]);
        let listener = named("3 listener", &[both]);
        let start = named("4 start", &[split_point, both]);
        module.exports.add("start", start);
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        let offset = ConstExpr::Value(Value::I32(100));
        let segment = module
            .data
            .add(DataKind::Active { memory, offset }, b"bothpageboth".to_vec());
        module.memories.get_mut(memory).data_segments.insert(segment);
        let table = module.tables.add_local(false, 3, Some(3), RefType::FUNCREF);
        let offset = ConstExpr::Value(Value::I32(1));
        let kind = ElementKind::Active { table, offset };
        let segment = module.elements.add(kind, ElementItems::Functions(vec![page, listener]));
        module.tables.get_mut(table).elem_segments.insert(segment);
        let graph = Graph {
            names: [
                "shared::both",
                "shared::page",
                "frontend::later::page",
                "frontend::listener",
                "frontend::start",
            ]
            .map(str::to_owned)
            .to_vec(),
            data: vec![100..104, 104..108, 108..112],
            needs: vec![
                vec![5, 7],
                vec![0, 1, 6],
                vec![1],
                vec![0],
                vec![0, 2, 3],
                vec![],
                vec![],
                vec![],
            ],
        };
        (graph, module.emit_wasm())
    }

    #[test]
    fn what_only_the_split_point_reaches_goes_into_a_part_of_its_own() {
        let (graph, whole) = whole();
        let parts = split(&graph, &whole, &whole).expect("it can be cut");
        let modules: Vec<Module> = parts
            .modules
            .iter()
            .map(|part| parse(part).expect("a module"))
            .collect();
        let [first, input, later, kiosk] = modules.as_slice() else {
            panic!("the app and three chunks");
        };
        let counts = modules.iter().map(|module| module.funcs.iter_local().count());
        assert_eq!(counts.collect::<Vec<_>>(), [3, 0, 2, 0]);
        // The page stood at 1; the split point and what both need got new places behind the last.
        let table = first.tables.iter().next().expect("a table");
        assert_eq!((table.initial, table.maximum), (5, Some(5)));
        for import in later.imports.iter().chain(input.imports.iter()) {
            assert!(
                first.exports.iter().any(|export| export.name == import.name),
                "{}",
                import.name
            );
        }
        let data = |module: &Module| module.data.iter().map(|data| data.value.clone()).collect::<Vec<_>>();
        assert_eq!(data(first), [b"both\0\0\0\0both".to_vec()]);
        assert_eq!(data(later), [b"page".to_vec()]);
        assert!(data(kiosk).is_empty());
        assert_eq!(parts.listing.lines().filter(|line| line.starts_with("2 ")).count(), 2);
    }

    #[test]
    fn a_split_point_that_the_optimiser_took_away_is_refused() {
        let (mut graph, whole) = whole();
        graph.names.insert(5, "frontend::later::gone".to_owned());
        for needs in &mut graph.needs {
            for need in needs.iter_mut().filter(|need| **need >= 5) {
                *need += 1;
            }
        }
        graph.needs.insert(5, Vec::new());
        graph.needs[4].push(5);
        assert!(split(&graph, &whole, &whole).is_err());
    }
}
