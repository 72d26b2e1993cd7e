//! The lists behind object types: what they must name, and what the API leaves out otherwise.

use std::collections::HashSet;

use crate::support::cases::truth::objects;
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Sizes, World};

fn run(sandbox: &Sandbox, object_type: &str) -> Vec<Vec<String>> {
    let words = ["object-information", "--object-type"].into_iter().chain(object_type.split(' '));
    cells(&sandbox.succeed(&words.collect::<Vec<_>>()))
}

/// The cells of a column.
fn column<'a>(table: &'a [Vec<String>], name: &str) -> Vec<&'a str> {
    let place = table[0].iter().position(|column| column == name).expect("a column");
    table[1..].iter().map(|row| row[place].as_str()).collect()
}

#[test]
fn what_identifies_a_row_comes_first() {
    let sandbox = Sandbox::brisk(World::sample());
    for (object_type, first) in [
        ("campaigns --all-ad-accounts", "ad_account_id id name status"),
        ("audiences --all-ad-accounts", "ad_account_id ownership_type id name status"),
        ("schedules --all-ad-accounts", "ad_account_id schedule_id name delta_value"),
        ("report-templates --all-ad-accounts", "ad_account_id id name ad_account_ids"),
        ("ad-accounts", "id name country"),
        ("local-stores", "catalog_id id name address_primary"),
        ("product-tags", "hero_pin_id pin_id"),
        ("partners", "business_id partner_type id assets_summary.ad_accounts"),
        ("assets", "business_id asset_type asset_id"),
        ("received-audiences", "business_id ad_account_id id name status"),
    ] {
        let header = run(&sandbox, object_type).remove(0).join(" ");
        assert!(header.starts_with(&format!("{first} ")) || header == first, "{header}");
    }
}

#[test]
fn what_the_api_leaves_out_otherwise_is_there() {
    let sandbox = Sandbox::brisk(World::sample());
    for (object_type, name) in [
        ("members", "assets_summary.ad_accounts"),
        ("partners", "assets_summary.profiles"),
        ("targeting-templates --all-ad-accounts", "sizing.reach_estimate.estimate"),
    ] {
        let table = run(&sandbox, object_type);
        let cells = column(&table, name);
        assert!(cells.len() > 2 && cells.iter().all(|cell| !cell.is_empty()), "{object_type}");
    }
    for (object_type, name, values) in [
        ("partners", "partner_type", &["INTERNAL", "EXTERNAL"][..]),
        ("invites", "is_member", &["true", "false"]),
        ("assets", "asset_type", &["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER"]),
    ] {
        let table = run(&sandbox, object_type);
        let mut kinds = column(&table, name);
        kinds.dedup();
        assert_eq!(kinds, values, "{object_type}");
    }
}

#[test]
fn a_partner_in_both_directions_has_a_row_for_each() {
    let sandbox = Sandbox::brisk(World::sample());
    let table = run(&sandbox, "partners");
    let ids = column(&table, "id");
    let twice: Vec<_> =
        ids.iter().filter(|id| ids.iter().filter(|it| it == id).count() > 1).collect();
    let [one, two] = twice[..] else { panic!("one partner is there twice: {twice:?}") };
    assert_eq!(one, two);
    let keys: HashSet<_> = ids.iter().zip(column(&table, "partner_type")).collect();
    assert_eq!(keys.len(), ids.len());
}

#[test]
fn ad_groups_with_promotions_of_several_requests_are_there_once() {
    let sizes = Sizes { of_a_kind: Some(120), ..Sizes::NOTHING };
    let sandbox = Sandbox::brisk(World { sizes, ..World::sized(1, 4, 40, 0, 0) });
    let table = run(&sandbox, "promotion-applied-entities");
    assert_eq!(sandbox.server.count("/promotion_applied_entities"), 3, "50 promotions each");
    let ids = column(&table, "id");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    // In the first request and in the second.
    let account = &sandbox.server.world().accounts[0].id;
    let all = objects(&sandbox.server.answer(&format!("/ad_accounts/{account}/promotions")));
    let last = all[55]["id"].get();
    let in_both = |list: &&str| list.contains(last) && list.matches(',').count() > 0;
    assert!(column(&table, "promotion_ids").iter().any(in_both), "{table:?}");
}

#[test]
fn schedules_are_requested_for_250_entities_at_a_time() {
    let sandbox = Sandbox::brisk(World::sized(1, 260, 40, 0, 0));
    let table = run(&sandbox, "schedules");
    assert_eq!(sandbox.server.count("/schedules"), 3, "2 for campaigns, 1 for ad groups");
    assert!(column(&table, "entity_type").contains(&"AD_GROUP"));
    let values = column(&table, "delta_value");
    assert!(values.contains(&"500.0") && values.iter().any(|value| value.starts_with('{')));
}

#[test]
fn what_must_be_named_and_does_not_exist_costs_no_request() {
    let sandbox = Sandbox::brisk(World::sized(1, 0, 0, 0, 0));
    for object_type in ["schedules", "promotion-applied-entities", "local-stores", "product-tags"] {
        assert_eq!(run(&sandbox, object_type).len(), 1, "{object_type}");
        let path = format!("/{}", object_type.replace('-', "_"));
        assert_eq!(sandbox.server.count(&path), 0, "{object_type}");
    }
}
