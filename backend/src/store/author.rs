//! Who made a change, and for which request.

use serde::{Deserialize, Serialize};

/// Who made a change. Nothing in it names a person: the account is a random name, and names stay with the accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account.
    pub account: String,
    /// The role that it had.
    pub role: String,
    /// SHA-256 of the request's idempotency key, in hex: a request that comes again is answered and not done again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}
