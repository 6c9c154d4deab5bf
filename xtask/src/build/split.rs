//! Cuts the module in two: what answers a first visit, and what can follow it.
//!
//! The door is `frontend::later`: a function that can only be reached through it goes into the second module, with the
//! memory, the tables and the functions of the first as its imports. What the first one calls behind the door it calls
//! by a place in the function table, which is empty until the second one is instantiated. Both modules are cut from one
//! whole that was optimised as such, so the app means the same in one file and in two.
//!
//! A function whose address is taken (in a table of methods, say) could be called from anywhere. It goes behind the door
//! when every function that the compiler put at its places in the table is of a module there ([`BEHIND`]); this needs
//! the compiler not to merge like functions (`-Zmerge-functions=disabled`), which is left to wasm-opt.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use walrus::ir::{Call, CallIndirect, Const, Instr, InstrSeqId, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportKind, ImportedFunction,
    LocalFunction, Module, ModuleConfig, TableId,
};

/// The only functions through which the first module calls the second.
const DOOR: &str = "frontend::later";

/// Modules of which nothing is called but through the door. A function that names one of them and is only called by
/// address goes behind it.
const BEHIND: [&str; 24] = [
    DOOR,
    "frontend::commands::handing_on",
    "frontend::components::blocks",
    "frontend::components::hand_on",
    "frontend::components::map_part",
    "frontend::map",
    "frontend::pages::agenda",
    "frontend::pages::household",
    "frontend::pages::not_found",
    "frontend::pages::record",
    "frontend::pages::saved",
    "frontend::view::about_page",
    "frontend::view::activity_page",
    "frontend::view::agenda_page",
    "frontend::view::guide_page",
    "frontend::view::hand_on",
    "frontend::view::network_page",
    "frontend::view::next_step",
    "frontend::view::place_page",
    "frontend::view::plan_page",
    "qrcodegen",
    "shared::interop",
    "shared::plan",
    // Comes with gloo-net's fetch; the app reads answers as text.
    "wasm_streams",
];

/// The module under which the second one imports what the first exports (frontend/js/start.js).
const FIRST: &str = "a";

/// A module in two parts.
pub(super) struct Parts {
    /// The app as it starts.
    pub(super) first: Vec<u8>,
    /// What is behind the door.
    pub(super) later: Vec<u8>,
}

/// Cuts `module`, which is optimised and has its functions' names. `compiled` is the module before it was optimised.
///
/// # Errors
/// When a module is damaged or is not built as the cut needs it.
pub(super) fn split(compiled: &[u8], module: &[u8]) -> Result<Parts> {
    let names = names_in_table(&parse(compiled)?)?;
    let cut = Cut::new(&parse(module)?, &names)?;
    Ok(Parts {
        first: cut.first(parse(module)?)?,
        later: cut.later(parse(module)?)?,
    })
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

/// What the compiler put at each place of the table.
fn names_in_table(module: &Module) -> Result<BTreeMap<u32, String>> {
    let (_, places) = table(module)?;
    let name = |id| module.funcs.get(id).name.clone().unwrap_or_default();
    Ok(places.into_iter().map(|(place, id)| (place, name(id))).collect())
}

/// "frontend[ca05492e1b99d5a8]::later" names `frontend::later`.
fn without_hashes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        rest = match after.split_once(']') {
            Some((hash, after)) if hash.len() > 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) => after,
            _ => {
                plain.push('[');
                after
            }
        };
    }
    plain + rest
}

/// Whether a name without hashes speaks of something in a module of [`BEHIND`].
fn is_behind(name: &str) -> bool {
    BEHIND.iter().any(|module| {
        let mut found = name.match_indices(module);
        found.any(|(at, _)| {
            let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            let path = name.as_bytes();
            !word(at.checked_sub(1).and_then(|before| path.get(before)))
                && name[at + module.len()..].starts_with("::")
                && !name[..at].ends_with("::")
        })
    })
}

/// What goes where. Functions are told by their index, which is the same each time the module is parsed.
struct Cut {
    /// Whether a function goes into the second module.
    later: Vec<bool>,
    /// Where the first module finds those of the second that it calls.
    places: BTreeMap<usize, u32>,
    /// What stands in the table.
    table: BTreeMap<u32, usize>,
    /// How long the table is.
    length: u32,
    /// What the second module calls in the first.
    shared: BTreeSet<usize>,
}

impl Cut {
    fn new(module: &Module, names: &BTreeMap<u32, String>) -> Result<Self> {
        let ids = functions(module);
        let index: BTreeMap<FunctionId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let calls: Vec<BTreeSet<usize>> = ids.iter().map(|id| calls(module, *id, &index)).collect::<Result<_>>()?;
        let table: BTreeMap<u32, usize> = table(module)?.1.into_iter().map(|(at, id)| (at, index[&id])).collect();
        let door = |at: &usize| {
            let name = module.funcs.get(ids[*at]).name.as_deref().unwrap_or_default();
            without_hashes(name).starts_with(DOOR)
        };
        let doors: BTreeSet<usize> = (0..ids.len()).filter(door).collect();
        ensure!(!doors.is_empty(), "no function of {DOOR} is in the module");

        // Everything that can be reached without the door.
        let mut open: Vec<usize> = table
            .iter()
            .filter(|(place, _)| names.get(place).is_none_or(|name| !is_behind(&without_hashes(name))))
            .map(|(_, function)| *function)
            .collect();
        open.extend(module.exports.iter().filter_map(|export| match export.item {
            walrus::ExportItem::Function(id) => Some(index[&id]),
            _ => None,
        }));
        open.extend(module.start.map(|id| index[&id]));
        let mut reached = vec![false; ids.len()];
        while let Some(at) = open.pop() {
            if !doors.contains(&at) && !core::mem::replace(&mut reached[at], true) {
                open.extend(&calls[at]);
            }
        }

        let local = |at: usize| matches!(module.funcs.get(ids[at]).kind, FunctionKind::Local(_));
        let later: Vec<bool> = (0..ids.len()).map(|at| !reached[at] && local(at)).collect();
        let shared = (0..ids.len())
            .filter(|at| later[*at])
            .flat_map(|at| &calls[at])
            .copied()
            .filter(|called| !later[*called])
            .collect();
        let mut length = table.keys().next_back().map_or(0, |last| last + 1);
        let mut places = BTreeMap::new();
        for (place, function) in &table {
            if later[*function] {
                places.entry(*function).or_insert(*place);
            }
        }
        for at in (0..ids.len()).filter(|at| !later[*at]) {
            for called in calls[at].iter().filter(|called| later[**called]) {
                places.entry(*called).or_insert_with(|| {
                    length += 1;
                    length - 1
                });
            }
        }
        Ok(Self {
            later,
            places,
            table,
            length,
            shared,
        })
    }

    /// The module without what goes behind the door.
    fn first(&self, mut module: Module) -> Result<Vec<u8>> {
        let ids = functions(&module);
        let index: BTreeMap<FunctionId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let (table, _) = table(&module)?;
        let types: Vec<_> = module.funcs.iter().map(walrus::Function::ty).collect();
        for (at, id) in ids.iter().enumerate() {
            let FunctionKind::Local(function) = &mut module.funcs.get_mut(*id).kind else {
                continue;
            };
            if !self.later[at] {
                by_place(function, &|called| {
                    let at = index[&called];
                    let place = self.later[at].then(|| self.places[&at]);
                    place.map(|place| (place, types[at], table))
                });
            }
        }
        self.fill_table(&mut module, table, &ids, false)?;
        for (number, at) in self.shared.iter().enumerate() {
            module.exports.add(&number.to_string(), ids[*at]);
        }
        let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
        for (number, global) in globals.into_iter().enumerate() {
            module.exports.add(&format!("g{number}"), global);
        }
        let tables: Vec<_> = module.tables.iter().map(walrus::Table::id).collect();
        for (number, table) in tables.into_iter().enumerate() {
            module.exports.add(&format!("t{number}"), table);
        }
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    /// What goes behind the door, with all else imported.
    fn later(&self, mut module: Module) -> Result<Vec<u8>> {
        let ids = functions(&module);
        let (table, _) = table(&module)?;
        let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
        for export in exports {
            module.exports.delete(export);
        }
        module.start = None;
        let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
        for segment in data {
            module.data.delete(segment);
        }
        for (number, at) in self.shared.iter().enumerate() {
            let (id, name) = (ids[*at], number.to_string());
            let ty = module.funcs.get(id).ty();
            if let FunctionKind::Import(old) = &module.funcs.get(id).kind {
                let old = module.imports.get_mut(old.import);
                (old.module, old.name) = (FIRST.to_owned(), name);
            } else {
                let import = module.imports.add(FIRST, &name, ImportKind::Function(id));
                module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
        let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
        for (number, global) in globals.into_iter().enumerate() {
            let import = module
                .imports
                .add(FIRST, &format!("g{number}"), ImportKind::Global(global));
            module.globals.get_mut(global).kind = GlobalKind::Import(import);
        }
        let tables: Vec<_> = module.tables.iter().map(walrus::Table::id).collect();
        for (number, table) in tables.into_iter().enumerate() {
            let import = module
                .imports
                .add(FIRST, &format!("t{number}"), ImportKind::Table(table));
            module.tables.get_mut(table).import = Some(import);
        }
        let memory = module.get_memory_id()?;
        let import = module.imports.add(FIRST, "memory", ImportKind::Memory(memory));
        let memory = module.memories.get_mut(memory);
        memory.import = Some(import);
        memory.data_segments.clear();
        self.fill_table(&mut module, table, &ids, true)?;
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    /// Puts into the table of a part what that part has.
    fn fill_table(&self, module: &mut Module, table: TableId, ids: &[FunctionId], later: bool) -> Result<()> {
        let old: Vec<_> = module.tables.get(table).elem_segments.iter().copied().collect();
        for segment in old {
            module.elements.delete(segment);
        }
        let mut wanted: BTreeMap<u32, FunctionId> = BTreeMap::new();
        let all = self.table.iter().map(|(place, at)| (*place, *at));
        let gates = self.places.iter().map(|(at, place)| (*place, *at));
        for (place, at) in all.chain(gates) {
            if self.later[at] == later {
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

/// What a function calls.
fn calls(module: &Module, id: FunctionId, index: &BTreeMap<FunctionId, usize>) -> Result<BTreeSet<usize>> {
    struct Calls<'a>(&'a BTreeMap<FunctionId, usize>, BTreeSet<usize>, bool);
    impl<'instr> walrus::ir::Visitor<'instr> for Calls<'_> {
        fn visit_function_id(&mut self, function: &FunctionId) {
            self.1.insert(self.0[function]);
        }
        fn visit_ref_func(&mut self, _: &walrus::ir::RefFunc) {
            self.2 = true;
        }
        fn visit_return_call(&mut self, _: &walrus::ir::ReturnCall) {
            self.2 = true;
        }
    }
    let mut found = Calls(index, BTreeSet::new(), false);
    if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
        walrus::ir::dfs_in_order(&mut found, function, function.entry_block());
    }
    ensure!(!found.2, "a call that the cut does not know");
    Ok(found.1)
}

/// Calls by a place in the table what has one.
fn by_place(function: &mut LocalFunction, place: &dyn Fn(FunctionId) -> Option<(u32, walrus::TypeId, TableId)>) {
    struct Blocks(Vec<InstrSeqId>);
    impl VisitorMut for Blocks {
        fn start_instr_seq_mut(&mut self, sequence: &mut walrus::ir::InstrSeq) {
            self.0.push(sequence.id());
        }
    }
    let mut blocks = Blocks(Vec::new());
    let entry = function.entry_block();
    dfs_pre_order_mut(&mut blocks, function, entry);
    for block in blocks.0 {
        let instructions = &mut function.block_mut(block).instrs;
        let mut made = Vec::with_capacity(instructions.len());
        for (instruction, location) in core::mem::take(instructions) {
            let target = match &instruction {
                Instr::Call(Call { func }) => place(*func),
                _ => None,
            };
            let Some((place, ty, table)) = target else {
                made.push((instruction, location));
                continue;
            };
            let value = Value::I32(place.cast_signed());
            made.push((Instr::Const(Const { value }), location));
            made.push((Instr::CallIndirect(CallIndirect { ty, table }), location));
        }
        *instructions = made;
    }
}

#[cfg(test)]
mod tests {
    use super::{is_behind, without_hashes};

    #[test]
    fn names_are_told_by_their_modules() {
        let plain = |name: &str| is_behind(&without_hashes(name));
        assert!(plain("frontend[ca05492e1b99d5a8]::pages::saved::saved::{closure#0}"));
        assert!(plain(
            "<alloc[0123456789abcdef]::boxed::Box<frontend[ca05492e1b99d5a8]::map::view::MapView>>::drop"
        ));
        assert!(!plain("frontend[ca05492e1b99d5a8]::pages::finder::map_beside"));
        assert!(!plain("frontend[ca05492e1b99d5a8]::mapping::one"));
        assert!(!plain("<[u8; 4]>::into::<other::shared::plan::Clash>"));
        assert_eq!(without_hashes("<[u8]>::a[1]"), "<[u8]>::a[1]");
    }
}
