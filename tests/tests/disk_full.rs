//! A disk that fills up: reads go on, changes get 503, and are taken again by themselves when there is room. On a
//! small tmpfs, which root may mount; the store's own tests let every single disk operation fail without one.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::ffi::CString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use e2e::{Server, binary, files, run};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

/// A small disk. Unmounted when it is dropped.
struct SmallDisk {
    at: tempfile::TempDir,
}

impl SmallDisk {
    /// `None`, with a line that says so, for a user who may not mount anything. For root this is a failure.
    fn mounted() -> Option<Self> {
        let at = tempfile::tempdir().expect("a temporary directory");
        let size = CString::new("size=24m").expect("no zero in it");
        match mount("tmpfs", at.path(), "tmpfs", MountFlags::empty(), Some(size.as_c_str())) {
            Ok(()) => Some(Self { at }),
            Err(error) if !rustix::process::geteuid().is_root() => {
                eprintln!("NOT RUN: only root may mount the small disk that this test fills ({error})");
                None
            }
            Err(error) => panic!("the small disk that this test fills cannot be mounted: {error}"),
        }
    }

    fn data(&self) -> PathBuf {
        self.at.path().join("data")
    }

    /// Takes up every byte that is left.
    fn fill(&self) {
        let mut filler = OpenOptions::new();
        let mut filler = filler
            .create(true)
            .append(true)
            .open(self.filler())
            .expect("an empty file fits");
        let block = vec![1; 4096];
        while filler.write_all(&block).is_ok() {}
    }

    /// Frees so many bytes.
    fn free(&self, bytes: u64) {
        let filler = OpenOptions::new().write(true).open(self.filler()).expect("it is there");
        let length = filler.metadata().expect("it is there").len();
        filler.set_len(length.saturating_sub(bytes)).expect("files can be cut");
    }

    fn filler(&self) -> PathBuf {
        self.at.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A process that a failed test left behind may still sit on it.
        let _ = unmount(self.at.path(), UnmountFlags::DETACH);
    }
}

fn guides(server: &Server) -> BTreeSet<String> {
    let sync = server.sync();
    let guides = sync["data"]["guides"].as_array().cloned().unwrap_or_default();
    guides
        .iter()
        .filter_map(|guide| guide["id"].as_str().map(str::to_owned))
        .collect()
}

fn write(server: &Server, id: &str) -> u16 {
    let begun = Instant::now();
    let answer = server
        .import("mode=merge", &files::one_guide(id))
        .expect("it is serving");
    if answer.status == 503 {
        assert!(
            answer.retry_after.is_some_and(|seconds| (1..=30).contains(&seconds)),
            "{answer:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(5), "a refusal takes no time");
    }
    answer.status
}

fn written_within_30_s(server: &Server, id: &str) {
    let begun = Instant::now();
    loop {
        match write(server, id) {
            200 => break,
            503 => assert!(
                begun.elapsed() < Duration::from_secs(30),
                "no changes are taken:\n{}",
                server.log()
            ),
            other => panic!("{other}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_disk_that_fills_up_and_is_freed_again() {
    let Some(disk) = SmallDisk::mounted() else { return };
    let server = Server::start(&disk.data());
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    assert_eq!(write(&server, "before"), 200);
    acknowledged.insert("before".to_owned());

    // Changes keep coming while it fills up.
    let full = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut done = Vec::new();
            for number in 0.. {
                let id = format!("meanwhile-{number}");
                match write(&server, &id) {
                    200 => done.push(id),
                    503 if full.load(Ordering::Relaxed) => break,
                    503 => {}
                    other => panic!("{other}"),
                }
            }
            done
        });
        disk.fill();
        full.store(true, Ordering::Relaxed);
        acknowledged.extend(writer.join().expect("the writer does not panic"));
    });

    for number in 0..50 {
        assert_eq!(write(&server, &format!("full-{number}")), 503);
        assert_eq!(server.get("/api/v1/guides").map(|answer| answer.status), Some(200));
        assert_eq!(guides(&server), acknowledged);
    }
    let health = server.get("/health").expect("it is serving").json();
    assert_eq!(health["status"], "read_only");

    // Whatever became of the index on the full disk, it comes back too.
    disk.free(8 << 20);
    written_within_30_s(&server, "after");
    acknowledged.insert("after".to_owned());
    server.kill();
    let server = Server::start(&disk.data());
    assert_eq!(guides(&server), acknowledged);
    let (status, _) = server.terminate();
    assert!(status.success());
    let verified = run(["verify".as_ref(), "--data".as_ref(), disk.data().as_os_str()]);
    let report = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success(), "{report}");
    assert!(report.contains("index    ok"), "{report}");
}

#[test]
fn a_start_on_a_full_disk() {
    let Some(disk) = SmallDisk::mounted() else { return };
    let server = Server::start_with(&disk.data(), &[]);
    let expected = server.sync();
    let (status, _) = server.terminate();
    assert!(status.success());
    disk.fill();
    for index in [true, false] {
        if !index {
            // The reserve was given up at the first start; from here on there is nothing left to give.
            fs::remove_dir_all(disk.data().join("index")).expect("it was there");
            disk.fill();
        }
        let server = Server::start(&disk.data());
        assert_eq!(server.sync(), expected);
        assert_eq!(write(&server, "refused"), 503);
        server.kill();
    }
    let server = Server::start(&disk.data());
    disk.free(8 << 20);
    written_within_30_s(&server, "taken");
    assert!(guides(&server).contains("taken"));
}

#[test]
fn a_backup_that_does_not_fit_leaves_the_last_one() {
    let Some(disk) = SmallDisk::mounted() else { return };
    let server = Server::start_with(&disk.data(), &[]);
    let file = disk.at.path().join("backup");
    let backup = |file: &Path| {
        run([
            "backup".as_ref(),
            "--data".as_ref(),
            disk.data().as_os_str(),
            file.as_os_str(),
        ])
    };
    assert!(backup(&file).status.success());
    let before = fs::read(&file).expect("it was written");
    // A server would give up its reserve, and then there would be room.
    drop(server);
    disk.fill();
    for _ in 0..20 {
        let output = backup(&file);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            binary::errors(&output).lines().count(),
            1,
            "{}",
            binary::errors(&output)
        );
        assert_eq!(fs::read(&file).expect("it is still there"), before);
    }
}
