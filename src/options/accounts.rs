//! The ad accounts of a report.

mod ad_account;
pub(crate) mod currencies;
pub(crate) mod last_listing;

use std::collections::HashSet;

use clap_complete::ArgValueCandidates;
use futures_util::TryStreamExt;

use crate::api::{Client, pages};
use crate::error::{Error, Result};
use crate::options::id;

pub(crate) use crate::options::accounts::ad_account::{AdAccount, have_one_currency};

#[derive(clap::Args, Clone, Debug)]
#[command(
    next_help_heading = "Ad accounts (default: the profile's, or the only one that the token can read)"
)]
pub(crate) struct AccountOptions {
    /// Ad accounts to read
    #[arg(
        long,
        visible_alias = "advertiser",
        value_name = "ID",
        value_delimiter = ',',
        value_parser = id::parse,
        conflicts_with = "all_ad_accounts",
        add = ArgValueCandidates::new(last_listing::candidates)
    )]
    ad_account: Vec<String>,
    /// Every readable ad account
    ///
    /// This includes ad accounts that are shared with the user.
    #[arg(long, visible_alias = "all-advertisers")]
    all_ad_accounts: bool,
}

impl AccountOptions {
    /// May there be more than one? Known before the first request.
    pub(crate) fn may_be_several(&self, default: &[String]) -> bool {
        self.all_ad_accounts || self.given(default).len() > 1
    }

    fn given<'a>(&'a self, default: &'a [String]) -> &'a [String] {
        let is_default = self.ad_account.is_empty() && !self.all_ad_accounts;
        if is_default { default } else { &self.ad_account }
    }

    /// The given ad account, if any. An error if there are several.
    pub(crate) fn at_most_one(&self, what: &str) -> Result<Option<String>> {
        match self.ad_account.as_slice() {
            [] if !self.all_ad_accounts => Ok(None),
            [one] => Ok(Some(one.clone())),
            _ => Err(Error::usage(format!("{what} takes at most one `--ad-account`")).hint(
                "use `--ad-account` with one ID to request the data of that ad account's \
                       owner",
            )),
        }
    }

    /// An error if ad accounts are given for a command without ad accounts.
    pub(crate) fn none(&self, what: &str) -> Result<Option<String>> {
        if self.ad_account.is_empty() && !self.all_ad_accounts {
            return Ok(None);
        }
        Err(Error::usage(format!("{what} takes no `--ad-account`"))
            .hint("remove `--ad-account` and `--all-ad-accounts`"))
    }

    /// `default` is the ad account of the profile.
    pub(crate) async fn resolve(
        &self,
        client: &Client,
        default: &[String],
    ) -> Result<Vec<AdAccount>> {
        let given = self.given(default);
        if !given.is_empty() {
            let mut seen = HashSet::new();
            let given = given.iter().filter(|id| seen.insert(id.as_str()));
            return Ok(given.map(|id| AdAccount::of(id)).collect());
        }
        let readable = readable(client).await?;
        match readable.as_slice() {
            _ if self.all_ad_accounts => Ok(readable),
            [_] => Ok(readable),
            [] => Err(Error::usage("the token can read no ad account").hint(
                "request access from the owner of an ad account, or sign in as another user \
                       with `pinads auth login`",
            )),
            several => {
                let list: Vec<_> =
                    several.iter().map(|account| format!("\n  {}", account.label())).collect();
                Err(Error::usage(format!(
                    "the token can read {} ad accounts; choose one with `--ad-account`:{}",
                    several.len(),
                    list.concat()
                ))
                .hint(format!("use `--ad-account {}` or `--all-ad-accounts`", several[0].id)))
            }
        }
    }
}

/// The ad accounts that the token can read, in the order of the API.
pub(crate) async fn readable(client: &Client) -> Result<Vec<AdAccount>> {
    let mut accounts: Vec<AdAccount> = pages(client, AdAccount::list()).try_concat().await?;
    let mut seen = HashSet::new();
    accounts.retain(|account| seen.insert(account.id.clone()));
    last_listing::keep(client, &accounts);
    Ok(accounts)
}
