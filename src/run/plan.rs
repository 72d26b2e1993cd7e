//! The second step of a run: its ad accounts, and the number of its requests.

use crate::error::{Error, Result};
use crate::options::accounts::{AdAccount, currencies, have_one_currency};
use crate::output::columns::Column;
use crate::output::conversion::CURRENCY;
use crate::reports::Requests;
use crate::run::prepare::Prepared;
use crate::terminal::counted::counted;
use crate::terminal::stdout;

pub(super) struct Plan {
    pub(super) prepared: Prepared,
    /// Nothing for a report without ad accounts.
    pub(super) accounts: Option<Vec<AdAccount>>,
    /// Is the currency of an ad account a column?
    pub(super) has_currency: bool,
    pub(super) has_one_currency: bool,
    /// The number of requests that listed the ad accounts.
    listed_by: usize,
}

/// The plan of a report in words.
pub(crate) struct Planned {
    /// The labels of the ad accounts.
    pub(crate) accounts: Vec<String>,
    pub(crate) lines: Vec<String>,
    /// All of the run, with the list of ad accounts.
    pub(crate) requests: Requests,
}

/// Lists the ad accounts if only the API knows them.
pub(super) async fn plan(prepared: Prepared) -> Result<Plan> {
    let before = prepared.client.tally().requests();
    let accounts = match &prepared.accounts {
        Some(options) => {
            Some(options.resolve(&prepared.client, &prepared.profile.ad_account).await?)
        }
        None => None,
    };
    let listed_by = prepared.client.tally().requests() - before;
    let has_currency = prepared.columns.is_written(CURRENCY);
    let has_one_currency = have_one_currency(accounts.as_deref().unwrap_or_default());
    check_currencies(prepared.chart(), has_one_currency)?;
    Ok(Plan { prepared, accounts, has_currency, has_one_currency, listed_by })
}

impl Plan {
    /// Prints the plan for `--dry-run`.
    pub(super) async fn print(&self) -> Result<()> {
        let Planned { accounts, lines, requests } = self.planned().await?;
        let total = format!("requests in all: {requests}");
        let accounts = accounts.iter().map(|label| format!("ad account: {label}"));
        let report = format!("report: {}", self.prepared.access.report);
        let lines: Vec<_> =
            [report].into_iter().chain(accounts).chain(lines).chain([total]).collect();
        self.prepared.console.suspend(|| stdout::print(&(lines.join("\n") + "\n")))
    }

    pub(super) async fn planned(&self) -> Result<Planned> {
        let Prepared { source, client, .. } = &self.prepared;
        let accounts = self.listed();
        let forecast = source.forecast(client, accounts);
        let requests =
            forecast.requests + Requests::exactly(self.listed_by + self.requests_for_currencies());
        let mut lines = forecast.lines;
        lines.extend(self.lines_of_every_report());
        if let Some(survey) = forecast.survey {
            lines.extend(survey(client).await?);
        }
        let accounts = accounts.iter().map(AdAccount::label).collect();
        Ok(Planned { accounts, lines, requests })
    }

    /// Lines that do not depend on the report.
    fn lines_of_every_report(&self) -> impl Iterator<Item = String> {
        let line =
            |count: usize, of: &str| (count > 0).then(|| format!("requests for {of}: {count}"));
        let list = line(self.listed_by, "the list of ad accounts");
        let currencies = line(self.requests_for_currencies(), "the currencies");
        let limit = self.prepared.options.rows.limit.map(|limit| {
            format!("limit: {}; the run stops as soon as it has them", counted(limit, "row"))
        });
        list.into_iter().chain(currencies).chain(limit)
    }

    /// Notes if the run will take longer than this hour. A limited run may end at any of its requests.
    pub(super) fn announce(&self) {
        let Prepared { source, client, options, .. } = &self.prepared;
        if options.rows.limit.is_none() {
            let requests = source.forecast(client, self.listed()).requests.likely;
            client.announce(requests + self.requests_for_currencies());
        }
    }

    pub(super) fn listed(&self) -> &[AdAccount] {
        self.accounts.as_deref().unwrap_or_default()
    }

    fn requests_for_currencies(&self) -> usize {
        if self.has_currency { currencies::requests(self.listed()) } else { 0 }
    }
}

/// Can the bars of a chart add up?
fn check_currencies(chart: Option<&Column>, has_one_currency: bool) -> Result<()> {
    if chart.is_some_and(|column| column.unit.is_money()) && !has_one_currency {
        return Err(Error::usage("amounts in different currencies cannot be added")
            .hint("use `--ad-account` with one ID"));
    }
    Ok(())
}
