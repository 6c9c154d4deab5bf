//! `import`: a data set file, or a file of another program as one; with a preview that changes nothing.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use backend::app::Clock;
use backend::service::export::contents;
use backend::service::import::{Bad, ImportError, ImportReport, Mode, RefusedRecord, Removals, import, import_from};
use backend::service::import_formats::{Converted, InFormat, Map, convert, preview};
use backend::store::{Contents, DiskStore, Envelope, OpenError, Store};
use shared::time::rome;

use crate::cli::ImportOptions;
use crate::output::print;
use crate::reading::{Watched, read_bytes};

/// Lines of a list that are told; the rest is counted.
const TOLD: usize = 200;

pub(crate) fn run_import(options: &ImportOptions) -> anyhow::Result<()> {
    let format: InFormat = options.format.parse().map_err(|reason| anyhow!("--format: {reason}"))?;
    let map = match &options.map {
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
            Map::read(&text).map_err(|reason| anyhow!("{}: {reason}", file.display()))?
        }
        None => Map::default(),
    };
    if options.dry_run {
        let stored = contents(&options.data.dir).or_else(|error| match error {
            OpenError::NoData(_) => Ok(nothing()),
            error => Err(error),
        })?;
        let bytes = read_bytes(&options.file)?;
        return dry_run(options, &read(&bytes, format, &map, &stored, &options.file)?, &stored);
    }
    // What is not there is told before a store is opened.
    let file = (options.file != Path::new("-"))
        .then(|| std::fs::File::open(&options.file).with_context(|| options.file.display().to_string()))
        .transpose()?;
    let store = DiskStore::open(&options.data.dir).map_err(|error| match error {
        OpenError::InUse(dir) => anyhow!(
            "{} is in use by another process: send the file to the running server's admin route, POST /import?mode={} \
             (serve --admin-listen)",
            dir.display(),
            if options.replace { "replace" } else { "merge" }
        ),
        error => error.into(),
    })?;
    let done = match (format, file) {
        (InFormat::FamilyHub, Some(file)) => take_own(options, &store, file),
        _ => read_bytes(&options.file).and_then(|bytes| take(options, &store, &bytes, format, &map)),
    };
    store.close();
    done
}

/// A file of the own format is never held as a whole.
fn take_own(options: &ImportOptions, store: &DiskStore, file: std::fs::File) -> anyhow::Result<()> {
    let size = file.metadata().map_or(0, |about| about.len());
    match import_from(store, Watched::new(file, size), how(options)) {
        Ok(report) => {
            list_bad(&report.skipped, "");
            list_bad(&report.warnings, "likely a slip: ");
            print(&told(&report))
        }
        Err(error) => Err(failed(options, &Converted::default(), error)),
    }
}

fn take(options: &ImportOptions, store: &DiskStore, bytes: &[u8], format: InFormat, map: &Map) -> anyhow::Result<()> {
    let converted = read(bytes, format, map, &store.contents(), &options.file)?;
    let (mode, bad, removals) = how(options);
    refuse_parts(options, &converted, bad)?;
    match import(store, &converted.json, mode, bad, removals) {
        Ok(report) => {
            list_bad(&report.skipped, "");
            list_bad(&report.warnings, "likely a slip: ");
            list("likely there already", &pairs(&converted.alike));
            print(&told(&report))
        }
        Err(error) => Err(failed(options, &converted, error)),
    }
}

/// The file as a data set file; the own format is one already.
fn read(bytes: &[u8], format: InFormat, map: &Map, stored: &Contents, file: &Path) -> anyhow::Result<Converted> {
    convert(bytes, format, map, stored).map_err(|fault| anyhow!("{}: {fault}", file.display()))
}

fn how(options: &ImportOptions) -> (Mode, Bad, Removals) {
    let mode = if options.replace { Mode::Replace } else { Mode::Merge };
    let removals = if options.yes { Removals::Any } else { Removals::Few };
    let bad = match (options.skip_bad, options.strict) {
        (true, _) => Bad::Skip,
        (false, true) => Bad::Strict,
        (false, false) => Bad::Refuse,
    };
    (mode, bad, removals)
}

/// What could not even be read of a record refuses the file, unless bad ones are left out.
fn refuse_parts(options: &ImportOptions, converted: &Converted, bad: Bad) -> anyhow::Result<()> {
    let parts: Vec<String> = converted.refused.iter().map(ToString::to_string).collect();
    list("", &parts);
    match parts.is_empty() || bad == Bad::Skip {
        true => Ok(()),
        false => bail!(
            "{}: {} part{} cannot be taken: nothing of the file is stored",
            options.file.display(),
            parts.len(),
            if parts.len() == 1 { "" } else { "s" }
        ),
    }
}

fn failed(options: &ImportOptions, converted: &Converted, error: ImportError) -> anyhow::Error {
    match &error {
        ImportError::BadRecords(records) if converted.origins.is_empty() => list_bad(records, ""),
        ImportError::BadRecords(_) => {
            let parts: Vec<String> = converted
                .refused_records(&error)
                .iter()
                .map(ToString::to_string)
                .collect();
            list("", &parts);
        }
        _ => {}
    }
    let hint = match &error {
        ImportError::ManyRemovals { .. } => "; with --yes it does",
        _ => "",
    };
    anyhow!("{}: {error}{hint}", options.file.display())
}

/// Says what would be done; the exit code is that of the import.
fn dry_run(options: &ImportOptions, converted: &Converted, stored: &Contents) -> anyhow::Result<()> {
    let (mode, bad, removals) = how(options);
    let today = rome::local(Clock::system().now()).date;
    let tried = preview(converted, stored, (mode, bad, removals), today);
    let mut out = String::new();
    for (name, lines) in [
        ("new", &converted.new),
        ("changed", &converted.changed),
        ("likely there already", &pairs(&converted.alike)),
        ("hours", &tried.hours),
        ("passed over", &converted.passed_over),
    ] {
        for line in lines.iter().take(TOLD) {
            // Writing into a text cannot fail.
            let _ = writeln!(out, "{name}: {line}");
        }
        if lines.len() > TOLD {
            let _ = writeln!(out, "{name}: and {} more", lines.len() - TOLD);
        }
    }
    print(&out)?;
    refuse_parts(options, converted, bad)?;
    match tried.report {
        Ok(report) => print(&format!("nothing is stored; it would be: {}", told(&report))),
        Err(error) => Err(failed(options, converted, error)),
    }
}

fn nothing() -> Contents {
    Contents {
        cursor: shared::sync::Cursor {
            epoch: String::new(),
            seq: 0,
        },
        at: 0,
        envelope: Envelope::default(),
        records: Vec::new(),
    }
}

fn pairs(alike: &[(String, String)]) -> Vec<String> {
    alike
        .iter()
        .map(|(new, there)| format!("{new} is like {there}"))
        .collect()
}

fn list(name: &str, lines: &[String]) {
    let joint = if name.is_empty() { "" } else { ": " };
    let mut err = std::io::stderr();
    for line in lines.iter().take(TOLD) {
        // Nobody may be reading; the exit code still tells.
        let _ = writeln!(err, "{name}{joint}{line}");
    }
    if lines.len() > TOLD {
        let _ = writeln!(err, "{name}{joint}and {} more", lines.len() - TOLD);
    }
}

fn list_bad(records: &[RefusedRecord], before: &str) {
    for record in records {
        // Nobody may be reading; the exit code still tells.
        let _ = writeln!(std::io::stderr(), "{before}{record}");
    }
}

fn told(report: &ImportReport) -> String {
    let ImportReport {
        added,
        updated,
        removed,
        unchanged,
        ..
    } = report;
    let seq = report.cursor.seq;
    let mut line = format!("{added} added, {updated} updated, {removed} removed, {unchanged} unchanged");
    if !report.skipped.is_empty() {
        // Writing into a text cannot fail.
        let _ = write!(line, ", {} bad ones left out", report.skipped.len());
    }
    if !report.warnings.is_empty() {
        let _ = write!(line, ", {} likely slips", report.warnings.len());
    }
    format!("{line}; the data stands at change {seq}\n")
}
