//! Who may do what: one table, role by action, for what is one's own and for what is not.

use serde::{Deserialize, Serialize};
use shared::model::{Dataset, RecordKey, RecordKind};

/// What somebody is to the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything, accounts included.
    Administrator,
    /// The records of a network.
    NetworkEditor,
    /// The records of a place.
    PlaceEditor,
    /// Confirms what others wrote.
    Verifier,
    /// Looks on.
    Reader,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [
        Self::Administrator,
        Self::NetworkEditor,
        Self::PlaceEditor,
        Self::Verifier,
        Self::Reader,
    ];

    /// The word for it on the command line and in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::NetworkEditor => "network-editor",
            Self::PlaceEditor => "place-editor",
            Self::Verifier => "verifier",
            Self::Reader => "reader",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let role = Self::ALL.iter().find(|role| role.code() == text);
        role.copied().ok_or_else(|| format!("unknown role \"{text}\""))
    }
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See records, history and work lists.
    Look,
    /// Add, change or remove a record.
    Edit,
    /// Say that a group of facts is right.
    Verify,
    /// Take a change back.
    Undo,
    /// Read and answer what families report.
    Answer,
    /// Add, invite and disable accounts.
    ManageAccounts,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 6] = [
        Self::Look,
        Self::Edit,
        Self::Verify,
        Self::Undo,
        Self::Answer,
        Self::ManageAccounts,
    ];

    /// The word for it in answers.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Edit => "edit",
            Self::Verify => "verify",
            Self::Undo => "undo",
            Self::Answer => "answer",
            Self::ManageAccounts => "manage-accounts",
        }
    }
}

/// Whether what is acted on is within the account's scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// It is.
    Own,
    /// It is another's.
    Other,
}

/// The table. What is not said here is not allowed.
#[must_use]
pub const fn may(role: Role, action: Action, whose: Whose) -> bool {
    use Action::{Answer, Edit, Look, Undo, Verify};
    use Role::{Administrator, NetworkEditor, PlaceEditor, Reader, Verifier};
    match (role, whose) {
        (Administrator, _) => true,
        (NetworkEditor | PlaceEditor, Whose::Own) => matches!(action, Look | Edit | Verify | Undo | Answer),
        (Verifier, Whose::Own) => matches!(action, Look | Verify | Answer),
        (Reader, Whose::Own) => matches!(action, Look),
        (NetworkEditor | PlaceEditor | Verifier | Reader, Whose::Other) => matches!(action, Look),
    }
}

/// The part of the data that an account is there for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of it.
    All,
    /// A network, by its id.
    Network(String),
    /// A place, by its id.
    Place(String),
}

impl Scope {
    /// Whether a record belongs to it, as it is in `data`: a network with its places and activities, or a place with its
    /// activities and the places under it. Guides belong to nobody's part.
    #[must_use]
    pub fn holds(&self, data: &Dataset, key: &RecordKey) -> Whose {
        let own = match self {
            Self::All => true,
            Self::Network(id) => network_of(data, key).is_some_and(|network| network == id),
            Self::Place(id) => is_under(data, key, id),
        };
        if own { Whose::Own } else { Whose::Other }
    }
}

fn network_of<'a>(data: &'a Dataset, key: &'a RecordKey) -> Option<&'a str> {
    match key.kind {
        RecordKind::Network => Some(&key.id),
        RecordKind::Place => {
            let mut places = data.places.iter();
            places
                .find(|place| place.id.as_str() == key.id)
                .map(|place| place.network.as_str())
        }
        RecordKind::Activity => {
            let mut activities = data.activities.iter();
            let activity = activities.find(|activity| activity.id.as_str() == key.id);
            activity.map(|activity| activity.network.as_str())
        }
        RecordKind::Guide => None,
    }
}

fn is_under(data: &Dataset, key: &RecordKey, place: &str) -> bool {
    match key.kind {
        RecordKind::Place => {
            let known = data.places.iter().find(|known| known.id.as_str() == key.id);
            let parent = known.and_then(|known| known.parent.as_ref());
            key.id == place || parent.is_some_and(|parent| parent.as_str() == place)
        }
        RecordKind::Activity => {
            let known = data.activities.iter().find(|known| known.id.as_str() == key.id);
            let at = known.and_then(|known| known.place.as_ref());
            at.is_some_and(|at| at.as_str() == place)
        }
        RecordKind::Network | RecordKind::Guide => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written out by hand, so that a change of the table is a change here: own, then other, in the order of
    /// `Action::ALL`.
    #[test]
    fn the_whole_table() {
        let expected = [
            (Role::Administrator, "xxxxxx", "xxxxxx"),
            (Role::NetworkEditor, "xxxxx-", "x-----"),
            (Role::PlaceEditor, "xxxxx-", "x-----"),
            (Role::Verifier, "x-x-x-", "x-----"),
            (Role::Reader, "x-----", "x-----"),
        ];
        assert_eq!(expected.map(|(role, ..)| role), Role::ALL);
        for (role, own, other) in expected {
            for (whose, row) in [(Whose::Own, own), (Whose::Other, other)] {
                let allowed = Action::ALL.map(|action| if may(role, action, whose) { 'x' } else { '-' });
                assert_eq!(allowed.iter().collect::<String>(), row, "{} {whose:?}", role.code());
            }
            assert_eq!(role.code().parse(), Ok(role));
        }
    }
}
