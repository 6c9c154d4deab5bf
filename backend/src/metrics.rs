//! Counters since the start, and their text for Prometheus. Nothing about who asked or for what.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// Upper bounds of the time classes, in microseconds.
const TIMES: [u64; 6] = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// What was counted.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Answers by the first digit of their status, 1 to 5.
    by_class: [AtomicU64; 5],
    /// Answers by the time they took, in the classes of [`TIMES`] and beyond.
    by_time: [AtomicU64; TIMES.len() + 1],
    microseconds: AtomicU64,
    /// Panics caught in routes.
    pub panics: AtomicU64,
    /// Event streams open now.
    pub event_streams: AtomicUsize,
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let time = TIMES
            .iter()
            .position(|bound| microseconds <= *bound)
            .unwrap_or(TIMES.len());
        self.by_time[time].fetch_add(1, Ordering::Relaxed);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// The counters in the text format of Prometheus (0.0.4).
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# HELP family_hub_responses_total Answers by class of status.\n\
             # TYPE family_hub_responses_total counter\n",
        );
        for (at, count) in self.by_class.iter().enumerate() {
            let _infallible = writeln!(
                text,
                "family_hub_responses_total{{class=\"{}xx\"}} {}",
                at + 1,
                count.load(Ordering::Relaxed)
            );
        }
        text.push_str(
            "# HELP family_hub_response_seconds Time until an answer began.\n\
             # TYPE family_hub_response_seconds histogram\n",
        );
        let mut below = 0;
        for (bound, count) in TIMES.iter().zip(&self.by_time) {
            below += count.load(Ordering::Relaxed);
            let _infallible = writeln!(
                text,
                "family_hub_response_seconds_bucket{{le=\"{}\"}} {below}",
                seconds(*bound)
            );
        }
        below += self.by_time[TIMES.len()].load(Ordering::Relaxed);
        let _infallible = writeln!(
            text,
            "family_hub_response_seconds_bucket{{le=\"+Inf\"}} {below}\n\
             family_hub_response_seconds_sum {}\n\
             family_hub_response_seconds_count {below}\n\
             # HELP family_hub_panics_total Panics caught in routes.\n\
             # TYPE family_hub_panics_total counter\n\
             family_hub_panics_total {}\n\
             # HELP family_hub_event_streams Event streams open now.\n\
             # TYPE family_hub_event_streams gauge\n\
             family_hub_event_streams {}",
            seconds(self.microseconds.load(Ordering::Relaxed)),
            self.panics.load(Ordering::Relaxed),
            self.event_streams.load(Ordering::Relaxed),
        );
        text
    }
}

fn seconds(microseconds: u64) -> String {
    format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000)
}
