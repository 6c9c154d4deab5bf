//! A file that an account brings: taken where all that it changes is the account's own.

use shared::model::{Dataset, RecordKey};

use super::accounts::Account;
use super::edit::author;
use super::roles::{Action, Whose, may};
use crate::service::import::{Bad, ImportError, ImportReport, Mode, Removals, import_by};
use crate::store::Store;

/// Whether that account may bring files at all.
#[must_use]
pub const fn may_bring(account: &Account) -> bool {
    may(account.role, Action::Edit, Whose::Own)
}

/// Takes a data set file. What only the operator may change, such as what stands around the lists, stays as it is.
///
/// # Errors
/// See [`ImportError`]; nothing of the file is stored then.
pub fn bring(
    store: &dyn Store,
    account: &Account,
    json: &str,
    how: (Mode, Bad, Removals),
    request: Option<&str>,
) -> Result<ImportReport, ImportError> {
    let may_change = |before: &Dataset, after: &Dataset, key: &RecordKey| {
        let own = |data: &Dataset| !data.holds(key) || account.scope.holds(data, key) == Whose::Own;
        let whose = if own(before) && own(after) {
            Whose::Own
        } else {
            Whose::Other
        };
        may(account.role, Action::Edit, whose)
    };
    import_by(store, json, how, Some((&author(account, request), &may_change)))
}
