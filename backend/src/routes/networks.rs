//! `GET /api/v1/networks` and `/networks/{id}`.

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;
use shared::model::{Dataset, Network, NetworkId};

use super::ask::{Ask, DependsOn, json_of};
use super::paging::Page;
use super::parameters::{Id, NoParameters, Parameters};
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

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

/// All networks, or a page of them.
///
/// # Errors
/// 400 for a bad `limit` or `cursor`, or another parameter.
pub async fn list(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let page = Page::read(&mut parameters)?;
    parameters.finish()?;
    let question = ["/networks?", &page.normal()].concat();
    ask.answer_linked(DependsOn::Records, Cost::List, JSON, (&question, ""), move |ask| {
        let data = &ask.current.published.data;
        let (part, next) = page.cut(&data.networks, |network| network.id.as_str());
        let networks = part.iter().map(|network| NetworkAnswer::new(data, network));
        let body = json_of(&networks.collect::<Vec<_>>())?;
        Ok((body, page.link("/api/v1/networks", "", next)))
    })
    .await
}

/// One network.
///
/// # Errors
/// 404 when there is none with that id.
pub async fn get(Id(id): Id<NetworkId>, _none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    found(&ask.current.published.data, &id)?;
    let question = ["/networks/", id.as_str()].concat();
    ask.answer(DependsOn::Records, Cost::One, JSON, &question, move |ask| {
        let data = &ask.current.published.data;
        json_of(&NetworkAnswer::new(data, found(data, &id)?))
    })
    .await
}

fn found<'a>(data: &'a Dataset, id: &NetworkId) -> Result<&'a Network, Problem> {
    let missing = || Problem::not_found(format!("there is no network with the id \"{id}\""));
    data.network(id).ok_or_else(missing)
}
