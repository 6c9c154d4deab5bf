//! The thread that folds the journal when it has grown, beside readers and the writer.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread::JoinHandle;

use super::compaction::{CompactError, Compacted, Keep, compact};
use super::current::Current;
use super::memory::seconds_now;
use super::space::Space;

/// What is told when it is done.
pub(crate) type Answer = SyncSender<Result<Option<Compacted>, CompactError>>;

/// The writer's end of the thread.
pub(crate) struct Compactor {
    work: Option<Sender<(u32, Option<Answer>)>>,
    cancelled: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Compactor {
    /// Starts the thread for a journal directory; `sealed` counts the bytes in segments that are not written to.
    pub(crate) fn start(
        journal: PathBuf,
        keep: Keep,
        current: Arc<Current>,
        space: Space,
        sealed: Arc<AtomicU64>,
    ) -> std::io::Result<Self> {
        let (work, asked) = channel();
        let cancelled = Arc::new(AtomicBool::new(false));
        let folder = Folder {
            journal,
            keep,
            current,
            space,
            sealed,
            cancelled: Arc::clone(&cancelled),
        };
        let thread = std::thread::Builder::new().name("compaction".to_owned());
        let thread = thread.spawn(move || folder.run(&asked))?;
        Ok(Self {
            work: Some(work),
            cancelled,
            thread: Some(thread),
        })
    }

    /// Has the segments before one folded, in its own time.
    pub(crate) fn fold_before(&self, segment: u32, answer: Option<Answer>) {
        if let Some(work) = &self.work {
            // It ends after this, or with a panic that was logged; whoever waits is told by the closed channel.
            let _ = work.send((segment, answer));
        }
    }

    /// Interrupts what is under way and waits for its end.
    pub(crate) fn close(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.work = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Folder {
    journal: PathBuf,
    keep: Keep,
    current: Arc<Current>,
    space: Space,
    sealed: Arc<AtomicU64>,
    cancelled: Arc<AtomicBool>,
}

impl Folder {
    fn run(&self, asked: &Receiver<(u32, Option<Answer>)>) {
        while let Ok((segment, answer)) = asked.recv() {
            let done = self.fold(segment);
            match &done {
                Ok(Some(compacted)) => tracing::info!(
                    folded = compacted.folded,
                    written = compacted.written,
                    kept = compacted.kept,
                    dropped = compacted.dropped,
                    seq = compacted.seq,
                    "the journal was compacted"
                ),
                Ok(None) | Err(CompactError::Cancelled) => {}
                Err(error) => tracing::warn!(%error, "the journal cannot be compacted; it is as good as it was"),
            }
            if let Some(answer) = answer {
                let _ = answer.send(done);
            }
        }
    }

    fn fold(&self, segment: u32) -> Result<Option<Compacted>, CompactError> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(CompactError::Cancelled);
        }
        let live = self.current.state().live_bytes();
        // This is what frees room, so it may use the head-room that changes may not.
        if !self.space.has_room_for_compaction(2 * live)? {
            return Err(CompactError::Io(std::io::ErrorKind::StorageFull.into()));
        }
        let done = compact(&self.journal, segment, self.keep, seconds_now(), &self.cancelled)?;
        if let Some(compacted) = &done {
            self.sealed.fetch_sub(compacted.folded, Ordering::Relaxed);
        }
        Ok(done)
    }
}
