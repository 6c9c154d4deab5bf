//! The command line: every command and option, with the environment variable that stands for it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::ServeOptions;

/// The server of Family Hub: who near me can help, and when?
#[derive(Debug, Parser)]
#[command(
    name = "family-hub",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves the web app and its data until it gets SIGTERM or SIGINT
    Serve(ServeOptions),
    /// Takes a data set file (family-hub/1) into a data directory that no server uses
    Import(ImportOptions),
    /// Writes the data set file of a data directory, also while a server uses it
    Export(ExportOptions),
    /// Writes everything, history included, into one sealed file, also while a server uses it
    Backup(BackupOptions),
    /// Puts a backup into a data directory that no server uses
    Restore(RestoreOptions),
    /// Looks at every part of a data directory, or at a backup, and says what holds
    Verify(VerifyOptions),
}

impl Command {
    /// What is logged unless FAMILY_HUB_LOG says otherwise: short commands speak through their output.
    pub(crate) const fn default_log(&self) -> &'static str {
        match self {
            Self::Serve(_) => "info,sled=off",
            _ => "warn,sled=off",
        }
    }
}

/// The data directory.
#[derive(Debug, Args)]
pub(crate) struct DataDirectory {
    /// The data directory
    #[arg(long = "data", value_name = "DIR", env = "FAMILY_HUB_DATA")]
    pub(crate) dir: PathBuf,
}

/// `import`
#[derive(Debug, Args)]
pub(crate) struct ImportOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// The data set file; - is standard input
    pub(crate) file: PathBuf,
    /// Add and update records, and leave all others as they are (this is what happens anyhow)
    #[arg(long, conflicts_with = "replace")]
    pub(crate) merge: bool,
    /// Take each list of the file as the whole list: records that are not in it are removed
    #[arg(long)]
    pub(crate) replace: bool,
    /// Also when more than 50 records, or more than a fifth of them, are removed
    #[arg(long)]
    pub(crate) yes: bool,
    /// Store the good records of a file that has bad ones
    #[arg(long, conflicts_with = "strict")]
    pub(crate) skip_bad: bool,
    /// Refuse what is likely a slip, too
    #[arg(long)]
    pub(crate) strict: bool,
}

/// `export`
#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// Where to; standard output when it is left out or -
    pub(crate) file: Option<PathBuf>,
}

/// `backup`
#[derive(Debug, Args)]
pub(crate) struct BackupOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// The file to write; one of that name is replaced by a complete one only
    pub(crate) file: PathBuf,
}

/// `restore`
#[derive(Debug, Args)]
pub(crate) struct RestoreOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// The backup
    pub(crate) file: PathBuf,
    /// Replace the data that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// `verify`
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct VerifyOptions {
    /// The data directory
    #[arg(long = "data", value_name = "DIR", env = "FAMILY_HUB_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// A backup
    #[arg(long, value_name = "FILE")]
    pub(crate) backup: Option<PathBuf>,
}
