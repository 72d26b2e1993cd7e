//! Labels of campaigns. An item of the list is a label, or groups those of one campaign: the
//! versions of the API differ.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::parameters::Digits;
use crate::support::server::world::Account;

pub(super) const LISTS: &[List] = &[List {
    path: "ad_accounts/*/labels",
    category: "ads_read",
    parameters: &[
        ("campaign_ids", Kind::Ids(250, Digits::UpTo18)),
        ("label_ids", Kind::Ids(250, Digits::UpTo18)),
        ("entity_statuses", Kind::Several(&["ACTIVE", "ARCHIVED"])),
        ("label_types", Kind::Several(&["BRAND", "CUSTOM"])),
    ],
    shape: Shape::Paged,
    items: Of::Account(labels),
}];

fn labels(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "label";
    if asked.count(kind, &account.id) == 0 {
        return Ok(Vec::new());
    }
    let mut items = Vec::new();
    for campaign in &account.campaigns {
        let mut found: Vec<Value> = ids(kind, &campaign.id, 13, asked.count(kind, &campaign.id))
            .iter()
            .map(|id| label(id, &campaign.id))
            .collect();
        found.retain(|label| {
            let field = |name: &str| label[name].as_str().unwrap_or_default().to_owned();
            let status = match asked.all("entity_statuses") {
                [] => field("status") == "ACTIVE",
                wanted => wanted.contains(&field("status").as_str()),
            };
            status
                && asked.lets_pass("campaign_ids", &campaign.id)
                && asked.lets_pass("label_ids", &field("id"))
                && asked.lets_pass("label_types", &field("label_type"))
        });
        if Seed::of("label error", &campaign.id).once_in("as in 5.28", 2) {
            items.extend(found);
        } else if !found.is_empty() {
            items.push(json!({ "labels": found, "errors": errors(&campaign.id) }));
        }
    }
    Ok(items)
}

fn label(id: &str, campaign: &str) -> Value {
    let seed = Seed::of("label", id);
    json!({
        "id": id,
        "label_type": seed.pick("type", &["BRAND", "CUSTOM"]),
        "parent_id": campaign,
        "parent_type": seed.or_null("parent", "CAMPAIGN"),
        "status": seed.pick("status", &["ACTIVE", "ACTIVE", "ARCHIVED"]),
        "value": seed.words("value"),
    })
}

fn errors(campaign: &str) -> Value {
    let seed = Seed::of("label error", campaign);
    if !seed.once_in("error", 3) {
        return json!([]);
    }
    let data = json!({ "id": seed.id("label", 13), "label_type": null, "value": "gone" });
    json!([{ "data": data, "error_messages": ["Label not found, or \"closed\"."] }])
}
