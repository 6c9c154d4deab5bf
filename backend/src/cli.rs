//! The command line: every command and option, with the environment variable that stands for it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use backend::formats::{Format, HOLDS, Holds};
use backend::service::staff::Role;
use backend::store::{Address, is_address};

use crate::config::{HistoryOptions, ServeOptions};

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
    Serve(Box<ServeOptions>),
    /// Takes a data set file (family-hub/1), or a file of another program, into a data directory that no server uses
    Import(ImportOptions),
    /// Writes the data set file of a data directory, also while a server uses it
    Export(ExportOptions),
    /// Writes everything, history included, into one sealed file, also while a server uses it
    Backup(BackupOptions),
    /// Puts a backup into a data directory that no server uses
    Restore(RestoreOptions),
    /// Looks at every part of a data directory, or at a backup, and says what holds
    Verify(VerifyOptions),
    /// Takes a change back, such as a whole import, as a new change
    Undo(UndoOptions),
    /// Makes the journal of a data directory that no server uses shorter; a server does that by itself
    Compact(CompactOptions),
    /// Moves the journal of a data directory into a database that several servers share, or back
    Migrate(MigrateOptions),
    /// The accounts of those who keep the data, also while a server uses the directory
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Says what a damaged data directory lost, and makes it usable without that
    Repair(RepairOptions),
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
    /// The file; - is standard input
    pub(crate) file: PathBuf,
    /// family-hub (the data set file), csv, xlsx, ics, geojson or hsds
    #[arg(long, default_value = "family-hub")]
    pub(crate) format: String,
    /// How the columns of the file are to be understood (TOML: kind, [columns], [defaults])
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// Say what would be done, and do nothing; also while a server uses the directory
    #[arg(long)]
    pub(crate) dry_run: bool,
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
    /// family-hub (the data set file, which import takes back whole), csv, xlsx, geojson, hsds, ttl, jsonld, ics or atom
    #[arg(long, default_value = "family-hub", value_parser = export_format)]
    pub(crate) format: ExportFormat,
    /// What the file holds, in another format than family-hub: places, activities, networks, guides or all
    #[arg(long, value_name = "KIND", default_value = "all", value_parser = holds)]
    pub(crate) holds: Holds,
    #[command(flatten)]
    pub(crate) site: Site,
}

/// Where the server is reached, for links in what is written.
#[derive(Debug, Args)]
pub(crate) struct Site {
    /// The address under which people reach the server, for the links in what is written
    #[arg(
        long,
        value_name = "URL",
        env = "FAMILY_HUB_PUBLIC_URL",
        default_value = "http://127.0.0.1:8080"
    )]
    public_url: String,
}

impl Site {
    /// That address without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        self.public_url.trim_end_matches('/')
    }
}

/// A format to export.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ExportFormat {
    /// The data set file.
    DataSet,
    /// Another one.
    Other(Format),
}

fn export_format(text: &str) -> Result<ExportFormat, String> {
    let of_extension = |extension| Format::of_extension(extension).map(ExportFormat::Other);
    let format = match text {
        "family-hub" => Some(ExportFormat::DataSet),
        "hsds" => of_extension("hsds.json"),
        other => of_extension(other),
    };
    format.ok_or_else(|| "expected family-hub, csv, xlsx, geojson, hsds, ttl, jsonld, ics or atom".to_owned())
}

fn holds(text: &str) -> Result<Holds, String> {
    let holds = HOLDS.into_iter().find(|holds| holds.name == text);
    holds.ok_or_else(|| "expected places, activities, networks, guides or all".to_owned())
}

/// `migrate`
#[derive(Debug, Args)]
pub(crate) struct MigrateOptions {
    /// Where the journal is: a data directory that no server uses, or postgres://user:password@host/name
    #[arg(
        long,
        value_name = "DIR or URL",
        env = "FAMILY_HUB_MIGRATE_FROM",
        hide_env_values = true
    )]
    pub(crate) from: JournalPlace,
    /// Where it is to be: the other one of the two, with nothing in it
    #[arg(
        long,
        value_name = "URL or DIR",
        env = "FAMILY_HUB_MIGRATE_TO",
        hide_env_values = true
    )]
    pub(crate) to: JournalPlace,
}

/// Where a journal is kept.
#[derive(Clone, Debug)]
pub(crate) enum JournalPlace {
    /// A data directory.
    Directory(PathBuf),
    /// A database.
    Database(Address),
}

impl std::str::FromStr for JournalPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match is_address(text) {
            true => text.parse().map(Self::Database),
            false => Ok(Self::Directory(text.into())),
        }
    }
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

/// `undo`
#[derive(Debug, Args)]
pub(crate) struct UndoOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// The number of the change, as import tells it
    pub(crate) seq: u64,
}

/// `compact`
#[derive(Debug, Args)]
pub(crate) struct CompactOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    #[command(flatten)]
    pub(crate) history: HistoryOptions,
}

/// `repair`
#[derive(Debug, Args)]
pub(crate) struct RepairOptions {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
}

/// `staff`
#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Adds an account and prints its invitation, a link that holds once and for 24 hours, as the last line
    Add(StaffAdd),
    /// Lists all accounts
    List(DataDirectory),
    /// Prints a new invitation: for a link that is too old, or a passphrase that was forgotten
    Invite(StaffOne),
    /// Disables an account; its sessions end at once
    Disable(StaffOne),
}

/// `staff add`
#[derive(Debug, Args)]
pub(crate) struct StaffAdd {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// administrator, network-editor, place-editor, verifier or reader
    #[arg(long)]
    pub(crate) role: Role,
    /// The network that it is there for
    #[arg(long, value_name = "ID", conflicts_with = "place")]
    pub(crate) network: Option<String>,
    /// The place that it is there for
    #[arg(long, value_name = "ID")]
    pub(crate) place: Option<String>,
    /// What its person is called, and signs in as
    #[arg(long)]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) site: Site,
}

/// `staff invite` and `staff disable`
#[derive(Debug, Args)]
pub(crate) struct StaffOne {
    #[command(flatten)]
    pub(crate) data: DataDirectory,
    /// The account, by its id or the name of its person
    pub(crate) account: String,
    #[command(flatten)]
    pub(crate) site: Site,
}
