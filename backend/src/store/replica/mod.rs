//! The store of a node whose journal is kept by a database ([`super::database`]): a data directory like any other, which
//! holds a copy of the lines to the byte. Readers, history, exports and backups use the copy; a commit is first a row of
//! the database and then a line of the copy.
//!
//! In reading order: [`open`] how a node starts, [`node`] how it takes changes and follows those of others, [`copy`] the
//! copy on the disk, [`migrate`] how a journal comes into a database and back.

pub(crate) mod copy;
pub(crate) mod migrate;
mod node;
mod open;

pub(crate) use copy::is_copy;

#[cfg(all(test, feature = "database-tests"))]
mod tests;
