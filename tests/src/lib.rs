//! Runs the real `family-hub` binary for tests: in temporary directories, on free ports, ended in every way.
//!
//! [`binary`] finds it, [`server`] starts and ends it, [`files`] makes data set files for it.

pub mod binary;
pub mod files;
pub mod server;

pub use binary::run;
pub use server::Server;
