//! `get`: any GET endpoint of the API, as a report.

mod answer;

use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use tokio::sync::Mutex;

use crate::api::request::{Category, Request};
use crate::api::{Client, Id, each_once, walk};
use crate::error::Result;
use crate::json;
use crate::options::accounts::AdAccount;
use crate::output::columns::Columns;
use crate::output::{Batch, Rows};
use crate::reports::field::unknown_field;
use crate::reports::forecast::{Forecast, Requests};
use crate::reports::get::answer::Reading;
use crate::reports::more::More;
use crate::reports::report::{Batches, Facts, Report, Section, Source, at_once};
use crate::terminal::console::Console;

/// Call any GET endpoint, with paging
#[derive(clap::Args, Debug)]
pub(crate) struct Get {
    /// Path below the base URL, such as `/user_account`
    #[arg(value_parser = path)]
    path: String,
    /// Query parameter; `-q page_size=250` reads a paged list with fewer requests
    #[arg(short, long, value_name = "KEY=VALUE", value_parser = parameter, help_heading = "Request")]
    query: Vec<(String, String)>,
    /// JSON pointer to the rows in the response [default: `/items`, or the whole response]
    #[arg(long, value_name = "POINTER", value_parser = pointer, help_heading = "Request")]
    rows: Option<String>,
    /// Columns to write [default: the fields of the first page]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Request")]
    columns: Vec<String>,
    /// Print errors only (here, `-q` is `--query`)
    // Under the name of the option of every command, it takes that one's place.
    #[arg(long, help_heading = "Messages (on stderr)", hide_short_help = true)]
    quiet: bool,
}

impl Report for Get {
    const FACTS: Facts = Facts {
        name: "get",
        section: Section::Other,
        domo: None,
        endpoints: &[],
        scopes: &[],
        columns: "",
        key: &[],
        examples: [
            "pinads get /user_account/websites",
            "pinads get /pins -q page_size=250 --columns id,link,title",
        ],
        more: || More {
            endpoints: Some("GET of any path"),
            columns: Some("the fields of the first page, or those of `--columns`"),
            ..More::default()
        },
    };

    fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn source(self, _today: NaiveDate, _console: &Arc<Console>) -> Result<Arc<dyn Source>> {
        Ok(Arc::new(EndpointSource { options: self, begun: Mutex::new(None) }))
    }
}

struct EndpointSource {
    options: Get,
    /// The pages, once the first has been looked at for its columns.
    begun: Mutex<Option<BoxStream<'static, Result<Rows>>>>,
}

impl Source for EndpointSource {
    fn columns(&self) -> Columns {
        Columns::only(self.options.columns.iter().map(|name| unknown_field(name)))
    }

    fn asks_for_columns(&self) -> bool {
        self.options.columns.is_empty()
    }

    fn asked_columns<'a>(
        &'a self,
        client: &'a Arc<Client>,
        _accounts: &'a [AdAccount],
    ) -> BoxFuture<'a, Result<Columns>> {
        async move {
            if !self.options.columns.is_empty() {
                return Ok(self.columns());
            }
            let mut pages = self.options.pages(Arc::clone(client));
            let first = pages.try_next().await?.unwrap_or_default();
            let names = fields(&first);
            *self.begun.lock().await = Some(stream::iter([Ok(first)]).chain(pages).boxed());
            Ok(Columns::new(names.iter().map(|name| unknown_field(name))))
        }
        .boxed()
    }

    fn forecast<'a>(&'a self, _client: &'a Client, _accounts: &'a [AdAccount]) -> Forecast<'a> {
        Forecast::of(["requests: 1 for each page".to_owned()], Requests::at_least(1))
    }

    fn batches(
        self: Arc<Self>,
        client: Arc<Client>,
        _account: Option<AdAccount>,
    ) -> BoxFuture<'static, Result<Batches>> {
        let pages = async move {
            let begun = self.begun.lock().await.take();
            begun.unwrap_or_else(|| self.options.pages(client))
        };
        at_once(pages.flatten_stream().map_ok(|rows| Batch { rows, known: Vec::new() }))
    }
}

impl Get {
    fn pages(&self, client: Arc<Client>) -> BoxStream<'static, Result<Rows>> {
        let segments = self.path.split('/').filter(|segment| !segment.is_empty());
        let request = Request::get(Category::of(&self.path), segments).of_any_path();
        let request =
            self.query.iter().fold(request, |request, (name, value)| request.param(name, value));
        let name = client.name(&request);
        let reading = Arc::new(Reading::new(self.rows.clone()));
        let pages = walk(Arc::clone(&client), request, move |text: &[u8]| reading.page(text));
        each_once(pages, Id::UniqueAcrossPages("id"), client, name).boxed()
    }
}

/// The paths of all values in some rows, in the order in which they come up.
fn fields(rows: &Rows) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        json::leaves(row.get(), &mut |path| {
            if !names.contains(path) {
                names.push(path.clone());
            }
        });
    }
    // What is null in one row may be an object in another: its fields are the columns then.
    let is_opened = |name: &str| names.iter().any(|other| other.starts_with(&format!("{name}.")));
    let leaves: Vec<_> = names.iter().filter(|name| !is_opened(name)).cloned().collect();
    leaves
}

fn path(text: &str) -> Result<String, String> {
    let path = text.trim_start_matches('/').trim_start_matches("v5/");
    let is_plain = |segment: &str| {
        let is_fine = |c: char| c.is_ascii_alphanumeric() || "_-+.:=".contains(c);
        !segment.is_empty() && segment.chars().all(is_fine) && !segment.chars().all(|c| c == '.')
    };
    if text.starts_with("//") || text.contains("://") || !path.split('/').all(is_plain) {
        return Err(
            "expected a path such as `/ad_accounts/123/campaigns`; set parameters with `-q`".into(),
        );
    }
    if path.starts_with("oauth") {
        return Err("`get` cannot request tokens".into());
    }
    Ok(path.to_owned())
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    if name.is_empty() || !name.chars().all(is_name) {
        return Err("expected KEY=VALUE".into());
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn pointer(text: &str) -> Result<String, String> {
    if text.is_empty() || text.starts_with('/') {
        return Ok(text.to_owned());
    }
    Err("expected a JSON pointer that begins with `/`, such as `/items`; an empty one selects the \
         whole response"
        .into())
}
