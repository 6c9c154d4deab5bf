//! Installing Debian packages that tests need, where that may be done.

use anyhow::{Context, Result, bail};

use crate::command::{answer, command, run};
use crate::progress::{Done, Progress};

/// Installs packages by apt, as root.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn install(progress: &Progress, name: &str, packages: &[&str]) -> Result<()> {
    let advice = format!(
        "{name} is needed; install it (Debian: apt-get install {})",
        packages.join(" ")
    );
    let is_root = answer("id", &["-u"]).as_deref() == Some("0");
    if !is_root || answer("apt-get", &["--version"]).is_none() {
        bail!(advice);
    }
    progress.step(name, |step| {
        let apt = || {
            let mut apt = command("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive");
            apt
        };
        run(step, apt().arg("update")).context(advice.clone())?;
        let mut install = apt();
        install
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages);
        // What is started here is started by the tests.
        install.env("RUNLEVEL", "1");
        run(step, &mut install).context(advice.clone())?;
        Ok(((), Done::Made("installed".to_owned())))
    })
}
