//! Recently listed ad accounts, for shell completion.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap_complete::CompletionCandidate;
use url::Url;

use crate::api::Client;
use crate::options::accounts::ad_account::AdAccount;
use crate::system::folders;
use crate::system::hash::hash;
use crate::system::private::{self, Draft};
use crate::terminal::printable::printable;

/// Saves a listing. A run does not need it, so an error is ignored.
pub(super) fn keep(client: &Client, accounts: &[AdAccount]) {
    let path = path(client.state_folder(), client.profile(), client.api());
    let _ = write(&path, accounts);
}

fn write(path: &Path, accounts: &[AdAccount]) -> io::Result<()> {
    let text = serde_json::to_vec(accounts)?;
    if fs::read(path).is_ok_and(|kept| kept == text) {
        return Ok(());
    }
    match private::try_lock(&path.with_extension("lock"))? {
        Some(_lock) => Draft::of(path, text.len())?.publish(&text),
        None => Ok(()),
    }
}

/// The listing to complete from. A completer takes no arguments.
static OFFERED: OnceLock<PathBuf> = OnceLock::new();

/// Offers the ad accounts of this profile and API for completion.
pub(crate) fn offer(profile: &str, api: &Url) {
    if let Ok(state) = folders::state() {
        let _ = OFFERED.set(path(&state, profile, api));
    }
}

/// The candidates.
pub(crate) fn candidates() -> Vec<CompletionCandidate> {
    let accounts = read().unwrap_or_default().into_iter();
    let candidates = accounts.map(|account| {
        let name = account.name.map(|name| printable(&name).into());
        CompletionCandidate::new(account.id).help(name)
    });
    candidates.collect()
}

fn read() -> Option<Vec<AdAccount>> {
    serde_json::from_slice(&fs::read(OFFERED.get()?).ok()?).ok()
}

fn path(state: &Path, profile: &str, api: &Url) -> PathBuf {
    state.join("ad-accounts").join(hash(format!("{profile}\n{api}")) + ".json")
}
