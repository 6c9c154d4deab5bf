//! IndexedDB: the snapshot and the deltas as they came, and the mark that describes them, always in one transaction.
//!
//! Browsers drop connections in the background; every piece of work is therefore tried a second time on a new one.

use core::cell::{Cell, RefCell};

use js_sys::{Array, Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

use crate::browser::frame;
use crate::browser::promise::{in_background, settled};

const DATABASE: &str = "family-hub";
const STORE: &str = "sync";
const SNAPSHOT: &str = "snapshot";
const DELTAS: &str = "deltas";
const MARK: &str = "mark";

/// Some browsers open a database and never answer. What has not ended after so many rests of this length, each begun
/// when the one before was over, counts as failed: a device that is merely busy delays the rests as well.
const PATIENCE: usize = 8;
const REST_MS: i32 = 750;
/// Why the wait ended.
const SILENCE: &str = "silence";

/// What this device kept of earlier visits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The body of the last snapshot, as it came.
    pub snapshot: String,
    /// The bodies of the deltas since, as they came, oldest first.
    pub deltas: Vec<String>,
    /// The tag of the answer that led to this state; empty when the server sent none.
    pub etag: String,
    /// When the server was last asked: seconds since 1970 (UTC).
    pub checked: i64,
}

/// IndexedDB is missing, blocked or full: the app works with what it has in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageFault;

impl From<JsValue> for StorageFault {
    fn from(fault: JsValue) -> Self {
        if fault.as_string().as_deref() == Some(SILENCE) {
            SILENT.set(true);
        }
        Self
    }
}

thread_local! {
    static CONNECTION: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    /// Set when the database did not answer: it is not waited for a second time.
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// What was kept, if anything.
///
/// # Errors
/// [`StorageFault`] when this browser keeps nothing.
pub async fn load() -> Result<Option<Kept>, StorageFault> {
    let found = transact(IdbTransactionMode::Readonly, &|store| {
        Ok(vec![
            store.get(&SNAPSHOT.into())?,
            store.get(&DELTAS.into())?,
            store.get(&MARK.into())?,
        ])
    })
    .await?;
    let [snapshot, deltas, mark] = found.as_slice() else {
        return Ok(None);
    };
    let (Some(snapshot), Some(mark)) = (snapshot.as_string(), mark.as_string()) else {
        return Ok(None);
    };
    let (checked, etag) = mark.split_once(' ').unwrap_or((&mark, ""));
    Ok(Some(Kept {
        snapshot,
        deltas: Array::from(deltas).iter().filter_map(|body| body.as_string()).collect(),
        etag: etag.to_owned(),
        checked: checked.parse().unwrap_or_default(),
    }))
}

/// Keeps a snapshot in place of all that was kept before.
///
/// # Errors
/// [`StorageFault`]; then everything kept before is still there.
pub async fn keep_snapshot(body: &str, etag: &str, checked: i64) -> Result<(), StorageFault> {
    let mark = mark(etag, checked);
    let work = |store: &IdbObjectStore| {
        Ok(vec![
            store.put_with_key(&body.into(), &SNAPSHOT.into())?,
            store.put_with_key(&Array::new(), &DELTAS.into())?,
            store.put_with_key(&mark, &MARK.into())?,
        ])
    };
    transact(IdbTransactionMode::Readwrite, &work).await.map(drop)
}

/// Keeps all deltas since the snapshot.
///
/// # Errors
/// [`StorageFault`]; then everything kept before is still there.
pub async fn keep_delta(deltas: &[String], etag: &str, checked: i64) -> Result<(), StorageFault> {
    let mark = mark(etag, checked);
    let bodies: Array = deltas.iter().map(|body| JsValue::from_str(body)).collect();
    let work = |store: &IdbObjectStore| {
        Ok(vec![
            store.put_with_key(&bodies, &DELTAS.into())?,
            store.put_with_key(&mark, &MARK.into())?,
        ])
    };
    transact(IdbTransactionMode::Readwrite, &work).await.map(drop)
}

/// Keeps that the server was asked and had nothing new.
///
/// # Errors
/// [`StorageFault`]
pub async fn keep_checked(etag: &str, checked: i64) -> Result<(), StorageFault> {
    let mark = mark(etag, checked);
    let work = |store: &IdbObjectStore| Ok(vec![store.put_with_key(&mark, &MARK.into())?]);
    transact(IdbTransactionMode::Readwrite, &work).await.map(drop)
}

fn mark(etag: &str, checked: i64) -> JsValue {
    [checked.to_string().as_str(), " ", etag].concat().into()
}

/// Asks the browser not to clear what is kept here when space runs short.
pub async fn stay_persistent() {
    if let Some(window) = web_sys::window() {
        let storage = js_sys::Reflect::get(&window.navigator(), &"storage".into());
        let storage = storage
            .ok()
            .and_then(|storage| storage.dyn_into::<web_sys::StorageManager>().ok());
        if let Some(asked) = storage.and_then(|storage| storage.persist().ok()) {
            // A "no" changes nothing: the data are a copy that can be fetched again.
            let _ = settled(asked.into()).await;
        }
    }
}

type Work<'a> = &'a dyn Fn(&IdbObjectStore) -> Result<Vec<IdbRequest>, JsValue>;

/// Runs one transaction to its end; once more on a new connection when the first one turns out to be dead.
async fn transact(mode: IdbTransactionMode, work: Work<'_>) -> Result<Vec<JsValue>, StorageFault> {
    if SILENT.get() {
        return Err(StorageFault);
    }
    if let Some(connection) = CONNECTION.with_borrow(Clone::clone) {
        match attempt(&connection, mode, work).await.map_err(StorageFault::from) {
            Err(_) if !SILENT.get() => {}
            ended => return ended,
        }
        CONNECTION.set(None);
        connection.close();
    }
    let connection = open().await?;
    CONNECTION.set(Some(connection.clone()));
    Ok(attempt(&connection, mode, work).await?)
}

async fn attempt(connection: &IdbDatabase, mode: IdbTransactionMode, work: Work<'_>) -> Result<Vec<JsValue>, JsValue> {
    let transaction = connection.transaction_with_str_and_mode(STORE, mode)?;
    let ended = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onerror(Some(&reject));
        transaction.set_onabort(Some(&reject));
        in_background(give_up(reject));
    });
    let requests = work(&transaction.object_store(STORE)?)?;
    settled(ended.into()).await?;
    requests.iter().map(IdbRequest::result).collect()
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let factory: IdbFactory = window.indexed_db()?.ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let upgraded = request.clone();
    let create = Closure::once_into_js(move || {
        if let Ok(database) = upgraded.result() {
            // A failure aborts the upgrade, which `onerror` below reports.
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(create.unchecked_ref()));
    let opened = Promise::new(&mut |resolve: Function, reject: Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        in_background(give_up(reject));
    });
    settled(opened.into()).await?;
    let database: IdbDatabase = request.result()?.unchecked_into();
    let forget = Closure::<dyn FnMut()>::new(|| CONNECTION.set(None)).into_js_value();
    database.set_onclose(Some(forget.unchecked_ref()));
    Ok(database)
}

/// Ends the wait for what never answers.
async fn give_up(reject: Function) {
    for _ in 0..PATIENCE {
        frame::wait(REST_MS).await;
    }
    // Refusing what has ended already changes nothing.
    let _ = reject.call1(&JsValue::NULL, &JsValue::from_str(SILENCE));
}
