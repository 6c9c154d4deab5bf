//! `serve`: opens the data directory, fills a new one, listens, and ends in good order.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use backend::Listeners;
use backend::app::{App, Clock, ServerOptions};
use backend::assets::Assets;
use backend::basemap::Basemap;
use backend::brand::Brand;
use backend::headers::StrictTransport;
use backend::metrics_token::MetricsToken;
use backend::service::seed::fill;
use backend::service::staff::editorial::Editorial;
use backend::store::{DiskStore, Store};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::ServeOptions;
use crate::output::print;

/// How long the last connections and background tasks may take after SIGTERM; what is on disk needs none of it.
const LAST_WORDS: Duration = Duration::from_secs(1);

pub(crate) fn serve(options: ServeOptions) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads to serve with")?;
    let keep = options.history.into();
    let store = match &options.journal {
        Some(address) => DiskStore::open_copy(&options.data, keep, address)?,
        None => DiskStore::open_keeping(&options.data, keep)?,
    };
    let (listeners, addresses) = runtime.block_on(listen(&options))?;
    prepare(store.as_ref(), &options)?;
    let basemap = match &options.basemap {
        Some(file) => Basemap::open(file).with_context(|| file.display().to_string())?,
        None => Basemap::embedded(),
    };
    let brand = match &options.brand {
        Some(file) => Brand::load(file).map_err(|error| anyhow!("{}: {error}", file.display()))?,
        None => Brand::default(),
    };
    let metrics_token = match &options.metrics_token_file {
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
            Some(MetricsToken::read(&text).map_err(|reason| anyhow!("{}: {reason}", file.display()))?)
        }
        None => None,
    };
    let server_options = ServerOptions {
        metrics_token,
        brand,
        transport: options.transport.into(),
        strict_transport: match options.hsts_subdomains {
            true => StrictTransport::Subdomains,
            false => StrictTransport::ThisHost,
        },
        trusted_proxies: options.trusted_proxy.clone(),
        site: options.public_url.clone().unwrap_or_else(|| own_site(&addresses)),
        examples: options.examples(),
        embed_hosts: options.embed_hosts.clone(),
        operator: options.operator.clone().into(),
        editorial: editorial(&options.data),
        ..ServerOptions::default()
    };
    let shared_store: Arc<dyn Store> = Arc::clone(&store) as Arc<dyn Store>;
    let app = App::new(
        shared_store,
        Assets::embedded(),
        basemap,
        Clock::system(),
        server_options,
    );
    runtime.block_on(async move {
        let stop = stop_signal()?;
        for (name, address) in addresses {
            print(&format!("{name} http://{address}/\n"))?;
        }
        backend::serve(listeners, app, stop).await;
        anyhow::Ok(())
    })?;
    store.close();
    runtime.shutdown_timeout(LAST_WORDS);
    tracing::info!("stopped");
    Ok(())
}

/// Accounts and reports. A damaged file of theirs is no reason not to serve families.
fn editorial(data: &Path) -> Option<Arc<Editorial>> {
    match Editorial::open(data, Clock::system().now()) {
        Ok(editorial) => Some(editorial),
        Err(error) => {
            tracing::error!(%error, "nobody can sign in or report");
            None
        }
    }
}

/// Where this machine itself reaches the server.
fn own_site(addresses: &[(&str, SocketAddr)]) -> String {
    match addresses.first() {
        Some((_, address)) if address.ip().is_unspecified() => format!("http://localhost:{}", address.port()),
        Some((_, address)) => format!("http://{address}"),
        None => String::new(),
    }
}

/// First data for a new directory. A disk that takes no changes is no reason not to serve what is there.
fn prepare(store: &dyn Store, options: &ServeOptions) -> anyhow::Result<()> {
    if store.published().cursor.seq == 0 && !options.no_seed {
        let report = fill(store).map_err(|error| anyhow!("the first data cannot be stored: {error}"))?;
        let records = report.map_or(0, |report| report.added);
        tracing::info!(records, "the new data directory holds the first data");
    }
    Ok(())
}

async fn listen(options: &ServeOptions) -> anyhow::Result<(Listeners, Vec<(&'static str, SocketAddr)>)> {
    let bind = async |address: SocketAddr| {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr().context("a listener without an address")?;
        anyhow::Ok((listener, address))
    };
    let (public, address) = bind(options.listen).await?;
    let mut addresses = vec![("listening on", address)];
    let admin = match options.admin_listen {
        Some(address) => {
            let (admin, address) = bind(address).await?;
            addresses.push(("operator's routes on", address));
            Some(admin)
        }
        None => None,
    };
    Ok((Listeners { public, admin }, addresses))
}

/// Resolves at the first SIGTERM or SIGINT.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be heard")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}
