//! The names of targeting values: reports have codes and ids of places, interests, and audiences.

mod list;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::OnceCell;

use crate::api::Client;
use crate::api::remembered::Remembered;
use crate::error::{Error, Kind, Result};
use crate::json;
use crate::json::row::Row;
use crate::output::Batch;
use crate::output::columns::Column;
use crate::output::data_type::DataType;
use crate::output::unit::Unit;
use crate::reports::delivery_metrics::keys::{TARGETING_TYPE, TARGETING_VALUE};
use crate::reports::delivery_metrics::targeting_names::list::{ALL, List, Names, list_of};
use crate::terminal::console::Console;

const NAME: &str = "TARGETING_NAME";

/// Names seldom change.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// The names that the targeting types of a run need.
pub(super) struct TargetingNames {
    lists: Vec<&'static List>,
    /// The names of the lists that are the same for all ad accounts.
    shared: OnceCell<Found>,
}

/// Names by the lists that have them.
#[derive(Clone, Default)]
struct Found(HashMap<&'static str, Arc<Names>>);

/// The names for the rows of one ad account.
pub(super) struct NamesOfAccount(Found);

pub(super) fn column() -> Column {
    Column::new(NAME).of_type(DataType::Text, Unit::Plain)
}

impl TargetingNames {
    pub(super) fn of(types: impl Iterator<Item = String>) -> Self {
        let needed: Vec<_> = types.filter_map(|it| list_of(&it)).map(|list| list.name).collect();
        let lists = ALL.iter().filter(|list| needed.contains(&list.name)).collect();
        TargetingNames { lists, shared: OnceCell::new() }
    }

    /// The maximum number of requests.
    pub(super) fn requests(&self, accounts: usize) -> usize {
        let requests = |list: &&List| if list.is_of_account { accounts } else { 1 };
        self.lists.iter().map(requests).sum()
    }

    /// Requests the lists that are the same for all ad accounts.
    pub(super) async fn request(&self, client: &Client, console: &Console) -> Result<()> {
        self.shared(client, console).await.map(|_| ())
    }

    async fn shared(&self, client: &Client, console: &Console) -> Result<&Found> {
        let find = || self.find(false, client, None, console);
        self.shared.get_or_try_init(find).await
    }

    /// All names for the rows of an ad account.
    pub(super) async fn in_account(
        &self,
        client: &Client,
        account: &str,
        console: &Console,
    ) -> Result<NamesOfAccount> {
        let mut found = self.shared(client, console).await?.clone();
        found.0.extend(self.find(true, client, Some(account), console).await?.0);
        Ok(NamesOfAccount(found))
    }

    async fn find(
        &self,
        is_of_account: bool,
        client: &Client,
        account: Option<&str>,
        console: &Console,
    ) -> Result<Found> {
        let mut found = Found::default();
        for list in self.lists.iter().filter(|list| list.is_of_account == is_of_account) {
            let names = known(list, client, account).await;
            let names = names.or_else(|error| unavailable(list, error, console))?;
            found.0.insert(list.name, Arc::new(names));
        }
        Ok(found)
    }
}

/// The names of a list, which an earlier run may have saved.
async fn known(list: &List, client: &Client, account: Option<&str>) -> Result<Names> {
    let kept = Remembered::of(client, "targeting-names", &list.identity(account), GOOD_FOR);
    if let Some(names) = kept.recall() {
        return Ok(names);
    }
    let names = list.request(client, account).await?;
    kept.keep(&names);
    Ok(names)
}

/// Rows without names are better than none.
fn unavailable(list: &List, error: Error, console: &Console) -> Result<Names> {
    if error.kind != Kind::Refused {
        return Err(error);
    }
    console.note(&format!(
        "the API provides no names of {}, so their cells in `{NAME}` are empty: {}",
        list.of, error.message
    ));
    Ok(Names::new())
}

impl NamesOfAccount {
    pub(super) fn add_to(&self, mut batch: Batch) -> Batch {
        for row in &mut batch.rows {
            *row = self.named(row);
        }
        batch
    }

    fn named(&self, row: &Row) -> Row {
        let mut entries = Vec::new();
        let (mut of, mut value) = (None, None);
        // The output refuses what is no object.
        let is_object = json::each_entry(row.get(), |name, text| {
            match name.as_ref() {
                TARGETING_TYPE => of = Some(text),
                TARGETING_VALUE => value = Some(text),
                _ => {}
            }
            entries.push((name, Cow::Borrowed(text)));
        });
        let plain = |text: Option<&str>| {
            text.map(|text| json::text(text).unwrap_or(text.into()).into_owned())
        };
        match (plain(of), plain(value).filter(|value| value != "null"), is_object) {
            (Some(of), Some(value), Ok(())) => {
                if let Some(name) = self.name(&of, &value) {
                    entries.push((Cow::Borrowed(NAME), Cow::Owned(json::quoted(&name))));
                }
                json::object(entries)
            }
            _ => row.to_owned(),
        }
    }

    /// The value itself, where it is a name already.
    fn name(&self, of: &str, value: &str) -> Option<String> {
        let Some(list) = list_of(of).filter(|list| list.is_code(value)) else {
            return Some(value.to_owned());
        };
        let names = self.0.0.get(list.name)?;
        // Reports separate a country from a postal code in another way.
        names.get(value).or_else(|| names.get(&value.replace(':', "-"))).cloned()
    }
}
