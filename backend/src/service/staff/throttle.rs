//! Guesses at passphrases: slowed down by name and by where they come from, so that whoever guesses waits and the
//! colleagues behind the same address do not.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use quick_cache::sync::Cache;

use super::accounts::written_plainly;
use crate::rates::visitor_of;

/// Tries at one name from one address, and their stretch in seconds.
const NAME_AT_ADDRESS: (usize, i64) = (5, 15 * 60);
/// Wrong tries from one address, at whatever names.
const ADDRESS: (usize, i64) = (20, 60);
/// Wrong tries at one name, from wherever.
const NAME: (usize, i64) = (100, 15 * 60);
/// Wrong codes of a second step at one name, from wherever: who gets so far knows the passphrase.
const CODE: (usize, i64) = (10, 15 * 60);
/// Names and addresses that are remembered.
const KEPT: usize = 50_000;

/// The latest tries. Neither names nor addresses are kept, only hashes with a key of this process.
pub struct Throttle {
    keys: RandomState,
    tries: Mutex<Cache<u64, VecDeque<i64>>>,
    known: Cache<u64, ()>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            keys: RandomState::new(),
            tries: Mutex::new(Cache::new(KEPT)),
            known: Cache::new(KEPT),
        }
    }
}

impl Throttle {
    fn keys(&self, address: IpAddr, name: &str) -> [u64; 3] {
        let (address, name) = (visitor_of(address), written_plainly(name));
        [
            self.keys.hash_one((1, address, &name)),
            self.keys.hash_one((2, address)),
            self.keys.hash_one((3, &name)),
        ]
    }

    /// Lets a try through, and counts it.
    ///
    /// # Errors
    /// The seconds to wait. Whoever signed in from that address before waits for nobody else's tries.
    pub fn admit(&self, address: IpAddr, name: &str, now: i64) -> Result<(), u64> {
        let [here, from, at] = self.keys(address, name);
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = |key: u64, (most, stretch): (usize, i64)| {
            let times = tries.get(&key).unwrap_or_default();
            let mut recent = times.iter().filter(|time| (0..stretch).contains(&(now - **time)));
            let oldest = recent.clone().min().copied();
            let is_full = recent.by_ref().count() >= most;
            oldest.filter(|_| is_full).map(|oldest| oldest + stretch - now)
        };
        let mut waits = vec![wait(here, NAME_AT_ADDRESS)];
        if self.known.get(&here).is_none() {
            waits.extend([wait(from, ADDRESS), wait(at, NAME)]);
        }
        match waits.into_iter().flatten().max() {
            Some(seconds) => Err(seconds.max(1).unsigned_abs()),
            None => {
                add(&tries, here, now, NAME_AT_ADDRESS.0);
                Ok(())
            }
        }
    }

    fn key_of_codes(&self, name: &str) -> u64 {
        self.keys.hash_one((4, written_plainly(name)))
    }

    /// Lets a code of a second step be tried.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn admit_code(&self, name: &str, now: i64) -> Result<(), u64> {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let times = tries.get(&self.key_of_codes(name)).unwrap_or_default();
        let recent = || times.iter().filter(|time| (0..CODE.1).contains(&(now - **time)));
        match recent().min() {
            Some(oldest) if recent().count() >= CODE.0 => Err((oldest + CODE.1 - now).max(1).unsigned_abs()),
            _ => Ok(()),
        }
    }

    /// The code was wrong.
    pub fn failed_code(&self, address: IpAddr, name: &str, now: i64) {
        self.failed(address, name, now);
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        add(&tries, self.key_of_codes(name), now, CODE.0);
    }

    /// The passphrase was wrong.
    pub fn failed(&self, address: IpAddr, name: &str, now: i64) {
        let [_, from, at] = self.keys(address, name);
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        add(&tries, from, now, ADDRESS.0);
        add(&tries, at, now, NAME.0);
    }

    /// The passphrase was right: its person is known at that address.
    pub fn succeeded(&self, address: IpAddr, name: &str) {
        let [here, ..] = self.keys(address, name);
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(&here);
        self.known.insert(here, ());
    }
}

fn add(tries: &Cache<u64, VecDeque<i64>>, key: u64, now: i64, most: usize) {
    let mut times = tries.get(&key).unwrap_or_default();
    times.push_back(now);
    while times.len() > most {
        times.pop_front();
    }
    tries.insert(key, times);
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn wrong(throttle: &Throttle, name: &str, now: i64) -> Result<(), u64> {
        throttle.admit(OFFICE, name, now)?;
        throttle.failed(OFFICE, name, now);
        Ok(())
    }

    #[test]
    fn whoever_guesses_waits_and_colleagues_do_not() {
        let throttle = Throttle::default();
        throttle.admit(OFFICE, "Bruno", 0).expect("the first try");
        throttle.succeeded(OFFICE, "Bruno");
        for second in 0..5 {
            wrong(&throttle, "Anna", second).expect("five are let through");
        }
        assert_eq!(wrong(&throttle, " ANNA ", 10), Err(890));
        assert_eq!(wrong(&throttle, "Anna", 900), Ok(()), "the first is long ago");
        for guess in 0..40 {
            let _ = wrong(&throttle, &format!("name {guess}"), 1_000);
        }
        assert_eq!(wrong(&throttle, "Carla", 1_000), Err(60));
        assert_eq!(throttle.admit(OFFICE, "bruno", 1_000), Ok(()), "he is known there");
        assert_eq!(
            throttle.admit("192.0.2.2".parse().expect("an address"), "Carla", 1_000),
            Ok(())
        );
    }

    #[test]
    fn codes_are_guessed_ten_times_wherever_from() {
        let throttle = Throttle::default();
        for at in 0..10_u32 {
            let address = IpAddr::from((at + 1).to_be_bytes());
            assert_eq!(throttle.admit_code("Anna", 5), Ok(()));
            throttle.failed_code(address, " anna", 5);
        }
        assert_eq!(throttle.admit_code("Anna", 15), Err(890));
        assert_eq!(throttle.admit_code("Bruno", 15), Ok(()));
        assert_eq!(throttle.admit_code("Anna", 905), Ok(()));
    }

    #[test]
    fn many_addresses_are_one_guesser() {
        let throttle = Throttle::default();
        for at in 0..100_u32 {
            let address = IpAddr::from((at + 1).to_be_bytes());
            throttle.admit(address, "Anna", 5).expect("each address is new");
            throttle.failed(address, "Anna", 5);
        }
        assert!(throttle.admit(OFFICE, "Anna", 6).is_err());
    }
}
