//! Which database: read from an address of the command line, and never written to a log, since it may hold a password.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};

/// The address of a database.
#[derive(Clone)]
pub struct Address(Box<Config>);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

/// Whether a text is meant as the address of a database, and not as a directory.
#[must_use]
pub fn is_address(text: &str) -> bool {
    ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

impl std::str::FromStr for Address {
    type Err = String;

    /// `postgres://user:password@host:5432,other:5432/name`. Of several hosts the one is used that takes changes.
    fn from_str(text: &str) -> Result<Self, String> {
        if !is_address(text) {
            return Err("it is no address such as postgres://user@host:5432/name".to_owned());
        }
        // Not with the reason, which may repeat the password.
        let mut config: Config = text.parse().map_err(|_| "its parts cannot be read".to_owned())?;
        if config.get_hosts().is_empty() || config.get_user().is_none() || config.get_dbname().is_none() {
            return Err("it names no host, no user or no database".to_owned());
        }
        if config.get_ssl_mode() == SslMode::Require {
            return Err(
                "this build speaks no TLS with a database: reach it over a private network or a tunnel of its own \
                 (sslmode=disable)"
                    .to_owned(),
            );
        }
        config
            .ssl_mode(SslMode::Disable)
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .application_name("family-hub")
            .keepalives_idle(Duration::from_secs(10));
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(1));
        }
        Ok(Self(Box::new(config)))
    }
}

impl Address {
    pub(super) fn config(&self) -> &Config {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_host_user_and_database_and_keeps_its_password() {
        for (text, good) in [
            ("postgres://hub:geheim@db1:5432,db2:5433/hub", true),
            ("postgresql://hub@/hub?host=/run/postgresql", true),
            ("postgres://hub@db1/hub?sslmode=disable", true),
            ("postgres://hub@db1/hub?sslmode=require", false),
            ("postgres://db1/hub", false),
            ("postgres://hub@db1", false),
            ("postgres://hub:geheim@db1:port/hub", false),
            ("/var/lib/family-hub", false),
            ("mysql://hub@db1/hub", false),
        ] {
            let read = text.parse::<Address>();
            assert_eq!(read.is_ok(), good, "{text}");
            assert!(!format!("{read:?}").contains("geheim"), "{text}");
        }
    }
}
