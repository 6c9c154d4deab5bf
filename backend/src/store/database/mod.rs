//! A journal in a database that speaks PostgreSQL's protocol: the very lines of [`super::journal`], one a row.
//!
//! What comes next in the journal has one place, its position, which the last commit and the segment give; it is the
//! primary key. Who adds a line inserts it at the position that follows the state it was made from. Of two who do so at
//! once, one is refused by the unique key, looks at what came first, and decides anew: that is all the agreement there
//! is, and every engine with a unique key can keep it. Nothing is ever updated or deleted.
//!
//! In reading order: [`address`] which database, [`rows`] what is asked of it, [`listen`] how a node hears of news.

pub(crate) mod address;
pub(crate) mod listen;
pub(crate) mod rows;
#[cfg(all(test, feature = "database-tests"))]
pub(crate) mod test_database;

use std::future::Future;
use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use self::address::Address;

/// How long a connection may take, over all hosts that are named.
const CONNECT: Duration = Duration::from_secs(4);
/// How long an answer may take, for a row of ordinary size. It is the client that stops waiting: an engine that is told
/// to stop while it waits for its standby says yes to what the standby does not have.
const ANSWER: Duration = Duration::from_secs(4);

/// Why a database did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DatabaseError {
    /// It was not asked, or said no.
    #[error("{0}")]
    Refused(String),
    /// It did not answer: it may have done it.
    #[error("it did not answer: {0}")]
    Lost(String),
}

impl DatabaseError {
    fn of(error: &tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            return Self::Lost(error.to_string());
        };
        let code = said.code();
        // An engine that is shutting down, or that lost its own peers, may say so after it has written.
        let is_unsure = *code == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN
            || ["08", "57", "58", "XX"]
                .iter()
                .any(|class| code.code().starts_with(class));
        let text = format!("{} ({})", said.message(), code.code());
        match is_unsure {
            true => Self::Lost(text),
            false => Self::Refused(text),
        }
    }
}

/// A connection that is made when it is needed, and made anew after it was lost.
pub(crate) struct Database {
    address: Address,
    runtime: tokio::runtime::Runtime,
    client: Option<Client>,
    /// How many connections there were: whoever relies on what he saw looks again in the next one.
    connections: u64,
}

impl Database {
    /// Nothing is asked yet.
    pub(crate) fn new(address: Address) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self {
            address,
            runtime,
            client: None,
            connections: 0,
        })
    }

    /// Which connection this is, from 1; 0 before the first.
    pub(crate) const fn connections(&self) -> u64 {
        self.connections
    }

    /// Lets go of the connection, so that the next question is asked over a new one.
    pub(crate) fn disconnect(&mut self) {
        self.client = None;
    }

    pub(crate) fn connect(&mut self) -> Result<(), DatabaseError> {
        if self.client.as_ref().is_some_and(|client| !client.is_closed()) {
            return Ok(());
        }
        self.client = None;
        let config = self.address.config();
        let connected = self.runtime.block_on(async {
            let connecting = tokio::time::timeout(CONNECT, config.connect(NoTls));
            let (client, connection) = connecting
                .await
                .map_err(|_| DatabaseError::Refused("it cannot be reached in time".to_owned()))?
                .map_err(|error| DatabaseError::Refused(reason(&error)))?;
            tokio::spawn(connection);
            Ok(client)
        })?;
        self.client = Some(connected);
        self.connections += 1;
        Ok(())
    }

    /// Asks something. After an answer that did not come, the next question is asked over a new connection.
    fn ask<T>(
        &mut self,
        bytes: usize,
        question: impl AsyncFnOnce(&mut Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, DatabaseError> {
        self.connect()?;
        let Some(mut client) = self.client.take() else {
            return Err(DatabaseError::Refused("it cannot be reached".to_owned()));
        };
        // A megabyte a second is what a slow line does.
        let patience = ANSWER + Duration::from_micros(bytes as u64);
        let answer = self.block_on_with_timeout(patience, question(&mut client));
        match answer {
            Err(DatabaseError::Lost(reason)) => Err(DatabaseError::Lost(reason)),
            answer => {
                self.client = Some(client);
                answer
            }
        }
    }

    fn block_on_with_timeout<T>(
        &self,
        patience: Duration,
        question: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, DatabaseError> {
        self.runtime.block_on(async {
            match tokio::time::timeout(patience, question).await {
                Ok(answer) => answer.map_err(|error| DatabaseError::of(&error)),
                Err(_) => Err(DatabaseError::Lost(format!("not within {} s", patience.as_secs()))),
            }
        })
    }
}

/// What a failed connection says, with its cause: the outer error alone is "error connecting to server".
fn reason(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
