//! The sign-in of an app itself, which some endpoints refuse.

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::server::World;

/// A sandbox in which the app has signed in by itself.
fn sandbox(world: World) -> Sandbox {
    let sandbox = Sandbox::brisk(world);
    let login = ["auth", "login", "--client-credentials", "--store", "file", "--scope", "ads:read"];
    let outcome = Outcome::run(&mut sandbox.signed_out(&login));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    sandbox
}

fn run(sandbox: &Sandbox, more: &[&str]) -> Outcome {
    let account = sandbox.server.world().accounts[0].id.clone();
    let all = [&["delivery-metrics", "--ad-account", &account], more].concat();
    Outcome::run(&mut sandbox.unattended(&all))
}

#[test]
fn an_app_itself_never_orders_a_report() {
    // So many that reports would need fewer requests.
    let sandbox = sandbox(World::sized(1, 1300, 0, 0, 0));
    let ids: Vec<_> =
        sandbox.server.world().accounts[0].campaigns.iter().map(|it| it.id.as_str()).collect();
    let ids = ids.join(",");
    for more in [
        &["--days-back", "1"][..],
        &["--days-back", "89", "--granularity", "total"],
        &["--days-back", "1", "--granularity", "hour"],
        &["--days-back", "20", "--campaign", &ids],
        &["--object-type", "ad-account", "--granularity", "hour", "--days-back", "8"],
    ] {
        let more = [more, &["--columns", "CTR"]].concat();
        let more = &more[..];
        let outcome = run(&sandbox, more);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.lines().count() > 1);
        let plan = run(&sandbox, &[more, &["--dry-run"]].concat());
        let way = "API: analytics endpoints (the credentials of an app (`--client-credentials`)";
        let ways = [way, "API: analytics endpoints ("];
        assert!(ways.iter().any(|way| plan.stdout.contains(way)), "{}", plan.stdout);
    }
    assert_eq!(sandbox.server.count("/reports"), 0);
    sandbox.succeed(&["delivery-metrics", "--days-back", "1", "--columns", "CTR"]);
    assert!(sandbox.server.count("POST /reports") > 0, "a user orders a report");
}

#[test]
fn what_needs_a_user_is_refused_before_any_request() {
    let sandbox = sandbox(World::sample());
    let before = sandbox.server.log().len();
    for (more, words) in [
        (&["--via", "async"][..], "`POST /ad_accounts/{ad_account_id}/reports` does not accept"),
        (&["--template", "1"], "/templates/{template_id}/reports` does not accept"),
        (&["--object-type", "keyword"], "/reports` does not accept the credentials of an app"),
        (&["--object-type", "product-item"], "/reports` does not accept"),
        (&["--campaign-objective-type", "sales"], "/reports` does not accept"),
        (&["--object-type", "product-group"], "/product_group_promotions` does not accept"),
        (&["--require-final"], "`GET /resources/metrics_ready_state` does not accept"),
        (&["--note-unready"], "/metrics_ready_state` does not accept"),
        (&["--days-back", "91"], "is more than 90 days ago, and the credentials of an app"),
        (&["--days-back", "200"], "and the credentials of an app (`--client-credentials`)"),
        (
            &["--columns", "AD_STATUS"],
            "only asynchronous reports provide `AD_STATUS`, and the credentials",
        ),
        (&["--days-back", "91", "--dry-run"], "is more than 90 days ago, and the credentials"),
    ] {
        let outcome = run(&sandbox, more);
        assert_eq!(outcome.code, Some(2), "{more:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(words), "{more:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("\nhint: "), "{more:?}: {}", outcome.stderr);
    }
    let run_targeting = |level: &str| {
        let words = ["targeting-metrics", "--object-type", level, "--targeting-type", "gender"];
        Outcome::run(&mut sandbox.unattended(&words))
    };
    let outcome = run_targeting("product-group");
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("/reports` does not accept"), "{}", outcome.stderr);
    assert_eq!(sandbox.server.log().len(), before, "nothing was requested");

    // These are not listed first.
    let group = sandbox.server.world().accounts[0].product_groups[0].id.clone();
    let outcome = run(&sandbox, &["--object-type", "product-group", "--product-group", &group]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

#[test]
fn a_user_may_order_what_an_app_may_not() {
    let sandbox = Sandbox::brisk(World::sample());
    let columns = ["--columns", "AD_STATUS,CTR", "--via", "async"];
    sandbox.succeed(&[&["delivery-metrics", "--all-ad-accounts"][..], &columns].concat());
    sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--days-back", "91"]);
    assert_eq!(sandbox.server.count("POST /reports"), 4);
}
