//! Random faults over the real binary, held against a model: `cargo run -p e2e --example faults -- --minutes 120 --seed 7`.
//!
//! Kills while changes are on their way, ends in good order, cut-off and damaged files, lost indexes, folded journals,
//! undone changes, backups and restores, a small disk that fills up (as root), and clients that send nonsense. After
//! each of them every acknowledged change is there, nothing else is, and every answer came within five seconds. The same
//! seed makes the same choices. The clock of the machine is left alone.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use e2e::{Server, binary, run};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use serde_json::{Value, json};

/// An answer that takes longer is a hang.
const PATIENCE: Duration = Duration::from_secs(5);

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

#[derive(Default)]
struct Totals {
    faults: BTreeMap<&'static str, u64>,
    acknowledged: u64,
    lost: u64,
    wrong: u64,
    hangs: u64,
    slowest: Duration,
}

/// What must be there: guides by id, with their title.
type Model = BTreeMap<String, String>;

struct Run {
    random: Random,
    totals: Totals,
    model: Model,
    /// The model before the last acknowledged change, and that change's number.
    before_last: Option<(Model, u64)>,
    root: tempfile::TempDir,
    data: PathBuf,
    server: Option<Server>,
    made: u64,
    is_repaired: bool,
    /// The journal was folded after a repair.
    is_past_lost: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(default)
    };
    let (seed, minutes) = (number("--seed", 1), number("--minutes", 1));
    let root = tempfile::tempdir().expect("a temporary directory");
    let mut run = Run {
        random: Random(seed),
        totals: Totals::default(),
        model: Model::new(),
        before_last: None,
        data: root.path().join("data"),
        root,
        server: None,
        made: 0,
        is_repaired: false,
        is_past_lost: false,
    };
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(minutes * 60) {
        run.step();
    }
    run.check("the end");
    drop(run.server.take());
    let totals = run.totals;
    println!("seed {seed}, {minutes} min");
    for (fault, count) in &totals.faults {
        println!("{count:>8} {fault}");
    }
    println!("{:>8} changes acknowledged", totals.acknowledged);
    println!("{:>8} acknowledged changes lost", totals.lost);
    println!("{:>8} wrong answers", totals.wrong);
    println!(
        "{:>8} answers after more than {} s; the slowest took {} ms",
        totals.hangs,
        PATIENCE.as_secs(),
        totals.slowest.as_millis()
    );
    if totals.lost + totals.wrong + totals.hangs > 0 {
        std::process::exit(1);
    }
}

impl Run {
    fn step(&mut self) {
        let writes = self.random.below(12);
        for _ in 0..writes {
            self.write();
        }
        let (name, fault): (&'static str, fn(&mut Self)) = match self.random.below(12) {
            0 | 1 => ("kills while a change is on its way", Self::kill_in_a_write),
            2 => ("ends in good order", Self::end),
            3 => ("journals folded", Self::fold),
            4 => ("changes taken back", Self::take_back),
            5 => ("backups put into a new directory", Self::move_by_backup),
            6 => ("indexes deleted or flipped", Self::hurt_index),
            7 => ("ends cut off in a write", Self::cut_off),
            8 => ("journals damaged, refused and restored", Self::damage),
            9 => ("rounds of hostile clients", Self::nonsense),
            10 => ("ends of the journal lost, refused and repaired", Self::lose_end),
            _ => ("disks full", Self::fill_disk),
        };
        *self.totals.faults.entry(name).or_default() += 1;
        fault(self);
        self.check(name);
    }

    fn server(&mut self) -> &Server {
        let data = &self.data;
        self.server.get_or_insert_with(|| Server::start(data))
    }

    fn timed<T>(&mut self, work: impl FnOnce(&Server) -> T) -> T {
        self.server();
        let begun = Instant::now();
        let answer = work(self.server.as_ref().expect("it was started"));
        let took = begun.elapsed();
        self.totals.slowest = self.totals.slowest.max(took);
        self.totals.hangs += u64::from(took > PATIENCE);
        answer
    }

    fn next_guide(&mut self) -> (String, String, String) {
        self.made += 1;
        let id = format!("g{}", self.random.below(60));
        let title = format!("Title {}", self.made);
        let body = "A text of some length. ".repeat(1 + self.random.below(60) as usize);
        let file =
            json!({"format": "family-hub/1", "guides": [{"id": id, "title": title, "topic": "scuola", "body": body}]});
        (id, title, file.to_string())
    }

    fn acknowledge(&mut self, id: String, title: String, seq: Option<u64>) {
        self.totals.acknowledged += 1;
        let before = self.model.clone();
        self.model.insert(id, title);
        self.before_last = seq.map(|seq| (before, seq));
    }

    fn write(&mut self) {
        let (id, title, file) = self.next_guide();
        let answer = self.timed(|server| server.import("mode=merge", &file));
        match answer {
            Some(answer) if answer.status == 200 => {
                let seq = answer.json()["seq"].as_u64();
                self.acknowledge(id, title, seq);
            }
            other => self.wrong(&format!("an import was answered with {other:?}")),
        }
    }

    fn wrong(&mut self, what: &str) {
        eprintln!("WRONG: {what}");
        self.totals.wrong += 1;
    }

    /// What the server shows is the model.
    fn check(&mut self, after: &str) {
        let sync = self.timed(Server::sync);
        let shown = guides(&sync);
        if shown != self.model {
            let lost = self
                .model
                .iter()
                .filter(|(id, title)| shown.get(*id) != Some(title))
                .count();
            eprintln!("LOST after {after}: {lost} of {}", self.model.len());
            self.totals.lost += lost as u64;
            self.totals.wrong += u64::from(lost == 0);
            self.model = shown;
        }
    }

    fn end(&mut self) {
        if let Some(server) = self.server.take() {
            let (status, took) = server.terminate();
            self.totals.hangs += u64::from(took > PATIENCE);
            if !status.success() {
                self.wrong("it did not end well");
            }
        }
    }

    fn kill_in_a_write(&mut self) {
        let (id, title, file) = self.next_guide();
        let wait = Duration::from_micros(self.random.below(4000));
        self.server();
        let server = self.server.take().expect("it was started");
        let answer = std::thread::scope(|scope| {
            let answer = scope.spawn(|| server.import("mode=merge", &file));
            let until = Instant::now() + wait;
            while Instant::now() < until {
                std::thread::yield_now();
            }
            server.kill_now();
            answer.join().expect("a client does not panic")
        });
        drop(server);
        self.before_last = None;
        match answer {
            Some(answer) if answer.status == 200 => self.acknowledge(id, title, None),
            // Nobody was told: both are right.
            _ => {
                if guides(&self.timed(Server::sync)).get(&id) == Some(&title) {
                    self.model.insert(id, title);
                }
            }
        }
    }

    fn command(&mut self, verb: &str, more: &[&Path]) -> std::process::Output {
        let mut arguments = vec![verb.as_ref(), "--data".as_ref(), self.data.as_os_str()];
        arguments.extend(more.iter().map(|path| path.as_os_str()));
        run(arguments)
    }

    fn expect(&mut self, verb: &str, more: &[&Path], code: i32) -> String {
        let output = self.command(verb, more);
        if output.status.code() != Some(code) {
            self.wrong(&format!("{verb}: {:?} {}", output.status, binary::errors(&output)));
        }
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn fold(&mut self) {
        self.end();
        if self.data.join("journal").is_dir() {
            self.is_past_lost = self.is_repaired;
            self.expect("compact", &[], 0);
            self.expect("verify", &[], 0);
        }
    }

    fn take_back(&mut self) {
        let Some((before, seq)) = self.before_last.take() else {
            return;
        };
        let answer = self.timed(|server| server.administer(&format!("/undo?seq={seq}")));
        match answer.map(|answer| answer.status) {
            Some(200) => self.model = before,
            // Nobody knows what was there before: a repair keeps the records and not their past.
            Some(404) if self.is_past_lost => {}
            other => self.wrong(&format!("undo was answered with {other:?}")),
        }
    }

    fn move_by_backup(&mut self) {
        self.write();
        let file = self.root.path().join("backup.tar");
        self.expect("backup", &[&file], 0);
        self.end();
        let former = std::mem::replace(&mut self.data, self.root.path().join(format!("data-{}", self.made)));
        self.expect("restore", &[&file], 0);
        fs::remove_dir_all(former).expect("it was there");
    }

    fn hurt_index(&mut self) {
        self.end();
        let index = self.data.join("index");
        let db = index.join("db");
        match self.random.below(2) {
            0 => drop(fs::remove_dir_all(&index)),
            _ => {
                if let Ok(mut bytes) = fs::read(&db) {
                    let step = 97 + self.random.below(400) as usize;
                    bytes.iter_mut().step_by(step).for_each(|byte| *byte ^= 0x10);
                    fs::write(&db, bytes).expect("the disk works");
                }
            }
        }
    }

    /// The last segment of the journal.
    fn last_segment(&self) -> Option<PathBuf> {
        let entries = fs::read_dir(self.data.join("journal")).ok()?;
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let segments = paths.filter(|path| path.extension().is_some_and(|end| end == "log"));
        segments.max_by_key(|path| {
            path.to_string_lossy()
                .rsplit_once('-')
                .map(|(_, number)| number.to_owned())
        })
    }

    fn cut_off(&mut self) {
        self.end();
        let Some(segment) = self.last_segment() else { return };
        let mut bytes = fs::read(&segment).expect("it is there");
        bytes.extend_from_slice(b"{\"seq\":999999,\"at\":17600");
        bytes.extend(std::iter::repeat_n(0, self.random.below(3000) as usize));
        fs::write(&segment, bytes).expect("the disk works");
        self.before_last = None;
    }

    fn damage(&mut self) {
        self.write();
        self.write();
        let file = self.root.path().join("safe.tar");
        self.expect("backup", &[&file], 0);
        self.end();
        let Some(segment) = self.last_segment() else { return };
        let mut bytes = fs::read(&segment).expect("it is there");
        let first = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1;
        let at = first + self.random.below((bytes.len() - first - 1) as u64) as usize;
        bytes[at] ^= 1;
        fs::write(&segment, bytes).expect("the disk works");
        self.expect("export", &[], 1);
        self.expect("restore", &[&file, Path::new("--force")], 0);
        self.before_last = None;
    }

    fn lose_end(&mut self) {
        self.write();
        self.write();
        self.end();
        let Some(segment) = self.last_segment() else { return };
        let bytes = fs::read(&segment).expect("it is there");
        let end = bytes[..bytes.len() - 1]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .expect("two lines")
            + 1;
        fs::write(&segment, &bytes[..end]).expect("the disk works");
        self.expect("export", &[], 1);
        // The index has it all.
        self.expect("repair", &[], 0);
        self.is_repaired = true;
        self.before_last = None;
    }

    fn nonsense(&mut self) {
        self.server();
        let address = self.server.as_ref().expect("it was started").address();
        let host = address.trim_start_matches("http://").to_owned();
        let mut open = Vec::new();
        for _ in 0..20 {
            let Ok(mut socket) = TcpStream::connect(&host) else {
                continue;
            };
            let text: Vec<u8> = match self.random.below(4) {
                0 => (0..300).map(|_| self.random.below(256) as u8).collect(),
                1 => b"GET / HTTP/1.1\r\nHost: x\r\nX: ".to_vec(),
                2 => format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "%".repeat(9000)).into_bytes(),
                _ => b"POST /import HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n".to_vec(),
            };
            let _ = socket.write_all(&text);
            open.push(socket);
        }
        let health = self.timed(|server| server.get("/health"));
        if health.map(|answer| answer.status) != Some(200) {
            self.wrong("no health beside hostile clients");
        }
        for mut socket in open {
            let _ = socket.set_read_timeout(Some(Duration::from_millis(1)));
            let _ = socket.read(&mut [0; 64]);
        }
    }

    /// A directory of its own on a small disk.
    fn fill_disk(&mut self) {
        let disk = self.root.path().join("small");
        fs::create_dir_all(&disk).expect("the disk works");
        let size = CString::new("size=24m").expect("no zero in it");
        if mount("tmpfs", &disk, "tmpfs", MountFlags::empty(), Some(size.as_c_str())).is_err() {
            *self
                .totals
                .faults
                .entry("disks full that only root may make: NOT RUN")
                .or_default() += 1;
            return;
        }
        let data = disk.join("data");
        let server = Server::start(&data);
        let mut kept = Model::new();
        let mut send = |run: &mut Self, server: &Server| {
            let (id, title, file) = run.next_guide();
            let answer = server.import("mode=merge", &file);
            let status = answer.map(|answer| answer.status);
            if status == Some(200) {
                run.totals.acknowledged += 1;
                kept.insert(id, title);
            }
            status
        };
        send(self, &server);
        let filler = disk.join("filler");
        let mut file = fs::File::create(&filler).expect("an empty file fits");
        while file.write_all(&[1; 4096]).is_ok() {}
        drop(file);
        let begun = Instant::now();
        while send(self, &server) != Some(503) {
            if begun.elapsed() > PATIENCE {
                self.wrong("a full disk is not told");
                break;
            }
        }
        if server.get("/health").map(|answer| answer.status) != Some(200) {
            self.wrong("reads stop on a full disk");
        }
        fs::remove_file(&filler).expect("it was there");
        let begun = Instant::now();
        while send(self, &server) != Some(200) {
            if begun.elapsed() > Duration::from_secs(30) {
                self.wrong("changes are not taken again");
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        drop(server);
        let server = Server::start(&data);
        let lost = kept
            .iter()
            .filter(|(id, title)| guides(&server.sync()).get(*id) != Some(title))
            .count();
        self.totals.lost += lost as u64;
        drop(server);
        unmount(&disk, UnmountFlags::empty()).expect("nobody uses it any more");
    }
}

fn guides(sync: &Value) -> Model {
    let guides = sync["data"]["guides"].as_array().cloned().unwrap_or_default();
    let text = |guide: &Value, name: &str| guide[name].as_str().unwrap_or_default().to_owned();
    guides
        .iter()
        .map(|guide| (text(guide, "id"), text(guide, "title")))
        .collect()
}
