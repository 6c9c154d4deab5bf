//! The people who keep the data: accounts, invitations, sessions and rights, and what they do with records.
//!
//! In reading order: [`roles`] who may do what, [`passphrase`] what is taken as one, [`accounts`] what is known of an
//! account, [`edit`] how a record is changed, [`stamps`] what that does to who confirmed it, [`conflict`] two people at
//! one record, [`dates`] one date of an activity, [`closing`] a
//! whole network at rest, [`worklist`] what is to be looked at, [`campaigns`] asking places by a
//! link, [`import_maps`] and [`staged`] files that are brought, [`throttle`] guesses at passphrases, [`totp`] and [`second_step`] a second step of signing in, [`editorial`] all of it for a running server.

pub mod accounts;
pub mod bring;
pub mod campaigns;
pub mod closing;
pub mod conflict;
pub mod dates;
pub mod edit;
pub mod editorial;
pub mod group;
pub mod import_maps;
pub mod merge_places;
pub mod passphrase;
pub mod roles;
pub mod second_step;
pub mod staged;
mod stamps;
#[cfg(test)]
mod tests;
pub mod throttle;
pub mod totp;
pub mod worklist;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use shared::model::{RecordKey, RecordKind};

use self::accounts::{Accounts, Event, written_plainly};
use self::passphrase::PassphraseError;
use crate::store::on_disk::OnDisk;
use crate::store::{EventLog, EventLogError, OpenError, hex};

pub use accounts::{Account, AccountState};
pub use roles::{Action, Role, Scope, Whose, may};

/// How long an invitation holds.
pub const INVITATION_S: i64 = 24 * 60 * 60;
/// How long a session may rest, and how long it holds at most.
pub const IDLE_S: i64 = 30 * 60;
/// See [`IDLE_S`].
pub const SESSION_S: i64 = 12 * 60 * 60;
/// By how much requests that run at the same time may differ about the time.
const TOGETHER_S: i64 = 60;

/// Why something about an account was refused.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// There is somebody of that name.
    #[error("there is an account of the name \"{0}\" already")]
    NameTaken(String),
    /// The name is empty, too long, or has characters that cannot be seen.
    #[error("a name has 1 to 80 characters that can be seen")]
    BadName,
    /// There is no such account.
    #[error("there is no account \"{0}\"")]
    Unknown(String),
    /// The last administrator must stay.
    #[error("this is the only administrator: add another one first")]
    LastAdministrator,
    /// The link is not known, was used, or is too old.
    #[error("this link does not hold any more: ask for a new one")]
    BadInvitation,
    /// The passphrase is not taken.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// Name and passphrase do not belong together; it is not said which of them is wrong.
    #[error("name and passphrase do not belong together")]
    BadCredentials,
    /// Name and passphrase belong together, and the account has a second step.
    #[error("this account has a second step: send the code of its app, or a recovery code, as totp")]
    TotpRequired,
    /// The code of the second step does not hold.
    #[error("this code is wrong, too old, or was used already")]
    BadTotp,
    /// The file of the accounts.
    #[error(transparent)]
    Log(#[from] EventLogError),
}

/// Whether the data of a directory has what a scope names.
///
/// # Errors
/// The directory cannot be read.
pub fn is_known(dir: &Path, scope: &Scope) -> Result<bool, OpenError> {
    let (kind, id) = match scope {
        Scope::All => return Ok(true),
        Scope::Network(id) => (RecordKind::Network, id),
        Scope::Place(id) => (RecordKind::Place, id),
    };
    let key = RecordKey { kind, id: id.clone() };
    Ok(OnDisk::read(dir)?.state.records.contains_key(&key))
}

/// A random secret that its owner gets once. Only its hash is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn new() -> Result<Self, EventLogError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Self(hex::encode(&bytes)))
    }

    /// As it stands in a link or a cookie: 64 hex digits.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

pub(crate) fn hash_of(token: &str) -> String {
    hex::encode(&Sha256::digest(token.as_bytes()))
}

/// The accounts of a data directory. Several processes may have them open: each sees what the others did.
pub struct Staff {
    inner: Mutex<Inner>,
}

struct Inner {
    log: EventLog,
    accounts: Accounts,
}

impl Inner {
    fn refresh(&mut self) -> Result<(), EventLogError> {
        for stored in self.log.read_new()? {
            self.accounts.take(stored.at, &stored.event);
        }
        Ok(())
    }

    /// Decides on the newest state, under the lock of all processes, and stores what was decided.
    fn change<T>(
        &mut self,
        now: i64,
        decide: impl FnOnce(&mut Accounts) -> Result<(T, Vec<Event>), StaffError>,
    ) -> Result<T, StaffError> {
        let Self { log, accounts } = self;
        let mut decided = None;
        let added: Result<Vec<_>, StaffError> = log.append(now, |new| {
            for stored in new {
                accounts.take(stored.at, &stored.event);
            }
            let (answer, events) = decide(accounts)?;
            decided = Some(answer);
            let texts = events
                .iter()
                .map(|event| serde_json::to_string(event).map_err(std::io::Error::from));
            texts
                .collect::<Result<Vec<_>, _>>()
                .map_err(|error| EventLogError::Io(error).into())
        });
        for stored in added? {
            accounts.take(stored.at, &stored.event);
        }
        decided.ok_or(StaffError::BadCredentials)
    }
}

impl Accounts {
    /// An event of a newer version is left out: what it does is not known here.
    fn take(&mut self, at: i64, event: &str) {
        match serde_json::from_str(event) {
            Ok(event) => self.apply(at, event),
            Err(error) => tracing::warn!(%error, "an event of an account cannot be read by this version"),
        }
    }
}

impl Staff {
    /// Opens the accounts of a data directory; there may be none yet.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn open(dir: &Path) -> Result<Self, EventLogError> {
        let mut inner = Inner {
            log: EventLog::staff(dir),
            accounts: Accounts::default(),
        };
        inner.refresh()?;
        Ok(Self {
            inner: Mutex::new(inner),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an account and returns it with the token of its invitation.
    ///
    /// # Errors
    /// The name is bad or taken.
    pub fn add(&self, name: &str, role: Role, scope: Scope, now: i64) -> Result<(Account, Token), StaffError> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let seen = |character: char| {
            !character.is_control()
                && !matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        if !(1..=80).contains(&name.chars().count()) || !name.chars().all(seen) {
            return Err(StaffError::BadName);
        }
        let (token, id) = (Token::new()?, Token::new()?.0[..16].to_owned());
        let until = now.saturating_add(INVITATION_S);
        let hash = hash_of(token.text());
        let account = self.inner().change(now, |accounts| {
            if accounts.named(&name).is_some() {
                return Err(StaffError::NameTaken(name.clone()));
            }
            let account = Account {
                id: id.clone(),
                name: name.clone(),
                role,
                scope: scope.clone(),
                state: AccountState::Invited { until },
            };
            let added = Event::Added {
                account: id.clone(),
                name,
                role,
                scope,
            };
            let invited = Event::Invited {
                account: id,
                token: hash,
                until,
            };
            Ok((account, vec![added, invited]))
        })?;
        Ok((account, token))
    }

    /// A new link for an account, of which a former one is void: also for a passphrase that was forgotten, and for an
    /// account that was disabled.
    ///
    /// # Errors
    /// There is no such account.
    pub fn invite(&self, account: &str, now: i64) -> Result<(Account, Token), StaffError> {
        let token = Token::new()?;
        let until = now.saturating_add(INVITATION_S);
        let hash = hash_of(token.text());
        let account = self.inner().change(now, |accounts| {
            let account = find(accounts, account)?;
            let invited = Event::Invited {
                account: account.id.clone(),
                token: hash,
                until,
            };
            Ok((account, vec![invited]))
        })?;
        Ok((account, token))
    }

    /// Disables an account: its sessions and links end at once.
    ///
    /// # Errors
    /// There is no such account, or it is the last administrator that can sign in.
    pub fn disable(&self, account: &str, now: i64) -> Result<Account, StaffError> {
        self.inner().change(now, |accounts| {
            let account = find(accounts, account)?;
            let is_last = account.role == Role::Administrator
                && account.state == AccountState::Active
                && !accounts.accounts.values().any(|other| {
                    other.id != account.id && other.role == Role::Administrator && other.state == AccountState::Active
                });
            if is_last {
                return Err(StaffError::LastAdministrator);
            }
            let disabled = Event::Disabled {
                account: account.id.clone(),
            };
            Ok((account, vec![disabled]))
        })
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn list(&self) -> Result<Vec<Account>, StaffError> {
        let mut inner = self.inner();
        inner.refresh()?;
        let mut accounts: Vec<Account> = inner.accounts.accounts.values().cloned().collect();
        accounts.sort_by_key(|account| written_plainly(&account.name));
        Ok(accounts)
    }

    /// Uses an invitation: from here on the account has that passphrase.
    ///
    /// # Errors
    /// The link does not hold, or the passphrase is not taken; the link holds on then.
    pub fn accept(&self, token: &str, passphrase: &str, now: i64) -> Result<Account, StaffError> {
        let hash = hash_of(token);
        let invited = |accounts: &Accounts| {
            let (account, until) = accounts.invitations.get(&hash)?;
            (*until > now).then(|| accounts.accounts.get(account).cloned())?
        };
        let account = {
            let mut inner = self.inner();
            inner.refresh()?;
            invited(&inner.accounts).ok_or(StaffError::BadInvitation)?
        };
        passphrase::check(passphrase, &account.name)?;
        // Outside the lock, since it takes its time.
        let kept = passphrase::hash(passphrase).map_err(EventLogError::Io)?;
        self.inner().change(now, |accounts| {
            // Somebody may have used it, or disabled the account, in the meantime.
            let account = invited(accounts).ok_or(StaffError::BadInvitation)?;
            let accepted = Event::Accepted {
                account: account.id.clone(),
                passphrase: kept,
            };
            let account = Account {
                state: AccountState::Active,
                ..account
            };
            Ok((account, vec![accepted]))
        })
    }

    /// Begins a session. An unknown name takes as long as a wrong passphrase. `typed` is the code of a second step, for an
    /// account that has one.
    ///
    /// # Errors
    /// Name and passphrase do not belong together; the code is missing or does not hold.
    pub fn sign_in(
        &self,
        name: &str,
        passphrase: &str,
        typed: Option<&str>,
        now: i64,
    ) -> Result<(Account, Token), StaffError> {
        let (account, kept) = {
            let mut inner = self.inner();
            inner.refresh()?;
            let account = inner.accounts.named(name).cloned();
            let kept = account
                .as_ref()
                .and_then(|account| inner.accounts.passphrases.get(&account.id).cloned());
            (account, kept)
        };
        // Far longer than any that is taken: not worth the time.
        let is_plausible = passphrase.len() <= 4 * 128;
        let holds = passphrase::holds(if is_plausible { passphrase } else { "" }, kept.as_deref());
        let account = account
            .filter(|_| holds && is_plausible)
            .ok_or(StaffError::BadCredentials)?;
        let token = Token::new()?;
        let session = hash_of(token.text());
        self.inner().change(now, |accounts| {
            let same = accounts.passphrases.get(&account.id) == kept.as_ref();
            if !same {
                return Err(StaffError::BadCredentials);
            }
            // On the newest state and under the lock: a code is used once, by whichever of two comes first.
            let used = second_step::asked(accounts, &account.id, typed, now)?;
            let signed_in = Event::SignedIn {
                account: account.id.clone(),
                session,
            };
            Ok(((), used.into_iter().chain([signed_in]).collect()))
        })?;
        Ok((account, token))
    }

    /// The account of a session, which rests no longer by being asked; `None` when it ended.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn session(&self, token: &str, now: i64) -> Result<Option<Account>, StaffError> {
        let mut inner = self.inner();
        inner.refresh()?;
        let Accounts { accounts, sessions, .. } = &mut inner.accounts;
        let hash = hash_of(token);
        let Some(session) = sessions.get_mut(&hash) else {
            return Ok(None);
        };
        // A clock that was set back ends a session rather than making it hold for longer. Of two requests at once, the one
        // that looked at the clock first may come here last: that is no clock set back.
        let holds = |since: i64, most: i64| (-TOGETHER_S..most).contains(&(now - since));
        let holds = holds(session.begun, SESSION_S) && holds(session.seen, IDLE_S);
        if !holds {
            sessions.remove(&hash);
            return Ok(None);
        }
        session.seen = session.seen.max(now);
        Ok(accounts.get(&session.account).cloned())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The disk.
    pub fn sign_out(&self, token: &str, now: i64) -> Result<(), StaffError> {
        let session = hash_of(token);
        self.inner().change(now, |accounts| {
            let known = accounts.sessions.contains_key(&session);
            let events = if known {
                vec![Event::SignedOut { session }]
            } else {
                Vec::new()
            };
            Ok(((), events))
        })
    }
}

/// By its id, or by its name.
fn find(accounts: &Accounts, account: &str) -> Result<Account, StaffError> {
    let known = accounts.accounts.get(account).or_else(|| accounts.named(account));
    known.cloned().ok_or_else(|| StaffError::Unknown(account.to_owned()))
}
