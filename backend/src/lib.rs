//! The server of Family Hub. In reading order: [`accept`] takes connections, [`headers`], [`encoding`] and [`error`]
//! say what every answer carries, [`assets`] holds the embedded web app,
//! [`store`] keeps the records, [`service`] is what can be done with them.

pub mod accept;
pub mod assets;
pub mod basemap;
pub mod encoding;
pub mod error;
pub mod headers;
pub mod service;
pub mod store;
