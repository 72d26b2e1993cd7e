//! A place to run `pinads` in: a server, a home folder, and a clock that the two share.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rustix::fs::StatVfsMountFlags;
use tempfile::TempDir;

use crate::support::server::{Server, World, holds_a_secret, secrets};
use crate::support::visitor;

/// The only root certificate, which saves the runs from reading those of the system.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/root.pem");

/// The day on which all tests live.
pub(crate) const TODAY: &str = "2026-03-10";

pub(crate) struct Sandbox {
    pub(crate) server: Server,
    home: TempDir,
    clock: TestClock,
}

/// `PINADS_TEST_CLOCK`: an instant, when it was, and how fast time runs since.
#[derive(Clone)]
struct TestClock {
    started: Duration,
    speed: f64,
    /// By how many milliseconds it was set forward, for all that share it.
    ahead: Arc<AtomicI64>,
}

impl TestClock {
    fn start(speed: f64) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        TestClock { started, speed, ahead: Arc::default() }
    }

    /// What it showed, or would have shown as it is set now, when it was started.
    fn shown(&self) -> DateTime<Utc> {
        noon() + TimeDelta::milliseconds(self.ahead.load(Ordering::Relaxed))
    }

    fn now(&self) -> DateTime<Utc> {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        self.shown() + real.saturating_sub(self.started).mul_f64(self.speed)
    }

    fn variable(&self, shown: &str) -> String {
        format!("{shown} {} {}", self.started.as_secs_f64(), self.speed)
    }
}

fn noon() -> DateTime<Utc> {
    format!("{TODAY}T12:00:00Z").parse().expect("an instant")
}

pub(crate) fn today() -> NaiveDate {
    TODAY.parse().expect("a date")
}

/// In memory where there is enough of it, or programs wait for the disk.
pub(crate) fn temporary_folder() -> io::Result<TempDir> {
    const MEMORY: &str = "/dev/shm";
    const ENOUGH: u64 = 1 << 30;
    let has_room = rustix::fs::statvfs(MEMORY).is_ok_and(|it| {
        let has_programs = !it.f_flag.contains(StatVfsMountFlags::NOEXEC);
        has_programs && it.f_bavail.saturating_mul(it.f_frsize) >= ENOUGH
    });
    if has_room && env::var_os("TMPDIR").is_none() {
        return tempfile::tempdir_in(MEMORY);
    }
    tempfile::tempdir()
}

impl Sandbox {
    /// A sandbox in which time runs as it does outside.
    pub(crate) fn new(world: World) -> Self {
        Self::at_speed(world, 1.0)
    }

    /// A sandbox in which a wait of a second takes a millisecond.
    pub(crate) fn hasty(world: World) -> Self {
        Self::at_speed(world, 1000.0)
    }

    /// One in which waits are short, and a day is long enough for many runs.
    pub(crate) fn brisk(world: World) -> Self {
        Self::at_speed(world, 100.0)
    }

    pub(crate) fn at_speed(world: World, speed: f64) -> Self {
        let clock = TestClock::start(speed);
        let shared = clock.clone();
        let server = Server::start(world, move || shared.now());
        Sandbox { server, home: temporary_folder().expect("a temporary folder"), clock }
    }

    /// Signs in as a person would, by way of the consent page; the sign-in is kept in a file.
    pub(crate) fn sign_in(&self, more: &[&str]) -> Outcome {
        let arguments = ["auth", "login", "--paste", "--store", "file"];
        let mut login = self.signed_out(&[&arguments, more].concat());
        visitor::paste(&mut login, visitor::allow)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Names of the files in the home folder that a run made, without its state.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
            .filter(|name| name != "state" && name != "config")
            .collect();
        names.sort();
        names
    }

    /// The value of `PINADS_TEST_CLOCK` for a clock that shows this instead of noon.
    pub(crate) fn clock_at(&self, instant: &str) -> String {
        self.clock.variable(instant)
    }

    /// The same for a clock that is ahead of the server's.
    pub(crate) fn clock_ahead(&self, by: TimeDelta) -> String {
        self.clock.variable(&(self.clock.shown() + by).to_rfc3339())
    }

    /// Lets so much time pass, for the server and for the runs that begin from now on.
    pub(crate) fn pass(&self, time: TimeDelta) {
        self.clock.ahead.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }

    /// Lets all the time pass until then, for the server and for the runs that begin from now on.
    pub(crate) fn pass_until(&self, instant: DateTime<Utc>) {
        let left = instant - self.clock.now();
        assert!(left >= TimeDelta::zero(), "{instant} has passed");
        self.pass(left);
    }

    /// The command, ready to run: in the home folder, with nothing of the caller's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env_clear()
            .env("HOME", self.home.path())
            .env("PINADS_STATE_DIR", self.path("state"))
            .env("PINADS_CONFIG_DIR", self.path("config"))
            .env("PINADS_API_URL", self.server.url())
            .env("PINADS_ACCESS_TOKEN", &self.server.world().token)
            .env("PINADS_TEST_CLOCK", self.clock.variable(&self.clock.shown().to_rfc3339()))
            .env("SSL_CERT_FILE", ROOT)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The command with an app to sign in with, instead of a token.
    pub(crate) fn signed_out(&self, arguments: &[&str]) -> Command {
        let app = &self.server.world().app;
        let mut command = self.command(arguments);
        command
            .env_remove("PINADS_ACCESS_TOKEN")
            .env("PINADS_AUTHORIZE_URL", self.server.authorize_url())
            .env("PINADS_CLIENT_ID", &app.id)
            .env("PINADS_CLIENT_SECRET", &app.secret);
        command
    }

    /// The command as cron runs it once somebody has signed in: with nothing in the environment.
    pub(crate) fn unattended(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.env_remove("PINADS_ACCESS_TOKEN");
        command
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("pinads starts")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::run(&mut self.command(arguments))
    }

    /// Ends a run by SIGKILL once the server has been asked so often in all, unless it ends before.
    /// Returns its exit code, if it came to that.
    pub(crate) fn kill_after(&self, requests: usize, mut run: Child) -> Option<i32> {
        self.wait_for(requests, &mut run);
        run.kill().expect("SIGKILL");
        Outcome::of(run.wait_with_output().expect("it has ended")).code
    }

    /// Returns once the server has been asked so often in all, or the run has ended.
    pub(crate) fn wait_for(&self, requests: usize, run: &mut Child) {
        let began = Instant::now();
        while self.server.asked() < requests && run.try_wait().expect("it can be asked").is_none() {
            assert!(began.elapsed() < Duration::from_secs(60), "it goes on");
            // Other runs need the processor more.
            thread::sleep(Duration::from_micros(300));
        }
    }

    /// Runs what must succeed and returns its stdout.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(0), "{arguments:?}: {}", outcome.stderr);
        outcome.stdout
    }

    /// Runs what must fail with this code and returns its stderr.
    pub(crate) fn fail(&self, code: i32, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}", outcome.stderr);
        let tells = |text| outcome.stderr.contains(text);
        let has_hint = tells("\nhint: ") || tells("\"hint\":\"");
        assert!(has_hint, "nothing to do about {arguments:?}: {}", outcome.stderr);
        outcome.stderr
    }
}

/// Whatever a run leaves behind may hold no secret, but for the store of the sign-in.
impl Drop for Sandbox {
    fn drop(&mut self) {
        if !thread::panicking() {
            search(self.home.path());
        }
    }
}

fn search(folder: &Path) {
    for entry in still_there(fs::read_dir(folder)).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        assert!(!holds_a_secret(path.as_os_str().as_encoded_bytes()), "{}", path.display());
        let Some(metadata) = still_there(fs::symlink_metadata(&path)) else { continue };
        if metadata.is_dir() {
            search(&path);
        } else if metadata.is_file() && !is_store(&path) {
            let bytes = still_there(fs::read(&path)).unwrap_or_default();
            assert!(!holds_a_secret(&bytes), "{}", path.display());
        }
    }
}

/// Nothing for what a keyring, which may outlive its session for a moment, has just removed.
fn still_there<T>(found: io::Result<T>) -> Option<T> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        found => Some(found.expect("readable")),
    }
}

/// A sign-in, of a profile or of the environment, or the next version of one.
fn is_store(path: &Path) -> bool {
    let folder = path.parent().expect("it is in a folder");
    let extension = path.extension().and_then(|extension| extension.to_str());
    let folders = ["config/credentials", "config/credentials/environment"];
    folders.into_iter().any(|known| folder.ends_with(known))
        && matches!(extension, Some("json" | "next"))
}

/// What may be shown of a text that holds secrets.
fn censored(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    secrets().iter().fold(text, |text, secret| text.replace(secret, "█"))
}

fn check(output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        assert!(!holds_a_secret(bytes), "a secret was printed: {}", censored(bytes));
    }
}

pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn of(output: Output) -> Self {
        check(&output);
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
        }
    }

    /// Runs a command to its end.
    pub(crate) fn run(command: &mut Command) -> Self {
        Self::of(command.output().expect("pinads runs"))
    }

    /// What is said there does not colour it, clear it or type into it.
    pub(crate) fn is_fit_for_a_terminal(&self) -> bool {
        self.stderr.chars().all(|c| c == '\n' || !c.is_control())
    }
}

/// The command as an argument of another program, which runs it.
pub(crate) fn by_way_of(outer: &[&str], inner: &Command) -> Command {
    let mut command = Command::new(outer[0]);
    command
        .args(&outer[1..])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(inner.get_current_dir().expect("a sandbox's"))
        .env_clear()
        .envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", env::var_os("PATH").expect("it is set"));
    command
}

/// Kills a run, which may have said half a character by then.
pub(crate) fn kill(mut run: Child) {
    run.kill().expect("SIGKILL");
    check(&run.wait_with_output().expect("it ended"));
}

/// Sends a signal such as `-INT` to a process.
pub(crate) fn send_signal(signal: &str, pid: u32) {
    let kill = Command::new("kill").args([signal, &pid.to_string()]).status();
    assert!(kill.expect("kill runs").success());
}

/// The cells of a CSV text, header included.
pub(crate) fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let rows = reader.records().map(|row| row.expect("rows of one length"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// A program that the tests use to read what pinads wrote. Where it is missing, this says so; in
/// CI it must be there.
pub(crate) fn has_program(name: &str) -> bool {
    let found = env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    or_skip(name, found)
}

/// Reports that a test is skipped because of what it lacks; in CI the test fails.
pub(crate) fn or_skip(name: &str, found: bool) -> bool {
    assert!(found || env::var_os("CI").is_none(), "CI lacks `{name}`");
    if !found {
        writeln!(io::stdout(), "skipped: `{name}` is missing").expect("stdout is open");
    }
    found
}
