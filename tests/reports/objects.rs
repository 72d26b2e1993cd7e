//! The reports on objects: every one equals what the server knows, cell by cell.

use crate::support::cases::truth::{Object, objects};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::World;

#[test]
fn the_pins_of_a_board_are_filtered_by_their_own_fields() {
    let sandbox = Sandbox::brisk(World::sample());
    let boards = objects(&sandbox.server.answer("/boards"));
    let mut kept = 0;
    for board in &boards {
        let board = board["id"].get().trim_matches('"');
        let pins = objects(&sandbox.server.answer(&format!("/boards/{board}/pins")));
        for (filter, field, wanted) in [
            ("has-been-promoted", "has_been_promoted", "true"),
            ("exclude-repins", "parent_pin_id", "null"),
        ] {
            let value =
                |pin: &Object| pin.get(field).map_or("null".to_owned(), |v| v.get().to_owned());
            let expected = pins.iter().filter(|pin| value(pin) == wanted).count();
            let run = ["board-pins", "--board", board, "--pin-filter", filter];
            assert_eq!(cells(&sandbox.succeed(&run)).len() - 1, expected, "{filter} {board}");
            kept += expected;
        }
    }
    assert!(kept > 0);
    let stderr = sandbox.fail(2, &["board-pins", "--board", "1", "--pin-filter", "exclude-native"]);
    assert!(
        stderr.contains("hint: run `pinads pins` with the same options except `--board`"),
        "{stderr}"
    );
}

#[test]
fn an_account_without_a_catalog_has_no_rows_and_is_told_so() {
    let sandbox = Sandbox::brisk(World::sample());
    let without =
        sandbox.server.world().accounts.iter().find(|account| !account.owner_has_catalogs);
    let id = &without.expect("the garden club").id;
    let run = ["object-information", "--object-type", "catalog-product-groups", "--ad-account", id];
    let outcome = sandbox.run(&run);
    assert_eq!((outcome.code, outcome.stdout.lines().count()), (Some(0), 1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("note: no rows: ") && outcome.stderr.contains("code 4182"));
}

#[test]
fn a_board_may_be_named() {
    let sandbox = Sandbox::brisk(World::sample());
    let boards = objects(&sandbox.server.answer("/boards"));
    let name =
        |board: &Object| -> String { serde_json::from_str(board["name"].get()).expect("text") };
    let names: Vec<_> = boards.iter().map(name).collect();
    let is_unique = |name: &&String| names.iter().filter(|other| other == name).count() == 1;
    let unique = names.iter().find(is_unique).expect("a name of its own");
    let table = cells(&sandbox.succeed(&["board-details", "--board", unique]));
    assert!(table[1].contains(unique), "{table:?}");
    let double = names.iter().find(|name| !is_unique(name)).expect("a name of two boards");
    let stderr = sandbox.fail(2, &["board-details", "--board", double]);
    assert!(stderr.contains("2 boards have the name"), "{stderr}");
    let stderr = sandbox.fail(2, &["board-pins", "--board", "No such board"]);
    assert!(stderr.contains("hint: `pinads user-boards` lists the boards"), "{stderr}");
    let run = sandbox.run(&["board-pins", "--board", "1"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(4), ""), "{}", run.stderr);
    assert!(run.stderr.contains("HTTP 404"), "{}", run.stderr);
}

#[test]
fn secrets_never_come_out() {
    let sandbox = Sandbox::brisk(World::sample());
    for arguments in [
        "object-information --object-type feeds -f ndjson",
        "object-information --object-type integrations -f ndjson",
        "object-information --object-type lead-subscriptions --all-ad-accounts -f ndjson",
        "get /catalogs/feeds -f ndjson",
        "get /catalogs/feeds --rows=",
        "get /integrations",
    ] {
        let text = sandbox.succeed(&arguments.split(' ').collect::<Vec<_>>());
        assert!(text.lines().count() > 1 || arguments.ends_with("--rows="), "{arguments}: {text}");
        for secret in [
            "credentials",
            "partner_access_token\"",
            "partner_refresh_token\"",
            "cryptographic_key",
        ] {
            assert!(!text.contains(secret), "{arguments}: {text}");
        }
    }
}

#[test]
fn some_rows_are_the_first_ones_and_ask_no_more_than_needed() {
    let sandbox = Sandbox::new(World::sized(3, 260, 0, 0, 0));
    let all = ["object-information", "--object-type", "campaigns", "--all-ad-accounts"];
    let whole = cells(&sandbox.succeed(&all));
    let before = sandbox.server.log().len();
    let some = cells(&sandbox.succeed(&[&all[..], &["--limit", "7"]].concat()));
    assert_eq!(some, whole[..8]);
    assert!(sandbox.server.log().len() - before <= 3, "accounts, and a page or two");
    let more = cells(&sandbox.succeed(&[&all[..], &["--limit", "300"]].concat()));
    assert_eq!(more, whole[..301]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let sandbox = Sandbox::new(World::sample());
    for (arguments, said) in [
        ("--object-type bananas", "the object types are campaigns, ad-groups, ads"),
        ("--object-type campaigns --ids 1 --limit 2", "cannot be used with"),
        ("--object-type audiences --campaign 1", "`audiences` takes no `--campaign`"),
        ("--object-type ad-groups --ad-group 1", "`ad-groups` takes no `--ad-group`"),
        ("--object-type followers --ids 1", "`followers` takes no `--ids`"),
        ("--object-type audiences --business 1", "`audiences` takes no `--business`"),
        (
            "--object-type followers --entity-status active",
            "`followers` takes no `--entity-status`: these objects have no status",
        ),
        ("--object-type media --ad-account 1", "`media` takes no `--ad-account`"),
        ("--object-type boards --all-ad-accounts", "`boards` takes at most one `--ad-account`"),
        ("--object-type ads --campaign 1 --all-ad-accounts", "require one ad account"),
        ("--object-type boards --pin 1", "`boards` takes no `--pin`"),
        ("--object-type promotions --promotion 1", "`promotions` takes no `--promotion`"),
        (
            "--object-type promotion-applied-entities --promotion 1 --all-ad-accounts",
            "require one ad account",
        ),
        ("--object-type boards -o {account}.csv", "requires a report of ad accounts"),
    ] {
        let words = ["object-information"].into_iter().chain(arguments.split(' '));
        let stderr = sandbox.fail(2, &words.collect::<Vec<_>>());
        let plain = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(said), "{arguments}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
}
