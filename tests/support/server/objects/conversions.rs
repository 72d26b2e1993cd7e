//! Conversion tags, the events that they report, and events that advertisers define.

use serde_json::{Value, json};

use super::asked::Asked;
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::world::{Account, Status};

pub(super) const LISTS: &[List] = &[
    List {
        path: "ad_accounts/*/conversion_tags",
        category: "ads_read",
        parameters: &[("filter_deleted", Kind::Flag)],
        shape: Shape::Whole("items"),
        items: Of::Account(tags),
    },
    List {
        path: "ad_accounts/*/conversion_tags/page_visit",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Account(page_visits),
    },
    List {
        path: "ad_accounts/*/conversion_tags/ocpm_eligible",
        category: "ads_read",
        parameters: &[],
        shape: Shape::By("conversion_tag_id"),
        items: Of::Account(ocpm_eligible),
    },
    List {
        path: "ad_accounts/*/conversion_deletion_requests",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Ordered,
        items: Of::Account(deletion_requests),
    },
    List {
        path: "ad_accounts/*/advertiser_defined_events",
        category: "ads_read",
        parameters: &[],
        shape: Shape::Whole("items"),
        items: Of::Account(advertiser_defined),
    },
];

const EVENTS: [&str; 5] = ["PAGE_VISIT", "CHECKOUT", "ADD_TO_CART", "LEAD", "SIGNUP"];

fn tag_ids(account: &Account, asked: &Asked<'_>) -> Vec<String> {
    let kind = "conversion tag";
    ids(kind, &account.id, 13, asked.count(kind, &account.id))
}

fn tags(account: &Account, asked: &Asked<'_>) -> Listed {
    let ids = tag_ids(account, asked);
    let tags = ids.iter().enumerate().map(|(number, id)| {
        // In this order each status is there, a deleted one among the first three.
        let statuses = [Status::Active, Status::Archived, Status::DeletedDraft, Status::Paused];
        tag(id, account, statuses[number % statuses.len()])
    });
    let leaves_out = asked.flag("filter_deleted");
    Ok(tags.filter(|tag| !leaves_out || tag["status"] != "DELETED_DRAFT").collect())
}

fn tag(id: &str, account: &Account, status: Status) -> Value {
    let seed = Seed::of("conversion tag", id);
    let validated = ["UNKNOWN", "NOT_VALIDATED", "VALIDATING_IN_PROGRESS", "VALIDATION_COMPLETE"];
    let item = json!({
        "id": id,
        "ad_account_id": account.id,
        "name": format!("Tag {}", seed.words("name")),
        "status": status.key(),
        "code_snippet": format!("<script type=\"text/javascript\">\n  load('{id}', \"a, b\");\n</script>"),
        "configs": {
            "aem_enabled": seed.once_in("aem", 2),
            "aem_db_enabled": null,
            "md_frequency": 0.6,
            "no_code_capi_domains": ["https://lamps.example", "https://sub.lamps.example"],
        },
        "enhanced_match_status": seed.pick("match", &validated),
        "last_fired_time_ms": seed.or_null("fired", seed.seconds("fired") * 1_000),
        "version": "3",
    });
    seed.thinned(item, &["configs", "last_fired_time_ms", "enhanced_match_status"])
}

fn page_visits(account: &Account, asked: &Asked<'_>) -> Listed {
    let ids = tag_ids(account, asked);
    let event = |id: &String| {
        let mut event = event(id, account, "PAGE_VISIT");
        event["reporting_conversion_event"] = "Seite, \"besucht\"".into();
        event
    };
    Ok(ids.iter().map(event).collect())
}

fn ocpm_eligible(account: &Account, asked: &Asked<'_>) -> Listed {
    let mut events = Vec::new();
    for id in tag_ids(account, asked) {
        let some = Seed::of("conversion tag", &id).chance("events", EVENTS.len() as u64);
        let some = usize::try_from(some).expect("less than the number of events");
        events.extend(EVENTS[..=some].iter().map(|name| event(&id, account, name)));
    }
    Ok(events)
}

fn event(tag: &str, account: &Account, name: &str) -> Value {
    json!({
        "conversion_tag_id": tag,
        "ad_account_id": account.id,
        "conversion_event": name,
        "created_time": Seed::of("conversion tag", tag).seconds(name),
    })
}

fn deletion_requests(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "conversion deletion request";
    let request = |id: &String| {
        let seed = Seed::of(kind, id);
        let day = |what| seed.local_moment(what)[..10].to_owned();
        json!({
            "request_id": id,
            "status": seed.pick("status", &["PENDING", "SUBMITTED", "CANCELLED"]),
            "created_time": day("created"),
            "processed_time": seed.or_null("processed", day("processed")),
        })
    };
    Ok(ids(kind, &account.id, 13, asked.count(kind, &account.id)).iter().map(request).collect())
}

fn advertiser_defined(account: &Account, asked: &Asked<'_>) -> Listed {
    let kind = "advertiser-defined event";
    let names = ["probefahrt_gebucht", "download \"planner\"", "カタログ請求", "step, two"];
    let event = |number: usize| {
        let name = names[number % names.len()];
        let seed = Seed::of(kind, name);
        let mapped = ["LEAD", "CUSTOM", "START_TRIAL", "SCHEDULE"];
        json!({
            "name": format!("{name} {number}"),
            "mapped_conversion_type": seed.or_null("mapped", seed.pick("mapped", &mapped)),
        })
    };
    Ok((0..asked.count(kind, &account.id)).map(event).collect())
}
