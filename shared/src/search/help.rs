//! What a search gives when its words speak of danger.

use super::danger::HelpKind;
use super::document::{category_bit, kind_bit};
use super::index::Index;
use super::outcome::{Help, Hit};
use super::run::Run;
use super::scratch::{Scratch, Tally};
use super::thesaurus::Thesaurus;
use crate::filter::What;
use crate::model::PlaceKind;
use crate::taxonomy::Category;

impl Index {
    /// Takes away what is never shown for these kinds of danger: no mediation where there is violence.
    pub(super) fn leave_out(&self, kinds: &[HelpKind], scratch: &mut Scratch) {
        if !kinds.is_empty() {
            self.leave_out_in_danger(kinds, scratch);
        }
    }

    #[inline(never)]
    fn leave_out_in_danger(&self, kinds: &[HelpKind], scratch: &mut Scratch) {
        let danger = &Thesaurus::get().danger;
        for help in kinds.iter().filter_map(|&kind| danger.help_for(kind)) {
            for (record, &group) in self.alike.of.iter().enumerate() {
                let group = &self.alike.groups[group as usize];
                if help.never.touch(group, 0) && !help.about.kinds_touch(group) {
                    scratch.tallies[record] = Tally::default();
                }
            }
            let most = scratch.tallies.iter().map(|tally| tally.has()).max();
            scratch.most = most.unwrap_or(0);
        }
    }

    /// Whom to call, and who is nearest.
    pub(super) fn help(&self, run: &Run<'_>, scratch: &Scratch) -> Option<Help> {
        let kind = *run.question.danger.first()?;
        Some(self.help_in_danger(kind, run, scratch))
    }

    #[inline(never)]
    fn help_in_danger(&self, kind: HelpKind, run: &Run<'_>, scratch: &Scratch) -> Help {
        let kinds = &run.question.danger;
        let lines = Thesaurus::get().danger.lines_for(kinds);
        let listening: u32 = Category::all()
            .filter(|category| category.code().starts_with("ascolto"))
            .fold(0, |bits, category| bits | category_bit(category));
        let centres = self.vocabulary.beginning_with("antiviolenza");
        let centres: Vec<u32> = centres
            .flat_map(|word| self.postings.of(word).iter().map(|entry| entry >> 8))
            .collect();
        let mut nearest: Vec<Hit> = Vec::new();
        let mut add = |wanted: &dyn Fn(u32) -> bool| {
            let best = scratch
                .matching
                .iter()
                .filter(|&&record| wanted(record))
                .min_by_key(|&&record| {
                    (
                        self.metres(scratch, record as usize),
                        !scratch.keys[record as usize],
                        record,
                    )
                });
            if let Some(&record) = best {
                let hit = self.hit(run, record, scratch);
                if !nearest.iter().any(|other| (other.what, other.at) == (hit.what, hit.at)) {
                    nearest.push(hit);
                }
            }
        };
        let attributes = |record: u32| &self.attributes[record as usize];
        add(&|record| centres.contains(&record) && self.record(record as usize).0 != What::Guide);
        add(&|record| attributes(record).kinds & kind_bit(PlaceKind::Clinic) != 0);
        add(&|record| attributes(record).categories & listening != 0);
        Help {
            kind,
            lines: lines.into_iter().cloned().collect(),
            nearest,
        }
    }
}
