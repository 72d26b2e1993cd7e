//! Several sign-ins side by side, each with its own defaults.

use std::fs;

use super::{fail, sandbox, succeed};
use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{App, World};

fn configure(sandbox: &Sandbox, text: &str) {
    fs::create_dir_all(sandbox.path("config")).expect("a folder");
    fs::write(sandbox.path("config/config.toml"), text).expect("writable");
}

#[test]
fn each_has_a_sign_in_of_its_own() {
    let sandbox = sandbox(App::default());
    sandbox.sign_in(&["--scope", "boards:read"]);
    let told = sandbox.sign_in(&["--profile", "shop", "--scope", "user_accounts:read"]).stderr;
    assert!(told.contains("as profile `shop`"), "{told}");
    succeed(&mut sandbox.unattended(&["users", "--profile", "shop"]));
    succeed(sandbox.unattended(&["users"]).env("PINADS_PROFILE", "shop"));
    succeed(&mut sandbox.unattended(&["user-boards"]));
    let stderr = fail(3, &mut sandbox.unattended(&["user-boards", "--profile", "shop"]));
    assert!(stderr.contains("`pinads auth login --profile shop --scope user_accounts:read,"));
    let stderr = fail(3, &mut sandbox.unattended(&["users", "--profile", "other"]));
    assert!(stderr.starts_with("pinads: profile `other` is not signed in\n"), "{stderr}");
    assert!(stderr.contains("`pinads auth login --profile other`"), "{stderr}");
    succeed(&mut sandbox.unattended(&["auth", "logout", "--profile", "shop"]));
    succeed(&mut sandbox.unattended(&["user-boards"]));
    let stderr = fail(2, &mut sandbox.unattended(&["users", "--profile", "../x"]));
    assert!(stderr.contains("a profile name can contain only letters"), "{stderr}");
}

#[test]
fn the_configuration_gives_the_defaults_and_the_command_line_wins() {
    let world = World { app: App::default(), ..World::sized(2, 2, 0, 0, 0) };
    let sandbox = Sandbox::new(world);
    let second = sandbox.server.world().accounts[1].id.clone();
    configure(
        &sandbox,
        &format!(
            "[profiles.shop]\nad-account = \"{second}\"\nformat = \"ndjson\"\nstore = \"file\"\n"
        ),
    );
    let report = ["delivery-metrics", "--days-back", "1"];
    fail(2, &mut sandbox.command(&report));
    let shop = [&report[..], &["--profile", "shop"]].concat();
    let rows = sandbox.succeed(&shop);
    assert!(rows.lines().all(|row| row.starts_with(&format!(r#"{{"AD_ACCOUNT_ID":"{second}""#))));
    let csv = sandbox.succeed(&[&shop[..], &["-f", "csv"]].concat());
    assert_eq!(cells(&csv)[1][0], second);
    let all = sandbox.succeed(&[&shop[..], &["-f", "csv", "--all-ad-accounts"]].concat());
    assert_eq!(cells(&all).iter().filter(|row| row[0] != second).count(), 3);
    // The organic reports are those of the sign-in, whatever the default.
    assert!(sandbox.succeed(&["users", "--profile", "shop"]).contains("lichtundlaub"));

    let login = ["auth", "login", "--client-credentials", "--profile", "shop"];
    let told = succeed(&mut sandbox.signed_out(&login)).stderr;
    assert!(told.contains("credentials/shop.json") && !told.contains("keyring"), "{told}");
}

#[test]
fn a_profile_may_have_several_ad_accounts() {
    let sandbox = Sandbox::new(World::sized(3, 2, 0, 0, 0));
    let ids: Vec<_> =
        sandbox.server.world().accounts.iter().map(|account| account.id.clone()).collect();
    let config = format!("[profiles.shop]\nad-account = [\"{}\", {}]\n", ids[2], ids[0]);
    configure(&sandbox, &config);
    let report = ["delivery-metrics", "--profile", "shop"];
    let accounts = |more: &[&str]| -> Vec<_> {
        let table = cells(&sandbox.succeed(&[&report[..], more].concat()));
        let mut ids: Vec<_> = table.into_iter().skip(1).map(|row| row[0].clone()).collect();
        ids.dedup();
        ids
    };
    assert_eq!(accounts(&[]), [ids[2].clone(), ids[0].clone()]);
    assert_eq!(accounts(&["--ad-account", &ids[1]]), [ids[1].clone()]);
    assert_eq!(accounts(&["--all-ad-accounts"]), ids);

    let before = sandbox.server.log().len();
    let campaign = [&report[..], &["--campaign", "1"]].concat();
    let stderr = sandbox.fail(2, &campaign);
    let told = "pinads: `--campaign` requires one ad account\n\nhint: use `--ad-account` with the";
    assert!(stderr.contains(told), "{stderr}");
    assert_eq!(sandbox.server.log().len(), before, "no request");
}

#[test]
fn the_example_of_the_readme_holds() {
    let readme = include_str!("../../../README.md");
    let (_, block) = readme.split_once("<!-- configuration -->\n```toml\n").expect("it is there");
    let (block, _) = block.split_once("```").expect("it ends");
    let sandbox = Sandbox::new(World::sample());
    configure(&sandbox, block);
    let rows = sandbox.succeed(&["delivery-metrics", "--profile", "shop"]);
    assert!(rows.starts_with(r#"{"AD_ACCOUNT_ID":"549755885175""#), "{rows}");
}

#[test]
fn limits_belong_to_the_profile() {
    let sandbox = sandbox(App::default());
    configure(&sandbox, "[profiles.slow]\nmax-requests-per-hour = 1\nmax-wait = \"1s\"\n");
    let slow = ["delivery-metrics", "--profile", "slow"];
    let stderr = fail(5, &mut sandbox.command(&slow));
    assert!(stderr.contains("longer than `--max-wait 1s`"), "{stderr}");
    sandbox.succeed(&[&slow[..], &["--max-requests-per-hour", "1000"]].concat());
}

#[test]
fn a_mistake_in_the_configuration_is_told_before_anything_is_asked() {
    let sandbox = sandbox(App::default());
    configure(&sandbox, "[profiles.default]\n\nmax-request-per-hour = 5\n");
    for command in [&["users"][..], &["auth", "status"]] {
        let stderr = fail(2, &mut sandbox.command(command));
        assert!(
            stderr.contains("config/config.toml`, line 3: unknown field `max-request-per-hour`"),
            "{stderr}"
        );
        assert!(stderr.ends_with("hint: did you mean `max-requests-per-hour`?\n"), "{stderr}");
    }
    assert!(sandbox.server.log().is_empty());
}
