//! The synchronous analytics endpoints.

use chrono::{Days, NaiveDate};

use super::definitions;
use super::items;
use super::parameters::{Digits, Parameters, wrong};
use super::reply::Reply;
use super::routes::Call;
use super::rows::{Asked, Row};
use super::world::{Account, Granularity, Level};

type Answered = Result<Reply, Reply>;

pub(super) fn ad_account(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let query = Parameters::new(call.query);
    report(call, account, Level::AdAccount, std::slice::from_ref(&account.id), query)
}

pub(super) fn campaigns(call: &Call<'_>) -> Answered {
    let mut query = Parameters::new(call.query);
    refuse_aggregation(&mut query)?;
    by_ids(call, Level::Campaign, "campaign_ids", Digits::UpTo18, query)
}

pub(super) fn ad_groups(call: &Call<'_>) -> Answered {
    let mut query = Parameters::new(call.query);
    refuse_aggregation(&mut query)?;
    by_ids(call, Level::AdGroup, "ad_group_ids", Digits::UpTo18, query)
}

pub(super) fn product_groups(call: &Call<'_>) -> Answered {
    let query = Parameters::new(call.query);
    by_ids(call, Level::ProductGroup, "product_group_ids", Digits::Any, query)
}

/// Ads are chosen by their ids, or by campaigns and Pins together.
pub(super) fn ads(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let campaigns = query.ids("campaign_ids", 250, Digits::UpTo18)?;
    let pins = query.ids("pin_ids", 100, Digits::Any)?;
    if campaigns.is_empty() && pins.is_empty() {
        return by_ids(call, Level::Ad, "ad_ids", Digits::Any, query);
    }
    let ads = query.ids("ad_ids", 250, Digits::Any)?;
    if campaigns.is_empty() || pins.is_empty() || !ads.is_empty() {
        return Err(wrong("ad_ids", "give this alone, or campaign_ids and pin_ids together"));
    }
    check_own(account, Level::Campaign, "campaign_ids", &campaigns)?;
    let chosen = account.ads.iter().filter(|ad| {
        ad.campaign_id.as_ref().is_some_and(|id| campaigns.contains(id))
            && pins.contains(&items::pin_id(ad))
    });
    let ids: Vec<_> = chosen.map(|ad| ad.id.clone()).collect();
    report(call, account, Level::Ad, &ids, query)
}

/// Summed rows are in beta, and this token is not part of it.
fn refuse_aggregation(query: &mut Parameters<'_>) -> Result<(), Reply> {
    if query.boolean("aggregate_report_rows")? == Some(true) {
        return Err(Reply::error(403, 29, "aggregate_report_rows is not open to your app."));
    }
    Ok(())
}

fn by_ids(
    call: &Call<'_>,
    level: Level,
    name: &'static str,
    digits: Digits,
    mut query: Parameters<'_>,
) -> Answered {
    let account = call.open_account()?;
    let ids = query.ids(name, 250, digits)?;
    if ids.is_empty() {
        return Err(wrong(name, "is a required parameter"));
    }
    if ids.len() > call.state.world.limits.max_ids {
        return Err(Reply::error(413, 0, "The request is too large."));
    }
    check_own(account, level, name, &ids)?;
    if (1..ids.len()).any(|position| ids[..position].contains(&ids[position])) {
        return Err(wrong(name, "names an id twice"));
    }
    report(call, account, level, &ids, query)
}

fn check_own(account: &Account, level: Level, name: &str, ids: &[String]) -> Result<(), Reply> {
    match ids.iter().find(|id| account.entity(level, id).is_none()) {
        Some(id) => Err(wrong(name, &format!("{id} is not in ad account {}", account.id))),
        None => Ok(()),
    }
}

/// Reads the parameters that all levels share, and answers.
fn report(
    call: &Call<'_>,
    account: &Account,
    level: Level,
    ids: &[String],
    mut query: Parameters<'_>,
) -> Answered {
    let start = query.date("start_date")?;
    let end = query.date("end_date")?;
    let columns = query.columns(&definitions::sync_columns())?;
    query.required("granularity")?;
    let name = query.one_of("granularity", &Granularity::ALL.map(Granularity::key))?;
    for window in ["click_window_days", "engagement_window_days", "view_window_days"] {
        query.one_of(window, &["0", "1", "7", "14", "30", "60"])?;
    }
    query.one_of("conversion_report_time", &["TIME_OF_AD_ACTION", "TIME_OF_CONVERSION"])?;
    query.one_of("reporting_timezone", &["PINTEREST_TIME_ZONE", "AD_ACCOUNT_TIME_ZONE"])?;
    query.finish()?;
    let granularity = Granularity::ALL
        .into_iter()
        .find(|granularity| name == Some(granularity.key()))
        .expect("one of the allowed values");
    check_range(start, end, granularity, call.now.date_naive())?;
    let asked = Asked { level, ids, start, end, granularity, columns: &columns };
    let mut rows = call.state.world.delivery(account, &asked);
    // The order of rows is nobody's promise: by time, and within it as it happens to come.
    rows.sort_by_key(|row| (row.period, row.shuffle));
    Ok(Reply::json(text(&rows, call.adds_unknown_field())))
}

pub(super) fn check_range(
    start: NaiveDate,
    end: NaiveDate,
    granularity: Granularity,
    today: NaiveDate,
) -> Result<(), Reply> {
    let (back, span) = if granularity == Granularity::Hour { (8, 3) } else { (90, 90) };
    if start > end {
        return Err(wrong("start_date", "is after end_date"));
    }
    if end > today {
        return Err(wrong("end_date", "is in the future"));
    }
    if start + Days::new(back) < today {
        return Err(Reply::bad_request(&format!(
            "You can only get data from the last {back} days."
        )));
    }
    if start + Days::new(span) <= end {
        return Err(wrong("end_date", &format!("the range is longer than {span} days")));
    }
    Ok(())
}

/// Written by hand, since a parsed number would not keep all its digits.
fn text(rows: &[Row], new_metric: bool) -> String {
    let mut text = String::from("[");
    for row in rows {
        text.push_str(if text.len() > 1 { ",{" } else { "{" });
        for (position, (name, value)) in row.pairs.iter().enumerate() {
            let opening = if position > 0 { ",\"" } else { "\"" };
            for part in [opening, name, "\":", value] {
                text.push_str(part);
            }
        }
        text.push_str(if new_metric { ",\"NEW_METRIC\":1}" } else { "}" });
    }
    text.push(']');
    text
}
