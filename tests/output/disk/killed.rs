//! Runs that are ended in the middle: each file is the old one or the new one.

use std::fs;
use std::process::Child;

use super::{Files, RUN, contents, to, write_old_files};
use crate::support::sandbox::{Outcome, Sandbox, kill, send_signal};
use crate::support::server::{Fault, Times, World};

/// A run that has written the first account and waits for the second for ever.
fn stuck(sandbox: &Sandbox, path: &str) -> Child {
    let second = sandbox.server.world().accounts[1].id.clone();
    let analytics = format!("/{second}/campaigns/analytics");
    sandbox.server.inject(&analytics, Times::Always, Fault::Hang);
    let child = sandbox.start(&to(path));
    while sandbox.server.count("/campaigns/analytics") < 2 {
        std::thread::yield_now();
    }
    child
}

#[test]
fn a_signal_ends_the_run_and_leaves_no_half_file() {
    for (signal, code, path) in
        [("-HUP", 129, "out.csv"), ("-INT", 130, "out.csv.zst"), ("-TERM", 143, "out.csv.gz")]
    {
        let sandbox = Sandbox::new(World::sized(2, 20, 0, 0, 0));
        fs::write(sandbox.path(path), "old").expect("writable");
        let child = stuck(&sandbox, path);
        send_signal(signal, child.id());
        let outcome = Outcome::of(child.wait_with_output().expect("it ends"));
        assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        assert!(outcome.stderr.ends_with("\npinads: interrupted\n"), "{}", outcome.stderr);
        assert_eq!(sandbox.read(path), "old");
        assert_eq!(sandbox.files("."), [path]);
    }
}

/// A sandbox with files that were written before a run, and with those that it is to write.
struct Killed {
    sandbox: Sandbox,
    run: Vec<String>,
    old: Files,
    whole: Files,
}

impl Killed {
    fn new(world: World, days: &str, output: &str) -> Self {
        let sandbox = Sandbox::new(world);
        fs::create_dir(sandbox.path("data")).expect("a folder");
        let path = format!("data/{output}");
        let options = ["--via", "sync", "--days-back", days, "--concurrency", "1", "-o", &path];
        let run = [&RUN[..2], &options].concat();
        sandbox.succeed(&run);
        let run = run.into_iter().map(str::to_owned).collect();
        let whole = contents(&sandbox.path("data"));
        let old = write_old_files(&sandbox.path("data"), &whole);
        Killed { sandbox, run, old, whole }
    }

    fn arguments(&self) -> Vec<&str> {
        self.run.iter().map(String::as_str).collect()
    }

    /// Kills a run as soon as `wait` returns. Each file must then be whole, and beside them be
    /// nothing but hidden parts for files that are not yet new. Returns how many are new.
    fn kill_after(&self, wait: impl FnOnce()) -> usize {
        let data = self.sandbox.path("data");
        write_old_files(&data, &self.whole);
        let run = self.sandbox.start(&self.arguments());
        wait();
        kill(run);
        let (parts, files): (Files, Files) =
            contents(&data).into_iter().partition(|(name, _)| name.starts_with(".pinads-"));
        assert!(files.keys().eq(self.whole.keys()), "{:?}", files.keys());
        let (new, others): (Vec<_>, Vec<_>) =
            files.iter().partition(|(name, text)| **text == self.whole[*name]);
        for (name, text) in &others {
            assert_eq!(**text, self.old[*name], "{name}");
        }
        // The rows of a Parquet file wait in a part of their own.
        let is_parquet = self.whole.keys().any(|name| name.ends_with(".parquet"));
        let most = others.len() * if is_parquet { 2 } else { 1 };
        assert!(parts.len() <= most, "{} parts of {} files", parts.len(), others.len());
        for name in parts.keys() {
            fs::remove_file(data.join(name)).expect("removable");
        }
        new.len()
    }
}

#[test]
fn killed_at_any_request_each_file_is_whole() {
    let killed = Killed::new(World::sized(4, 5, 0, 0, 0), "3", "{account}-{date}.csv");
    let requests = killed.sandbox.server.log().len();
    let new = (1..=requests).map(|nth| {
        let server = &killed.sandbox.server;
        let mut holds: Vec<_> = (0..nth).map(|_| server.hold("", true)).collect();
        let last = holds.pop().expect("the nth");
        killed.kill_after(|| {
            for hold in holds {
                hold.wait();
                hold.release();
            }
            last.wait();
        })
    });
    // The list of ad accounts, and two requests for each; its files appear before the next ones.
    assert_eq!(new.collect::<Vec<_>>(), [0, 0, 0, 3, 3, 6, 6, 9, 9]);
}

#[test]
fn killed_while_files_appear_each_file_is_whole() {
    for output in ["{date}.csv", "{date}.csv.gz", "{date}.csv.zst", "{date}.parquet"] {
        let killed = Killed::new(World::sized(1, 5, 0, 0, 0), "90", output);
        for (name, old) in killed.old.iter().step_by(11) {
            let path = killed.sandbox.path("data").join(name);
            killed.kill_after(|| while fs::read(&path).is_ok_and(|bytes| bytes == *old) {});
        }
    }
}

#[test]
fn what_a_killed_run_leaves_disturbs_no_other() {
    let killed = Killed::new(World::sized(2, 5, 0, 0, 0), "3", "{date}.csv");
    let data = killed.sandbox.path("data");
    kill(stuck(&killed.sandbox, "data/{date}.csv"));
    killed.sandbox.server.forget_faults();
    killed.sandbox.succeed(&killed.arguments());
    let after = contents(&data);
    assert!(killed.whole.iter().all(|(name, text)| after.get(name) == Some(text)));
}
