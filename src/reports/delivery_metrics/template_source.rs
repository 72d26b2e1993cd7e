//! The rows of a report that is saved in Ads Manager.

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use crate::api::Client;
use crate::api::request::{Category, Request};
use crate::error::Result;
use crate::options::accounts::AdAccount;
use crate::options::choice::api_name;
use crate::options::dates::DateRange;
use crate::output::columns::Columns;
use crate::output::key::KeyPart;
use crate::reports::delivery_metrics::finality::FinalityOptions;
use crate::reports::delivery_metrics::granularity::Granularity;
use crate::reports::delivery_metrics::in_turn::in_turn;
use crate::reports::delivery_metrics::job::Job;
use crate::reports::delivery_metrics::keys::DATE;
use crate::reports::delivery_metrics::learned::kind;
use crate::reports::delivery_metrics::ordered_report::OrderedReport;
use crate::reports::delivery_metrics::plan::{forecast_of_reports, price_of_reports};
use crate::reports::delivery_metrics::polling::{Place, Polling};
use crate::reports::delivery_metrics::row_key::RowKey;
use crate::reports::delivery_metrics::template::{Template, check_reach};
use crate::reports::forecast::{Forecast, Requests, Survey};
use crate::reports::glossary::{definitions, display_names};
use crate::reports::report::{Batches, Source};
use crate::terminal::console::Console;
use crate::terminal::counted::counted;

pub(super) struct TemplateSource {
    id: String,
    range: DateRange,
    today: NaiveDate,
    display_names: bool,
    finality: FinalityOptions,
    /// Read before the first row, because it decides the columns.
    template: OnceCell<Template>,
    polling: Arc<Polling>,
    console: Arc<Console>,
}

impl TemplateSource {
    pub(super) fn of(
        id: String,
        range: DateRange,
        today: NaiveDate,
        display_names: bool,
        finality: FinalityOptions,
        console: Arc<Console>,
    ) -> Result<Arc<dyn Source>> {
        check_reach(range, today)?;
        let template = OnceCell::new();
        Ok(Arc::new(TemplateSource {
            id,
            range,
            today,
            display_names,
            finality,
            template,
            polling: Arc::default(),
            console,
        }))
    }

    async fn template(&self, client: &Client, account: &str) -> Result<&Template> {
        self.template.get_or_try_init(|| Template::find(client, account, &self.id)).await
    }

    /// Orders the report of these days.
    async fn order(
        &self,
        client: Arc<Client>,
        account: String,
        place: usize,
        range: DateRange,
    ) -> Result<OrderedReport> {
        let template = self.template(&client, &account).await?;
        let segments = ["ad_accounts", &account, "templates", &template.id, "reports"];
        let order = Request::post(Category::AdsAnalytics, segments)
            .param("start_date", range.start)
            .param("end_date", range.end)
            .param("granularity", api_name(template.granularity));
        let (row_key, console) = (RowKey::of(template.level), Arc::clone(&self.console));
        let kind = kind(&template.level_of_kind(), template.granularity, range);
        let place = Place { polling: Arc::clone(&self.polling), kind, turn: (0, place) };
        let job = Job { client, account, order, range, place };
        let ordered = job.order(false).await?;
        Ok(OrderedReport { job, ordered, row_key, console })
    }

    /// The choices of the template and the requests that follow from them.
    async fn survey(&self, client: &Client, accounts: &[AdAccount]) -> Result<Vec<String>> {
        let Some(account) = accounts.first() else { return Ok(Vec::new()) };
        let template = self.template(client, &account.id).await?;
        let pieces = template.pieces(self.range, self.today)?;
        let mut lines = template.lines();
        lines.extend(pieces.iter().map(|piece| format!("piece: {piece}")));
        lines.push(format!("requests: {}", forecast_of_reports(pieces.len())));
        Ok(lines)
    }
}

impl Source for TemplateSource {
    fn columns(&self) -> Columns {
        self.template.get().map_or_else(Columns::default, Template::columns)
    }

    fn asked_columns<'a>(
        &'a self,
        client: &'a Arc<Client>,
        accounts: &'a [AdAccount],
    ) -> BoxFuture<'a, Result<Columns>> {
        async move {
            let Some(account) = accounts.first() else { return Ok(self.columns()) };
            let template = self.template(client, &account.id).await?;
            template.pieces(self.range, self.today)?;
            let columns = template.columns();
            if !self.display_names {
                return Ok(columns);
            }
            Ok(columns.titled(&display_names(&definitions(client, None).await?)))
        }
        .boxed()
    }

    fn asks_for_columns(&self) -> bool {
        true
    }

    fn key(&self) -> Option<Vec<KeyPart>> {
        self.template.get().map(Template::key)
    }

    fn dates(&self) -> Option<DateRange> {
        Some(self.range)
    }

    fn check<'a>(&'a self, client: &'a Arc<Client>) -> BoxFuture<'a, Result<()>> {
        self.finality.check(client, self.range, &self.console).boxed()
    }

    fn bars_several_accounts(&self) -> Option<String> {
        Some("`--template` requires one ad account".to_owned())
    }

    /// Rows may have a day until the template is known.
    fn day_column(&self) -> Option<&'static str> {
        match self.template.get().map(|template| template.granularity) {
            None | Some(Granularity::Day | Granularity::Hour) => Some(DATE),
            Some(Granularity::Total | Granularity::Week | Granularity::Month) => None,
        }
    }

    fn forecast<'a>(&'a self, _client: &'a Client, accounts: &'a [AdAccount]) -> Forecast<'a> {
        let days = self.range.days().count();
        let mut lines = vec![
            format!("template: {}", self.id),
            format!("dates: {} ({})", self.range, counted(days, "day")),
            "API: asynchronous reports (`--template`)".to_owned(),
            "requests for the template: 1 for every 250 templates until it is found".to_owned(),
        ];
        if let Some(days) = self.finality.requests(self.range) {
            lines.push(format!("requests to check which days are final: {days}"));
        }
        if self.display_names {
            lines.push("requests for display names: 1".to_owned());
        }
        let survey: Survey = Box::new(move |client| self.survey(client, accounts).boxed());
        // The list of templates, and a report.
        let requests = Requests::at_least(3).expecting(1 + price_of_reports(1));
        Forecast { survey: Some(survey), ..Forecast::of(lines, requests) }
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        async move {
            let account = account.map_or(String::new(), |account| account.id);
            let template = self.template(&client, &account).await?;
            let pieces = template.pieces(self.range, self.today)?;
            let (ahead, of_account) = (self.polling.ahead_in_account(&client), account.clone());
            let order = move |(place, piece)| {
                let (this, client, account) = (self.clone(), client.clone(), account.clone());
                async move { this.order(client, account, place, piece).await }
            };
            in_turn(pieces.into_iter().enumerate().collect(), order, ahead, &of_account).await
        }
        .boxed()
    }
}
