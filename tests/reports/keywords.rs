//! The lists of keywords and product groups, which hang on campaigns and ad groups: the requests
//! that they take, and what becomes of drafts.

use chrono::TimeDelta;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Exchange, Quirks, SeveralAdGroups, Sizes, World};

const KEYWORDS: [&str; 4] =
    ["object-information", "--object-type", "keywords", "--all-ad-accounts"];

/// An app for which `ad_group_ids` has this effect. Each parent has two keywords.
fn world(accounts: usize, ad_groups: usize, ad_group_ids: SeveralAdGroups) -> World {
    World {
        sizes: Sizes { of_a_kind: Some(2), ..Sizes::NOTHING },
        quirks: Quirks { ad_group_ids, ..Quirks::default() },
        ..World::sized(accounts, 3, ad_groups, 0, 0)
    }
}

/// The output, and the requests for it.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> (String, Vec<Exchange>) {
    let before = sandbox.server.log().len();
    let output = sandbox.succeed(arguments);
    (output, sandbox.server.log().split_off(before))
}

/// The number of lists of keywords, and of those of several ad groups.
fn lists(log: &[Exchange]) -> (usize, usize) {
    let lists = log.iter().filter(|exchange| exchange.path.ends_with("/keywords"));
    let is_of_several = |it: &&Exchange| it.query.iter().any(|(name, _)| name == "ad_group_ids");
    (lists.clone().count(), lists.filter(is_of_several).count())
}

/// The numbers of ad groups in the requests for several of them.
fn named_together(log: &[Exchange]) -> Vec<usize> {
    let named = |it: &Exchange| it.query.iter().filter(|(name, _)| name == "ad_group_ids").count();
    let mut named: Vec<_> = log.iter().map(named).filter(|ids| *ids > 0).collect();
    named.sort_unstable();
    named
}

#[test]
fn keywords_of_250_ad_groups_take_one_list() {
    let apart = Sandbox::brisk(world(2, 300, SeveralAdGroups::Refused));
    let (expected, log) = run(&apart, &KEYWORDS);
    assert_eq!(expected.lines().count(), 1 + 2 * 2 * (1 + 3 + 300));
    assert_eq!(lists(&log), (1 + 2 * (1 + 3 + 300), 1), "one of several is tried");

    let together = Sandbox::brisk(world(2, 300, SeveralAdGroups::Obeyed));
    for _ in 0..2 {
        let (output, log) = run(&together, &KEYWORDS);
        assert!(output == expected, "the same bytes");
        // Two keywords for each of 250 ad groups are two pages.
        assert_eq!(named_together(&log), [50, 50, 250, 250, 250, 250]);
        assert_eq!(log.len(), 1 + 2 * (3 + 1 + 3 + 3), "ad accounts, parents, keywords");
    }
}

#[test]
fn keywords_are_the_same_whatever_becomes_of_ad_group_ids() {
    let expected = Sandbox::brisk(world(2, 12, SeveralAdGroups::Obeyed)).succeed(&KEYWORDS);
    for effect in [
        SeveralAdGroups::Refused,
        SeveralAdGroups::Restricted,
        SeveralAdGroups::Ignored,
        SeveralAdGroups::First,
    ] {
        let sandbox = Sandbox::brisk(world(2, 12, effect));
        let apart = 2 * (1 + 3 + 12);
        let runs = [(TimeDelta::zero(), 1), (TimeDelta::days(6), 0), (TimeDelta::days(2), 1)];
        for (later, tried) in runs {
            sandbox.pass(later);
            let (output, log) = run(&sandbox, &[&KEYWORDS[..], &["--concurrency", "1"]].concat());
            assert!(output == expected, "{effect:?}: the same bytes");
            assert_eq!(lists(&log), (apart + tried, tried), "{effect:?}");
        }
        let outcome = sandbox.run(&KEYWORDS);
        assert!(!outcome.stderr.contains("ad_group_ids"), "{effect:?}: {}", outcome.stderr);
        let _ = std::fs::remove_dir_all(sandbox.path("state"));
        let stderr = sandbox.run(&[&KEYWORDS[..], &["-v"]].concat()).stderr;
        assert!(
            effect == SeveralAdGroups::First || stderr.contains("detail: no `ad_group_ids` in"),
            "{effect:?}: {stderr}"
        );
    }
}

#[test]
fn a_wrong_id_proves_nothing_about_ad_group_ids() {
    let sandbox = Sandbox::brisk(world(1, 12, SeveralAdGroups::Obeyed));
    let account = &sandbox.server.world().accounts[0];
    let (id, ad_group) = (account.id.clone(), account.ad_groups[0].id.clone());
    let ad_groups = format!("{ad_group},1");
    let run_of_two = [&KEYWORDS[..3], &["--ad-account", &id, "--ad-group", &ad_groups]].concat();
    let stderr = sandbox.fail(4, &run_of_two);
    assert!(stderr.contains("1 is not in ad account"), "{stderr}");
    let (_, log) = run(&sandbox, &KEYWORDS);
    assert_eq!(lists(&log), (1 + 3 + 1, 1));
}

/// The IDs of the parents of the rows.
fn parents(output: &str) -> Vec<String> {
    let table = cells(output);
    let place = table[0].iter().position(|name| name == "parent_id").expect("a column");
    let mut parents: Vec<_> = table[1..].iter().map(|row| row[place].clone()).collect();
    parents.dedup();
    parents
}

#[test]
fn parents_that_are_drafts_are_counted_or_included() {
    let sandbox = Sandbox::brisk(World::sample());
    let account = &sandbox.server.world().accounts[0];
    let run_of = |object_type: &'static str, more: &[&'static str]| {
        let run = ["object-information", "--ad-account", &account.id, "--object-type", object_type];
        sandbox.run(&[&run[..], more].concat())
    };
    let note = |object_type, drafts| {
        format!(
            "note: {object_type} of {drafts} (unpublished campaigns and ad groups) are left out; \
             `--entity-status active,paused,archived,draft` includes them"
        )
    };
    let all = ["--entity-status", "active,paused,archived,draft"];
    let mut counts = Vec::new();
    for (object_type, drafts) in
        [("keywords", "2 drafts"), ("product-groups", "1 draft"), ("schedules", "2 drafts")]
    {
        // The second run counts no drafts again.
        for _ in 0..2 {
            let before = sandbox.server.log().len();
            let outcome = run_of(object_type, &[]);
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
            assert!(outcome.stderr.contains(&note(object_type, drafts)), "{}", outcome.stderr);
            counts.push(sandbox.server.log().len() - before);
        }
        let some = run_of(object_type, &[]).stdout.lines().count();
        let outcome = run_of(object_type, &all);
        assert!(!outcome.stderr.contains("left out"), "{}", outcome.stderr);
        // No draft of the sample has schedules.
        let more = outcome.stdout.lines().count() - some;
        assert!(more > 0 || object_type == "schedules", "{object_type}");
    }
    assert!(counts.chunks(2).all(|runs| runs[0] == runs[1]), "{counts:?}");

    let draft = run_of("keywords", &["--entity-status", "draft"]);
    let ids = |entities: &[crate::support::server::Entity]| -> Vec<String> {
        let drafts =
            entities.iter().filter(|it| it.status == crate::support::server::Status::Draft);
        drafts.map(|entity| entity.id.clone()).collect()
    };
    let expected =
        [vec![account.id.clone()], ids(&account.campaigns), ids(&account.ad_groups)].concat();
    assert_eq!(parents(&draft.stdout), expected, "{}", draft.stderr);
    let named = run_of("keywords", &["--entity-status", "draft", "--campaign", "1"]);
    assert_eq!(named.code, Some(2));
    let said = "`keywords` takes no `--entity-status`: it selects campaigns and ad groups";
    assert!(named.stderr.contains(said), "{}", named.stderr);
}

#[test]
fn a_list_of_parents_is_the_one_that_other_reports_request() {
    let sandbox = Sandbox::brisk(World::sample());
    let of_parents = |arguments: &[&str]| -> Vec<String> {
        let (_, log) = run(&sandbox, arguments);
        let lists = log.into_iter().filter(|it| it.path.ends_with("/ad_groups"));
        // Ad accounts are listed at the same time.
        let mut lists: Vec<_> = lists.map(|it| format!("{} {:?}", it.path, it.query)).collect();
        lists.sort();
        lists
    };
    let run_of = |object_type: &'static str| {
        ["object-information", "--all-ad-accounts", "--object-type", object_type]
    };
    let own = of_parents(&run_of("ad-groups"));
    let first = of_parents(&run_of("product-groups"));
    assert!(first.iter().all(|list| list.contains("\"DRAFT\"")), "{first:?}");
    for object_type in ["keywords", "product-groups"] {
        assert_eq!(of_parents(&run_of(object_type)), own, "{object_type}");
    }
}
