//! The server of Family Hub. In reading order: [`accept`] takes connections, [`router`] says what stands where,
//! [`routes`] answer, [`auth`] says who asks, [`page`] and [`head`] render, [`editor`] the pages for those who keep the data, [`report`] that on which families report, [`published`] holds what is derived from the [`store`], [`service`] holds
//! the verbs that change it.

pub mod accept;
pub mod accessibility_page;
pub mod app;
pub mod assets;
pub mod auth;
pub mod basemap;
pub mod brand;
pub mod data_page;
pub mod editor;
pub mod embed_page;
pub mod encoding;
pub mod error;
pub mod examples;
pub mod formats;
pub mod forwarded;
pub mod head;
pub mod headers;
pub mod kiosks;
pub mod leaflet_page;
pub mod metrics;
pub mod metrics_token;
pub mod offer;
pub mod page;
pub mod picture;
pub mod pool;
pub mod published;
pub mod query_string;
pub mod rates;
pub mod remembered;
pub mod report;
pub mod router;
pub mod routes;
pub mod service;
pub mod store;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::accept::ConnectionLimits;
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

/// How often it is looked whether the clock was set.
const CLOCK_CHECK: Duration = Duration::from_secs(60);

/// Serves until `shutdown` resolves, then ends event streams, lets open requests finish within
/// [`accept::ConnectionLimits::drain`], and returns.
pub async fn serve(listeners: Listeners, app: Arc<App>, shutdown: impl Future<Output = ()>) {
    let limits = ConnectionLimits {
        proxies: app.options.trusted_proxies.clone(),
        ..app.options.connections.clone()
    }
    .fitted();
    let accept = |listener, edge: Edge, connections| {
        let refusal = edge.refusal();
        let edge = Arc::new(edge);
        let service = move |peer| Served {
            edge: Arc::clone(&edge),
            peer,
        };
        accept::accept(listener, service, refusal, limits.clone(), connections, app.stop())
    };
    let accept_public = accept(listeners.public, Edge::public(&app), Arc::clone(&app.connections));
    let accept_admin = async {
        if let Some(listener) = listeners.admin {
            accept(listener, Edge::admin(&app), Arc::default()).await;
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
        match tokio::time::timeout(CLOCK_CHECK, cursors.changed()).await {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(_closed)) => return,
        }
    }
}
