//! Where computing happens that may take more than a few milliseconds: a bounded number of threads, a bounded queue in
//! front of them, and a limit on how long anybody waits. The threads that serve connections never compute.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bounds on computing.
#[derive(Clone, Debug)]
pub struct PoolLimits {
    /// Jobs that run at once.
    pub workers: usize,
    /// Jobs that wait for a worker; one more is refused at once.
    pub queue: usize,
    /// How long a job may wait for a worker.
    pub wait: Duration,
    /// How long a request waits for its answer, the wait for a worker included. A job that was begun is finished
    /// nevertheless and remembered, so that the next try finds its result.
    pub time: Duration,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2)),
            queue: 1_024,
            wait: Duration::from_secs(5),
            time: Duration::from_secs(15),
        }
    }
}

/// Why a job was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Overloaded {
    /// The queue is full.
    #[error("too much is being computed at the moment")]
    Full,
    /// No worker was free in time.
    #[error("the answer took too long")]
    Late,
}

/// The workers and the queue in front of them.
#[derive(Debug)]
pub struct Pool {
    limits: PoolLimits,
    workers: Arc<Semaphore>,
    waiting: AtomicUsize,
    refused: AtomicU64,
}

impl Pool {
    /// A pool of that size.
    #[must_use]
    pub fn new(limits: PoolLimits) -> Self {
        Self {
            workers: Arc::new(Semaphore::new(limits.workers)),
            limits,
            waiting: AtomicUsize::new(0),
            refused: AtomicU64::new(0),
        }
    }

    /// Its bounds.
    #[must_use]
    pub const fn limits(&self) -> &PoolLimits {
        &self.limits
    }

    /// Jobs that wait for a worker now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Jobs turned away since the start.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Does a job on a worker. Dropping the future takes a waiting job out of the queue; one that runs runs on. A
    /// panic of the job goes on in the caller.
    ///
    /// # Errors
    /// [`Overloaded`] when the queue is full or no worker was free in time.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Overloaded> {
        let permit = self.worker().await.inspect_err(|_| {
            self.refused.fetch_add(1, Ordering::Relaxed);
        })?;
        let done = tokio::task::spawn_blocking(move || {
            let _busy_until_the_end = permit;
            job()
        });
        match done.await {
            Ok(result) => Ok(result),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime is ending.
                Err(_cancelled) => Err(Overloaded::Late),
            },
        }
    }

    async fn worker(&self) -> Result<OwnedSemaphorePermit, Overloaded> {
        if let Ok(permit) = Arc::clone(&self.workers).try_acquire_owned() {
            return Ok(permit);
        }
        let _waiting = Waiting::begin(&self.waiting, self.limits.queue).ok_or(Overloaded::Full)?;
        let permit = Arc::clone(&self.workers).acquire_owned();
        match tokio::time::timeout(self.limits.wait, permit).await {
            Ok(Ok(permit)) => Ok(permit),
            // The semaphore is never closed.
            Ok(Err(_closed)) => Err(Overloaded::Late),
            Err(_elapsed) => Err(Overloaded::Late),
        }
    }
}

/// A job in the queue.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(waiting: &'a AtomicUsize, queue: usize) -> Option<Self> {
        let waits = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) < queue).then_some(waits)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn small(wait: Duration) -> Arc<Pool> {
        Arc::new(Pool::new(PoolLimits {
            workers: 1,
            queue: 1,
            wait,
            ..PoolLimits::default()
        }))
    }

    /// Keeps the only worker until the sender is dropped.
    async fn held(pool: &Arc<Pool>) -> mpsc::Sender<()> {
        let (end, ended) = mpsc::channel::<()>();
        let (begun, begins) = tokio::sync::oneshot::channel();
        let pool = Arc::clone(pool);
        tokio::spawn(async move {
            pool.run(move || {
                let _somebody_listens = begun.send(());
                let _dropped = ended.recv();
            })
            .await
        });
        begins.await.expect("the job begins");
        end
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_a_job_that_leaves_makes_room() {
        let pool = small(Duration::from_secs(3600));
        let end = held(&pool).await;
        let mut second = Box::pin(pool.run(|| 2));
        assert!(futures_poll(&mut second).is_none(), "it waits");
        assert_eq!(pool.waiting(), 1);
        assert_eq!(pool.run(|| 3).await, Err(Overloaded::Full));
        drop(second);
        assert_eq!(pool.waiting(), 0);
        let mut third = Box::pin(pool.run(|| 3));
        assert!(futures_poll(&mut third).is_none(), "there is room to wait");
        drop(end);
        assert_eq!(third.await, Ok(3));
        assert_eq!(pool.refused(), 1);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let pool = small(Duration::from_millis(20));
        let _end = held(&pool).await;
        assert_eq!(pool.run(|| 2).await, Err(Overloaded::Late));
        assert_eq!(pool.waiting(), 0);
    }

    #[tokio::test]
    async fn a_panic_frees_its_worker() {
        let pool = small(Duration::from_secs(3600));
        let panicking = {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.run(|| panic!("a fault of a job")).await })
        };
        assert!(panicking.await.expect_err("it goes on in the caller").is_panic());
        assert_eq!(pool.run(|| 1).await, Ok(1));
    }

    /// Polls once.
    fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::Pin::new(future).poll(&mut context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        }
    }
}
