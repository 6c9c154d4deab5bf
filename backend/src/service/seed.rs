//! The first data of a new data directory.

use super::import::{Bad, ImportError, ImportReport, Mode, Removals, import};
use crate::store::Store;

/// Fills a store that never held anything with the seed data set. `None`: it has data of its own already.
///
/// One commit holds all of it, so that a start that is cut off leaves nothing or everything.
///
/// # Errors
/// The store took no changes.
pub fn fill(store: &dyn Store) -> Result<Option<ImportReport>, ImportError> {
    if store.published().cursor.seq > 0 {
        return Ok(None);
    }
    import(store, shared::seed::seed(), Mode::Replace, Bad::Refuse, Removals::Any).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::memory::MemoryStore;

    #[test]
    fn the_first_data_is_one_commit_of_facts() {
        let store = MemoryStore::new("e");
        let report = fill(&store)
            .expect("the seed data is good")
            .expect("the store is empty");
        let data = &store.published().data;
        assert_eq!(report.cursor.seq, 1);
        assert_eq!(report.added, data.len());
        assert!(data.activities.iter().all(|activity| !activity.sample));
        assert!(data.guides.iter().all(|guide| !guide.sample));
        let again = fill(&store).expect("it is not looked at");
        assert_eq!(again, None);
    }
}
