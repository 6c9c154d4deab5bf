//! What is asked of the database: the standard SQL that PostgreSQL and the engines that speak its protocol share.

use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, Transaction};

use super::{Database, DatabaseError};

/// The lines, and the files that a journal may begin with (a base and the history before it), in pieces.
const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS family_hub_journal (position BIGINT PRIMARY KEY, segment BIGINT NOT NULL, \
     seq BIGINT NOT NULL, epoch TEXT NOT NULL, node TEXT NOT NULL, line BYTEA NOT NULL)",
    "CREATE TABLE IF NOT EXISTS family_hub_file (name TEXT NOT NULL, piece BIGINT NOT NULL, body BYTEA NOT NULL, \
     PRIMARY KEY (name, piece))",
];
const INSERT: &str =
    "INSERT INTO family_hub_journal (position, segment, seq, epoch, node, line) VALUES ($1, $2, $3, $4, $5, $6)";
const INSERT_PIECE: &str = "INSERT INTO family_hub_file (name, piece, body) VALUES ($1, $2, $3)";
const COLUMNS: &str = "SELECT position, segment, seq, epoch, node, line FROM family_hub_journal";
const LENGTHS: &str = "SELECT position, CAST(octet_length(line) AS BIGINT) FROM family_hub_journal";
/// Bytes of a file in one row.
pub(crate) const PIECE: usize = 1 << 20;
/// The most lines of one answer.
const PAGE: usize = 64;
/// The most bytes of one answer, unless one line is longer.
const PAGE_BYTES: usize = 8 << 20;
/// The channel on which nodes hear of a new line.
pub(crate) const CHANNEL: &str = "family_hub_journal";

/// Where the line stands that follows a commit in a segment. A group of commits and the header of the next segment would
/// stand at the same place, so that whichever comes first shuts out the other.
#[must_use]
pub(crate) const fn position_after(seq: u64, segment: u32) -> u64 {
    seq + segment as u64 + 1
}

/// A line and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalRow {
    /// See [`position_after`].
    pub(crate) position: u64,
    /// The segment that it is in, or begins.
    pub(crate) segment: u32,
    /// The last commit in it, or before it.
    pub(crate) seq: u64,
    pub(crate) epoch: String,
    /// Who added it, at which attempt: how one knows one's own line again.
    pub(crate) node: String,
    pub(crate) line: Vec<u8>,
}

impl JournalRow {
    fn read(row: &Row) -> Result<Self, tokio_postgres::Error> {
        let number = |at: usize| row.try_get::<_, i64>(at);
        Ok(Self {
            position: number(0)?.unsigned_abs(),
            segment: u32::try_from(number(1)?).unwrap_or(u32::MAX),
            seq: number(2)?.unsigned_abs(),
            epoch: row.try_get(3)?,
            node: row.try_get(4)?,
            line: row.try_get(5)?,
        })
    }

    fn values(&self) -> (i64, i64, i64) {
        (signed(self.position), i64::from(self.segment), signed(self.seq))
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What became of a line that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// It stands where it should.
    Here,
    /// There is a line at its position already.
    Taken,
}

/// A file that a journal begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Database {
    /// Makes the tables that are not there.
    pub(crate) fn create_tables(&mut self) -> Result<(), DatabaseError> {
        let mut create = || {
            self.ask(0, async |client| {
                for table in TABLES {
                    client.batch_execute(table).await?;
                }
                Ok(())
            })
        };
        // Of two nodes that make the same table at once, one is refused; it is there when it asks again.
        create().or_else(|_| create())
    }

    /// Adds a line, if nothing stands at its position: over that connection and no other, in which the caller saw what
    /// stands before it.
    pub(crate) fn insert(&mut self, row: &JournalRow, connection: u64) -> Result<Inserted, DatabaseError> {
        self.connect()?;
        if self.connections() != connection {
            return Err(DatabaseError::Refused("the connection is another one now".to_owned()));
        }
        self.ask(row.line.len(), async |client| {
            let (position, segment, seq) = row.values();
            let values = insert_values(&position, &segment, &seq, row);
            match client.execute_typed(INSERT, &values).await {
                Ok(_) => Ok(Inserted::Here),
                Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(Inserted::Taken),
                Err(error) => Err(error),
            }
        })
    }

    /// The lines from a position on, in order: some of them, where there are many.
    pub(crate) fn from(&mut self, position: u64) -> Result<Vec<JournalRow>, DatabaseError> {
        // First how long they are, which says how long one may wait for them: a first data set is some megabytes.
        let lengths = self.lengths(
            &format!("{LENGTHS} WHERE position >= $1 ORDER BY position LIMIT {PAGE}"),
            &[(&signed(position), Type::INT8)],
        )?;
        let mut bytes = 0;
        let some = lengths.iter().take_while(|(_, length)| {
            let fits = bytes == 0 || bytes + length <= PAGE_BYTES;
            bytes += length;
            fits
        });
        let Some((last, _)) = some.last().copied() else {
            return Ok(Vec::new());
        };
        let text = format!("{COLUMNS} WHERE position >= $1 AND position <= $2 ORDER BY position");
        self.ask(bytes, async |client| {
            let between = [(&signed(position) as Any<'_>, Type::INT8), (&last, Type::INT8)];
            let rows = client.query_typed(&text, &between).await?;
            rows.iter().map(JournalRow::read).collect()
        })
    }

    /// The last line.
    pub(crate) fn last(&mut self) -> Result<Option<JournalRow>, DatabaseError> {
        let last = self.lengths(&format!("{LENGTHS} ORDER BY position DESC LIMIT 1"), &[])?;
        let Some((position, bytes)) = last.first().copied() else {
            return Ok(None);
        };
        let text = format!("{COLUMNS} WHERE position = $1");
        self.ask(bytes, async |client| {
            let row = client.query_typed_opt(&text, &[(&position, Type::INT8)]).await?;
            row.as_ref().map(JournalRow::read).transpose()
        })
    }

    fn lengths(&mut self, text: &str, values: &[(Any<'_>, Type)]) -> Result<Vec<(i64, usize)>, DatabaseError> {
        self.ask(0, async |client| {
            let rows = client.query_typed(text, values).await?;
            let read = |row: &Row| {
                let length = row.try_get::<_, i64>(1)?;
                Ok((row.try_get(0)?, usize::try_from(length).unwrap_or(0)))
            };
            rows.iter().map(read).collect()
        })
    }

    /// The files that the journal begins with; none, unless it was brought from a directory that had them.
    pub(crate) fn files(&mut self) -> Result<Vec<JournalFile>, DatabaseError> {
        let pieces = self.ask(0, async |client| {
            let text = "SELECT name, piece FROM family_hub_file ORDER BY name, piece";
            let rows = client.query_typed(text, &[]).await?;
            let read = |row: &Row| Ok((row.try_get::<_, String>(0)?, row.try_get::<_, i64>(1)?));
            rows.iter().map(read).collect::<Result<Vec<_>, _>>()
        })?;
        let mut files: Vec<JournalFile> = Vec::new();
        for (name, piece) in pieces {
            let body: Vec<u8> = self.ask(PIECE, async |client| {
                let text = "SELECT body FROM family_hub_file WHERE name = $1 AND piece = $2";
                let values: [(Any<'_>, Type); 2] = [(&name, Type::TEXT), (&piece, Type::INT8)];
                client.query_typed_one(text, &values).await?.try_get(0)
            })?;
            match files.last_mut().filter(|file| file.name == name) {
                Some(file) => file.bytes.extend_from_slice(&body),
                None => files.push(JournalFile { name, bytes: body }),
            }
        }
        Ok(files)
    }

    /// Puts a whole journal into a database that holds none, all of it or nothing.
    pub(crate) fn fill(&mut self, files: &[JournalFile], rows: &[JournalRow]) -> Result<(), DatabaseError> {
        let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
        let bytes = bytes + rows.iter().map(|row| row.line.len() + 200).sum::<usize>();
        self.ask(2 * bytes, async |client| {
            let transaction = client.transaction().await?;
            for file in files {
                for (piece, body) in (0_i64..).zip(file.bytes.chunks(PIECE)) {
                    let values: [(Any<'_>, Type); 3] =
                        [(&file.name, Type::TEXT), (&piece, Type::INT8), (&body, Type::BYTEA)];
                    transaction.execute_typed(INSERT_PIECE, &values).await?;
                }
            }
            for row in rows {
                insert_in(&transaction, row).await?;
            }
            transaction.commit().await
        })
    }

    /// Tells the other nodes that there is a new line. They look by themselves before long, so that an engine that has
    /// no such thing is good enough.
    pub(crate) fn notify(&mut self) {
        let _ = self.ask(0, async |client| {
            client.batch_execute("NOTIFY family_hub_journal").await
        });
    }
}

async fn insert_in(transaction: &Transaction<'_>, row: &JournalRow) -> Result<(), tokio_postgres::Error> {
    let (position, segment, seq) = row.values();
    let values = insert_values(&position, &segment, &seq, row);
    transaction.execute_typed(INSERT, &values).await.map(|_| ())
}

type Any<'a> = &'a (dyn ToSql + Sync);

fn insert_values<'a>(position: &'a i64, segment: &'a i64, seq: &'a i64, row: &'a JournalRow) -> [(Any<'a>, Type); 6] {
    [
        (position, Type::INT8),
        (segment, Type::INT8),
        (seq, Type::INT8),
        (&row.epoch, Type::TEXT),
        (&row.node, Type::TEXT),
        (&row.line, Type::BYTEA),
    ]
}
