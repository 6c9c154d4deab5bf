//! What functions call, and by what.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use walrus::ir::{Call, CallIndirect, Const, Instr, InstrSeqId, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{FunctionId, FunctionKind, LocalFunction, Module, TableId};

/// What a function calls.
pub(super) fn calls(module: &Module, id: FunctionId, index: &BTreeMap<FunctionId, usize>) -> Result<BTreeSet<usize>> {
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
pub(super) fn by_place(
    function: &mut LocalFunction,
    place: &dyn Fn(FunctionId) -> Option<(u32, walrus::TypeId, TableId)>,
) {
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
