//! The synchronous analytics of the groups that ads are targeted at.

use super::analytics::{self, object};
use super::breakdown;
use super::columns;
use super::parameters::{Digits, Parameters, wrong};
use super::question::Question;
use super::reply::Reply;
use super::routes::Call;
use super::rows::Subject;
use super::world::{Account, Level};

type Answered = Result<Reply, Reply>;

/// What all four endpoints can be asked for.
const OF_ALL: [&str; 13] = [
    "KEYWORD",
    "APPTYPE",
    "GENDER",
    "LOCATION",
    "PLACEMENT",
    "COUNTRY",
    "TARGETED_INTEREST",
    "PINNER_INTEREST",
    "AUDIENCE_INCLUDE",
    "GEO",
    "AGE_BUCKET",
    "REGION",
    "AGE_BUCKET_AND_GENDER",
];

pub(super) fn ad_account(call: &Call<'_>) -> Answered {
    let account = call.open_account()?;
    let own = std::slice::from_ref(&account.id);
    report(call, account, Level::AdAccount, own, Parameters::new(call.query), (&[], 15))
}

pub(super) fn campaigns(call: &Call<'_>) -> Answered {
    let own = &["CREATIVE_TYPE", "AUDIENCE_MULTIPLIER"];
    by_ids(call, Level::Campaign, "campaign_ids", Digits::UpTo18, own)
}

pub(super) fn ad_groups(call: &Call<'_>) -> Answered {
    by_ids(call, Level::AdGroup, "ad_group_ids", Digits::UpTo18, &["CREATIVE_ENHANCEMENTS"])
}

pub(super) fn ads(call: &Call<'_>) -> Answered {
    by_ids(call, Level::Ad, "ad_ids", Digits::Any, &["QUIZ_RESULT"])
}

fn by_ids(
    call: &Call<'_>,
    level: Level,
    name: &'static str,
    digits: Digits,
    own_types: &[&str],
) -> Answered {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    let ids = analytics::own_ids(call, account, level, name, digits, &mut query)?;
    report(call, account, level, &ids, query, (own_types, 14))
}

/// Each type is broken down by itself; the types come in the order in which they were asked for.
fn report(
    call: &Call<'_>,
    account: &Account,
    level: Level,
    ids: &[String],
    mut query: Parameters<'_>,
    (own_types, most): (&[&str], usize),
) -> Answered {
    let world = &call.state.world;
    let name = "targeting_types";
    query.required(name)?;
    let types = query.joined(name, &[&OF_ALL, own_types].concat())?;
    if types.len() > most {
        return Err(wrong(name, &format!("has {} items, at most {most} allowed", types.len())));
    }
    let attribution = query.joined("attribution_types", &["INDIVIDUAL", "HOUSEHOLD"])?;
    if attribution.len() > 2 {
        return Err(wrong("attribution_types", "has more than 2 items"));
    }
    let Question { start, end, granularity, columns } = Question::read(call, query)?;
    analytics::refuse_some(call, &columns, level, true)?;
    breakdown::refuse_columns(&columns, &breakdown::NOT_BROKEN_DOWN)?;
    breakdown::check_betas(world, &types)?;
    let periods = world.periods(granularity, start, end, call.now.date_naive());
    let columns = columns::of_row(level.key(), &columns);
    let subjects: Vec<_> = ids.iter().filter_map(|id| Subject::of(account, level, id)).collect();
    let mut data = Vec::new();
    for of in types {
        for value in breakdown::values(of) {
            let parts = subjects.iter().map(|subject| subject.part(of, value));
            let mut rows: Vec<_> = parts
                .flat_map(|part| world.told_of(&part, &periods, granularity, &columns))
                .collect();
            rows.sort_by_key(|row| (row.period, row.shuffle));
            data.extend(rows.iter().map(|row| {
                let metrics = object(&row.pairs, call.adds_unknown_field());
                format!(
                    "{{\"targeting_type\":\"{of}\",\"targeting_value\":{value},\
                     \"metrics\":{metrics}}}"
                )
            }));
        }
    }
    Ok(Reply::json(format!("{{\"data\":[{}]}}", data.join(","))))
}
