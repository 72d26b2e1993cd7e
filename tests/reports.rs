//! The reports on objects: every one equals what the server knows, cell by cell.

use crate::object_truth::{Object, objects, row};
use crate::sandbox::{Sandbox, cells};
use crate::server::World;

/// Runs a report and compares its rows with those of some answers of the server.
fn check(sandbox: &Sandbox, arguments: &str, answers: &[(String, Vec<(&str, &str)>)]) {
    let words: Vec<_> = arguments.split(' ').collect();
    let run = sandbox.run(&words);
    assert_eq!(run.code, Some(0), "{arguments}: {}", run.stderr);
    assert!(!run.stderr.contains("which has no column"), "{arguments}: {}", run.stderr);
    let mut table = cells(&run.stdout);
    let header = table.remove(0);
    let mut expected = Vec::new();
    for (answer, known) in answers {
        for object in objects(&sandbox.server.answer(answer)) {
            expected.push(row(&object, &header, known));
        }
    }
    assert_eq!(as_json(&header, table), as_json(&header, expected), "{arguments}");
    assert_eq!(sandbox.succeed(&words), run.stdout, "{arguments} again");
}

/// Cells of JSON may differ in the order of their keys: they are compared as what they mean.
fn as_json(header: &[String], table: Vec<Vec<String>>) -> Vec<Vec<(String, String)>> {
    let cell = |text: String| match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) if value.is_object() || value.is_array() => value.to_string(),
        _ => text,
    };
    let named = |row: Vec<String>| header.iter().cloned().zip(row.into_iter().map(cell)).collect();
    table.into_iter().map(named).collect()
}

fn one(answer: &str) -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    vec![(answer.to_owned(), vec![])]
}

#[test]
fn organic_reports_equal_the_truth() {
    let sandbox = Sandbox::hasty(World::sample());
    let board = &objects(&sandbox.server.answer("/boards"))[0]["id"];
    let board = board.get().trim_matches('"');
    let account = sandbox.server.world().accounts[1].id.clone();
    for (arguments, answer) in [
        ("users", "/user_account"),
        ("users --ad-account ACCOUNT", "/user_account?ad_account_id=ACCOUNT"),
        ("user-boards", "/boards"),
        ("user-boards --advertiser ACCOUNT", "/boards?ad_account_id=ACCOUNT"),
        ("user-boards --privacy public_and_secret", "/boards?privacy=PUBLIC_AND_SECRET"),
        ("user-boards --privacy PROTECTED", "/boards?privacy=PROTECTED"),
        ("board-details --board BOARD", "/boards/BOARD"),
        ("board-pins --board BOARD", "/boards/BOARD/pins"),
        ("board-pins --board BOARD --pin-metrics", "/boards/BOARD/pins?pin_metrics=true"),
        (
            "board-pins --board BOARD --creative-type video,IDEA",
            "/boards/BOARD/pins?creative_types=VIDEO&creative_types=IDEA",
        ),
        ("pins", "/pins"),
        ("pins --pin-metrics", "/pins?pin_metrics=true"),
        ("pins --pin-filter exclude-repins", "/pins?pin_filter=exclude_repins"),
        ("pins --pin-filter has_been_promoted", "/pins?pin_filter=has_been_promoted"),
        (
            "pins --ad-account ACCOUNT --creative-type regular",
            "/pins?ad_account_id=ACCOUNT&creative_types=REGULAR",
        ),
    ] {
        let fill = |text: &str| text.replace("BOARD", board).replace("ACCOUNT", &account);
        check(&sandbox, &fill(arguments), &one(&fill(answer)));
    }
}

#[test]
fn a_board_may_be_named() {
    let sandbox = Sandbox::hasty(World::sample());
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
    assert!(stderr.contains("there are 2 boards named"), "{stderr}");
    let stderr = sandbox.fail(2, &["board-pins", "--board", "No such board"]);
    assert!(stderr.contains("hint: `pinads user-boards` lists the boards"), "{stderr}");
    let stderr = sandbox.fail(4, &["board-pins", "--board", "1"]);
    assert!(stderr.contains("HTTP 404"), "{stderr}");
}

/// Object types of an ad account whose list is one request.
const OF_AD_ACCOUNT: [(&str, &str); 16] = [
    ("campaigns", "/campaigns?STATUSES"),
    ("ad_group", "/ad_groups?STATUSES"),
    ("Ads", "/ads?STATUSES"),
    ("pin-promotions", "/ads?STATUSES"),
    ("customer-lists", "/customer_lists"),
    ("conversion-tags", "/conversion_tags"),
    ("page-visit-events", "/conversion_tags/page_visit"),
    ("advertiser-defined-events", "/advertiser_defined_events"),
    ("order-lines", "/order_lines"),
    ("promotions", "/promotions"),
    ("targeting-templates", "/targeting_templates"),
    ("report-templates", "/templates"),
    ("lead-forms", "/lead_forms"),
    ("lead-subscriptions", "/leads/subscriptions"),
    ("billing-invoices", "/billing_invoices"),
    (
        "campaigns --entity-status archived,draft",
        "/campaigns?entity_statuses=ARCHIVED&entity_statuses=DRAFT",
    ),
];

const STATUSES: &str = "entity_statuses=ACTIVE&entity_statuses=PAUSED&entity_statuses=ARCHIVED";

#[test]
fn objects_of_ad_accounts_equal_the_truth() {
    let sandbox = Sandbox::hasty(World::sample());
    let world = sandbox.server.world();
    for (object_type, path) in OF_AD_ACCOUNT {
        let answers: Vec<_> = world
            .accounts
            .iter()
            .map(|account| {
                let answer = format!("/ad_accounts/{}{path}", account.id);
                (answer.replace("STATUSES", STATUSES), vec![("ad_account_id", account.id.as_str())])
            })
            .collect();
        let arguments = format!("object-information --all-ad-accounts --object-type {object_type}");
        check(&sandbox, &arguments, &answers);
    }
}

#[test]
fn lists_that_are_several_requests_are_whole() {
    let sandbox = Sandbox::hasty(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let id = account.id.as_str();
    let list = |path: String, known: &[(&'static str, &'static str)]| {
        let known = known.iter().copied().chain([("ad_account_id", id)]).collect::<Vec<_>>();
        (format!("/ad_accounts/{id}/{path}"), known)
    };
    let run = |object_type: &str| {
        format!("object-information --ad-account {id} --object-type {object_type}")
    };
    let ids = |path: &str| -> Vec<String> {
        let listed =
            objects(&sandbox.server.answer(&format!("/ad_accounts/{id}/{path}?{STATUSES}")));
        listed.iter().map(|o| o["id"].get().trim_matches('"').to_owned()).collect()
    };
    check(
        &sandbox,
        &run("audiences"),
        &[
            list("audiences?ownership_type=OWNED".into(), &[("ownership_type", "OWNED")]),
            list("audiences?ownership_type=RECEIVED".into(), &[("ownership_type", "RECEIVED")]),
        ],
    );
    let profiles = list("billing_profiles?is_active=false".into(), &[]);
    check(&sandbox, &run("billing-profiles"), &[profiles]);
    let of = |ids: Vec<String>, path: &str| -> Vec<_> {
        ids.iter().map(|id| list(path.replace("ID", id), &[])).collect()
    };
    let groups = format!("product_group_promotions?ad_group_id=ID&{STATUSES}");
    check(&sandbox, &run("product-groups"), &of(ids("ad_groups"), &groups));
    let keywords = [
        vec![list("keywords".into(), &[])],
        of(ids("campaigns"), "keywords?campaign_id=ID"),
        of(ids("ad_groups"), "keywords?ad_group_id=ID"),
    ];
    check(&sandbox, &run("keywords"), &keywords.concat());

    let campaign = account.campaigns[0].id.as_str();
    let ad_group = account.ad_groups[0].id.as_str();
    for (object_type, answer) in [
        (
            format!("ad-groups --campaign {campaign}"),
            format!("ad_groups?campaign_ids={campaign}&{STATUSES}"),
        ),
        (format!("ads --ad-group {ad_group}"), format!("ads?ad_group_ids={ad_group}&{STATUSES}")),
        (format!("keywords --campaign {campaign}"), format!("keywords?campaign_id={campaign}")),
        (
            format!("campaigns --ids {campaign}"),
            format!("campaigns?campaign_ids={campaign}&{STATUSES}"),
        ),
    ] {
        check(&sandbox, &run(&object_type), &[list(answer, &[])]);
    }
}

#[test]
fn objects_of_the_user_and_of_businesses_equal_the_truth() {
    let sandbox = Sandbox::hasty(World::sample());
    let account = sandbox.server.world().accounts[1].id.clone();
    for (object_type, answer) in [
        ("ad-accounts", "/ad_accounts?include_shared_accounts=true"),
        ("catalogs", "/catalogs"),
        ("feeds", "/catalogs/feeds"),
        ("catalog-product-groups", "/catalogs/product_groups"),
        ("boards", "/boards"),
        ("pins", "/pins"),
        ("media", "/media"),
        ("linked-businesses", "/user_account/businesses"),
        ("followers", "/user_account/followers"),
        ("following", "/user_account/following"),
        ("followed-boards", "/user_account/following/boards"),
        ("websites", "/user_account/websites"),
        ("employers", "/businesses/employers"),
        ("integrations", "/integrations"),
        ("boards --ad-account ACCOUNT", "/boards?ad_account_id=ACCOUNT"),
    ] {
        let arguments = format!("object-information --object-type {object_type}");
        let fill = |text: &str| text.replace("ACCOUNT", &account);
        check(&sandbox, &fill(&arguments), &one(&fill(answer)));
    }
    let own = &objects(&sandbox.server.answer("/user_account"))[0]["id"];
    let own = own.get().trim_matches('"');
    for (object_type, path) in [
        ("members", "members"),
        ("partners", "partners"),
        ("assets", "assets"),
        ("invites", "invites"),
        ("received-audiences", "audiences"),
    ] {
        let answer = (format!("/businesses/{own}/{path}"), vec![("business_id", own)]);
        check(
            &sandbox,
            &format!("object-information --object-type {object_type}"),
            std::slice::from_ref(&answer),
        );
        let given = format!("object-information --object-type {object_type} --business {own}");
        check(&sandbox, &given, &[answer]);
    }
}

#[test]
fn secrets_never_come_out() {
    let sandbox = Sandbox::hasty(World::sample());
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
        ("--object-type audiences --campaign 1", "audiences are not narrowed by `--campaign`"),
        ("--object-type ad-groups --ad-group 1", "ad-groups are not narrowed by `--ad-group`"),
        ("--object-type followers --ids 1", "followers have no ids"),
        ("--object-type audiences --business 1", "audiences do not belong to a business"),
        ("--object-type followers --entity-status active", "followers have no status"),
        ("--object-type media --ad-account 1", "media do not belong to ad accounts"),
        ("--object-type boards --all-ad-accounts", "boards are those of one account"),
        ("--object-type ads --campaign 1 --all-ad-accounts", "belong to one ad account"),
        ("--object-type boards -o {account}.csv", "is not about ad accounts"),
    ] {
        let words = ["object-information"].into_iter().chain(arguments.split(' '));
        let stderr = sandbox.fail(2, &words.collect::<Vec<_>>());
        let plain = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(said), "{arguments}: {stderr}");
    }
    assert_eq!(sandbox.server.log().len(), 0);
}
