//! `staff`: the accounts of those who keep the data, also beside a running server.

use anyhow::bail;
use backend::service::staff::{AccountState, Role, Scope, Staff, is_known};
use backend::store::OpenError;

use crate::cli::{Site, StaffAdd, StaffCommand, StaffOne};
use crate::output::print;

pub(crate) fn run(command: &StaffCommand) -> anyhow::Result<()> {
    let data = match command {
        StaffCommand::Add(options) => &options.data,
        StaffCommand::Invite(options) | StaffCommand::Disable(options) => &options.data,
        StaffCommand::List(data) => data,
    };
    if !data.dir.is_dir() {
        return Err(OpenError::NoData(data.dir.clone()).into());
    }
    let staff = Staff::open(&data.dir)?;
    let now = now()?;
    match command {
        StaffCommand::Add(options) => add(&staff, options, now),
        StaffCommand::List(_) => list(&staff),
        StaffCommand::Invite(options) => invite(&staff, options, now),
        StaffCommand::Disable(options) => {
            let account = staff.disable(&options.account, now)?;
            print(&format!(
                "{} ({}) is disabled; sessions and links have ended\n",
                account.name, account.id
            ))
        }
    }
}

fn add(staff: &Staff, options: &StaffAdd, now: i64) -> anyhow::Result<()> {
    let scope = match (&options.network, &options.place) {
        (Some(network), _) => Scope::Network(network.clone()),
        (None, Some(place)) => Scope::Place(place.clone()),
        (None, None) => Scope::All,
    };
    match (options.role, &scope) {
        (Role::NetworkEditor, Scope::Network(_)) | (Role::PlaceEditor, Scope::Place(_)) => {}
        (Role::NetworkEditor, _) => bail!("a network-editor needs --network ID"),
        (Role::PlaceEditor, _) => bail!("a place-editor needs --place ID"),
        (Role::Administrator, Scope::All) | (Role::Verifier | Role::Reader, _) => {}
        (Role::Administrator, _) => bail!("an administrator is there for everything: without --network and --place"),
    }
    if !is_known(&options.data.dir, &scope)? {
        bail!("there is no such network or place in {}", options.data.dir.display());
    }
    let (account, token) = staff.add(&options.name, options.role, scope, now)?;
    print(&format!(
        "{} ({}): open this link within 24 hours and choose a passphrase\n{}\n",
        account.name,
        account.id,
        link(&options.site, token.text())
    ))
}

fn invite(staff: &Staff, options: &StaffOne, now: i64) -> anyhow::Result<()> {
    let (account, token) = staff.invite(&options.account, now)?;
    print(&format!(
        "{} ({}): open this link within 24 hours and choose a passphrase; a former link is void\n{}\n",
        account.name,
        account.id,
        link(&options.site, token.text())
    ))
}

fn link(site: &Site, token: &str) -> String {
    format!("{}/redazione/invito/{token}", site.url())
}

fn list(staff: &Staff) -> anyhow::Result<()> {
    for account in staff.list()? {
        let scope = match &account.scope {
            Scope::All => "everything".to_owned(),
            Scope::Network(id) => format!("network {id}"),
            Scope::Place(id) => format!("place {id}"),
        };
        let state: AccountState = account.state;
        print(&format!(
            "{}  {:<8}  {:<14}  {scope}  {}\n",
            account.id,
            state.word(),
            account.role.code(),
            account.name
        ))?;
    }
    Ok(())
}

fn now() -> anyhow::Result<i64> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_secs())?)
}
