//! What every request can reach: the store, what was derived from its newest state, the clock, and the limits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use ipnet::IpNet;
use shared::sync::Cursor;
use shared::time::Instant;
use tokio::sync::watch;

use crate::accept::{ConnectionLimits, Connections};
use crate::accessibility_page::Operator;
use crate::assets::Assets;
use crate::basemap::Basemap;
use crate::brand::Brand;
use crate::examples::Examples;
use crate::head::Shell;
use crate::headers::{StrictTransport, Transport};
use crate::kiosks::Kiosks;
use crate::metrics::Metrics;
use crate::metrics_token::MetricsToken;
use crate::pool::{Pool, PoolLimits};
use crate::published::Current;
use crate::rates::{RateLimits, Rates};
use crate::service::staff::editorial::Editorial;
use crate::service::staff::staged::MOST_BYTES;
use crate::store::Store;

/// Bounds on one request. What is above them is refused with a problem that says so.
#[derive(Clone, Debug)]
pub struct RequestLimits {
    /// Bytes of path and query string.
    pub url: usize,
    /// Bytes of all header names and values together.
    pub head: usize,
    /// Number of header fields.
    pub fields: usize,
    /// Bytes of a body on the public listener.
    pub body: usize,
    /// Bytes of a body on staff routes: a record.
    pub staff_body: usize,
    /// Bytes of a form with a file in it, from somebody who has signed in.
    pub import_body: usize,
    /// Bytes of a report.
    pub feedback_body: usize,
    /// Bytes of a body on the admin listener: a whole data set.
    pub admin_body: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// How long a route may take until its answer begins. Streams go on after that.
    pub answer_time: Duration,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            url: 8 * 1024,
            head: 16 * 1024,
            fields: 100,
            body: 64 * 1024,
            staff_body: 256 * 1024,
            import_body: MOST_BYTES + 64 * 1024,
            feedback_body: 8 * 1024,
            admin_body: 64 * 1024 * 1024,
            body_time: Duration::from_secs(28),
            answer_time: Duration::from_secs(30),
        }
    }
}

/// What an operator can choose about serving.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Whether browsers reach it over TLS.
    pub transport: Transport,
    /// What is promised about TLS where they do.
    pub strict_transport: StrictTransport,
    /// Bounds on connections.
    pub connections: ConnectionLimits,
    /// Bounds on one request.
    pub requests: RequestLimits,
    /// Bounds on what is computed.
    pub computing: PoolLimits,
    /// How much one visitor may ask.
    pub rates: RateLimits,
    /// Proxies whose word about who asks is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// Where people reach this server, such as `https://example.org`, without a slash at the end. What links to it is
    /// made from this alone.
    pub site: String,
    /// Silence on an event stream after which a comment keeps it alive.
    pub event_comment: Duration,
    /// Event streams open at once; one more is told to poll.
    pub event_streams: usize,
    /// Whether readers see examples.
    pub examples: Examples,
    /// Sites whose pages may hold a part of this one in a frame, as sources of `frame-ancestors` (CSP).
    pub embed_hosts: Vec<String>,
    /// By what another machine may read the metrics; without it none may.
    pub metrics_token: Option<MetricsToken>,
    /// How the pages look and what they are called.
    pub brand: Brand,
    /// Who runs the pages, for the declaration of accessibility.
    pub operator: Operator,
    /// Accounts, campaigns and reports; without them nobody can sign in or report.
    pub editorial: Option<Arc<Editorial>>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            transport: Transport::default(),
            strict_transport: StrictTransport::default(),
            connections: ConnectionLimits::default(),
            requests: RequestLimits::default(),
            computing: PoolLimits::default(),
            rates: RateLimits::default(),
            trusted_proxies: Vec::new(),
            site: "http://localhost".to_owned(),
            event_comment: Duration::from_secs(15),
            event_streams: 10_000,
            examples: Examples::Hidden,
            embed_hosts: Vec::new(),
            metrics_token: None,
            brand: Brand::default(),
            operator: Operator::default(),
            editorial: None,
        }
    }
}

/// Where "now" comes from. The only clock of the server; everything behind the routes takes `now` as an argument.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Instant + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            // A machine set before 1970 gets 1970: its open states are wrong, and nothing else is.
            Instant(since_1970.map_or(0, |elapsed| i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)))
        }))
    }

    /// A clock that stands still: for tests and for demonstrations.
    #[must_use]
    pub fn fixed(at: Instant) -> Self {
        Self(Arc::new(move || at))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        (self.0)()
    }
}

/// Everything a route can reach.
pub struct App {
    /// The records and their history.
    pub store: Arc<dyn Store>,
    /// The web app's files.
    pub assets: Assets,
    /// The addresses of those files, as pages name them.
    pub shell: Shell,
    /// What the map draws under the places.
    pub basemap: Basemap,
    /// Where "now" comes from.
    pub clock: Clock,
    /// When this server was started.
    pub started: Instant,
    /// What the operator chose.
    pub options: ServerOptions,
    /// Where answers are computed.
    pub pool: Pool,
    /// What each visitor has asked lately.
    pub rates: Arc<Rates>,
    /// Connections of the public listener.
    pub connections: Arc<Connections>,
    /// The kiosks that were heard since the start.
    pub kiosks: Kiosks,
    /// What was counted since the start.
    pub metrics: Metrics,
    current: ArcSwap<Current>,
    deriving: Mutex<()>,
    announced: watch::Sender<Cursor>,
    stop: watch::Sender<bool>,
}

impl App {
    /// Derives what is needed from the store's state and is then ready to answer.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        assets: Assets,
        basemap: Basemap,
        clock: Clock,
        options: ServerOptions,
    ) -> Arc<Self> {
        let current = Current::derive(options.examples.view(store.published()), clock.now());
        let announced = watch::Sender::new(current.published.cursor.clone());
        Arc::new(Self {
            store,
            shell: Shell::new(&assets, &basemap, &options.site, &options.brand),
            assets,
            basemap,
            started: clock.now(),
            clock,
            pool: Pool::new(options.computing.clone()),
            rates: Arc::new(Rates::new(options.rates.clone())),
            options,
            connections: Arc::default(),
            kiosks: Kiosks::default(),
            metrics: Metrics::default(),
            current: ArcSwap::from_pointee(current),
            deriving: Mutex::new(()),
            announced,
            stop: watch::Sender::new(false),
        })
    }

    /// The newest state that answers are made from.
    #[must_use]
    pub fn current(&self) -> Arc<Current> {
        self.current.load_full()
    }

    /// Derives from the store's newest state, if that is newer than [`Self::current`], and then announces it.
    /// Blocks for the time that takes: a tenth of a second for 30,000 records.
    pub fn catch_up(&self) {
        let _one_at_a_time = self.deriving.lock().unwrap_or_else(PoisonError::into_inner);
        let published = self.options.examples.view(self.store.published());
        let current = self.current();
        let now = self.clock.now();
        let is_new = published.cursor != current.published.cursor;
        // The clock ran behind when this state was derived, and is right again.
        let clock_caught_up = current.at.0 < published.at && published.at <= now.0;
        if is_new || clock_caught_up {
            let cursor = published.cursor.clone();
            self.current.store(Arc::new(Current::derive(published, now)));
            if is_new {
                self.announced.send_replace(cursor);
            }
        }
    }

    /// Tells of each cursor as soon as answers are made from it.
    #[must_use]
    pub fn announced(&self) -> watch::Receiver<Cursor> {
        self.announced.subscribe()
    }

    /// Turns true when the server is to end.
    #[must_use]
    pub fn stop(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Asks every connection and stream to end.
    pub fn begin_stop(&self) {
        self.stop.send_replace(true);
    }
}
