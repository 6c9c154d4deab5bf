//! What programs read about the interface itself: OpenAPI, and the data set file as JSON Schema.

use axum::body::Body;
use axum::http::Response;
use axum::http::header::HeaderValue;
use serde_json::Value;

use super::ask::{Ask, DependsOn};
use super::parameters::NoParameters;
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;

/// The description of every public address; a test holds it to the router.
const OPENAPI: &str = include_str!("openapi.json");

/// `GET /api/v1/openapi.json`
///
/// # Errors
/// 400 for any parameter.
pub async fn openapi(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, JSON, "/openapi.json", |_| {
        let document = self_contained(OPENAPI, shared::seed::schema()).map_err(Problem::internal)?;
        serde_json::to_vec(&document).map_err(Problem::internal)
    })
    .await
}

/// `GET /api/v1/schema.json`
///
/// # Errors
/// 400 for any parameter.
pub async fn schema(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let content_type = HeaderValue::from_static("application/schema+json");
    ask.answer(DependsOn::Build, Cost::One, content_type, "/schema.json", |_| {
        Ok(shared::seed::schema())
    })
    .await
}

/// The description with the records of the data set file in it: programs that write clients follow no reference to
/// another document. A record `place` becomes the component `DataPlace`.
fn self_contained(openapi: &str, schema: &str) -> serde_json::Result<Value> {
    let mut document: Value = serde_json::from_str(openapi)?;
    let schema: Value = serde_json::from_str(schema)?;
    redirect(&mut document);
    let records = schema["$defs"].as_object().into_iter().flatten();
    for (name, record) in records {
        let mut record = record.clone();
        redirect(&mut record);
        document["components"]["schemas"][component(name)] = record;
    }
    Ok(document)
}

/// Leads every reference to a record to its component.
fn redirect(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let record = match (name.as_str(), &*value) {
                    ("$ref", Value::String(reference)) => reference
                        .strip_prefix("schema.json")
                        .unwrap_or(reference)
                        .strip_prefix("#/$defs/")
                        .map(component),
                    _ => None,
                };
                match record {
                    Some(component) => *value = format!("#/components/schemas/{component}").into(),
                    None => redirect(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(redirect),
        _ => {}
    }
}

/// `opening-hours` becomes `DataOpeningHours`.
fn component(record: &str) -> String {
    let mut name = "Data".to_owned();
    for word in record.split(['-', '_']) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}
