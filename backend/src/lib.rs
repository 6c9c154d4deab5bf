//! The server of Family Hub. In reading order: [`accept`] takes connections, [`router`] says what stands where,
//! [`routes`] answer, [`pages`] render, [`published`] holds what is derived from the [`store`], [`service`] holds
//! the verbs that change it.

pub mod accept;
pub mod app;
pub mod assets;
pub mod basemap;
pub mod encoding;
pub mod error;
pub mod headers;
pub mod metrics;
pub mod pages;
pub mod published;
pub mod query_string;
pub mod router;
pub mod routes;
pub mod service;
pub mod store;

use std::sync::Arc;

use tokio::net::TcpListener;

use crate::accept::Connections;
use crate::app::App;
use crate::routes::edge::{Edge, Served};

/// Where the server listens. Already bound, so that tests take port 0 and know it.
#[derive(Debug)]
pub struct Listeners {
    /// For everybody.
    pub public: TcpListener,
    /// For the operator, on a local address.
    pub admin: Option<TcpListener>,
}

/// Serves until `shutdown` resolves, then ends event streams, lets open requests finish within
/// [`accept::ConnectionLimits::drain`], and returns.
pub async fn serve(listeners: Listeners, app: Arc<App>, shutdown: impl Future<Output = ()>) {
    let public = Edge::public(&app);
    let admin = Edge::admin(&app);
    let limits = app.options.connections.clone().fitted();
    let accept_public = accept::accept(
        listeners.public,
        Arc::new(Served(Arc::new(public))),
        limits.clone(),
        Arc::clone(&app.connections),
        app.stop(),
    );
    let accept_admin = async {
        if let Some(listener) = listeners.admin {
            let edge = Arc::new(Served(Arc::new(admin)));
            accept::accept(
                listener,
                edge,
                limits.clone(),
                Arc::new(Connections::default()),
                app.stop(),
            )
            .await;
        }
    };
    let stop_when_asked = async {
        shutdown.await;
        app.begin_stop();
    };
    let keeping_up = tokio::spawn(keep_up(Arc::clone(&app)));
    tokio::join!(accept_public, accept_admin, stop_when_asked);
    keeping_up.abort();
}

/// Derives from each new state of the store, beside the requests.
async fn keep_up(app: Arc<App>) {
    let mut cursors = app.store.watch();
    loop {
        let app_here = Arc::clone(&app);
        if let Err(error) = tokio::task::spawn_blocking(move || app_here.catch_up()).await {
            tracing::error!(%error, "cannot derive from the newest state; the one before is served on");
        }
        if cursors.changed().await.is_err() {
            return;
        }
    }
}
