//! Asynchronous reports: they are asked for, polled until they are finished, and downloaded.

mod content;
mod days;
mod fields;
mod file;
mod filters;
mod jobs;
mod level;
mod metric_filters;
mod question;
mod subjects;
mod templates;

use serde_json::{Value, json};

use self::content::Told;
use self::question::Question;
use super::Server;
use super::exchange::Exchange;
use super::faults::Times;
use super::parameters::Parameters;
use super::reply::Reply;
use super::routes::Call;
use super::rows::Pairs;
use super::state::lock;
use super::world::{Account, Links};

pub(super) use self::jobs::{Jobs, NoFile};
pub(super) use self::templates::create as create_from_template;

type Answered = Result<Reply, Reply>;

/// How a report ends that is never finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportEnd {
    Failed,
    Expired,
    Cancelled,
    DoesNotExist,
}

impl Server {
    /// Ends so many of the reports that are asked for from now on, each after its polls.
    pub(crate) fn end_reports(&self, times: Times, end: ReportEnd) {
        lock(&self.state.reports).end_next(times, end);
    }

    /// The whole truth of a report, asked for with the body of the `POST`: its rows entity by
    /// entity and then by time, each pair as the file states it, in the order of the columns.
    /// Nothing of the quirks but `ids_as_numbers`, `hour_in_date` and `rows_without_id` touches it.
    /// Panics with the error when it would be refused.
    pub(crate) fn report_rows(&self, account: &str, body: &Value) -> Vec<Pairs> {
        let world = &self.state.world;
        let account = world.account(account);
        let today = (self.state.now)().date_naive();
        let question = Question::read(world, account, body, today, days::check);
        let question = question.unwrap_or_else(|refusal| {
            panic!("{body}: {}", String::from_utf8_lossy(&refusal.body));
        });
        content::told(world, account, &question).into_iter().map(|told| told.pairs).collect()
    }
}

/// `POST /ad_accounts/{ad_account_id}/reports`
pub(super) fn create(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    Parameters::new(call.query).finish()?;
    let body = call.json.ok_or_else(|| Reply::bad_request("The body must be JSON."))?;
    let today = call.now.date_naive();
    let question = Question::read(&call.state.world, account, body, today, days::check)?;
    let file = written(call, account, &question);
    let token =
        lock(&call.state.reports).start(&account.id, file, call.now, call.state.world.report_takes);
    let body = json!({ "report_status": "IN_PROGRESS", "token": token, "message": null });
    Ok(Reply::json(body.to_string()))
}

/// `GET /ad_accounts/{ad_account_id}/reports`
pub(super) fn status(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let token = query.required("token")?;
    query.finish()?;
    let polls = call.state.world.report_polls;
    let mut reports = lock(&call.state.reports);
    let (status, file) = reports.poll(&account.id, token, polls, call.now);
    let url = file.as_ref().map(|(link, _)| format!("http://{}{link}", call.state.downloads));
    let size = file.map(|(link, file)| stored(call, &link, &file));
    let mut body = json!({ "report_status": status, "url": url, "size": size });
    if is_early(call, polls) {
        match call.state.world.quirks.links {
            Links::AtOnce => {}
            Links::NullAtFirst => body["url"] = Value::Null,
            Links::EmptyAtFirst => body["url"] = "".into(),
            Links::AbsentAtFirst => drop(body.as_object_mut().expect("as above").remove("url")),
        }
    }
    Ok(Reply::json(body.to_string()))
}

/// How long the file is as it is sent when it is not packed on the way.
fn stored(call: &Call<'_>, link: &str, file: &[u8]) -> usize {
    let Some(change) = call.state.world.quirks.on_the_wire else { return file.len() };
    let path = link.split('?').next().unwrap_or_default();
    change(path, Reply::new(200, "binary/octet-stream", file.to_vec())).body.len()
}

/// Has nobody been told that this report is finished?
fn is_early(call: &Call<'_>, polls: usize) -> bool {
    let log = lock(&call.state.log);
    let is_same = |it: &&Exchange| it.method == "GET" && it.query == call.query;
    log.iter().filter(is_same).count() <= polls + 1
}

fn written(call: &Call<'_>, account: &Account, question: &Question) -> Vec<u8> {
    let world = &call.state.world;
    let mut told = content::told(world, account, question);
    // The order of entities is nobody's promise.
    if question.by_date {
        told.sort_by_key(|told| (told.date, told.shuffle));
    } else {
        told.sort_by_key(|told| told.shuffle);
    }
    if question.as_csv {
        return file::csv(world, question, &told);
    }
    let key = |told: &Told| match told.date {
        _ if !question.by_date => told.id.clone(),
        Some(date) => date.to_string(),
        // A sum over all days goes by the first of them.
        None => question.start.to_string(),
    };
    file::json(&told, key, call.adds_unknown_field())
}
