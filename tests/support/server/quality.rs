//! `GET /ad_accounts/{ad_account_id}/conversion_eqs`: how well conversion events can be matched.

use serde_json::{Map, Value, json};

use super::made_up::Seed;
use super::paging::marked;
use super::parameters::Parameters;
use super::reply::Reply;
use super::routes::Call;
use super::world::Account;

const PLATFORMS: [&str; 9] = [
    "WEB",
    "MOBILE",
    "MOBILE_ANDROID",
    "MOBILE_IOS",
    "OFFLINE",
    "PINTEREST_WEB",
    "PINTEREST_ANDROID",
    "PINTEREST_IOS",
    "POINT_OF_SALE",
];
const SOURCES: [&str; 5] = ["TAG", "MMP", "FILE_UPLOAD", "CONVERSIONS_API", "NATIVE"];
const COMPONENTS: [&str; 11] = [
    "advertiser_external_id",
    "click_id_epik",
    "external_event_id",
    "hashed_email",
    "hashed_maid",
    "ip_address",
    "order_id",
    "order_value",
    "product_id",
    "source_url",
    "user_agent",
];
const EVENTS: [&str; 5] = ["page_visit", "checkout", "add_to_cart", "lead", "Probefahrt, \"neu\""];

/// Where events come from; the last of them has a status only.
const FLOWS: [(&str, &str); 5] = [
    ("WEB", "TAG"),
    ("WEB", "CONVERSIONS_API"),
    ("MOBILE_IOS", "MMP"),
    ("OFFLINE", "FILE_UPLOAD"),
    ("POINT_OF_SALE", "NATIVE"),
];

pub(super) fn scores(call: &Call<'_>) -> Result<Reply, Reply> {
    let account = call.open_account()?;
    let mut query = Parameters::new(call.query);
    query.required("lookback_period")?;
    let lookback = query.one_of("lookback_period", &["1d", "14d"])?.expect("it is required");
    let platform = query.one_of("source_platform", &PLATFORMS)?;
    let source = query.one_of("ingestion_source", &SOURCES)?;
    query.finish()?;
    let some = call.state.world.sizes.of_a_kind.unwrap_or(FLOWS.len());
    let flows = FLOWS.iter().take(some).filter(|(own_platform, own_source)| {
        platform.is_none_or(|platform| platform == *own_platform)
            && source.is_none_or(|source| source == *own_source)
    });
    let scores = flows.map(|flow| Value::Object(marked(call, score(account, lookback, *flow))));
    Ok(Reply::json(scores.collect::<Value>().to_string()))
}

fn score(account: &Account, lookback: &str, (platform, source): (&str, &str)) -> Value {
    let seed = Seed::of("quality", &format!("{} {lookback} {platform} {source}", account.id));
    let mut components = Map::new();
    for name in COMPONENTS.iter().filter(|_| source != "NATIVE") {
        match seed.chance(name, 6) {
            // Of a component that was never sent there may be nothing or an empty map.
            0 => {}
            1 => drop(components.insert((*name).to_owned(), json!({}))),
            some => {
                let some = usize::try_from(some).expect("less than six");
                let events = EVENTS[..some].iter().map(|event| {
                    (
                        (*event).to_owned(),
                        details(name, Seed::of(&format!("{name} {event}"), &seed.id("score", 9))),
                    )
                });
                components.insert((*name).to_owned(), events.collect::<Map<_, _>>().into());
            }
        }
    }
    json!({
        "source_platform": platform,
        "ingestion_source": source,
        "lookback_period": lookback,
        "overall_status": seed.pick("status", &["NEEDS_IMPROVEMENT", "FAIR", "GOOD"]),
        "quality_components": components,
    })
}

fn details(component: &str, seed: Seed) -> Value {
    let coverage = json!([0, 100, 97.5, 33.333_333_333_333_336, 0.000_000_1, 64]);
    let position = usize::try_from(seed.chance("coverage", 6)).expect("less than six");
    let mut details = json!({ "coverage": coverage[position] });
    let issue = |number: u64| {
        json!({
            "id": format!("{}", 1_000 + seed.chance("issue", 90) + number),
            "name": format!("{component} is \"missing\""),
            "reason": "Too few events, or hashed twice;\nsee the help centre.",
        })
    };
    match seed.chance("issues", 4) {
        0 => details["issues"] = json!([]),
        1 => {}
        some => details["issues"] = (1..some).map(issue).collect(),
    }
    if component == "external_event_id" {
        details["overlap"] = json!(12.25);
    }
    details
}
