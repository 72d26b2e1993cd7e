//! The reports on objects: boards, Pins, users, and every type of `object-information`.

use super::Case;
use super::of_ad_accounts::STATUSES;
use super::truth::{Answer, Object, case, in_order, objects, parse, row};
use crate::support::server::{Entity, Server, Status};

pub(crate) fn cases(server: &Server) -> Vec<Case> {
    let mut cases = Vec::new();
    organic(server, &mut cases);
    of_several_lists(server, &mut cases);
    of_users_and_businesses(server, &mut cases);
    of_each_parent(server, &mut cases);
    of_nested_lists(server, &mut cases);
    narrowed_here(server, &mut cases);
    narrowed_there(server, &mut cases);
    cases
}

fn one(answer: &str) -> Vec<Answer> {
    vec![(answer.to_owned(), vec![])]
}

fn organic(server: &Server, cases: &mut Vec<Case>) {
    let board = &objects(&server.answer("/boards"))[0]["id"];
    let board = board.get().trim_matches('"');
    let account = server.world().accounts[1].id.clone();
    let theirs = &objects(&server.answer(&format!("/boards?ad_account_id={account}")))[0]["id"];
    let theirs = theirs.get().trim_matches('"');
    let kind = &objects(&server.answer(&format!("/boards/{board}/pins")))[0]["creative_type"];
    let kind = kind.get().trim_matches('"');
    for (arguments, answer) in [
        ("users", "/user_account"),
        ("users --ad-account ACCOUNT", "/user_account?ad_account_id=ACCOUNT"),
        ("followers", "/user_account/followers"),
        ("user-boards", "/boards"),
        ("user-boards --advertiser ACCOUNT", "/boards?ad_account_id=ACCOUNT"),
        ("user-boards --privacy public_and_secret", "/boards?privacy=PUBLIC_AND_SECRET"),
        ("user-boards --privacy PROTECTED", "/boards?privacy=PROTECTED"),
        ("board-details --board BOARD", "/boards/BOARD"),
        ("board-pins --board BOARD", "/boards/BOARD/pins"),
        ("board-pins --board BOARD --pin-metrics", "/boards/BOARD/pins?pin_metrics=true"),
        (
            "board-details --board THEIRS --ad-account ACCOUNT",
            "/boards/THEIRS?ad_account_id=ACCOUNT",
        ),
        (
            "board-pins --board THEIRS --ad-account ACCOUNT",
            "/boards/THEIRS/pins?ad_account_id=ACCOUNT",
        ),
        (
            "board-pins --board BOARD --creative-type carousel,KIND",
            "/boards/BOARD/pins?creative_types=CAROUSEL&creative_types=KIND",
        ),
        ("pins", "/pins"),
        ("pins --pin-metrics", "/pins?pin_metrics=true"),
        ("pins --pin-filter exclude-native", "/pins?pin_filter=exclude_native"),
        ("pins --pin-filter exclude-repins", "/pins?pin_filter=exclude_repins"),
        ("pins --pin-filter has_been_promoted", "/pins?pin_filter=has_been_promoted"),
        (
            "pins --ad-account ACCOUNT --creative-type regular",
            "/pins?ad_account_id=ACCOUNT&creative_types=REGULAR",
        ),
        ("pins --creative-type app", "/pins?creative_types=APP"),
    ] {
        let fill = |text: &str| {
            let text = text.replace("BOARD", board).replace("THEIRS", theirs);
            text.replace("ACCOUNT", &account).replace("KIND", kind)
        };
        cases.push(case(server, &fill(arguments), &one(&fill(answer))));
    }
}

/// Labels lie in the items of a list, eligible events under the tags of a map.
fn of_nested_lists(server: &Server, cases: &mut Vec<Case>) {
    let id = server.world().accounts[0].id.clone();
    let account = ("ad_account_id", id.clone());
    let statuses = "entity_statuses=ACTIVE&entity_statuses=ARCHIVED";
    let run = |object_type: &str| {
        format!("object-information --ad-account {id} --object-type {object_type}")
    };
    let labels = |options: &str, query: &str| {
        let query = format!("/ad_accounts/{id}/labels?{statuses}{query}");
        let items = objects(&server.answer(&query)).into_iter();
        let labels: Vec<Object> = items
            .flat_map(|item| match item.get("labels") {
                Some(labels) => parse(labels.get()),
                None => vec![item],
            })
            .collect();
        let known = account.clone();
        let rows = move |header: &[String]| {
            labels.iter().map(|label| row(label, header, std::slice::from_ref(&known))).collect()
        };
        Case { arguments: run(&format!("labels{options}")), rows: Box::new(rows) }
    };
    cases.push(labels("", ""));
    let all = (labels("", "").rows)(&["id".to_owned()]);
    let two: Vec<_> = all.iter().flatten().take(2).cloned().collect();
    let query = format!("&{}", repeated("label_ids", &two));
    cases.push(labels(&format!(" --ids {}", two.join(",")), &query));
    let campaigns = &server.world().accounts[0].campaigns;
    let two: Vec<_> = campaigns.iter().take(2).map(|campaign| campaign.id.clone()).collect();
    let query = format!("&{}", repeated("campaign_ids", &two));
    cases.push(labels(&format!(" --campaign {}", two.join(",")), &query));

    let map = server.answer(&format!("/ad_accounts/{id}/conversion_tags/ocpm_eligible"));
    let tags = in_order(&map);
    let rows = move |header: &[String]| {
        let rows = tags.iter().flat_map(|(tag, events)| {
            let known = [account.clone(), ("tag_id", tag.clone())];
            let events: Vec<Object> = parse(events.get());
            events.iter().map(|event| row(event, header, &known)).collect::<Vec<_>>()
        });
        rows.collect()
    };
    cases.push(Case { arguments: run("ocpm-eligible-events"), rows: Box::new(rows) });
}

/// Where the API has no filter, pinads filters.
fn narrowed_here(server: &Server, cases: &mut Vec<Case>) {
    let id = server.world().accounts[0].id.clone();
    for (object_type, path, field) in [
        ("customer-lists", "customer_lists", "id"),
        ("conversion-tags", "conversion_tags", "id"),
        ("promotions", "promotions", "status"),
    ] {
        let all = objects(&server.answer(&format!("/ad_accounts/{id}/{path}")));
        let value = |object: &Object| object[field].get().trim_matches('"').to_owned();
        let wanted = value(&all[1]);
        let option = if field == "id" { "--ids" } else { "--entity-status" };
        let kept: Vec<Object> = all.into_iter().filter(|object| value(object) == wanted).collect();
        let known = ("ad_account_id", id.clone());
        let rows = move |header: &[String]| {
            kept.iter().map(|object| row(object, header, std::slice::from_ref(&known))).collect()
        };
        let arguments = format!(
            "object-information --ad-account {id} --object-type {object_type} {option} {wanted}"
        );
        cases.push(Case { arguments, rows: Box::new(rows) });
    }
}

fn of_several_lists(server: &Server, cases: &mut Vec<Case>) {
    let account = &server.world().accounts[0];
    let id = account.id.as_str();
    let list = |path: String, known: &[(&'static str, &'static str)]| {
        let known = known.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let known = known.chain([("ad_account_id", id.to_owned())]).collect();
        (format!("/ad_accounts/{id}/{path}"), known)
    };
    let run = |object_type: &str| {
        format!("object-information --ad-account {id} --object-type {object_type}")
    };
    let ids = |path: &str| -> Vec<String> {
        let listed = objects(&server.answer(&format!("/ad_accounts/{id}/{path}?{STATUSES}")));
        listed.iter().map(|o| o["id"].get().trim_matches('"').to_owned()).collect()
    };
    cases.push(case(
        server,
        &run("audiences"),
        &[
            list("audiences?ownership_type=OWNED".into(), &[("ownership_type", "OWNED")]),
            list("audiences?ownership_type=RECEIVED".into(), &[("ownership_type", "RECEIVED")]),
        ],
    ));
    let profiles = list("billing_profiles?is_active=false".into(), &[]);
    cases.push(case(server, &run("billing-profiles"), &[profiles]));
    let of = |ids: Vec<String>, path: &str| -> Vec<_> {
        ids.iter().map(|id| list(path.replace("ID", id), &[])).collect()
    };
    let groups = format!("product_group_promotions?ad_group_id=ID&{STATUSES}");
    cases.push(case(server, &run("product-groups"), &of(ids("ad_groups"), &groups)));
    let keywords = [
        vec![list("keywords".into(), &[])],
        of(ids("campaigns"), "keywords?campaign_id=ID"),
        of(ids("ad_groups"), "keywords?ad_group_id=ID"),
    ];
    cases.push(case(server, &run("keywords"), &keywords.concat()));

    let schedules =
        |ids: Vec<String>| list(format!("schedules?{}", repeated("entity_ids", &ids)), &[]);
    cases.push(case(
        server,
        &run("schedules"),
        &[schedules(ids("campaigns")), schedules(ids("ad_groups"))],
    ));
    let campaign = ids("campaigns").swap_remove(1);
    let run_of_one = format!("schedules --campaign {campaign}");
    cases.push(case(server, &run(&run_of_one), &[schedules(vec![campaign])]));
    let promotions = objects(&server.answer(&format!("/ad_accounts/{id}/promotions")));
    let promotions: Vec<String> =
        promotions.iter().map(|o| o["id"].get().trim_matches('"').to_owned()).collect();
    let applied = |ids: &[String]| {
        list(format!("promotion_applied_entities?{}", repeated("promotion_ids", ids)), &[])
    };
    cases.push(case(server, &run("promotion-applied-entities"), &[applied(&promotions)]));
    let run_of_one = format!("promotion-applied-entities --promotion {}", promotions[0]);
    cases.push(case(server, &run(&run_of_one), &[applied(&promotions[..1])]));

    // A draft may hang on a draft.
    let draft = "entity_statuses=DRAFT";
    let every = Status::ALL.map(|status| format!("entity_statuses={}", status.key())).join("&");
    let all = objects(&server.answer(&format!("/ad_accounts/{id}/ad_groups?{every}")));
    let all = all.iter().map(|group| group["id"].get().trim_matches('"').to_owned()).collect();
    let drafts = of(all, &format!("product_group_promotions?ad_group_id=ID&{draft}"));
    cases.push(case(server, &run("product-groups --entity-status draft"), &drafts));
}

fn repeated(name: &str, ids: &[String]) -> String {
    ids.iter().map(|id| format!("{name}={id}")).collect::<Vec<_>>().join("&")
}

/// Where the API has a filter, it is asked with it.
fn narrowed_there(server: &Server, cases: &mut Vec<Case>) {
    let account = &server.world().accounts[0];
    let id = &account.id;
    let product_group = &account.product_groups[0];
    let parents = [&product_group.campaign_id, &product_group.ad_group_id];
    let [campaign, ad_group] = parents.map(|id| id.as_ref().expect("it has parents"));
    let ids = |entities: &[Entity]| [0, 1].map(|place| entities[place].id.clone());
    let [first_ad, second_ad] = ids(&account.ads);
    let [first_group, second_group] = ids(&account.ad_groups);
    // Two values show whether a parameter is repeated or joined by commas.
    let [first_campaign, second_campaign] = ids(&account.campaigns);
    let campaigns = repeated("campaign_ids", &ids(&account.campaigns));
    let [first_product, second_product] = ids(&account.product_groups);
    let product_groups = |by: &str| format!("product_group_promotions?{by}&{STATUSES}");
    for (object_type, answers) in [
        (
            format!("ad-groups --campaign {first_campaign},{second_campaign}"),
            vec![format!("ad_groups?{campaigns}&{STATUSES}")],
        ),
        (
            format!("ads --ad-group {first_group},{second_group}"),
            vec![format!("ads?ad_group_ids={first_group}&ad_group_ids={second_group}&{STATUSES}")],
        ),
        (
            format!("ads --campaign {first_campaign},{second_campaign}"),
            vec![format!("ads?{campaigns}&{STATUSES}")],
        ),
        ("ads --entity-status paused".to_owned(), vec!["ads?entity_statuses=PAUSED".to_owned()]),
        (
            format!("campaigns --ids {first_campaign},{second_campaign}"),
            vec![format!("campaigns?{campaigns}&{STATUSES}")],
        ),
        (
            format!("ads --ids {first_ad},{second_ad}"),
            vec![format!("ads?ad_ids={first_ad}&ad_ids={second_ad}&{STATUSES}")],
        ),
        (
            format!("ad-groups --ids {first_group} --ids {second_group}"),
            vec![format!(
                "ad_groups?ad_group_ids={first_group}&ad_group_ids={second_group}&{STATUSES}"
            )],
        ),
        (
            format!("product-groups --ids {first_product},{second_product}"),
            vec![product_groups(&format!(
                "product_group_promotion_ids={first_product}\
                 &product_group_promotion_ids={second_product}"
            ))],
        ),
        (
            format!("product-groups --ad-group {ad_group}"),
            vec![product_groups(&format!("ad_group_id={ad_group}"))],
        ),
        (
            format!("product-groups --campaign {campaign}"),
            account
                .ad_groups
                .iter()
                .filter(|group| group.campaign_id.as_ref() == Some(campaign))
                .map(|group| product_groups(&format!("ad_group_id={}", group.id)))
                .collect(),
        ),
        (
            format!("keywords --campaign {campaign}"),
            vec![format!("keywords?campaign_id={campaign}")],
        ),
        (
            format!("keywords --ad-group {ad_group}"),
            vec![format!("keywords?ad_group_id={ad_group}")],
        ),
    ] {
        let known = vec![("ad_account_id", id.clone())];
        let list = |answer| (format!("/ad_accounts/{id}/{answer}"), known.clone());
        let answers: Vec<_> = answers.into_iter().map(list).collect();
        let run = format!("object-information --ad-account {id} --object-type {object_type}");
        cases.push(case(server, &run, &answers));
    }
    let groups = objects(&server.answer("/catalogs/product_groups"));
    let [first, second] = [0, 2].map(|place| groups[place]["id"].get().trim_matches('"'));
    let run =
        format!("object-information --object-type catalog-product-groups --ids {first},{second}");
    let answer = format!("/catalogs/product_groups?id={first},{second}");
    cases.push(case(server, &run, &one(&answer)));
}

fn of_users_and_businesses(server: &Server, cases: &mut Vec<Case>) {
    let account = server.world().accounts[1].id.clone();
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
        cases.push(case(server, &fill(&arguments), &one(&fill(answer))));
    }
    let own = &objects(&server.answer("/user_account"))[0]["id"];
    let own = own.get().trim_matches('"');
    for (object_type, path, variant, values) in [
        ("members", "members?assets_summary=true", "", &[""][..]),
        ("partners", "partners?assets_summary=true", "partner_type", &["INTERNAL", "EXTERNAL"]),
        ("assets", "assets?", "asset_type", ASSET_TYPES),
        ("invites", "invites?", "is_member", &["true", "false"]),
        ("received-audiences", "audiences?", "", &[""]),
    ] {
        let answers: Vec<_> = values
            .iter()
            .map(|value| {
                let known = [(variant, (*value).to_owned()), ("business_id", own.to_owned())];
                let filter =
                    if variant.is_empty() { String::new() } else { format!("&{variant}={value}") };
                (format!("/businesses/{own}/{path}{filter}").replace("?&", "?"), known.to_vec())
            })
            .collect();
        let run = format!("object-information --object-type {object_type}");
        cases.push(case(server, &run, &answers));
        cases.push(case(server, &format!("{run} --business {own}"), &answers));
    }
}

const ASSET_TYPES: &[&str] = &["AD_ACCOUNT", "PROFILE", "ASSET_GROUP", "CATALOG", "CONSUMER"];

/// Each catalog and each Pin has a list of its own.
fn of_each_parent(server: &Server, cases: &mut Vec<Case>) {
    let mut accounts = server.world().accounts.iter();
    let account = accounts.find(|account| account.owner_has_catalogs).expect("a shop");
    let account = &account.id;
    let ids = |answer: &str| -> Vec<String> {
        let listed = objects(&server.answer(answer));
        listed.iter().map(|object| object["id"].get().trim_matches('"').to_owned()).collect()
    };
    let stores = |catalog: &String, query: &str| {
        let answer = format!("/catalogs/{catalog}/local_stores{query}");
        (answer, vec![("catalog_id", catalog.clone())])
    };
    let run = |rest: &str| format!("object-information --object-type {rest}");
    let catalogs = ids("/catalogs");
    let all: Vec<_> = catalogs.iter().map(|catalog| stores(catalog, "")).collect();
    cases.push(case(server, &run("local-stores"), &all));
    let one = format!("local-stores --catalog {}", catalogs[1]);
    cases.push(case(server, &run(&one), &all[1..2]));
    let of_one = ids(&format!("/catalogs/{}/local_stores", catalogs[1]));
    let two = of_one[..2].join(",");
    let some = format!("local-stores --catalog {} --ids {two}", catalogs[1]);
    cases.push(case(server, &run(&some), &[stores(&catalogs[1], &format!("?ids={two}"))]));
    let some = format!("local-stores --ad-account {account}");
    let query = format!("?ad_account_id={account}");
    let theirs: Vec<_> =
        ids(&format!("/catalogs{query}")).iter().map(|catalog| stores(catalog, &query)).collect();
    cases.push(case(server, &run(&some), &theirs));

    let pins = ids("/pins");
    let tags =
        |pin: &String| (format!("/pins/{pin}/product_tags"), vec![("hero_pin_id", pin.clone())]);
    let all: Vec<_> = pins.iter().map(tags).collect();
    cases.push(case(server, &run("product-tags"), &all));
    let some = format!("product-tags --pin {},{}", pins[0], pins[3]);
    cases.push(case(server, &run(&some), &[tags(&pins[0]), tags(&pins[3])]));
}
