//! An ad account as the API lists it.

use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::options::id;
use crate::terminal::printable::one_line;

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct AdAccount {
    #[serde(deserialize_with = "id::deserialize")]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) time_zone: Option<String>,
    /// The roles of the token's user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) permissions: Vec<String>,
}

impl AdAccount {
    /// The request for all that the token can read.
    pub(super) fn list() -> Request {
        Request::get(Category::AdsRead, ["ad_accounts"]).param("include_shared_accounts", true)
    }

    pub(super) fn of(id: &str) -> Self {
        AdAccount { id: id.to_owned(), ..AdAccount::default() }
    }

    /// Needs a request if the ad account is not from a list.
    pub(crate) async fn currency(&self, client: &Client) -> Result<Option<String>> {
        if self.currency.is_some() {
            return Ok(self.currency.clone());
        }
        let request = Request::get(Category::AdsRead, ["ad_accounts", &self.id]);
        Ok(client.fetch::<AdAccount>(&request).await?.currency)
    }

    pub(crate) fn has_known_currency(&self) -> bool {
        self.currency.is_some()
    }

    /// The label for users: the ID, and the name if it is known.
    pub(crate) fn label(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({})", self.id, one_line(name)),
            None => self.id.clone(),
        }
    }
}

/// Are these ad accounts known to have the same currency?
pub(crate) fn have_one_currency(accounts: &[AdAccount]) -> bool {
    match accounts {
        [] | [_] => true,
        [first, rest @ ..] => {
            first.currency.is_some() && rest.iter().all(|it| it.currency == first.currency)
        }
    }
}
