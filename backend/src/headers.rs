//! The headers that every response carries, and the three cache rules. One place, so that no route can forget them.

use hyper::HeaderMap;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName,
    HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// Nothing loads unless it is listed, and only from here: no `eval`, no inline script, no inline style, no frame.
/// `wasm-unsafe-eval` is the permission to compile WebAssembly.
pub const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src 'none'; object-src 'none'; \
     media-src 'none'";

/// The same for what other sites may show in a frame of theirs: a page that leads nowhere.
pub const CONTENT_SECURITY_FRAMED: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors *; frame-src 'none'; object-src 'none'; \
     media-src 'none'";

/// What the page may ask the device for: the position (on a tap), a lit screen and the full screen of a kiosk.
pub const PERMISSIONS: &str = "accelerometer=(), camera=(), microphone=(), geolocation=(self), payment=(), usb=(), \
     serial=(), bluetooth=(), hid=(), midi=(), display-capture=(), browsing-topics=(), screen-wake-lock=(self), \
     fullscreen=(self)";

/// What `Strict-Transport-Security` promises for two years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StrictTransport {
    /// TLS for this name only: what else stands under it is somebody else's to promise.
    #[default]
    ThisHost,
    /// TLS for every name below this one, too.
    Subdomains,
}

impl StrictTransport {
    const fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::ThisHost => "max-age=63072000",
            Self::Subdomains => "max-age=63072000; includeSubDomains",
        })
    }
}

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Whether browsers reach this server over TLS. A proxy in front of it ends TLS; only then may HSTS be promised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP, as on `127.0.0.1`.
    #[default]
    Plain,
    /// Always TLS: the operator says so.
    Tls,
    /// TLS when the trusted proxy says `X-Forwarded-Proto: https`.
    ForwardedProto,
}

impl Transport {
    /// Whether a request with these headers came over TLS.
    #[must_use]
    pub fn is_tls(self, request: &HeaderMap) -> bool {
        match self {
            Self::Plain => false,
            Self::Tls => true,
            Self::ForwardedProto => request
                .get("x-forwarded-proto")
                .is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https")),
        }
    }
}

/// How long an answer may be kept by a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheRule {
    /// Ask again each time; the ETag makes that cheap.
    Revalidate,
    /// The name holds a hash of the content: it can never change.
    Immutable,
    /// May be kept for a day: the basemap changes a few times a year.
    Day,
    /// Never kept: errors, exports, what is not public.
    NoStore,
    /// A stream: neither kept nor changed on the way.
    Stream,
}

impl CacheRule {
    /// The value of `Cache-Control`.
    #[must_use]
    pub const fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Revalidate => "no-cache",
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Day => "public, max-age=86400",
            Self::NoStore => "no-store",
            Self::Stream => "no-cache, no-transform",
        })
    }
}

/// Whether what stands at that path is open data, which any page of any site may read in a browser.
#[must_use]
pub fn is_open(path: &str) -> bool {
    const FILES: [&str; 7] = [
        "/dati/",
        "/tiles/",
        "/tiles.json",
        "/calendar.ics",
        "/oembed",
        "/health",
        "/family-hub.js",
    ];
    let of_programs = path.starts_with("/api/v1/") && !path.starts_with("/api/v1/staff");
    of_programs || FILES.iter().any(|file| path.starts_with(file))
}

/// Lets pages of other sites read an answer (Fetch, CORS): nothing about a visitor is in it, and none of their cookies
/// is asked for.
pub fn open(response: &mut HeaderMap) {
    response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("ETag, Link, RateLimit, RateLimit-Policy, Retry-After"),
    );
    response.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
}

/// Lets the pages of these sites, and our own, hold an answer in a frame. Everything else stays unframable.
pub fn embed(response: &mut HeaderMap, hosts: &[String]) {
    let ancestors = ["frame-ancestors 'self' ", &hosts.join(" ")].concat();
    let policy = CONTENT_SECURITY.replace("frame-ancestors 'none'", ancestors.trim_end());
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.insert(CONTENT_SECURITY_POLICY, policy);
        // It has no way to say which sites; browsers that know frame-ancestors pass over it.
        response.remove(X_FRAME_OPTIONS);
        response.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
}

/// Lets a page hold frames of our own: the one that shows what an embedded part looks like.
pub fn hold_own_frames(response: &mut HeaderMap) {
    let policy = CONTENT_SECURITY.replace("frame-src 'none'", "frame-src 'self'");
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// What a browser is told that asks before it asks (CORS preflight).
pub fn preflight(response: &mut HeaderMap) {
    response.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, OPTIONS"),
    );
    response.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("Accept, If-None-Match, Last-Event-ID"),
    );
    response.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
}

/// Puts the headers of every response on a response; `strict` where its request came over TLS. An answer that brought no cache rule of its own is not kept.
pub fn seal(response: &mut HeaderMap, strict: Option<StrictTransport>) {
    response.reserve(10);
    // Only what may stand in a frame brings a policy of its own.
    if !response.contains_key(CONTENT_SECURITY_POLICY) {
        response.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY));
        response.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    response.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response.insert(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
    if let Some(strict) = strict {
        response.insert(STRICT_TRANSPORT_SECURITY, strict.value());
    }
    if !response.contains_key(CACHE_CONTROL) {
        response.insert(CACHE_CONTROL, CacheRule::NoStore.value());
    }
}
