//! Sources with the names of the model's fields, and roles of bodies with their codes.

use anyhow::{Result, anyhow, bail};
use shared::model::{Access, Organisation, OrganisationRole, SaidBy, Source};

use super::facts::{self, Body, Sources, Support};
use super::{parse, parse_option};

/// The sources of a record, each with its date as exactly as the page tells it: a day, a month or a year.
pub(super) fn sources(supports: &[Support], pages: &Sources) -> Result<Vec<Source>> {
    supports
        .iter()
        .map(|support| {
            let page = pages
                .get(&support.id)
                .ok_or_else(|| anyhow!("no source is called {:?}", support.id))?;
            let mut fields: Vec<String> = Vec::new();
            for field in &support.supports {
                let field = model_field(field);
                if !fields.iter().any(|other| other == field) {
                    fields.push(field.to_owned());
                }
            }
            Ok(Source {
                title: page.title.clone(),
                url: parse_option(page.url.as_deref())?,
                date: parse_option(page.date.as_deref())?,
                seen: None,
                supports: fields,
            })
        })
        .collect()
}

/// The field of the model that a field of the facts becomes.
fn model_field(field: &str) -> &str {
    match field {
        "managed_by" | "ats" => "organisations",
        "opened" => "status_since",
        "venue_note" => "host",
        "comune" => "address",
        "territory" | "comuni_served" => "comuni",
        "contacts" => "phone",
        "access_conditions" => "access",
        other => other,
    }
}

/// Full dates only: "febbraio 2024" is no day.
pub(super) fn full_date(text: Option<&str>) -> Option<&str> {
    text.filter(|text| text.len() == 10)
}

/// Bodies with the codes of their roles, each pair once.
pub(super) fn organisations(bodies: &[Body]) -> Result<Vec<Organisation>> {
    let mut organisations: Vec<Organisation> = Vec::new();
    for body in bodies {
        for &role in roles(&body.role)? {
            let organisation = Organisation {
                name: body.name.clone(),
                role,
                part: body.part.clone(),
                note: body.note.clone(),
                url: parse_option(body.url.as_deref())?,
            };
            if !organisations.contains(&organisation) {
                organisations.push(organisation);
            }
        }
    }
    Ok(organisations)
}

/// What a role in the words of a page is in codes.
fn roles(role: &str) -> Result<&'static [OrganisationRole]> {
    use OrganisationRole::{
        Approver, Coordinator, Funder, Lead, Manager, Neighbour, Owner, Partner, Promoter, Reference,
    };
    Ok(match role {
        "titolare" => &[Owner],
        "capofila" | "capofila della rete" | "capofila e hub territoriale" => &[Lead],
        "capofila e gestore" => &[Lead, Manager],
        "partner" | "partner di rete" | "collaborazione" => &[Partner],
        "promotore" => &[Promoter],
        "finanziatore" => &[Funder],
        "coordinamento dei centri" => &[Coordinator],
        "approvazione" => &[Approver],
        "ente di riferimento" => &[Reference],
        "in rete" => &[Neighbour],
        role if role.starts_with("gestore") => &[Manager],
        role => bail!("no code for the role {role:?}"),
    })
}

/// What a network says of all its places; nothing where it says nothing.
pub(super) fn stated(network: &facts::Access) -> Result<Option<Access>> {
    let nothing = facts::Access::default();
    let access = access(network, &nothing)?;
    Ok((access != Access::default()).then_some(access))
}

/// What holds for a record: its own word first, then that of its network, which is told as the network's.
pub(super) fn access(own: &facts::Access, network: &facts::Access) -> Result<Access> {
    let entry = match own.entry.as_deref().or(network.entry.as_deref()) {
        None | Some("mixed") => None,
        Some(code) => Some(parse(code)?),
    };
    let inherited = own.free.is_none() && network.free.is_some() || own.entry.is_none() && network.entry.is_some();
    Ok(Access {
        free: own.free.or(network.free),
        entry,
        booking: None,
        said_by: inherited.then_some(SaidBy::Network),
        contact: own.contact.clone(),
        note: own.note.clone(),
    })
}
