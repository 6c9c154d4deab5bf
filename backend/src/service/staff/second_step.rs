//! The second step of signing in, for an account that wants one: switched on with the first code of an app, used once a
//! code, taken back with one.

use super::accounts::{Accounts, Event, SecondStep};
use super::{Account, Staff, StaffError, hash_of, totp};

/// What a code that was typed uses up.
pub(super) fn used_by(step: &SecondStep, account: &str, typed: &str, now: i64) -> Option<Event> {
    if let Some(at) = totp::step_of(&step.secret, typed, now) {
        let event = Event::SecondStepUsed {
            account: account.to_owned(),
            step: at,
        };
        return (at > step.used).then_some(event);
    }
    let code = hash_of(&totp::plain(typed));
    step.recovery.contains(&code).then(|| Event::RecoveryUsed {
        account: account.to_owned(),
        code,
    })
}

/// What signing in needs beside the passphrase.
///
/// # Errors
/// [`StaffError::TotpRequired`] without a code, [`StaffError::BadTotp`] for one that does not hold.
pub(super) fn asked(
    accounts: &Accounts,
    account: &str,
    typed: Option<&str>,
    now: i64,
) -> Result<Option<Event>, StaffError> {
    let Some(step) = accounts.second_steps.get(account) else {
        return Ok(None);
    };
    let typed = typed.filter(|typed| !typed.trim().is_empty());
    let typed = typed.ok_or(StaffError::TotpRequired)?;
    used_by(step, account, typed, now).map(Some).ok_or(StaffError::BadTotp)
}

impl Staff {
    /// How many codes on paper an account has left; `None` where it has no second step.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn second_step(&self, account: &str) -> Result<Option<usize>, StaffError> {
        let mut inner = self.inner();
        inner.refresh()?;
        let step = inner.accounts.second_steps.get(account);
        Ok(step.map(|step| step.recovery.len()))
    }

    /// Switches the second step of an account on, if the code is one that an app with this secret shows. Gives the codes
    /// on paper, which are told this once.
    ///
    /// # Errors
    /// [`StaffError::BadTotp`]; the disk.
    pub fn begin_second_step(
        &self,
        account: &Account,
        secret: &str,
        typed: &str,
        now: i64,
    ) -> Result<Vec<String>, StaffError> {
        let step = totp::step_of(secret, typed, now).filter(|_| totp::is_secret(secret));
        let step = step.ok_or(StaffError::BadTotp)?;
        let codes = totp::recovery_codes()?;
        let recovery = codes.iter().map(|code| hash_of(&totp::plain(code))).collect();
        self.inner().change(now, |_| {
            let begun = Event::SecondStepBegun {
                account: account.id.clone(),
                secret: secret.to_owned(),
                recovery,
                step,
            };
            Ok(((), vec![begun]))
        })?;
        Ok(codes)
    }

    /// Switches it off again, with a code of the app or on paper.
    ///
    /// # Errors
    /// [`StaffError::BadTotp`]; the disk.
    pub fn end_second_step(&self, account: &Account, typed: &str, now: i64) -> Result<(), StaffError> {
        self.inner().change(now, |accounts| {
            let ended = Event::SecondStepEnded {
                account: account.id.clone(),
            };
            let used = asked(accounts, &account.id, Some(typed), now)?;
            Ok(((), used.map(|_| vec![ended]).unwrap_or_default()))
        })
    }
}

impl Accounts {
    /// What happened to second steps.
    pub(super) fn apply_second_step(&mut self, event: Event) {
        match event {
            Event::SecondStepBegun {
                account,
                secret,
                recovery,
                step,
            } => {
                let begun = SecondStep {
                    secret,
                    recovery,
                    used: step,
                };
                self.second_steps.insert(account, begun);
            }
            Event::SecondStepEnded { account } => {
                self.second_steps.remove(&account);
            }
            Event::SecondStepUsed { account, step } => {
                if let Some(known) = self.second_steps.get_mut(&account) {
                    known.used = known.used.max(step);
                }
            }
            Event::RecoveryUsed { account, code } => {
                if let Some(known) = self.second_steps.get_mut(&account) {
                    known.recovery.retain(|left| *left != code);
                }
            }
            _ => {}
        }
    }
}
