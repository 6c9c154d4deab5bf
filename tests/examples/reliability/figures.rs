//! Figures as lines of JSON, and what the kernel tells of a process.

use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use e2e::binary;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

static MISSED: AtomicUsize = AtomicUsize::new(0);

/// How many figures missed their budget so far.
pub(crate) fn missed() -> usize {
    MISSED.load(Ordering::Relaxed)
}

fn print(name: &str, value: Value, unit: &str, budget: &str, pass: bool) {
    MISSED.fetch_add(usize::from(!pass), Ordering::Relaxed);
    let line = json!({"name": name, "value": value, "unit": unit, "budget": budget, "pass": pass});
    println!("{line}");
}

/// A number that must be 0.
pub(crate) fn none(name: &str, count: usize) {
    print(name, count.into(), "", "0", count == 0);
}

/// A number with an upper bound.
pub(crate) fn at_most(name: &str, value: u64, unit: &str, most: u64) {
    print(name, value.into(), unit, &format!("<= {most}"), value <= most);
}

/// How many of how many; all have to be.
pub(crate) fn all(name: &str, good: usize, of: usize) {
    print(name, format!("{good}/{of}").into(), "", "all", good == of);
}

/// A number that is only told.
pub(crate) fn told(name: &str, value: u64, unit: &str) {
    print(name, value.into(), unit, "", true);
}

/// The time that a share of all stayed below, in milliseconds; `share` from 0 to 1.
pub(crate) fn share_below(times: &mut [Duration], share: f64) -> u64 {
    times.sort_unstable();
    let at = (times.len() as f64 * share) as usize;
    let time = times.get(at.min(times.len().saturating_sub(1))).copied();
    millis(time.unwrap_or_default())
}

/// Runs a command of the binary to its end: the most memory that it held, in MB.
pub(crate) fn peak_of_a_run(arguments: &[&OsStr]) -> u64 {
    let mut child = Command::new(binary::path())
        .args(arguments)
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary can be started");
    let mut peak = 0;
    loop {
        peak = peak.max(peak_memory(child.id()));
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            assert!(status.success(), "{arguments:?}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Whole milliseconds.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Memory that a process holds now, in MB of a million bytes (`VmRSS`).
pub(crate) fn memory(process: u32) -> u64 {
    of_status(process, "VmRSS:")
}

/// Begins to look for the most memory anew.
pub(crate) fn forget_peak(process: u32) {
    fs::write(format!("/proc/{process}/clear_refs"), "5").expect("a child of ours");
}

/// The most memory that a process has held since [`forget_peak`], in MB (`VmHWM`).
pub(crate) fn peak_memory(process: u32) -> u64 {
    of_status(process, "VmHWM:")
}

fn of_status(process: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kib: u64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0);
    kib * 1024 / 1_000_000
}

/// Lets this process, and those it starts, open as many files as the system allows: a connection is one here and one at
/// the server.
pub(crate) fn open_as_many_as_may_be() {
    let most = getrlimit(Resource::Nofile).maximum;
    let wanted = Rlimit {
        current: most,
        maximum: most,
    };
    setrlimit(Resource::Nofile, wanted).expect("up to the hard limit");
}

/// File descriptors that a process has open.
pub(crate) fn descriptors(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count)
}
