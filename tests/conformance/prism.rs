//! Stoplight Prism as a child process, for as long as a test needs it.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::extract::{extract, requested};
use super::known::mended;

/// The official description, which lies beside the repository.
const DESCRIPTION: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/pinterest-v5/openapi-5.28.json");

/// Some ten seconds on an idle machine.
const LONGEST_START: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

const OUTPUT: &str = "output";
const READY: &str = "Prism is listening on ";

pub(crate) struct Prism {
    child: Child,
    folder: TempDir,
    url: String,
}

impl Prism {
    /// Stands before a server and checks what goes both ways. Nothing where Prism or the
    /// description is missing.
    pub(crate) fn proxy(upstream: &str) -> Option<Self> {
        Self::start("proxy", &[upstream, "--errors"], requested)
    }

    /// Answers requests of this path itself, with the examples of the description.
    pub(crate) fn mock(path: &str) -> Option<Self> {
        Self::start("mock", &[], |other, method| other == path && method == "get")
    }

    fn start(
        command: &str,
        arguments: &[&str],
        is_kept: impl Fn(&str, &str) -> bool,
    ) -> Option<Self> {
        let program = program()?;
        let official = fs::read(description()?).expect("it is readable");
        let mended = mended(serde_json::from_slice(&official).expect("it is JSON"));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let description = folder.path().join("openapi.json");
        fs::write(&description, extract(mended, is_kept).to_string()).expect("a mended copy");
        let output = File::create(folder.path().join(OUTPUT)).expect("a file for its output");
        let child = Command::new(&program)
            .arg(command)
            .arg(description)
            .args(arguments)
            // It finds a free port itself. As one process, it ends as a whole when it is killed.
            .args(["--port", "0", "--multiprocess=false"])
            .stdin(Stdio::null())
            .stderr(output.try_clone().expect("a second handle"))
            .stdout(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut prism = Prism { child, folder, url: String::new() };
        prism.url = prism.wait_for(|output| {
            let (_, rest) = output.split_once(READY)?;
            // A line that is still being written has no end.
            let (url, _) = rest.split_once('\n')?;
            Some(url.trim().to_owned())
        });
        Some(prism)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The lines of its output that find fault with a request or an answer.
    pub(crate) fn objections(&self) -> String {
        let output = self.output();
        // Before it is ready, it prints paths with words of chance in them.
        let (_, since_ready) = output.split_once(READY).expect("it was ready");
        let words = [" error ", " warning ", " fatal ", "Violation"];
        let lines = since_ready.lines().filter(|line| words.iter().any(|word| line.contains(word)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// It may answer before it has written down why.
    pub(crate) fn wait_for_objection(&mut self, word: &str) {
        self.wait_for(|output| output.contains(word).then_some(()));
        assert!(self.objections().contains(word), "an objection: {}", self.output());
    }

    /// Looks at its output until that holds what is wanted.
    fn wait_for<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            let output = self.output();
            if let Some(found) = wanted(&output) {
                return found;
            }
            let ended = self.child.try_wait().expect("its state");
            assert!(ended.is_none(), "Prism has ended: {output}");
            assert!(started.elapsed() < LONGEST_START, "Prism takes too long: {output}");
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    fn output(&self) -> String {
        let bytes = fs::read(self.folder.path().join(OUTPUT)).expect("its output");
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        // Whatever fails here, the test has its own result.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The path of the official description.
pub(crate) fn description() -> Option<&'static Path> {
    let path = Path::new(DESCRIPTION);
    if path.is_file() { Some(path) } else { missing("the official description") }
}

/// `PINADS_PRISM`, or the `prism` of the search path.
fn program() -> Option<PathBuf> {
    if let Some(program) = env::var_os("PINADS_PRISM").map(PathBuf::from) {
        return if program.is_file() { Some(program) } else { missing("`PINADS_PRISM`") };
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let mut programs = env::split_paths(&path).map(|folder| folder.join("prism"));
    programs.find(|program| program.is_file()).or_else(|| missing("`prism`"))
}

/// Only in CI is this a failure: a newcomer's first test run needs nothing but Rust.
fn missing<T>(what: &str) -> Option<T> {
    assert!(env::var_os("CI").is_none(), "{what} is missing");
    // Past the test harness, which would keep it to itself.
    writeln!(io::stdout(), "skipped: {what} is missing").expect("an open stdout");
    None
}
