//! Pull → apply → publish → keep: the only writer of the data on this device.
//!
//! It pulls at the start, when the network or the tab comes back, and every quarter of an hour. An answer that is not
//! whole and sound changes nothing.

use core::cell::{Cell, RefCell};
use std::sync::Arc;

use shared::sync::{Answer, Applied, Cursor, Delta, NextStep, begin, decode};
use shared::time::Instant;
use wasm_bindgen::JsValue;

use super::fetch::{self, Fetched, Unreachable};
use crate::browser::{clock, rest};
use crate::later;
use crate::local::{self, StorageFault, prefs};

const PATH: &str = "/api/v1/sync";
/// A whole data set on a slow network takes its time; a dead network must not take for ever.
const WITHIN_MS: i32 = 45_000;
/// After this many deltas a fresh snapshot is shorter than the pile.
const DELTAS_AT_MOST: usize = 20;

/// What a pull led to.
#[derive(Clone, Debug)]
pub enum Pulled {
    /// There is something new.
    New(Arc<Applied>),
    /// Nothing new, but the server was there.
    Unchanged,
    /// The server cannot be reached, or what answered is not our server.
    Failed,
    /// Another pull is under way.
    Busy,
}

/// Whether this browser keeps data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It does.
    Kept,
    /// It does not: everything is in memory only.
    InMemoryOnly,
}

/// What the engine remembers between pulls.
#[derive(Default)]
struct Memory {
    have: Option<Arc<Applied>>,
    deltas: Vec<String>,
    etag: String,
    unkept: Option<Unkept>,
}

/// What has been applied and is not written yet: people see new data before the device has stored them.
struct Unkept {
    what: What,
    etag: String,
    checked: i64,
}

enum What {
    Snapshot(String),
    Deltas(Vec<String>),
    Checked,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
    static PULLING: Cell<bool> = const { Cell::new(false) };
    static KEEPING: Cell<Keeping> = const { Cell::new(Keeping::Kept) };
}

/// Whether this browser keeps data, as far as was seen so far.
#[must_use]
pub fn keeping() -> Keeping {
    KEEPING.get()
}

fn note<T>(result: Result<T, StorageFault>) -> Option<T> {
    if result.is_err() {
        KEEPING.set(Keeping::InMemoryOnly);
    }
    result.ok()
}

/// What earlier visits left on this device, and when the server was last asked.
pub async fn restore() -> Option<(Arc<Applied>, Instant)> {
    let kept = note(local::load().await)??;
    let Ok(Answer::Snapshot(snapshot)) = decode(&kept.snapshot) else {
        return None;
    };
    let mut have = Arc::new(begin(*snapshot));
    let mut deltas = Vec::new();
    for body in kept.deltas {
        let Ok(Answer::Delta(delta)) = decode(&body) else { break };
        // A pile that another tab wrote over is used as far as it fits; the next pull fetches the rest.
        let Some(next) = advance(&have, delta).await else {
            break;
        };
        have = next;
        deltas.push(body);
    }
    MEMORY.set(Memory {
        have: Some(have.clone()),
        deltas,
        etag: kept.etag,
        unkept: None,
    });
    Some((have, Instant(kept.checked)))
}

/// What is here with a delta applied; `None` when it does not fit, or when the code for it cannot be had.
async fn advance(have: &Arc<Applied>, delta: Box<Delta>) -> Option<Arc<Applied>> {
    if !rest::fetched(rest::LATER).await {
        return None;
    }
    match later::advance(have, *delta) {
        NextStep::Keep(applied) => Some(Arc::new(*applied)),
        NextStep::AskForSnapshot => None,
    }
}

/// Takes the answer that was asked for before the app ran; pulls when there was none.
pub async fn first_pull(early: JsValue) -> Pulled {
    let guard = match Pulling::begin() {
        Some(guard) => guard,
        None => return Pulled::Busy,
    };
    if let Ok(fetched) = fetch::early(early).await
        && let Taken::Done(pulled) = take(fetched).await
    {
        return pulled;
    }
    drop(guard);
    pull().await
}

/// Whether what an event names (`epoch:seq`) is here, or something newer.
#[must_use]
pub fn knows(event: &str) -> bool {
    let have = MEMORY.with_borrow(|memory| memory.have.as_ref().map(|have| have.cursor.clone()));
    let told = event
        .rsplit_once(':')
        .and_then(|(epoch, seq)| Some((epoch, seq.parse().ok()?)));
    matches!((have, told), (Some(have), Some((epoch, seq))) if have.epoch == epoch && have.seq >= seq)
}

/// Asks the server for what is new.
pub async fn pull() -> Pulled {
    let Some(_guard) = Pulling::begin() else {
        return Pulled::Busy;
    };
    write_unkept().await;
    // A delta that does not fit leads to one question for a snapshot, never to more.
    for cursor in [cursor(), None] {
        let etag = match cursor {
            Some(_) => MEMORY.with_borrow(|memory| memory.etag.clone()),
            None => String::new(),
        };
        match fetch::get(&address(cursor.as_ref()), &etag, WITHIN_MS).await {
            Err(Unreachable) => return Pulled::Failed,
            Ok(fetched) => {
                if let Taken::Done(pulled) = take(fetched).await {
                    return pulled;
                }
            }
        }
    }
    Pulled::Failed
}

/// The cursor to ask with; none when nothing is here or the pile of deltas is high.
fn cursor() -> Option<Cursor> {
    MEMORY.with_borrow(|memory| match memory.deltas.len() < DELTAS_AT_MOST {
        true => memory.have.as_ref().map(|have| have.cursor.clone()),
        false => None,
    })
}

fn address(cursor: Option<&Cursor>) -> String {
    match cursor {
        Some(cursor) => [PATH, "?epoch=", &cursor.epoch, "&seq=", &cursor.seq.to_string()].concat(),
        None => PATH.to_owned(),
    }
}

enum Taken {
    Done(Pulled),
    NeedsSnapshot,
}

async fn take(fetched: Fetched) -> Taken {
    // Only an answer that is ours tells the time: a hotel's login page has a clock of its own.
    let heard = || {
        clock::hear(&fetched.date);
        clock::now().0
    };
    match fetched.status {
        304 => {
            let now = heard();
            MEMORY.with_borrow_mut(|memory| {
                memory.unkept = Some(Unkept {
                    what: What::Checked,
                    etag: memory.etag.clone(),
                    checked: now,
                });
            });
            return Taken::Done(Pulled::Unchanged);
        }
        200 if fetched.content_type == "application/json" => {}
        _ => return Taken::Done(Pulled::Failed),
    }
    let Ok(answer) = decode(&fetched.body) else {
        return Taken::Done(Pulled::Failed);
    };
    let now = heard();
    let have = MEMORY.with_borrow(|memory| memory.have.clone());
    let (applied, whole, unchanged) = match (answer, have) {
        (Answer::Snapshot(snapshot), _) => (Arc::new(begin(*snapshot)), true, false),
        (Answer::Delta(delta), Some(have)) => match advance(&have, delta).await {
            Some(applied) => {
                let unchanged = applied.cursor == have.cursor;
                (applied, false, unchanged)
            }
            None => return Taken::NeedsSnapshot,
        },
        (Answer::Delta(_), None) => return Taken::NeedsSnapshot,
    };
    MEMORY.with_borrow_mut(|memory| {
        memory.have = Some(applied.clone());
        memory.etag.clone_from(&fetched.etag);
        let what = if whole {
            memory.deltas.clear();
            What::Snapshot(fetched.body)
        } else if unchanged {
            What::Checked
        } else {
            memory.deltas.push(fetched.body);
            What::Deltas(memory.deltas.clone())
        };
        memory.unkept = Some(Unkept {
            what,
            etag: fetched.etag,
            checked: now,
        });
    });
    Taken::Done(if unchanged {
        Pulled::Unchanged
    } else {
        Pulled::New(applied)
    })
}

/// Writes what the last pull brought. Until then only this page knows it; the next pull writes it first.
pub async fn keep() {
    if let Some(_guard) = Pulling::begin() {
        write_unkept().await;
    }
}

async fn write_unkept() {
    let Some(Unkept { what, etag, checked }) = MEMORY.with_borrow_mut(|memory| memory.unkept.take()) else {
        return;
    };
    let kept = match &what {
        What::Snapshot(body) => local::keep_snapshot(body, &etag, checked).await,
        What::Deltas(deltas) => local::keep_delta(deltas, &etag, checked).await,
        What::Checked => local::keep_checked(&etag, checked).await,
    };
    if note(kept).is_some() && matches!(what, What::Snapshot(_)) {
        prefs::remember_kept();
    }
}

/// Only one pull at a time; the mark goes with the guard, also when a pull is dropped half-way.
struct Pulling;

impl Pulling {
    fn begin() -> Option<Self> {
        match PULLING.replace(true) {
            true => None,
            false => Some(Self),
        }
    }
}

impl Drop for Pulling {
    fn drop(&mut self) {
        PULLING.set(false);
    }
}
