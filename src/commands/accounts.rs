//! `pinads accounts`: the ad accounts that the token can read, for people.

use std::sync::Arc;

use serde::Serialize;

use crate::api::Client;
use crate::error::Result;
use crate::options::accounts::{AdAccount, readable};
use crate::options::choice::choice;
use crate::output::listing::listing;
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::printable::one_line;
use crate::terminal::stdout::{self, Form};

const HEADINGS: [&str; 6] = ["ID", "NAME", "CURRENCY", "COUNTRY", "TIME ZONE", "ROLE"];
const NAME: usize = 1;

#[derive(clap::Args, Debug)]
#[command(after_long_help = "Examples:\n  pinads accounts\n  pinads accounts -f json\n\n\
                             `pinads object-information --object-type ad-accounts` lists all fields as CSV \
                             or NDJSON.")]
pub(crate) struct Accounts {
    /// Format of the list
    #[arg(short, long, value_parser = choice::<Form>(), default_value = "text")]
    format: Form,
}

/// The list as JSON.
#[derive(Serialize)]
struct Listed {
    ad_accounts: Vec<AdAccount>,
}

impl Accounts {
    pub(crate) async fn run(
        self,
        global: GlobalOptions,
        clock: Clock,
        console: Arc<Console>,
    ) -> Result<()> {
        let (place, _, transport) = global.connect(clock, &console)?;
        let ad_accounts = readable(&Client::new(transport, place, None)).await?;
        if ad_accounts.is_empty() {
            console.note("the token can read no ad account");
        }
        console.suspend(|| match self.format {
            Form::Json => stdout::print_json(&Listed { ad_accounts }),
            Form::Text => stdout::print(&table(&ad_accounts, stdout::width())),
        })
    }
}

fn table(accounts: &[AdAccount], limit: Option<usize>) -> String {
    let cells = accounts.iter().map(|account| {
        let text = |text: &Option<String>| {
            text.as_deref().map(|text| one_line(text).into_owned()).unwrap_or_default()
        };
        [
            account.id.clone(),
            text(&account.name),
            text(&account.currency),
            text(&account.country),
            text(&account.time_zone),
            account.permissions.iter().map(|it| one_line(it)).collect::<Vec<_>>().join(", "),
        ]
    });
    listing(HEADINGS, cells, &[], NAME, limit)
}
