//! Keywords, which hang on an ad account, a campaign or an ad group.

use serde_json::{Value, json};

use super::asked::{Asked, count};
use super::{Kind, List, Listed, Of, Shape};
use crate::support::server::lists::at_most_one;
use crate::support::server::made_up::{Seed, ids};
use crate::support::server::parameters::{Digits, wrong};
use crate::support::server::reply::Reply;
use crate::support::server::strange::REFUSED;
use crate::support::server::world::{Account, Level, SeveralAdGroups, World};

pub(super) const LISTS: &[List] = &[List {
    path: "ad_accounts/*/keywords",
    category: "ads_read",
    parameters: &[
        ("campaign_id", Kind::Id(Digits::UpTo18)),
        ("ad_group_id", Kind::Id(Digits::UpTo18)),
        ("ad_group_ids", Kind::Ids(250, Digits::Any)),
        ("match_types", Kind::Several(&MATCH_TYPES)),
    ],
    shape: Shape::Paged,
    items: Of::Account(keywords),
}];

const MATCH_TYPES: [&str; 5] = ["BROAD", "PHRASE", "EXACT", "EXACT_NEGATIVE", "PHRASE_NEGATIVE"];

fn keywords(account: &Account, asked: &Asked<'_>) -> Listed {
    let levels = [
        ("campaign_id", "campaign", Level::Campaign),
        ("ad_group_id", "adgroup", Level::AdGroup),
        ("ad_group_ids", "adgroup", Level::AdGroup),
    ];
    let given = levels.map(|(name, _, _)| {
        (name, asked.all(name).iter().map(|id| (*id).to_owned()).collect::<Vec<_>>())
    });
    at_most_one(&given.each_ref().map(|(name, ids)| (*name, ids.as_slice())))?;
    let mut found = Vec::new();
    let several = named_together(asked)?;
    for (name, kind, level) in levels {
        let ids = if name == "ad_group_ids" { several } else { asked.all(name) };
        for id in ids {
            if account.entity(level, id).is_none() {
                return Err(wrong(name, &format!("{id} is not in ad account {}", account.id)));
            }
            found.extend(below(kind, id, asked));
        }
    }
    let is_alone = ["campaign_id", "ad_group_id"].iter().all(|name| asked.all(name).is_empty());
    if is_alone && several.is_empty() {
        found = below("advertiser", &account.id, asked);
    }
    if !several.is_empty() {
        // No word of the description says that those of an ad group come together. The last digits
        // grow with the keywords of each.
        found.sort_by_key(|keyword| {
            let id = keyword["id"].as_str().expect("a keyword has an id");
            id[id.len() - 4..].to_owned()
        });
    }
    found.retain(|keyword| {
        asked.lets_pass("match_types", keyword["match_type"].as_str().unwrap_or_default())
    });
    Ok(found)
}

/// The ad groups of `ad_group_ids`, as far as this app may name several.
fn named_together<'a>(asked: &'a Asked<'_>) -> Result<&'a [&'a str], Reply> {
    let ids = asked.all("ad_group_ids");
    match asked.world.quirks.ad_group_ids {
        _ if ids.is_empty() => Ok(ids),
        SeveralAdGroups::Obeyed => Ok(ids),
        SeveralAdGroups::First => Ok(&ids[..1]),
        SeveralAdGroups::Ignored => Ok(&[]),
        SeveralAdGroups::Refused => Err(Reply::bad_request(&format!("{REFUSED}ad_group_ids"))),
        SeveralAdGroups::Restricted => {
            let why = "Your application does not have access to this restricted feature.";
            Err(Reply::error(401, 3, why))
        }
    }
}

/// Those of an ad group that bring ads to people, by their ids.
pub(in crate::support::server) fn delivering(world: &World, ad_group: &str) -> Vec<String> {
    let ids = ids("keyword", ad_group, 13, count(world, "keyword", ad_group));
    let excludes = |id: &String| {
        let keyword = keyword(id, "adgroup", ad_group);
        keyword["match_type"].as_str().is_some_and(|kind| kind.ends_with("_NEGATIVE"))
    };
    ids.into_iter().filter(|id| !excludes(id)).collect()
}

fn below(parent_type: &str, parent: &str, asked: &Asked<'_>) -> Vec<Value> {
    let ids = ids("keyword", parent, 13, asked.count("keyword", parent));
    ids.iter().map(|id| keyword(id, parent_type, parent)).collect()
}

fn keyword(id: &str, parent_type: &str, parent: &str) -> Value {
    let seed = Seed::of("keyword", id);
    let values =
        ["tischlampe, messing", "\"garden planner\"", "=lampe", "苔テラリウム", "cozy nook 🛋"];
    // Only ad groups have keywords that do not exclude.
    let match_types = if parent_type == "adgroup" { &MATCH_TYPES[..] } else { &MATCH_TYPES[3..] };
    // A type that the service no longer tells.
    let unknown = parent_type == "adgroup" && seed.once_in("unknown type", 9);
    let match_type = if unknown { Value::Null } else { seed.pick("match", match_types).into() };
    let item = json!({
        "id": id,
        "value": seed.pick("value", &values),
        "match_type": match_type,
        "bid": seed.or_null("bid", 100_000 + seed.chance("bid", 900_000)),
        "archived": seed.once_in("archived", 4),
        "parent_id": parent,
        "parent_type": parent_type,
        "type": "keyword",
    });
    seed.thinned(item, &["bid", "archived"])
}
