//! The commands that are done when they return, and what they print.

use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{anyhow, bail};
use backend::service::repair::{RepairError, repair};
use backend::service::restore::{Existing, restore};
use backend::service::undo::undo;
use backend::service::verify::{Verdict, verify};
use backend::service::{backup, export};
use backend::store::{DiskStore, OpenError, migrate_from, migrate_to};

use crate::cli::{
    BackupOptions, Command, CompactOptions, ExportFormat, ExportOptions, JournalPlace, MigrateOptions, RepairOptions,
    RestoreOptions, UndoOptions, VerifyOptions,
};
use crate::import_command::run_import;
use crate::output::{print, print_bytes};
use crate::serve::serve;
use crate::staff_commands;

pub(crate) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(options) => serve(*options),
        Command::Import(options) => run_import(&options),
        Command::Export(options) => run_export(&options),
        Command::Backup(options) => run_backup(&options),
        Command::Restore(options) => run_restore(&options),
        Command::Verify(options) => run_verify(&options),
        Command::Undo(options) => run_undo(&options),
        Command::Compact(options) => run_compact(&options),
        Command::Repair(options) => run_repair(&options),
        Command::Migrate(options) => run_migrate(&options),
        Command::Staff(command) => staff_commands::run(&command),
    }
}

fn run_export(options: &ExportOptions) -> anyhow::Result<()> {
    let file = options.file.as_deref().filter(|file| *file != Path::new("-"));
    if let ExportFormat::Other(format) = options.format {
        let bytes = export::export_as(&options.data.dir, format, options.holds, options.site.url())?;
        return match file {
            Some(file) => Ok(export::hand_out(file, &bytes)?),
            None => print_bytes(&bytes),
        };
    }
    match file {
        Some(file) => Ok(export::export_to(&options.data.dir, file)?),
        None => print(&(export::export(&options.data.dir)? + "\n")),
    }
}

fn run_backup(options: &BackupOptions) -> anyhow::Result<()> {
    let head = backup::backup(&options.data.dir, &options.file)?;
    print(&format!(
        "{}: {} records as of change {}\n",
        options.file.display(),
        head.records,
        head.seq
    ))
}

fn run_restore(options: &RestoreOptions) -> anyhow::Result<()> {
    let existing = if options.force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let restored = restore(&options.data.dir, &options.file, existing)?;
    print(&format!(
        "{} records as of change {}; readers take everything again (epoch {})\n",
        restored.records, restored.seq, restored.epoch
    ))
}

fn run_migrate(options: &MigrateOptions) -> anyhow::Result<()> {
    let (migrated, then) = match (&options.from, &options.to) {
        (JournalPlace::Directory(dir), JournalPlace::Database(address)) => (
            migrate_to(existing(dir)?, address)?,
            format!("{} is a copy of it from now on", dir.display()),
        ),
        (JournalPlace::Database(address), JournalPlace::Directory(dir)) => {
            (migrate_from(address, dir)?, "readers take everything again".to_owned())
        }
        _ => bail!("one of --from and --to is a data directory, the other one postgres://…"),
    };
    print(&format!(
        "{} records as of change {}, every line and its hash as it was; {then} (epoch {})\n",
        migrated.records, migrated.seq, migrated.epoch
    ))
}

fn run_undo(options: &UndoOptions) -> anyhow::Result<()> {
    let dir = existing(&options.data.dir)?;
    let seq = options.seq;
    let store = DiskStore::open(dir).map_err(|error| match error {
        OpenError::InUse(dir) => anyhow!(
            "{} is in use by another process: ask the running server's admin route, POST /undo?seq={seq} \
             (serve --admin-listen)",
            dir.display()
        ),
        error => error.into(),
    })?;
    let undone = undo(store.as_ref(), seq);
    store.close();
    let undone = undone?;
    print(&format!(
        "change {seq} is taken back: {} records are what they were, {} removed; the data stands at change {}\n",
        undone.restored, undone.removed, undone.cursor.seq
    ))
}

fn run_compact(options: &CompactOptions) -> anyhow::Result<()> {
    let dir = existing(&options.data.dir)?;
    let store = DiskStore::open_keeping(dir, options.history.into()).map_err(|error| match error {
        OpenError::InUse(dir) => anyhow!(
            "{} is in use by another process: a running server makes its journal shorter by itself",
            dir.display()
        ),
        error => error.into(),
    })?;
    let compacted = store.compact();
    store.close();
    match compacted? {
        Some(compacted) => print(&format!(
            "{} bytes of the journal are {} now; {} past changes are kept, {} dropped; every record as of change {}\n",
            compacted.folded, compacted.written, compacted.kept, compacted.dropped, compacted.seq
        )),
        None => print("there is nothing to compact\n"),
    }
}

fn run_repair(options: &RepairOptions) -> anyhow::Result<()> {
    let repaired = match repair(&options.data.dir) {
        Err(RepairError::NotNeeded(dir)) => return print(&format!("{} needs no repair\n", dir.display())),
        done => done?,
    };
    for range in &repaired.saved {
        print(&format!(
            "{}: gone from the journal, and kept by the index\n",
            numbered(range)
        ))?;
    }
    for range in &repaired.lost {
        print(&format!("{}: lost\n", numbered(range)))?;
    }
    print(&format!(
        "{} records; changes go on after {}; readers take everything again (epoch {}); what was there is in {}\n",
        repaired.records,
        repaired.seq,
        repaired.epoch,
        options.data.dir.join("journal.before-restore").display()
    ))
}

fn numbered(changes: &RangeInclusive<u64>) -> String {
    match changes.start() == changes.end() {
        true => format!("change {}", changes.start()),
        false => format!("changes {} to {}", changes.start(), changes.end()),
    }
}

/// A directory that is to be there already, so that a slip of the pen makes no new one.
fn existing(dir: &Path) -> anyhow::Result<&Path> {
    match dir.join("journal").is_dir() {
        true => Ok(dir),
        false => Err(OpenError::NoData(dir.to_owned()).into()),
    }
}

fn run_verify(options: &VerifyOptions) -> anyhow::Result<()> {
    let mut damaged = Vec::new();
    if let Some(dir) = &options.data {
        if !dir.is_dir() {
            bail!("{} is no directory", dir.display());
        }
        for finding in verify(dir) {
            print(&format!(
                "{:<8} {:<8} {}\n",
                finding.part,
                finding.verdict.word(),
                finding.says
            ))?;
            if finding.verdict == Verdict::Damaged {
                damaged.push(finding.part);
            }
        }
    }
    if let Some(file) = &options.backup {
        match backup::check(file) {
            Ok(head) => print(&format!(
                "backup   ok       {} records as of change {}, epoch {}\n",
                head.records, head.seq, head.epoch
            ))?,
            Err(error) => {
                print(&format!("backup   {} {error}\n", Verdict::Damaged.word()))?;
                damaged.push("backup");
            }
        }
    }
    match damaged.as_slice() {
        [] => Ok(()),
        parts => bail!("damaged: {}", parts.join(", ")),
    }
}
