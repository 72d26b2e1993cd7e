//! `pinads accounts`.

use serde_json::Value;

use crate::support::sandbox::Sandbox;
use crate::support::server::World;

#[test]
fn the_ad_accounts_are_listed_for_people() {
    let sandbox = Sandbox::new(World::sized(3, 0, 0, 0, 0));
    let text = sandbox.succeed(&["accounts"]);
    let mut lines = text.lines();
    let heading = lines.next().expect("a heading");
    let words: Vec<_> =
        heading.split("  ").filter(|word| !word.is_empty()).map(str::trim).collect();
    assert_eq!(words, ["ID", "NAME", "CURRENCY", "COUNTRY", "TIME ZONE", "ROLE"]);
    for (line, account) in lines.zip(&sandbox.server.world().accounts) {
        assert!(line.starts_with(&account.id), "{line}");
    }
    assert_eq!(text.lines().count(), 4);
    assert_eq!(sandbox.server.log().len(), 1);
}

#[test]
fn the_ad_accounts_are_listed_as_json() {
    let sandbox = Sandbox::new(World::sized(2, 0, 0, 0, 0));
    let list: Value =
        serde_json::from_str(&sandbox.succeed(&["accounts", "-f", "json"])).expect("JSON");
    let ids: Vec<_> =
        list["ad_accounts"].as_array().expect("a list").iter().map(|it| &it["id"]).collect();
    let world = sandbox.server.world();
    assert_eq!(ids, world.accounts.iter().map(|account| &account.id).collect::<Vec<_>>());
}

#[test]
fn nothing_to_read_is_a_note() {
    let sandbox = Sandbox::new(World::sized(0, 0, 0, 0, 0));
    let outcome = sandbox.run(&["accounts"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("note: the token can read no ad account"),
        "{}",
        outcome.stderr
    );
}
