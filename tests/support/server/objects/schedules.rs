//! Schedules: changes of budgets and bids of campaigns and ad groups at set times.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::Seed;
use crate::support::server::parameters::Digits;
use crate::support::server::world::Account;

pub(super) const LISTS: &[List] = &[List {
    path: "ad_accounts/*/schedules",
    category: "ads_read",
    parameters: &[
        ("entity_ids", Kind::RequiredIds(250, Digits::Any)),
        ("schedule_statuses", Kind::Several(&STATUSES)),
        ("schedule_type", Kind::OneOf(&TYPES)),
    ],
    shape: Shape::Ordered,
    items: Of::Account(schedules),
}];

const STATUSES: [&str; 7] =
    ["DRAFT", "CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED"];

const TYPES: [&str; 2] = ["CAMPAIGN_BUDGET_CHANGE", "CAMPAIGN_BID_MULTIPLIERS"];

fn schedules(account: &Account, asked: &Asked<'_>) -> Listed {
    let kinds = [("CAMPAIGN", &account.campaigns), ("AD_GROUP", &account.ad_groups)];
    let mut items = Vec::new();
    for (kind, entities) in kinds {
        let wanted = entities.iter().filter(|it| asked.lets_pass("entity_ids", &it.id));
        for entity in wanted.filter(|entity| Seed::of("schedule", &entity.id).once_in("any", 2)) {
            items.push(schedule(&entity.id, kind));
        }
    }
    items.retain(|item| {
        let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
        asked.lets_pass("schedule_statuses", &text("schedule_status"))
            && asked.lets_pass("schedule_type", &text("schedule_type"))
    });
    Ok(items)
}

fn schedule(entity: &str, kind: &str) -> Value {
    let seed = Seed::of("schedule", entity);
    let start = seed.seconds("start");
    let schedule_type = seed.pick("type", &TYPES);
    let multipliers = json!({
        "gender_multipliers": { "female": 1.5 },
        "audience_multipliers": [{ "audience_id": seed.id("audience", 13), "multiplier": 0.5 }],
    });
    let delta = if schedule_type == TYPES[0] { "500.0".into() } else { multipliers };
    let item = json!({
        "schedule_id": seed.id("schedule", 13),
        "entity_id": entity,
        "entity_type": kind,
        "name": seed.words("name"),
        "schedule_type": schedule_type,
        "schedule_action": seed.pick("action", &["INCREASE_BY_VALUE", "INCREASE_BY_PERCENT"]),
        "schedule_status": seed.pick("status", &STATUSES),
        "start_timestamp": start,
        "end_timestamp": start + 86_400,
        "delta_value": delta,
    });
    seed.thinned(item, &["name", "end_timestamp", "delta_value"])
}
