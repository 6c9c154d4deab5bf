//! The room on the disk: what a step leaves behind can go when no later one reads it. A run that keeps all of it takes
//! three times the room of one that does not, the debug information that `.ci/run` leaves out included.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

use crate::command::answer;
use crate::paths;
use crate::progress::Progress;

/// What becomes of the results that only the compiler needs, to do less the next time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leftovers {
    /// They stay: there will be a next time.
    Keep,
    /// They go as early as they can.
    Remove,
}

impl Leftovers {
    /// Megabytes that a run from nothing takes at its worst moment, with room to spare. Keeping all of it takes about
    /// 6.5 GB, removing 2.0 GB; packages from npm are 0.4 GB of either. What cargo downloads, for the first time on a
    /// machine, comes to half a GB more.
    const fn room(self) -> u64 {
        match self {
            Leftovers::Keep => 8000,
            Leftovers::Remove => 3500,
        }
    }

    /// What clippy knows of the crates; a build makes it anew.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(crate) fn after_lints(self) -> Result<()> {
        self.remove(&paths::target().join("wasm32-unknown-unknown").join("debug"))?;
        if self == Leftovers::Keep {
            return Ok(());
        }
        for entry in fs::read_dir(paths::target().join("debug").join("deps"))? {
            let path = entry?.path();
            let only_looked_at =
                path.extension().is_some_and(|extension| extension == "rmeta") && !path.with_extension("rlib").exists();
            if only_looked_at {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// What the app was linked from.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(crate) fn after_app(self) -> Result<()> {
        self.remove(&paths::target().join("wasm32-unknown-unknown"))?;
        self.remove(&paths::target().join("wasm-release"))
    }

    /// What the server was linked from; the one file stays.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(crate) fn after_server(self) -> Result<()> {
        self.remove_intermediate("release")
    }

    /// The native tests.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(crate) fn after_native_tests(self) -> Result<()> {
        self.remove_intermediate("debug")
    }

    fn remove_intermediate(self, profile: &str) -> Result<()> {
        for name in ["deps", "build", "incremental", "examples", ".fingerprint"] {
            self.remove(&paths::target().join(profile).join(name))?;
        }
        Ok(())
    }

    fn remove(self, path: &Path) -> Result<()> {
        match self {
            Leftovers::Keep => Ok(()),
            Leftovers::Remove => remove(path),
        }
    }
}

fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other.with_context(|| format!("removing {}", paths::shown(path))),
    }
}

/// Says in one line that the disk may become full, before half an hour is spent on it.
pub(crate) fn tell_if_little_room(progress: &Progress, leftovers: Leftovers) {
    let Some(free) = free_megabytes() else { return };
    let needed = leftovers.room();
    if free >= needed {
        return;
    }
    let advice = match leftovers {
        Leftovers::Keep => "; --thrifty needs less",
        Leftovers::Remove => "",
    };
    progress.say(&format!(
        "  - disk: {} GB are free, a run from nothing needs about {} GB{advice}",
        tenths(free),
        tenths(needed)
    ));
}

fn tenths(megabytes: u64) -> String {
    format!("{}.{}", megabytes / 1000, megabytes % 1000 / 100)
}

/// Where there is no `df`, nobody is warned.
fn free_megabytes() -> Option<u64> {
    parse_free(&answer("df", &["-Pk", &paths::root().to_string_lossy()])?)
}

/// The fourth column of the last line, in units of 1024 bytes.
fn parse_free(table: &str) -> Option<u64> {
    let kibibytes: u64 = table.lines().last()?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kibibytes * 1024 / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::{parse_free, tenths};

    #[test]
    fn free_room_is_read_from_the_table() {
        let table =
            "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 263174212 60000000 3000000 63% /";
        assert_eq!(parse_free(table), Some(3072));
        assert_eq!(tenths(3072), "3.0");
        assert_eq!(parse_free("df: no such file"), None);
    }
}
