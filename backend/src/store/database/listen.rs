//! A thread that hears of new lines as soon as they are there, where the database can tell. Without it a node sees them
//! a second later, when it looks by itself.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

use tokio_postgres::{AsyncMessage, NoTls};

use super::address::Address;
use super::rows::CHANNEL;
use crate::store::writer::Message;

/// How long it rests after a connection that was lost or refused.
const REST: Duration = Duration::from_secs(1);
/// How soon it notices that it is to end.
const LOOK: Duration = Duration::from_millis(200);

/// Starts the thread; it ends when `stop` is set or nobody takes its messages any more.
pub(crate) fn start(address: Address, told: SyncSender<Message>, stop: Arc<AtomicBool>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("listen".to_owned()).spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            if runtime.block_on(listen(&address, &told, &stop)).is_break() {
                return;
            }
            std::thread::sleep(REST);
        }
    })?;
    Ok(())
}

type Flow = std::ops::ControlFlow<()>;

/// Listens for as long as a connection holds.
async fn listen(address: &Address, told: &SyncSender<Message>, stop: &AtomicBool) -> Flow {
    let Ok((client, mut connection)) = address.config().connect(NoTls).await else {
        return Flow::Continue(());
    };
    let (heard, mut news) = tokio::sync::mpsc::channel(1);
    let connection = tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if matches!(message, AsyncMessage::Notification(_)) {
                // One that is still to be looked at stands for this one, too.
                let _ = heard.try_send(());
            }
        }
    });
    if client.batch_execute(&["LISTEN ", CHANNEL].concat()).await.is_err() {
        // An engine without it: the node looks by itself.
        connection.abort();
        return Flow::Continue(());
    }
    loop {
        match tokio::time::timeout(LOOK, news.recv()).await {
            Ok(Some(())) => match told.try_send(Message::Follow) {
                Ok(()) | Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Disconnected(_)) => return Flow::Break(()),
            },
            Ok(None) => return Flow::Continue(()),
            Err(_) if stop.load(Ordering::Relaxed) => return Flow::Break(()),
            Err(_) => {}
        }
    }
}
