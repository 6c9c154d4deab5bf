//! The options of `serve`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use backend::accessibility_page::Operator;
use backend::examples::Examples;
use backend::headers::Transport;
use backend::store::{Address, Keep};
use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};
use ipnet::IpNet;

/// `serve`
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// The data directory; a new one is filled with the first data
    #[arg(long, value_name = "DIR", env = "FAMILY_HUB_DATA")]
    pub(crate) data: PathBuf,
    /// Keep the journal in a database that speaks PostgreSQL's protocol, shared by several servers, and in the data
    /// directory a copy of it: postgres://user:password@host:5432,other:5432/name
    #[arg(long, value_name = "URL", env = "FAMILY_HUB_JOURNAL", hide_env_values = true)]
    pub(crate) journal: Option<Address>,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "FAMILY_HUB_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) listen: SocketAddr,
    /// Where the operator's routes (/import, /metrics) listen, on an address of this machine; nowhere when left out
    #[arg(long, value_name = "ADDRESS", env = "FAMILY_HUB_ADMIN_LISTEN", value_parser = own_address)]
    pub(crate) admin_listen: Option<SocketAddr>,
    /// Leave a new data directory empty
    #[arg(long, env = "FAMILY_HUB_NO_SEED", value_parser = FalseyValueParser::new())]
    pub(crate) no_seed: bool,
    /// Show the examples too, marked as such: activities that are no real appointments
    #[arg(long, env = "FAMILY_HUB_DEMO", value_parser = FalseyValueParser::new())]
    pub(crate) demo: bool,
    /// Show no examples: the default, said aloud
    #[arg(long, env = "FAMILY_HUB_NO_SAMPLES", value_parser = FalseyValueParser::new(), hide = true)]
    pub(crate) no_samples: bool,
    /// Another basemap: a PMTiles file (version 3) in the Protomaps schema
    #[arg(long, value_name = "FILE.pmtiles", env = "FAMILY_HUB_BASEMAP")]
    pub(crate) basemap: Option<PathBuf>,
    /// How browsers reach the server
    #[arg(long, env = "FAMILY_HUB_TRANSPORT", default_value = "plain")]
    pub(crate) transport: TransportOption,
    /// Promise TLS for every name below the server's own, too (HSTS includeSubDomains)
    #[arg(long, env = "FAMILY_HUB_HSTS_SUBDOMAINS", value_parser = FalseyValueParser::new())]
    pub(crate) hsts_subdomains: bool,
    /// Where people reach the server, for every link to it: calendars, search engines, previews; the address it
    /// listens on when left out
    #[arg(long, value_name = "URL", env = "FAMILY_HUB_PUBLIC_URL", value_parser = site)]
    pub(crate) public_url: Option<String>,
    /// A proxy in front, by address or network, whose Forwarded and X-Forwarded-For say who asks; may be given
    /// several times
    #[arg(long, value_name = "ADDRESS", env = "FAMILY_HUB_TRUSTED_PROXY", value_delimiter = ',', value_parser = network)]
    pub(crate) trusted_proxy: Vec<IpNet>,
    /// Sites whose pages may hold lists and dates of this one in a frame, such as https://www.comune.example or
    /// https://*.example.org; * for all; separated by commas
    #[arg(long, value_name = "LIST", env = "FAMILY_HUB_EMBED_HOSTS", value_delimiter = ',', value_parser = embed_host)]
    pub(crate) embed_hosts: Vec<String>,
    /// A file that holds a secret: whoever sends it (Authorization: Bearer) may read /metrics at the public address
    #[arg(long, value_name = "FILE", env = "FAMILY_HUB_METRICS_TOKEN_FILE")]
    pub(crate) metrics_token_file: Option<PathBuf>,
    /// How the pages look and what they are called: a TOML file with name, colours, logo and legal links
    #[arg(long, value_name = "FILE.toml", env = "FAMILY_HUB_BRAND")]
    pub(crate) brand: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) operator: OperatorOptions,
    #[command(flatten)]
    pub(crate) history: HistoryOptions,
}

/// What the declaration of accessibility says of whoever runs the pages; it says so where it is not told.
#[derive(Clone, Debug, Args)]
pub(crate) struct OperatorOptions {
    /// Who runs these pages, such as a comune, for the declaration of accessibility
    #[arg(long, value_name = "NAME", env = "FAMILY_HUB_OPERATOR")]
    operator: Option<String>,
    /// Where one writes about accessibility: an e-mail address, an address of a page, or other words
    #[arg(long, value_name = "CONTACT", env = "FAMILY_HUB_ACCESSIBILITY_CONTACT")]
    accessibility_contact: Option<String>,
    /// The address of the declaration that was published with AgID (form.agid.gov.it)
    #[arg(long, value_name = "URL", env = "FAMILY_HUB_ACCESSIBILITY_STATEMENT", value_parser = web_address)]
    accessibility_statement: Option<String>,
}

impl From<OperatorOptions> for Operator {
    fn from(options: OperatorOptions) -> Self {
        let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self {
            name: said(options.operator),
            contact: said(options.accessibility_contact),
            statement: options.accessibility_statement,
        }
    }
}

/// An address that a link may lead to.
fn web_address(text: &str) -> Result<String, String> {
    match text.starts_with("https://") || text.starts_with("http://") {
        true => Ok(text.to_owned()),
        false => Err("it is no address such as https://form.agid.gov.it/view/…".to_owned()),
    }
}

/// Which past changes are kept when the journal is made shorter.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct HistoryOptions {
    /// Keep past changes for so many days, as long as they fit
    #[arg(long, value_name = "DAYS", env = "FAMILY_HUB_HISTORY_DAYS", default_value_t = 400)]
    history_days: u32,
    /// Keep so many of the newest changes of each record, however old
    #[arg(long, value_name = "N", env = "FAMILY_HUB_HISTORY_CHANGES", default_value_t = 5)]
    history_changes: usize,
}

impl From<HistoryOptions> for Keep {
    fn from(options: HistoryOptions) -> Self {
        Self {
            days: options.history_days,
            changes: options.history_changes,
        }
    }
}

/// How browsers reach the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TransportOption {
    /// Plain HTTP, as on this machine
    Plain,
    /// Always over TLS, which a proxy in front ends
    Tls,
    /// Over TLS when the proxy says X-Forwarded-Proto: https
    Forwarded,
}

impl From<TransportOption> for Transport {
    fn from(option: TransportOption) -> Self {
        match option {
            TransportOption::Plain => Self::Plain,
            TransportOption::Tls => Self::Tls,
            TransportOption::Forwarded => Self::ForwardedProto,
        }
    }
}

/// Scheme and name of a machine, and a port where it is not the usual one; what stands behind is the server's own.
fn site(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let site = text.strip_suffix('/').unwrap_or(text);
    let (scheme, host) = site.split_once("://").unwrap_or(("", site));
    let scheme = scheme.to_ascii_lowercase();
    match matches!(&*scheme, "http" | "https") && !host.is_empty() && host.bytes().all(plain) {
        true => Ok([&scheme, "://", &host.to_ascii_lowercase()].concat()),
        false => Err("it is no address such as https://example.org".to_owned()),
    }
}

/// A source of `frame-ancestors`: a site, or `*` for every site.
fn embed_host(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]*".contains(&byte);
    let (scheme, host) = text.split_once("://").unwrap_or(("https", text));
    let known = matches!(scheme, "http" | "https") && !host.is_empty() && host.bytes().all(plain);
    // A star stands for whole names below a domain only.
    let starred = !host.contains('*') || host.strip_prefix("*.").is_some_and(|rest| !rest.contains('*'));
    match text == "*" || known && starred && !host.starts_with(':') {
        true => Ok(text.to_owned()),
        false => Err("it is no site such as https://www.comune.example".to_owned()),
    }
}

/// `10.0.0.7` or `10.0.0.0/8`.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or_else(|_| address())
        .map_err(|_| "it is neither an address nor a network such as 10.0.0.0/8".to_owned())
}

/// Whoever reaches the operator's routes may replace the data, so nobody else's machine may.
fn own_address(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| "it is no address with a port".to_owned())?;
    match address.ip().is_loopback() {
        true => Ok(address),
        false => Err("the operator's routes listen on this machine only, such as 127.0.0.1:9090".to_owned()),
    }
}

impl ServeOptions {
    /// Whether readers see examples.
    pub(crate) const fn examples(&self) -> Examples {
        match self.demo && !self.no_samples {
            true => Examples::Shown,
            false => Examples::Hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_scheme_and_a_machine() {
        for (text, expected) in [
            ("https://famiglie.example.org", Some("https://famiglie.example.org")),
            ("HTTPS://Famiglie.Example.org/", Some("https://famiglie.example.org")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("famiglie.example.org", None),
            ("https://", None),
            ("https://example.org/famiglie", None),
            ("https://user@example.org", None),
            ("ftp://example.org", None),
            ("javascript://alert", None),
        ] {
            assert_eq!(site(text).ok().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_site_that_may_embed_is_one_source() {
        for (text, good) in [
            ("https://www.comune.example", true),
            ("https://*.example.org", true),
            ("www.comune.example:8443", true),
            ("*", true),
            ("https://a.example; script-src *", false),
            ("https://a*.example", false),
            ("'self'", false),
            ("", false),
        ] {
            assert_eq!(embed_host(text).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for (text, expected) in [
            ("10.0.0.7", Some("10.0.0.7/32")),
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("::1", Some("::1/128")),
            ("proxy", None),
            ("10.0.0.0/33", None),
        ] {
            assert_eq!(
                network(text).ok().map(|net| net.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
