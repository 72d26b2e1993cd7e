//! Lists that the API pages wrongly: no row is lost, and no list lasts forever.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Alteration, Fault, Reply, Times, World};

fn sandbox() -> Sandbox {
    Sandbox::at_speed(World::sized(1, 5, 0, 0, 0), 20_000.0)
}

/// The path of the list of campaigns, and `get` with pages of two.
fn list(sandbox: &Sandbox) -> String {
    format!("/ad_accounts/{}/campaigns", sandbox.server.world().accounts[0].id)
}

fn get<'a>(path: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["get", path, "-q", "page_size=2"], more].concat()
}

/// Replaces the answers with these numbers, counted from 1.
fn instead(body: &str, is_one: impl Fn(usize) -> bool + Send + Sync + 'static) -> Fault {
    let (body, count) = (body.to_owned(), AtomicUsize::new(0));
    altered(move |mut reply| {
        if is_one(count.fetch_add(1, Ordering::Relaxed) + 1) {
            reply.body = body.clone().into_bytes();
        }
        reply
    })
}

fn altered(alter: impl Fn(Reply) -> Reply + Send + Sync + 'static) -> Fault {
    let alter: Alteration = Arc::new(alter);
    Fault::Altered(alter)
}

/// A list whose every page has the same items and a new bookmark.
fn endless() -> Fault {
    let count = AtomicUsize::new(0);
    altered(move |reply| {
        let bookmark = format!("b{}", count.fetch_add(1, Ordering::Relaxed));
        let body = json!({ "items": [{ "id": "1", "name": "one" }], "bookmark": bookmark });
        Reply { status: 200, headers: reply.headers, body: body.to_string().into_bytes() }
    })
}

const ERROR: &str = r#"{"code":12,"message":"Something went wrong on our end."}"#;

#[test]
fn an_error_or_an_object_without_items_as_page_two_is_a_failed_attempt() {
    let undisturbed = sandbox();
    let whole = undisturbed.succeed(&get(&list(&undisturbed), &[]));
    assert!(cells(&whole).len() > 4, "three pages");
    for body in [
        ERROR,
        r#"{"code":"8","message":"Too many","status":"failure"}"#,
        "{}",
        r#"{"items":null}"#,
        r#"{"items":{"code":1}}"#,
        r#"{"bookmark":null}"#,
        r#"{"id":"1","name":"one"}"#,
        "null",
    ] {
        let sandbox = sandbox();
        let path = list(&sandbox);
        sandbox.server.inject("/campaigns", Times::Count(2), instead(body, |number| number == 2));
        assert_eq!(sandbox.succeed(&get(&path, &[])), whole, "{body}");
        sandbox.server.inject("/campaigns", Times::Always, instead(body, |number| number > 1));
        let stderr = sandbox.fail(5, &get(&path, &["-o", "x.csv"]));
        assert!(stderr.contains(&format!("\n  GET /v5{path}\n")), "{body}: {stderr}");
        assert_eq!(sandbox.files("."), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn an_error_in_the_place_of_a_first_page_is_a_failed_attempt() {
    for (arguments, path) in [
        ("get /ad_accounts", "/ad_accounts"),
        ("get /user_account", "/user_account"),
        ("users", "/user_account"),
    ] {
        let sandbox = sandbox();
        let arguments: Vec<_> = arguments.split(' ').collect();
        let whole = sandbox.succeed(&arguments);
        sandbox.server.inject(path, Times::Once, instead(ERROR, |_| true));
        assert_eq!(sandbox.succeed(&arguments), whole);
        sandbox.server.inject(path, Times::Always, instead(ERROR, |_| true));
        let stderr = sandbox.fail(5, &arguments);
        let said = "Something went wrong on our end. (code 12)";
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}

#[test]
fn rows_at_a_pointer_are_expected_on_every_page() {
    let sandbox = sandbox();
    let path = list(&sandbox);
    let run = get(&path, &["--rows", "/items"]);
    let whole = sandbox.succeed(&run);
    sandbox.server.inject("/campaigns", Times::Count(2), instead("{}", |number| number == 2));
    assert_eq!(sandbox.succeed(&run), whole);
    for pointer in ["/nothing", "/bookmark"] {
        let stderr = sandbox.fail(2, &get(&path, &["--rows", pointer]));
        assert!(stderr.contains(&format!("\n  GET /v5{path}\n")), "{stderr}");
    }
}

#[test]
fn get_shows_a_row_that_comes_on_two_pages_once() {
    let sandbox = sandbox();
    let path = list(&sandbox);
    let whole = sandbox.succeed(&get(&path, &[]));
    sandbox.server.inject("/campaigns", Times::Once, Fault::Page { items: 2, again: 1 });
    assert_eq!(sandbox.succeed(&get(&path, &[])), whole);
    // Within one answer, an `id` may mean anything.
    let items = r#"{"items":[{"id":"1","day":1},{"id":"1","day":2}]}"#;
    sandbox.server.inject("/campaigns", Times::Once, instead(items, |_| true));
    assert_eq!(sandbox.succeed(&get(&path, &[])), "id,day\n1,1\n1,2\n");
}

#[test]
fn rows_with_an_empty_id_are_all_kept() {
    let items = r#"{"items":[{"id":"","name":"a"},{"id":"","name":"b"},{"id":null,"name":"c"}]}"#;
    let sandbox = sandbox();
    sandbox.server.inject("/boards", Times::Always, instead(items, |_| true));
    for arguments in [&["user-boards"][..], &["get", "/boards"]] {
        assert_eq!(cells(&sandbox.succeed(arguments)).len(), 4, "{arguments:?}");
    }
}

#[test]
fn a_list_that_repeats_itself_forever_under_new_bookmarks_ends_with_an_error() {
    for arguments in [["get", "/boards"].as_slice(), &["user-boards"]] {
        let sandbox = sandbox();
        sandbox.server.inject("/boards", Times::Always, endless());
        let stderr = sandbox.fail(5, &[arguments, &["-o", "x.csv"]].concat());
        assert!(stderr.contains("never ends\n  GET /v5/boards\n"), "{arguments:?}: {stderr}");
        assert!(sandbox.server.asked() < 200, "{arguments:?}");
        assert_eq!(sandbox.files("."), Vec::<String>::new());
    }
}

#[test]
fn a_list_of_ids_that_repeats_itself_forever_ends_early() {
    for (path, more) in [("/ad_accounts", ""), ("/campaigns", "--via sync --days-back 2")] {
        let sandbox = sandbox();
        let arguments = format!("delivery-metrics -o x.csv {more}");
        let arguments: Vec<_> = arguments.split_whitespace().collect();
        sandbox.server.inject(path, Times::Always, endless());
        let stderr = sandbox.fail(5, &arguments);
        assert!(stderr.contains("the same rows repeatedly, so the list"), "{path}: {stderr}");
        assert!(sandbox.server.asked() < 200, "{path}");
        assert_eq!(sandbox.files("."), Vec::<String>::new());
    }
}

#[test]
fn a_list_that_never_ended_is_requested_anew_by_the_resumed_run() {
    let columns = "delivery-metrics --via sync --days-back 2 --resume -o x.csv";
    for (arguments, path) in [
        ("get /boards --resume -o x.csv", "/boards"),
        ("user-boards --resume -o x.csv", "/boards"),
        (columns, "/ad_accounts"),
        (columns, "/campaigns"),
    ] {
        for fault in [endless(), Fault::RepeatBookmark] {
            let sandbox = sandbox();
            let arguments: Vec<_> = arguments.split(' ').collect();
            sandbox.server.inject(path, Times::Always, fault);
            let stderr = sandbox.fail(5, &arguments);
            assert!(stderr.contains("never ends"), "{arguments:?}: {stderr}");
            sandbox.server.forget_faults();
            sandbox.succeed(&arguments);
        }
    }
}
