//! A combination: a question, what goes wrong and where, and the runs that meet it.

use std::borrow::Cow;
use std::fmt;
use std::process::Command;

use fastrand::Rng;

use super::faults::Faults;
use super::kind::{Kind, Target};
use super::questions::{self, Question, Questions};
use crate::output::disk::{Files, contents, write_old_files};
use crate::support::sandbox::{Outcome, Sandbox, send_signal};
use crate::support::server::{Fault, Times};

const SIGNALS: [&str; 4] = ["-KILL", "-TERM", "-INT", "-HUP"];

/// All that reports need.
const SCOPES: &str = "ads:read,billing:read,biz_access:read,boards:read,boards:read_secret,\
                      catalogs:read,pins:read,pins:read_secret,user_accounts:read";

/// How long a request may take by a real clock: where one is never answered, and elsewhere, where a
/// slow machine is no fault.
const TIMEOUTS: [&str; 2] = ["3s", "60s"];

/// Some of their lists have rows without an id.
const REPEATABLE: [&str; 2] = ["get", "object-information"];

/// Nobody reads more, but for the requests that succeed.
const LONGEST_STORY: usize = 20_000;

pub(super) struct Combination {
    question: usize,
    words: Vec<String>,
    is_signed_in: bool,
    /// The sign-in has to be renewed.
    is_expired: bool,
    faults: Vec<Place>,
    /// What ends each run, if anything does, and after how many requests.
    runs: Vec<Option<(&'static str, usize)>>,
}

/// What goes wrong where, and how often.
struct Place {
    path: String,
    kind: Kind,
    times: Times,
}

impl Combination {
    pub(super) fn draw(seed: u64, questions: &Questions, kinds: &Faults) -> Self {
        let mut random = Rng::with_seed(seed);
        let at = random.usize(..questions.len());
        let question = questions.get(at);
        let requests = &question.truth().requests;
        let is_signed_in = random.u8(..6) == 0;
        let is_expired = is_signed_in && random.bool();
        let place = |random: &mut Rng| {
            let path = random.choice(requests).expect("there is a request").clone();
            let kind = kinds.draw(question.words()[0] == "get", &path, random);
            let renewal = is_expired && random.u8(..3) == 0;
            let drawn = match random.u8(..4) {
                0..2 => Times::Once,
                2 => Times::Count(random.u32(2..8)),
                _ => Times::Always,
            };
            let times = kind.times.unwrap_or(drawn);
            Place { path: if renewal { "/oauth/token".to_owned() } else { path }, kind, times }
        };
        let faults: Vec<_> = (0..random.usize(2..=4)).map(|_| place(&mut random)).collect();
        let run = |random: &mut Rng| {
            let signal = random.choice(SIGNALS).expect("there are four");
            random.bool().then(|| (signal, random.usize(..requests.len() + 3)))
        };
        let runs = if faults.iter().any(|place| place.kind.beside.is_some()) {
            vec![None]
        } else {
            (0..random.usize(1..=2)).map(|_| run(&mut random)).collect()
        };
        // Rows without an id that come twice are kept twice, and so are the saved pages with them.
        let may_repeat = REPEATABLE.contains(&question.words()[0])
            && faults.iter().any(|place| place.kind.target == Target::Lists);
        let more: &[&str] = if random.bool() && !may_repeat { &["--resume"] } else { &[] };
        let hangs = faults.iter().any(|place| place.kind.faults.iter().any(is_never_answered));
        let timeout = TIMEOUTS[usize::from(!hangs)];
        let words = [&question.words()[..], &["-v", "--timeout", timeout], more].concat();
        let words = words.into_iter().map(str::to_owned).collect();
        Combination { question: at, words, is_signed_in, is_expired, faults, runs }
    }

    /// Returns how the runs ended; panics where one did not end as it should.
    pub(super) fn happen(&self, questions: &Questions) -> Vec<String> {
        let question = questions.get(self.question);
        let whole = &question.truth().files;
        let sandbox = questions::sandbox();
        let data = sandbox.path("data");
        let old = write_old_files(&data, whole);
        if self.is_signed_in {
            // A login waits for less than a second.
            let is_signed_in = (0..5).any(|_| is_success(&sandbox.sign_in(&["--scope", SCOPES])));
            assert!(is_signed_in, "no login succeeds");
        }
        if self.is_expired {
            sandbox.server.expire_access_tokens();
        }
        for Place { path, kind, times } in &self.faults {
            let last = kind.faults.len() - 1;
            for (at, fault) in kind.faults.iter().enumerate() {
                let times = if at == last { *times } else { Times::Once };
                sandbox.server.inject(path, times, fault.clone());
            }
        }
        // Behind the others, which would never happen otherwise.
        for (path, fault) in self.faults.iter().filter_map(|place| place.kind.beside.as_ref()) {
            sandbox.server.inject(path, Times::Always, fault.clone());
        }
        let mut ends = Vec::new();
        let mut before = old;
        for signal in &self.runs {
            let outcome = self.run(&sandbox, *signal);
            let after = contents(&data);
            let check = Check { question, whole, before: &before, signal: signal.map(|it| it.0) };
            check.check(&outcome, &after);
            ends.push(outcome.code.map_or("killed".to_owned(), |code| format!("exit {code}")));
            before = after.into_iter().filter(|(name, _)| whole.contains_key(name)).collect();
        }
        sandbox.server.forget_faults();
        self.recover(&sandbox, question);
        ends
    }

    fn command(&self, sandbox: &Sandbox) -> Command {
        let words: Vec<_> = self.words.iter().map(String::as_str).collect();
        if self.is_signed_in { sandbox.unattended(&words) } else { sandbox.command(&words) }
    }

    fn run(&self, sandbox: &Sandbox, signal: Option<(&'static str, usize)>) -> Outcome {
        let mut run = self.command(sandbox).spawn().expect("pinads starts");
        if let Some((signal, requests)) = signal {
            sandbox.wait_for(sandbox.server.asked() + requests, &mut run);
            if run.try_wait().expect("it can be asked").is_none() {
                send_signal(signal, run.id());
            }
        }
        Outcome::of(run.wait_with_output().expect("it ends"))
    }

    /// When the faults are gone, the same command gives the undisturbed files: at once, unless the
    /// API said that the user has to wait.
    fn recover(&self, sandbox: &Sandbox, question: &Question) {
        let mut outcome = Outcome::run(&mut self.command(sandbox));
        let may_hold = self.faults.iter().any(|place| place.kind.may_hold);
        let is_held = may_hold
            && matches!(outcome.code, Some(5 | 6))
            && outcome.stderr.contains("exhausted until");
        let mut whole = Cow::Borrowed(&question.truth().files);
        if is_held {
            questions::pass_a_day(sandbox);
            whole = Cow::Owned(question.files_of_tomorrow());
            outcome = Outcome::run(&mut self.command(sandbox));
        }
        assert_eq!(outcome.code, Some(0), "after the faults: {}", outcome.stderr);
        let files = contents(&sandbox.path("data"));
        assert!(files == *whole, "after the faults: other files: {}", difference(&files, &whole));
    }
}

fn is_success(outcome: &Outcome) -> bool {
    outcome.code == Some(0)
}

fn is_never_answered(fault: &Fault) -> bool {
    matches!(fault, Fault::Hang)
}

impl fmt::Display for Combination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign_in = match (self.is_signed_in, self.is_expired) {
            (false, _) => "",
            (true, false) => ", signed in",
            (true, true) => ", signed in, the access token expired",
        };
        writeln!(f, "  pinads {}{sign_in}", self.words.join(" "))?;
        for Place { path, kind, times } in &self.faults {
            writeln!(f, "  {}: {}, {times:?}", path, kind.name)?;
        }
        write!(f, "  runs: {:?}", self.runs)
    }
}

/// What a run may have done.
struct Check<'a> {
    question: &'a Question,
    whole: &'a Files,
    before: &'a Files,
    signal: Option<&'static str>,
}

impl Check<'_> {
    fn check(&self, outcome: &Outcome, after: &Files) {
        let Outcome { code, stdout, stderr } = outcome;
        let is_interrupted = match (code, self.signal) {
            // A signal may come before the run is ready for it.
            (None, Some(_))
            | (Some(129), Some("-HUP"))
            | (Some(130), Some("-INT"))
            | (Some(143), Some("-TERM")) => true,
            _ => false,
        };
        let short: String = stderr.chars().take(3000).collect();
        let is_published = matches!(code, Some(0 | 3..=6));
        assert!(is_interrupted || is_published, "the exit code: {code:?}: {short}");
        let has_hint = matches!(code, Some(0)) || is_interrupted || stderr.contains("\nhint: ");
        assert!(has_hint, "no hint: {code:?}: {short}");
        assert!(!stderr.contains("panicked"), "{short}");
        assert!(stdout.is_empty(), "stdout: {stdout}");
        assert!(outcome.is_fit_for_a_terminal(), "not fit for a terminal: {short}");
        let is_request = |line: &&str| line.starts_with("detail: GET ") && line.ends_with(" 200");
        let story: usize = stderr.lines().filter(|line| !is_request(line)).map(str::len).sum();
        assert!(story < LONGEST_STORY, "a long story: {story} bytes: {short}");

        let names = after.keys().filter(|name| !(code.is_none() && name.starts_with(".pinads-")));
        let others: Vec<_> = names.filter(|name| !self.whole.contains_key(*name)).collect();
        assert!(others.is_empty(), "{code:?}: other files: {others:?}: {short}");
        let may_mix = is_interrupted || self.question.has_files_of_accounts();
        for (name, whole) in self.whole {
            let (new, old) = (after.get(name), self.before.get(name));
            let is_right = match code {
                Some(0) => new == Some(whole),
                _ if may_mix => new == Some(whole) || new == old,
                _ => new == old,
            };
            let texts = || difference(after, self.whole);
            assert!(is_right, "{code:?}, the file {name}: {}\n{short}", texts());
        }
    }
}

/// The first line that differs, in a message.
fn difference(found: &Files, whole: &Files) -> String {
    for (name, whole) in whole {
        let found = found.get(name).map_or(&b"no file"[..], Vec::as_slice);
        let [found, whole] = [found, whole].map(String::from_utf8_lossy);
        let mut lines = found.lines().zip(whole.lines());
        if found != whole {
            let (found, whole) = lines.find(|(a, b)| a != b).unwrap_or((&found, &whole));
            let short = |text: &str| text.chars().take(300).collect::<String>();
            return format!("{name}: `{}`, not `{}`", short(found), short(whole));
        }
    }
    format!("{:?}", found.keys())
}
