//! What each part brings to the memory: data that only a lazy chunk needs comes with it.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, Module};

use super::linking::Graph;

/// A gap up to so many bytes is cheaper than a segment of its own.
const GAP: u32 = 8;

/// The part that each byte of the data belongs to.
pub(super) struct Owners(BTreeMap<u32, usize>);

impl Owners {
    /// By the part of each node of the graph. Where symbols share a byte, the earlier part has it.
    pub(super) fn new(graph: &Graph, parts: &[Option<usize>]) -> Self {
        let mut owners = BTreeMap::new();
        for (range, part) in graph.data.iter().zip(&parts[graph.names.len()..]) {
            let part = part.unwrap_or_default();
            for address in range.clone() {
                let owner = owners.entry(address).or_insert(part);
                *owner = part.min(*owner);
            }
        }
        Self(owners)
    }

    fn of(&self, address: u32) -> usize {
        self.0.get(&address).copied().unwrap_or_default()
    }

    /// Leaves in `module` what belongs to this part.
    pub(super) fn keep(&self, module: &mut Module, part: usize) -> Result<()> {
        let memory = module.get_memory_id()?;
        let mut bytes: BTreeMap<u32, u8> = BTreeMap::new();
        let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
        for segment in segments {
            let data = module.data.get(segment);
            let DataKind::Active {
                offset: ConstExpr::Value(Value::I32(offset)),
                ..
            } = data.kind
            else {
                bail!("a segment of data that is not plain");
            };
            let own = (offset.cast_unsigned()..).zip(data.value.iter().copied());
            bytes.extend(own.filter(|(address, _)| self.of(*address) == part));
            module.data.delete(segment);
        }
        let mut made: Vec<(u32, Vec<u8>)> = Vec::new();
        for (address, byte) in bytes {
            if let Some((start, segment)) = made.last_mut() {
                let end = *start + u32::try_from(segment.len())?;
                // Only the first is in memory before all others, and may write where they will.
                let gap = if part == 0 { GAP } else { 0 };
                ensure!(end <= address, "segments in order");
                if address - end <= gap {
                    segment.resize((address - *start) as usize, 0);
                    segment.push(byte);
                    continue;
                }
            }
            made.push((address, vec![byte]));
        }
        let made: Vec<_> = made
            .into_iter()
            .map(|(start, segment)| {
                let offset = ConstExpr::Value(Value::I32(start.cast_signed()));
                module.data.add(DataKind::Active { memory, offset }, segment)
            })
            .collect();
        module.memories.get_mut(memory).data_segments = made.into_iter().collect();
        Ok(())
    }
}
