//! What a person sees while work goes on: a line when a step begins to take long, a line with its time when it
//! ends. Steps may run side by side; on a terminal the last line tells what each of them is doing.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::Result;

/// How often a machine's log hears of a step that is still at work.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The screen that all steps share.
#[derive(Clone)]
pub(crate) struct Progress {
    screen: Arc<Mutex<Screen>>,
    began: Instant,
}

struct Screen {
    terminal: bool,
    next: u32,
    running: BTreeMap<u32, Running>,
    live_line: bool,
}

struct Running {
    name: String,
    began: Instant,
    said: Instant,
    doing: String,
}

/// How a step ended, for its closing line.
pub(crate) enum Done {
    /// Work was done; the text says what came out of it.
    Made(String),
    /// Nothing had changed since the last time.
    Fresh,
}

/// One step at work; it tells the screen what it is doing.
pub(crate) struct Step<'a> {
    progress: &'a Progress,
    number: u32,
}

impl Progress {
    /// A screen on standard error.
    pub(crate) fn new() -> Progress {
        Progress {
            screen: Arc::new(Mutex::new(Screen {
                terminal: std::io::stderr().is_terminal(),
                next: 0,
                running: BTreeMap::new(),
                live_line: false,
            })),
            began: Instant::now(),
        }
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Time since the first step.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Says one line between the steps.
    pub(crate) fn say(&self, line: &str) {
        let mut screen = self.screen();
        screen.line(line);
    }

    /// Runs `work` as a step called `name` and tells how it ended.
    ///
    /// # Errors
    /// The step's own.
    pub(crate) fn step<T>(&self, name: &str, work: impl FnOnce(&Step<'_>) -> Result<(T, Done)>) -> Result<T> {
        let began = Instant::now();
        let number = {
            let mut screen = self.screen();
            let number = screen.next;
            screen.next += 1;
            let doing = String::new();
            let name = name.to_owned();
            screen.running.insert(
                number,
                Running {
                    name,
                    began,
                    said: began,
                    doing,
                },
            );
            screen.draw();
            number
        };
        let result = work(&Step { progress: self, number });
        let took = seconds(began.elapsed());
        let mut screen = self.screen();
        screen.running.remove(&number);
        match &result {
            Ok((_, Done::Fresh)) => screen.line(&format!("  = {name}: nothing changed ({took})")),
            Ok((_, Done::Made(what))) if what.is_empty() => screen.line(&format!("  + {name} ({took})")),
            Ok((_, Done::Made(what))) => screen.line(&format!("  + {name}: {what} ({took})")),
            Err(_) => screen.line(&format!("  ! {name} failed ({took})")),
        }
        result.map(|(value, _)| value)
    }
}

impl Step<'_> {
    /// Tells what the step is doing now, in a few words.
    pub(crate) fn doing(&self, what: &str) {
        let mut guard = self.progress.screen();
        let screen = &mut *guard;
        let now = Instant::now();
        let Some(running) = screen.running.get_mut(&self.number) else {
            return;
        };
        running.doing = what.chars().take(60).collect();
        if screen.terminal {
            screen.draw();
        } else if now.duration_since(running.said) >= HEARTBEAT {
            running.said = now;
            let line = format!(
                "  … {}, {}: {}",
                running.name,
                seconds(running.began.elapsed()),
                running.doing
            );
            screen.line(&line);
        }
    }
}

impl Screen {
    fn line(&mut self, line: &str) {
        let mut out = std::io::stderr().lock();
        let clear = if self.live_line { "\r\x1b[2K" } else { "" };
        self.live_line = false;
        // A closed terminal is no reason to stop building.
        let _ = writeln!(out, "{clear}{line}");
        drop(out);
        self.draw();
    }

    fn draw(&mut self) {
        if !self.terminal || self.running.is_empty() {
            return;
        }
        let told: Vec<String> = self
            .running
            .values()
            .map(|one| format!("{} {} {}", one.name, seconds(one.began.elapsed()), one.doing))
            .collect();
        let line: String = told.join(" | ").chars().take(110).collect();
        let mut out = std::io::stderr().lock();
        let _ = write!(out, "\r\x1b[2K  … {line}");
        let _ = out.flush();
        self.live_line = true;
    }
}

/// A time as a person reads it: "0.4 s", "12 s", "3 min 05 s".
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        whole @ 10..60 => format!("{whole} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}
