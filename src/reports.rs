//! The reports. A report is one file: its options, what it asks, its columns and its rows.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use crate::accounts::{AccountOptions, AdAccount};
use crate::api::Client;
use crate::console::Console;
use crate::error::Result;
use crate::output::Batch;
use crate::output::columns::Columns;

/// A report as it is typed.
pub(crate) trait Report {
    fn accounts(&self) -> &AccountOptions;

    /// Makes of the options something that can be asked, or tells what is wrong with them. Asks
    /// nothing of the API.
    fn source(self, today: NaiveDate, console: &Console) -> Result<Arc<dyn Source>>;
}

/// Where the rows of a report come from.
pub(crate) trait Source: Send + Sync {
    /// The columns, known before the first row.
    fn columns<'a>(&'a self, client: &'a Client) -> BoxFuture<'a, Result<Columns>>;

    /// The column that tells a row's day, and all days that were asked for; nothing where rows
    /// have no day.
    fn days(&self) -> Option<(&'static str, Vec<NaiveDate>)>;

    /// For `--dry-run`: what will be asked, a line each, as far as it is known.
    fn forecast(&self, accounts: &[AdAccount]) -> Vec<String>;

    /// The rows of one ad account, in the order of the output.
    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: AdAccount,
    ) -> BoxStream<'static, Result<Batch>>;
}

/// Makes the commands from a list of `module::Report`: adding a report is one line here and one
/// file in `reports/`.
macro_rules! reports {
    ($($module:ident::$Report:ident),* $(,)?) => {
        $(mod $module;)*

        #[derive(Debug, clap::Subcommand)]
        pub(crate) enum Command {
            $($Report($module::$Report),)*
        }

        impl Command {
            pub(crate) fn name(&self) -> &'static str {
                match self {
                    $(Command::$Report(_) => $module::NAME,)*
                }
            }

            pub(crate) fn accounts(&self) -> &AccountOptions {
                match self {
                    $(Command::$Report(report) => report.accounts(),)*
                }
            }

            pub(crate) fn source(self, today: NaiveDate, console: &Console) -> Result<Arc<dyn Source>> {
                match self {
                    $(Command::$Report(report) => report.source(today, console),)*
                }
            }
        }
    };
}

reports! {
    delivery_metrics::DeliveryMetrics,
}
