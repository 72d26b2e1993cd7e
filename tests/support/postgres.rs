//! A real `PostgreSQL` in a folder of its own, on a socket: one for all tests of a process, with a new
//! database for each.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use crate::support::sandbox::{Outcome, cells, or_skip, temporary_folder};

/// Makes a cluster as another user than root, whom `PostgreSQL` refuses, and removes it when stdin
/// closes: that is when the tests end, however they end.
const CLUSTER: &str = r#"
trap '' HUP INT TERM
as=
[ "$(id -u)" != 0 ] || as='setpriv --reuid=postgres --regid=postgres --clear-groups'
[ -z "$as" ] || chown postgres "$FOLDER"
cd "$FOLDER"
$as "$PROGRAMS/initdb" -D data -U pinads --auth=trust --encoding=UTF8 --locale=C --no-sync >>log 2>&1
$as "$PROGRAMS/postgres" -D data -F -h '' -k "$FOLDER" >>log 2>&1 &
until "$PROGRAMS/pg_isready" -q -h "$FOLDER"; do
    kill -0 $! 2>&- || { cat log; exit 1; }
    sleep 0.02
done
echo ready
cat >ended
kill -QUIT $!
wait
cd /
rm -rf "$FOLDER"
"#;

struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// Its stdin is open as long as the process lives.
    _script: Child,
}

static CLUSTER_OF_ALL: LazyLock<Option<Cluster>> = LazyLock::new(|| {
    let programs = programs()?;
    let folder = temporary_folder().expect("a temporary folder").keep();
    let mut script = Command::new("sh")
        .args(["-c", CLUSTER])
        .env("FOLDER", &folder)
        .env("PROGRAMS", &programs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh runs");
    let mut said = String::new();
    let mut stdout = BufReader::new(script.stdout.take().expect("a pipe"));
    while stdout.read_line(&mut said).expect("UTF-8") > 0 && !said.ends_with("ready\n") {}
    assert_eq!(said, "ready\n", "no PostgreSQL");
    Some(Cluster { programs, folder, _script: script })
});

/// The folder of `initdb`: in the search path, or where Debian has it.
fn programs() -> Option<PathBuf> {
    let is_there = |folder: &Path, name| folder.join(name).is_file();
    let has_all = |folder: &PathBuf| {
        ["initdb", "postgres", "pg_isready", "psql"].iter().all(|name| is_there(folder, name))
    };
    let path = env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    env::split_paths(&path).chain(debian).find(has_all)
}

/// An empty database.
pub(crate) struct Database {
    name: String,
    cluster: &'static Cluster,
}

impl Database {
    /// Nothing where there is no `PostgreSQL`; in CI there must be one.
    pub(crate) fn new() -> Option<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let cluster = CLUSTER_OF_ALL.as_ref();
        or_skip("postgresql", cluster.is_some());
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let first = Database { name: "postgres".to_owned(), cluster: cluster? };
        first.succeed(&format!("CREATE DATABASE {name}"));
        Some(Database { name, ..first })
    }

    /// The folder of `psql`, and what it reads from the environment.
    pub(crate) fn programs(&self) -> &Path {
        &self.cluster.programs
    }

    pub(crate) fn variables(&self) -> [(&str, &str); 3] {
        let folder = self.cluster.folder.to_str().expect("UTF-8");
        [("PGHOST", folder), ("PGUSER", "pinads"), ("PGDATABASE", &self.name)]
    }

    /// `psql`, as a person runs it in a pipeline. It needs a script on stdin.
    pub(crate) fn psql(&self, options: &[&str]) -> Command {
        let mut psql = Command::new(self.cluster.programs.join("psql"));
        psql.args(["-X", "-v", "ON_ERROR_STOP=1"]).args(options).env_clear();
        psql.envs(self.variables());
        psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        psql
    }

    /// Runs a script, which may fail.
    pub(crate) fn run(&self, script: &str) -> Outcome {
        run(&mut self.psql(&["-q"]), script)
    }

    pub(crate) fn succeed(&self, script: &str) {
        let outcome = self.run(script);
        assert_eq!(outcome.code, Some(0), "{script}: {}", outcome.stderr);
    }

    /// The rows of a query. A cell without a value is `NULL`.
    pub(crate) fn rows(&self, query: &str) -> Vec<Vec<String>> {
        let outcome = run(&mut self.psql(&["-q", "-t", "--csv", "-P", "null=NULL"]), query);
        assert_eq!(outcome.code, Some(0), "{query}: {}", outcome.stderr);
        cells(&outcome.stdout)
    }
}

fn run(psql: &mut Command, script: &str) -> Outcome {
    let mut child = psql.spawn().expect("psql runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // It does not read on after an error.
    let _ = stdin.write_all(script.as_bytes());
    drop(stdin);
    Outcome::of(child.wait_with_output().expect("it ends"))
}
