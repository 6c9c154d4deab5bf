//! Accounts as their events tell it, one after the other.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::roles::{Role, Scope};

/// What happened to accounts. Tokens stand in it as hashes only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Event {
    Added {
        account: String,
        name: String,
        role: Role,
        scope: Scope,
    },
    /// One link at a time: an older one is void.
    Invited {
        account: String,
        token: String,
        until: i64,
    },
    /// The link was used; sessions from before end.
    Accepted {
        account: String,
        passphrase: String,
    },
    Disabled {
        account: String,
    },
    SignedIn {
        account: String,
        session: String,
    },
    SignedOut {
        session: String,
    },
    /// A second step, with hashes of the codes on paper and the step of the first code.
    SecondStepBegun {
        account: String,
        secret: String,
        recovery: Vec<String>,
        step: i64,
    },
    SecondStepEnded {
        account: String,
    },
    /// A code was used: none of that step or before it holds again.
    SecondStepUsed {
        account: String,
        step: i64,
    },
    /// A code on paper was used, by its hash.
    RecoveryUsed {
        account: String,
        code: String,
    },
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its random name, which never changes.
    pub id: String,
    /// What its person is called, and signs in as.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// With which part of the data.
    pub scope: Scope,
    /// Whether it can be used.
    pub state: AccountState,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It waits for its person to open the link, until then (seconds since 1970).
    Invited {
        /// When the link ends.
        until: i64,
    },
    /// It has a passphrase.
    Active,
    /// It was disabled.
    Disabled,
}

impl AccountState {
    /// A word for lists.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Invited { .. } => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) account: String,
    /// Seconds since 1970.
    pub(super) begun: i64,
    /// Asked last, as far as this process knows.
    pub(super) seen: i64,
}

/// A second step that is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SecondStep {
    /// In the letters that apps take.
    pub(super) secret: String,
    /// Hashes of the codes on paper that are left.
    pub(super) recovery: Vec<String>,
    /// The last step whose code was used: none of it or before it holds again.
    pub(super) used: i64,
}

/// What all events together say.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) passphrases: HashMap<String, String>,
    /// By the hash of their token.
    pub(super) invitations: HashMap<String, (String, i64)>,
    /// By the hash of their token.
    pub(super) sessions: HashMap<String, Session>,
    /// Of the accounts that have one.
    pub(super) second_steps: HashMap<String, SecondStep>,
}

impl Accounts {
    pub(super) fn apply(&mut self, at: i64, event: Event) {
        match event {
            Event::Added {
                account,
                name,
                role,
                scope,
            } => {
                let new = Account {
                    id: account.clone(),
                    name,
                    role,
                    scope,
                    state: AccountState::Invited { until: at },
                };
                self.accounts.insert(account, new);
            }
            Event::Invited { account, token, until } => {
                self.invitations.retain(|_, (invited, _)| *invited != account);
                if let Some(known) = self.accounts.get_mut(&account) {
                    if !self.passphrases.contains_key(&account) || known.state == AccountState::Disabled {
                        known.state = AccountState::Invited { until };
                    }
                    self.invitations.insert(token, (account, until));
                }
            }
            Event::Accepted { account, passphrase } => {
                self.invitations.retain(|_, (invited, _)| *invited != account);
                self.sessions.retain(|_, session| session.account != account);
                // Whoever lost app and paper is let in anew by a new link.
                self.second_steps.remove(&account);
                if let Some(known) = self.accounts.get_mut(&account) {
                    known.state = AccountState::Active;
                    self.passphrases.insert(account, passphrase);
                }
            }
            Event::Disabled { account } => {
                self.invitations.retain(|_, (invited, _)| *invited != account);
                self.sessions.retain(|_, session| session.account != account);
                self.passphrases.remove(&account);
                self.second_steps.remove(&account);
                if let Some(known) = self.accounts.get_mut(&account) {
                    known.state = AccountState::Disabled;
                }
            }
            Event::SignedIn { account, session } => {
                let new = Session {
                    account,
                    begun: at,
                    seen: at,
                };
                self.sessions.insert(session, new);
            }
            Event::SignedOut { session } => {
                self.sessions.remove(&session);
            }
            event @ (Event::SecondStepBegun { .. }
            | Event::SecondStepEnded { .. }
            | Event::SecondStepUsed { .. }
            | Event::RecoveryUsed { .. }) => self.apply_second_step(event),
        }
    }

    /// The account of a name, however it is written.
    pub(super) fn named(&self, name: &str) -> Option<&Account> {
        let wanted = written_plainly(name);
        self.accounts
            .values()
            .find(|account| written_plainly(&account.name) == wanted)
    }
}

/// A name without what two people would not see as a difference.
pub(super) fn written_plainly(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
