//! What is going on, as a person who waits is shown it, and the colours of it.

use crate::support::sandbox::Sandbox;
use crate::support::server::World;
use crate::terminal::screen::{Screen, at_a_terminal};

const RUN: [&str; 3] = ["delivery-metrics", "--days-back", "1"];

/// All that a terminal gets of a run, the bar while a request is answered included.
fn shown(sandbox: &Sandbox, options: &[&str]) -> String {
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let screen = Screen::start(sandbox.command(&[&RUN[..], options].concat()), 100);
    screen.wait_for(": GET /v5/ad_accounts/");
    hold.release();
    let last = screen.end();
    assert_eq!(last.code, Some(0), "{}", last.text);
    last.written
}

#[test]
fn a_terminal_shows_what_is_going_on() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    for options in [&[][..], &["--progress", "auto"], &["--progress", "always", "-q"]] {
        let shown = shown(&sandbox, options);
        assert!(shown.contains("549755885175"), "the rows are there: {shown}");
        assert!(!shown.contains("progress: "), "a bar and no lines: {shown}");
    }
    for options in [&["--progress", "never"][..], &["--quiet"], &["--log-format", "json"]] {
        let run = sandbox.command(&[&RUN[..], options].concat());
        let outcome = at_a_terminal(run);
        assert_eq!(outcome.code, Some(0), "{options:?}: {}", outcome.stdout);
        assert!(!outcome.stdout.contains(": GET"), "{options:?}: {}", outcome.stdout);
        assert!(!outcome.stdout.contains('\x1b'), "{options:?}: {}", outcome.stdout);
    }
}

#[test]
fn a_batch_shows_how_many_lines_are_done_and_then_its_table() {
    for width in [60, 80, 140] {
        let sandbox = Sandbox::new(World::sample());
        let batch = "users -o a.csv\nuser-boards -o b.csv\npins -o c.csv\n";
        std::fs::write(sandbox.path("nightly.pinads"), batch).expect("a file");
        let hold = sandbox.server.hold("/boards", true);
        let run = sandbox.command(&["batch", "nightly.pinads", "--jobs", "1"]);
        let screen = Screen::start(run, width);
        screen.wait_for("1 of 3 lines, 1 row, line 2: request 1: GET");
        hold.release();
        let last = screen.end();
        assert_eq!(last.code, Some(0), "{}", last.text);
        assert!(last.text.contains("3 of 3 lines succeeded"), "{}", last.text);
        for line in ["LINE  REPORT", "   1  users           0", "   3  pins            0"] {
            assert!(last.text.lines().any(|it| it.starts_with(line)), "{line}: {}", last.text);
        }
        assert!(!last.text.contains(": GET"), "{}", last.text);
    }
}

#[test]
fn elsewhere_it_is_told_in_lines_if_always() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let run = |options: &[&str]| {
        let outcome = sandbox.run(&[&RUN[..], options].concat());
        assert_eq!(outcome.code, Some(0), "{options:?}: {}", outcome.stderr);
        assert!(outcome.is_fit_for_a_terminal(), "{options:?}: {}", outcome.stderr);
        outcome.stderr
    };
    let lines = run(&["--progress", "always"]);
    let told: Vec<_> = lines.lines().filter_map(|line| line.strip_prefix("progress: ")).collect();
    assert_eq!(told.len(), 3, "one for each request: {lines}");
    assert_eq!(told[0], "request 1: GET /v5/ad_accounts");
    let objects = run(&["--progress", "always", "--log-format", "json"]);
    let is_progress = |line: &&str| line.contains(r#""level":"progress""#);
    assert_eq!(objects.lines().filter(is_progress).count(), 3, "{objects}");
    for options in [&[][..], &["--progress", "auto"], &["--progress", "never"]] {
        assert!(!run(options).contains(": GET"), "{options:?}");
    }
}

#[test]
fn no_color_means_no_colours() {
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let colours = |arguments: &[&str], variable: Option<&str>| {
        let mut command = sandbox.command(arguments);
        if let Some(value) = variable {
            command.env("NO_COLOR", value);
        }
        let shown = at_a_terminal(command).stdout;
        // Moving the cursor and clearing a line end with other letters.
        shown
            .split("\x1b[")
            .skip(1)
            .filter(|rest| {
                let end = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
                end.starts_with('m')
            })
            .count()
    };
    assert!(colours(&["--help"], None) > 0, "there are colours to leave out");
    for arguments in [&["--help"][..], &["users", "--help"], &["users", "--bananas"], &[], &RUN] {
        assert_eq!(colours(arguments, Some("1")), 0, "{arguments:?}");
    }
}
