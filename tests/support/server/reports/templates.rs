//! Reports of templates: the template says what is in them, the request says which days.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::question::Question;
use super::{Answered, content, days, written};
use crate::support::server::parameters::{Parameters, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::routes::Call;
use crate::support::server::rows::Pairs;
use crate::support::server::state::lock;
use crate::support::server::world::{Account, Granularity, World};
use crate::support::server::{Server, definitions, objects};

impl Server {
    /// The whole truth of the report of a template, as `report_rows` has it.
    pub(crate) fn template_rows(
        &self,
        account: &str,
        template: &str,
        (start, end): (NaiveDate, NaiveDate),
    ) -> Vec<Pairs> {
        let world = &self.state.world;
        let account = world.account(account);
        let template = objects::report_template(world, account, template).expect("the template");
        let body = body(&template, start, end, None);
        let question = read(world, account, &body, (self.state.now)().date_naive());
        let question = question.unwrap_or_else(|refusal| {
            panic!("{body}: {}", String::from_utf8_lossy(&refusal.body));
        });
        content::told(world, account, &question).into_iter().map(|told| told.pairs).collect()
    }
}

/// `POST /ad_accounts/{ad_account_id}/templates/{template_id}/reports`
pub(in crate::support::server) fn create(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let world = &call.state.world;
    let id = call.segments[3];
    if id.len() > 18 {
        return Err(wrong("template_id", "is too long"));
    }
    if call.json.is_some() || call.form.is_some() {
        return Err(Reply::bad_request("This endpoint takes no body."));
    }
    let template = objects::report_template(world, account, id)
        .ok_or_else(|| Reply::error(404, 2, "Template not found."))?;
    let mut query = Parameters::new(call.query);
    let today = call.now.date_naive();
    let date = |query: &mut Parameters<'_>, name, ago| match query.single(name)? {
        Some(_) => query.date(name),
        None => Ok(today - Days::new(ago)),
    };
    let start = date(&mut query, "start_date", 7)?;
    let end = date(&mut query, "end_date", 1)?;
    let granularity = query.one_of("granularity", &Granularity::ALL.map(Granularity::key))?;
    query.finish()?;
    let question = read(world, account, &body(&template, start, end, granularity), today)?;
    let file = written(call, account, &question);
    let token =
        lock(&call.state.reports).start(&account.id, file, call.now, call.state.world.report_takes);
    let body = json!({
        "template_id": id, "report_status": "IN_PROGRESS", "token": token, "message": "",
    });
    Ok(Reply::new(201, "application/json", body.to_string().into_bytes()))
}

fn read(
    world: &World,
    account: &Account,
    body: &Value,
    today: NaiveDate,
) -> Result<Question, Reply> {
    Question::read(world, account, body, today, days::check_of_template)
}

/// What a report without a template would be asked for.
fn body(template: &Value, start: NaiveDate, end: NaiveDate, granularity: Option<&str>) -> Value {
    let known = definitions::async_columns();
    let columns = template["columns"].as_array().expect("columns").iter();
    let columns = columns.filter(|name| known.iter().any(|known| *name == known));
    let mut body = json!({
        "start_date": start,
        "end_date": end,
        "columns": columns.collect::<Vec<_>>(),
        "level": template["report_level"],
        "granularity": granularity.map_or(template["granularity"].clone(), Value::from),
        "report_format": template["report_format"],
    });
    for window in ["click_window_days", "engagement_window_days", "view_window_days"] {
        body[window] = template[window].clone();
    }
    if template["report_level"].as_str().is_some_and(|level| level.ends_with("_TARGETING")) {
        body["targeting_types"] = json!(["GENDER", "AGE_BUCKET"]);
    }
    if let Some(filters) = template["filters_json"].as_str() {
        let filters: Vec<Value> = serde_json::from_str(filters).expect("JSON");
        let filter = |it: &Value| {
            assert_eq!(it["operator"], ">");
            json!({ "field": it["field"], "operator": "GREATER_THAN", "values": [it["value"]] })
        };
        body["metrics_filters"] = filters.iter().map(filter).collect();
    }
    body
}
