//! Cuts the module in two: what answers a first visit, and what can follow it.
//!
//! The door is `frontend::later`: a function that can only be reached through it goes into the second module, which
//! imports the memory, the globals and the tables of the first. What one module calls in the other it calls by a place
//! in the function table; those of the second are empty until it is instantiated. Both modules are cut from one whole
//! that was optimised as such, so the app means the same in one file and in two.
//!
//! A function whose address is taken (in a table of methods, say) could be called from anywhere. It goes behind the door
//! when every function that the compiler put at its places in the table is of a module there ([`behind`]); this needs
//! the compiler not to merge like functions (`-Zmerge-functions=disabled`), which is left to wasm-opt.

mod behind;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use walrus::ir::{Call, CallIndirect, Const, Instr, InstrSeqId, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportKind, LocalFunction, Module,
    ModuleConfig, TableId,
};

use behind::{DOORS, is_behind, without_hashes};

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

/// The index of each of these functions.
fn indices(ids: &[FunctionId]) -> BTreeMap<FunctionId, usize> {
    ids.iter().enumerate().map(|(at, id)| (*id, at)).collect()
}

/// One of the two modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    First,
    Later,
}

/// What goes where. Functions are told by their index, which is the same each time the module is parsed.
struct Cut {
    /// The module a function goes into.
    part: Vec<Part>,
    /// Where each module finds what it calls in the other.
    places: BTreeMap<usize, u32>,
    /// What stands in the table.
    table: BTreeMap<u32, usize>,
    /// How long the table is.
    length: u32,
}

impl Cut {
    fn new(module: &Module, names: &BTreeMap<u32, String>) -> Result<Self> {
        let ids = functions(module);
        let index = indices(&ids);
        let calls: Vec<BTreeSet<usize>> = ids.iter().map(|id| calls(module, *id, &index)).collect::<Result<_>>()?;
        let table: BTreeMap<u32, usize> = table(module)?.1.into_iter().map(|(at, id)| (at, index[&id])).collect();
        let door = |at: &usize| {
            let name = module.funcs.get(ids[*at]).name.as_deref().unwrap_or_default();
            let name = without_hashes(name);
            DOORS.iter().any(|door| name.starts_with(door))
        };
        let doors: BTreeSet<usize> = (0..ids.len()).filter(door).collect();
        ensure!(!doors.is_empty(), "none of {DOORS:?} is in the module");

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
        let part: Vec<Part> = (0..ids.len())
            .map(|at| match !reached[at] && local(at) {
                true => Part::Later,
                false => Part::First,
            })
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

    /// The module without what goes behind the door.
    fn first(&self, mut module: Module) -> Result<Vec<u8>> {
        self.call_by_place(&mut module, Part::First)?;
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

    /// What goes behind the door, with memory, globals and tables imported.
    fn later(&self, mut module: Module) -> Result<Vec<u8>> {
        self.call_by_place(&mut module, Part::Later)?;
        let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
        for export in exports {
            module.exports.delete(export);
        }
        module.start = None;
        let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
        for segment in data {
            module.data.delete(segment);
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
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    /// Lets the functions of a part call those of the other by their place in the table, and puts there what it has.
    fn call_by_place(&self, module: &mut Module, part: Part) -> Result<()> {
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
    fn fill_table(&self, module: &mut Module, table: TableId, ids: &[FunctionId], part: Part) -> Result<()> {
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
    use walrus::{ConstExpr, ElementItems, ElementKind, FunctionBuilder, Module, RefType, ir::Value};

    use super::{parse, split};

    /// `start` calls the door and what both need; behind the door is a page, which needs it too. The page and a listener
    /// stand in the function table.
    fn whole() -> Vec<u8> {
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
        let both = named("shared[0123456789abcdef]::text::fold", &[]);
        let page = named("shared[0123456789abcdef]::view::saved::saved", &[both]);
        let door = named("frontend[0123456789abcdef]::later::page", &[page]);
        let listener = named("frontend[0123456789abcdef]::app::listener", &[both]);
        let start = named("frontend[0123456789abcdef]::start", &[door, both]);
        module.exports.add("start", start);
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        let table = module.tables.add_local(false, 3, Some(3), RefType::FUNCREF);
        let offset = ConstExpr::Value(Value::I32(1));
        let kind = ElementKind::Active { table, offset };
        let segment = module.elements.add(kind, ElementItems::Functions(vec![page, listener]));
        module.tables.get_mut(table).elem_segments.insert(segment);
        module.emit_wasm()
    }

    #[test]
    fn what_only_the_door_reaches_goes_into_the_second_part() {
        let whole = whole();
        let parts = split(&whole, &whole).expect("it can be cut");
        let (first, later) = (
            parse(&parts.first).expect("a module"),
            parse(&parts.later).expect("a module"),
        );
        assert_eq!(
            (first.funcs.iter_local().count(), later.funcs.iter_local().count()),
            (3, 2)
        );
        // The page stood at 1; the door and what both need got new places behind the last.
        let table = first.tables.iter().next().expect("a table");
        assert_eq!((table.initial, table.maximum), (5, Some(5)));
        let imports: Vec<_> = later.imports.iter().map(|import| import.name.as_str()).collect();
        for import in imports {
            assert!(first.exports.iter().any(|export| export.name == import), "{import}");
        }
    }

    #[test]
    fn a_module_without_the_door_is_refused() {
        let mut module = Module::default();
        assert!(split(&module.emit_wasm(), &module.emit_wasm()).is_err());
    }
}
