//! Text from outside never makes a terminal obey: not in rows, nor in anything that is said.

use std::fs;
use std::process::Command;

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Times, World};
use crate::terminal::screen::at_a_terminal;

/// Sets the title of the window, clears the screen, and turns the direction of writing around.
const NAME: &str = "A\u{1b}]0;owned\u{7}\u{1b}[2J\r\u{7f}\u{9b}2J\u{9d}0;x\u{9c}\u{202e}gnp\u{2067}\u{200f}\u{2028}Z";

/// The same, escaped.
const SHOWN: &str = r"A\u{1b}]0;owned\u{7}\u{1b}[2J\u{d}\u{7f}\u{9b}2J\u{9d}0;x\u{9c}\u{202e}gnp\u{2067}\u{200f}\u{2028}Z";

fn world() -> World {
    let mut world = World::sized(1, 2, 0, 0, 0);
    for account in &mut world.accounts {
        NAME.clone_into(&mut account.name);
        for campaign in &mut account.campaigns {
            NAME.clone_into(&mut campaign.name);
        }
    }
    for definition in &mut world.definitions {
        definition.display_name = Some(format!("{} {NAME}", definition.name));
    }
    world
}

const RUN: [&str; 4] =
    ["delivery-metrics", "--days-back=2", "--columns=CAMPAIGN_NAME,CTR", "--progress=never"];

fn refused() -> Fault {
    let message = serde_json::json!({ "code": 7, "message": NAME }).to_string();
    Fault::Status { status: 403, headers: Vec::new(), body: message }
}

/// What a terminal gets of a run, which writes line ends of its own.
fn at_terminal(command: Command, code: i32) -> String {
    let outcome = at_a_terminal(command);
    assert_eq!(outcome.code, Some(code), "{:?}", outcome.stdout);
    outcome.stdout.replace("\r\n", "\n")
}

/// Nothing that a terminal obeys.
fn is_harmless(text: &str) -> bool {
    let is_obeyed = |c: char| {
        c.is_control() && !"\n\t".contains(c)
            || "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}".contains(c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    !text.chars().any(is_obeyed)
}

#[test]
fn rows_at_a_terminal_are_escaped_and_elsewhere_exact() {
    let sandbox = Sandbox::new(world());
    let run = |options: &[&str]| sandbox.command(&[&RUN[..], options].concat());
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");

    let csv = sandbox.succeed(&RUN);
    assert_eq!(cells(&csv)[1][3], NAME, "a pipe gets the exact text");
    let shown = at_terminal(run(&[]), 0);
    assert!(is_harmless(&shown) && shown.contains(SHOWN), "{shown:?}");
    sandbox.succeed(&[&RUN[..], &["-o", "out.csv"]].concat());
    assert_eq!(sandbox.read("out.csv"), csv);
    for device in ["/dev/tty", "/dev/fd/1", "/dev/stderr"] {
        let shown = at_terminal(run(&["-o", device]), 0);
        assert!(is_harmless(&shown) && shown.contains(SHOWN), "{device}: {shown:?}");
    }

    let lines = sandbox.succeed(&[&RUN[..], &["-f", "ndjson"]].concat());
    let shown = at_terminal(run(&["-f", "ndjson"]), 0);
    assert!(is_harmless(&shown), "{shown:?}");
    let first = |text: &str| json(text.lines().find(|line| line.starts_with('{')).expect("a row"));
    assert_eq!(first(&shown), first(&lines), "it is the same JSON");

    // A table is for people, wherever it goes.
    for options in [&["-f", "table"][..], &["-f", "table", "--display-names"]] {
        let table = sandbox.succeed(&[&RUN[..], options].concat());
        assert!(is_harmless(&table) && table.contains(r"A\u{1b}]0;owned\u{7}"), "{table:?}");
        let shown = at_terminal(run(options), 0);
        assert!(is_harmless(&shown) && shown.contains(r"A\u{1b}]0"), "{shown:?}");
    }
    let chart =
        ["delivery-metrics", "--chart=TOTAL_IMPRESSION", "--display-names", "--progress=never"];
    let shown = at_terminal(sandbox.command(&chart), 0);
    assert!(is_harmless(&shown) && shown.contains("█"), "{shown:?}");
}

#[test]
fn what_is_said_is_escaped_wherever_it_goes() {
    let sandbox = Sandbox::new(world());
    let quiet = "--progress=never";
    let check = |arguments: &[&str], code: i32, shown: &str, prepare: &dyn Fn()| {
        prepare();
        let outcome = sandbox.run(arguments);
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}", outcome.stderr);
        assert!(is_harmless(&outcome.stderr), "{arguments:?}: {:?}", outcome.stderr);
        prepare();
        // Colors are sequences of our own.
        let mut command = sandbox.command(&[arguments, &[quiet]].concat());
        command.env("NO_COLOR", "1");
        let text = at_terminal(command, code);
        assert!(is_harmless(&text), "{arguments:?}: {text:?}");
        assert!(text.contains(shown), "{arguments:?}: {text:?}");
    };
    let nothing = || ();
    let refuse = || sandbox.server.inject("/campaigns", Times::Once, refused());
    check(&["delivery-metrics", "--dry-run"], 0, r"(A\u{1b}]0;owned", &nothing);
    check(&["delivery-metrics"], 4, r"A\u{1b}]0;owned", &refuse);
    check(&["delivery-metrics", "--log-format=json"], 4, "owned", &refuse);
    let add = || {
        let name = serde_json::json!(NAME);
        let row = format!("[{{\"CAMPAIGN_ID\":\"1\",\"DATE\":\"2026-03-09\",{name}:1}}]");
        let fault = Fault::Garbage { content_type: "application/json", body: row.into_bytes() };
        sandbox.server.inject("/campaigns/analytics", Times::Once, fault);
    };
    check(&["delivery-metrics", "--days-back=1"], 0, r"`A\u{1b}]0;owned", &add);
    let fail = || {
        let headers = vec![("retry-after", "0".to_owned())];
        let body = serde_json::json!({ "code": 7, "message": NAME }).to_string();
        let fault = Fault::Status { status: 503, headers, body };
        sandbox.server.inject("/campaigns", Times::Once, fault);
    };
    check(&["delivery-metrics", "-v"], 0, r"A\u{1b}]0;owned", &fail);
    let refuse_doctor = || sandbox.server.inject("/user_account", Times::Once, refused());
    check(&["doctor"], 4, r"A\u{1b}]0;owned", &refuse_doctor);
    check(&["users", "--api-url", NAME], 2, r"\u{202e}gnp", &nothing);
    check(&["users", NAME], 2, r"\u{202e}gnp", &nothing);
}

#[test]
fn the_status_of_a_sign_in_is_escaped() {
    let (sandbox, quiet) = (Sandbox::new(world()), "--progress=never");
    sandbox.sign_in(&[]);
    let file = sandbox.path("config/credentials/default.json");
    let text = fs::read_to_string(&file).expect("a sign-in");
    let mut kept: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    kept["file"]["user"]["username"] = NAME.into();
    fs::write(&file, kept.to_string()).expect("writable");
    let shown = at_terminal(sandbox.unattended(&["auth", "status", quiet]), 0);
    assert!(is_harmless(&shown) && shown.contains(r"A\u{1b}]0;owned"), "{shown:?}");
    let shown = at_terminal(sandbox.unattended(&["auth", "status", "--format=json", quiet]), 0);
    assert!(is_harmless(&shown), "{shown:?}");
    let status: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(status["user"]["username"], NAME);
}
