//! Signals, memos and effects, as in Leptos, and smaller: Leptos' own signals compile 3 KB of WASM for every type they
//! hold. These hold their value themselves and leave to Leptos what is the same for all types: who is to be notified.

use std::sync::{Arc, PoisonError, RwLock};

use leptos::prelude::*;
use leptos::reactive::computed::ArcMemo;
use leptos::reactive::signal::ArcTrigger;

/// A reactive value: what reads it while drawing is drawn anew when it is set. It must not be set while it is read.
pub struct Signal<T> {
    value: RwLock<T>,
    changed: ArcTrigger,
}

/// A signal that lives as long as the page. Copied freely: it is a reference.
pub type StaticSignal<T> = &'static Signal<T>;

impl<T> Signal<T> {
    /// A value to begin with.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            value: RwLock::new(value),
            changed: ArcTrigger::new(),
        }
    }

    /// Keeps it for as long as the page lives.
    #[must_use]
    pub fn keep(self) -> StaticSignal<T> {
        Box::leak(Box::new(self))
    }

    /// Reads it; what reads it is drawn anew when it changes.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.with_untracked(read)
    }

    /// Reads it without subscribing to it.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Subscribes to it without reading it.
    pub fn track(&self) {
        self.changed.track();
    }

    /// Sets it and notifies its subscribers.
    pub fn set(&self, value: T) {
        self.update(|slot| *slot = value);
    }

    /// Changes it in place and notifies its subscribers.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.write().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify();
    }
}

impl<T: Clone> Signal<T> {
    /// Its value; what reads it is drawn anew when it changes.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// Its value, without subscribing to it.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

/// A value derived from signals. It is derived again when they change, and notifies only when it is not equal.
pub struct Memo<T>(Arc<MemoInner<T>>);

struct MemoInner<T> {
    value: Arc<RwLock<Option<T>>>,
    version: ArcMemo<u32>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// What `make` gives from what it reads.
    #[must_use]
    pub fn new(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let value = Arc::new(RwLock::new(None));
        let slot = value.clone();
        let version = versions(Box::new(move || {
            let new = Some(make());
            let mut slot = slot.write().unwrap_or_else(PoisonError::into_inner);
            let changed = *slot != new;
            if changed {
                *slot = new;
            }
            changed
        }));
        Self(Arc::new(MemoInner { value, version }))
    }

    /// Keeps it for as long as the page lives.
    #[must_use]
    pub fn keep(self) -> &'static Self {
        Box::leak(Box::new(self))
    }

    /// Reads it; what reads it is drawn anew when it changes.
    pub fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.version.get();
        self.read(read)
    }

    /// Reads it without subscribing to it.
    pub fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.0.version.get_untracked();
        self.read(read)
    }

    fn read<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        let value = self.0.value.read().unwrap_or_else(PoisonError::into_inner);
        read(value.as_ref().expect("asking for the version worked the value out"))
    }
}

impl<T: PartialEq + Send + Sync + Clone + 'static> Memo<T> {
    /// Its value; what reads it is drawn anew when it changes.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }
}

/// Counts how often `work` said that something changed. The same compiled code for all types.
fn versions(work: Box<dyn Fn() -> bool + Send + Sync>) -> ArcMemo<u32> {
    ArcMemo::new(move |before: Option<&u32>| {
        let before = before.copied().unwrap_or_default();
        if work() { before.wrapping_add(1) } else { before }
    })
}

/// Runs now, and again whenever a signal that it reads changes, until its owner in the page is disposed of.
pub fn effect(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| act());
}
