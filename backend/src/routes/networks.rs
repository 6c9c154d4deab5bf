//! `GET /api/v1/networks` and `/networks/{id}`.

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;
use shared::model::{Dataset, Network, NetworkId};

use super::ask::{Ask, DependsOn};
use super::parameters::{Id, NoParameters};
use crate::error::Problem;

/// A network and how complete its list is.
#[derive(Serialize)]
struct NetworkAnswer<'a> {
    #[serde(flatten)]
    network: &'a Network,
    /// Places of it that are listed here, also those it does not count itself.
    places_listed: usize,
    /// Whether it says it has places that are not listed here.
    incomplete: bool,
}

impl<'a> NetworkAnswer<'a> {
    fn new(data: &Dataset, network: &'a Network) -> Self {
        Self {
            network,
            incomplete: data.missing_places(network).is_some(),
            places_listed: data.places.iter().filter(|place| place.network == network.id).count(),
        }
    }
}

/// All networks.
///
/// # Errors
/// 400 for any parameter.
pub async fn list(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let data = &ask.current.published.data;
    ask.json(DependsOn::Records, |_| {
        let networks = data.networks.iter().map(|network| NetworkAnswer::new(data, network));
        Ok(networks.collect::<Vec<_>>())
    })
}

/// One network.
///
/// # Errors
/// 404 when there is none with that id.
pub async fn get(Id(id): Id<NetworkId>, _none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let data = &ask.current.published.data;
    let missing = || Problem::not_found(format!("there is no network with the id \"{id}\""));
    let network = data.network(&id).ok_or_else(missing)?;
    ask.json(DependsOn::Records, |_| Ok(NetworkAnswer::new(data, network)))
}
