//! The options of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use backend::headers::Transport;
use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

/// `serve`
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// The data directory; a new one is filled with the first data
    #[arg(long, value_name = "DIR", env = "FAMILY_HUB_DATA")]
    pub(crate) data: PathBuf,
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
    /// Without examples: they are left out of a new data directory, and removed from one that has them
    #[arg(long, env = "FAMILY_HUB_NO_SAMPLES", value_parser = FalseyValueParser::new())]
    pub(crate) no_samples: bool,
    /// Another basemap: a PMTiles file (version 3) in the Protomaps schema
    #[arg(long, value_name = "FILE.pmtiles", env = "FAMILY_HUB_BASEMAP")]
    pub(crate) basemap: Option<PathBuf>,
    /// How browsers reach the server
    #[arg(long, env = "FAMILY_HUB_TRANSPORT", default_value = "plain")]
    pub(crate) transport: TransportOption,
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

/// Whoever reaches the operator's routes may replace the data, so nobody else's machine may.
fn own_address(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| "it is no address with a port".to_owned())?;
    match address.ip().is_loopback() {
        true => Ok(address),
        false => Err("the operator's routes listen on this machine only, such as 127.0.0.1:9090".to_owned()),
    }
}
