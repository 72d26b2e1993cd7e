//! What is going on, as a person who waits is shown it, and the colours of it.

use std::io::Read;
use std::process::{Child, Command};

use crate::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::server::World;

const RUN: [&str; 3] = ["delivery-metrics", "--days-back", "1"];

/// Runs what is given at a terminal, and prints what that shows.
const TERMINAL: &str = r#"
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
try:
    while part := os.read(terminal, 4096):
        sys.stdout.buffer.write(part)
        sys.stdout.flush()
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

/// The command at a terminal of 100 columns.
pub(crate) fn at_a_terminal(command: &Command) -> Command {
    let mut shown = by_way_of(&["python3", "-c", TERMINAL], command);
    let inner = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    shown.envs(inner).env("TERM", "xterm-256color");
    shown.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    shown
}

/// Reads what a run shows until that has a text in it.
fn read_until(child: &mut Child, wanted: &str) -> String {
    let stdout = child.stdout.as_mut().expect("it is piped");
    let mut shown = Vec::new();
    while !String::from_utf8_lossy(&shown).contains(wanted) {
        let mut part = [0; 4096];
        let length = stdout.read(&mut part).expect("it can be read");
        assert!(length > 0, "{}", String::from_utf8_lossy(&shown));
        shown.extend_from_slice(&part[..length]);
    }
    String::from_utf8_lossy(&shown).into_owned()
}

/// What a terminal shows of a run, the bar while a request is answered included.
fn shown(sandbox: &Sandbox, options: &[&str]) -> String {
    let mut run = at_a_terminal(&sandbox.command(&[&RUN[..], options].concat()));
    let hold = sandbox.server.hold("/campaigns/analytics", true);
    let mut run = run.spawn().expect("python3 runs");
    let bar = read_until(&mut run, ": GET /v5/ad_accounts/");
    hold.release();
    let rest = Outcome::of(run.wait_with_output().expect("it ends"));
    assert_eq!(rest.code, Some(0), "{bar}{}", rest.stdout);
    bar + &rest.stdout
}

#[test]
fn a_terminal_shows_what_is_going_on() {
    if !has_program("python3") {
        return;
    }
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    for options in [&[][..], &["--progress", "auto"], &["--progress", "always", "-q"]] {
        let shown = shown(&sandbox, options);
        assert!(shown.contains("549755885175"), "the rows are there: {shown}");
        assert!(!shown.contains("progress: "), "a bar and no lines: {shown}");
    }
    for options in [&["--progress", "never"][..], &["--quiet"], &["--log-format", "json"]] {
        let run = sandbox.command(&[&RUN[..], options].concat());
        let outcome = Outcome::run(&mut at_a_terminal(&run));
        assert_eq!(outcome.code, Some(0), "{options:?}: {}", outcome.stdout);
        assert!(!outcome.stdout.contains(": GET"), "{options:?}: {}", outcome.stdout);
        assert!(!outcome.stdout.contains('\x1b'), "{options:?}: {}", outcome.stdout);
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
    if !has_program("python3") {
        return;
    }
    let sandbox = Sandbox::new(World::sized(1, 2, 0, 0, 0));
    let colours = |arguments: &[&str], variable: Option<&str>| {
        let mut command = sandbox.command(arguments);
        if let Some(value) = variable {
            command.env("NO_COLOR", value);
        }
        let shown = Outcome::run(&mut at_a_terminal(&command)).stdout;
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
