//! The currencies of ad accounts that the user names by ID.

use crate::api::{Client, LISTING_PAGE, Pager};
use crate::error::{Kind, Result};
use crate::options::accounts::ad_account::AdAccount;

/// The number of requests: one for a single ad account, and a list for several.
pub(crate) fn requests(accounts: &[AdAccount]) -> usize {
    match unknown(accounts) {
        few @ ..=1 => few,
        several => several.div_ceil(LISTING_PAGE),
    }
}

/// Finds the currencies in the list of readable ad accounts. Those that are not in its first pages
/// have a request of their own later.
pub(crate) async fn find(client: &Client, accounts: &mut [AdAccount]) -> Result<()> {
    let mut pages = Pager::new(&AdAccount::list());
    let mut read = 0;
    // A list can be longer than the ad accounts are worth.
    while pages.has_more() && unknown(accounts) > read.max(1) {
        let listed: Vec<AdAccount> = match pages.next(client).await {
            Err(error) if error.kind == Kind::Refused => return Ok(()),
            page => page?.unwrap_or_default(),
        };
        read += 1;
        for account in accounts.iter_mut().filter(|account| !account.has_known_currency()) {
            let found = listed.iter().find(|listed| listed.id == account.id);
            account.currency = found.and_then(|listed| listed.currency.clone());
        }
    }
    Ok(())
}

fn unknown(accounts: &[AdAccount]) -> usize {
    accounts.iter().filter(|account| !account.has_known_currency()).count()
}
