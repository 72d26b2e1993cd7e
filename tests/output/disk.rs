//! Disks and folders that fail, and that no file is ever half of one.

mod full;
mod killed;
mod meanwhile;
mod mounts;
mod rights;
mod state;
mod targets;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::sandbox::by_way_of;

const RUN: [&str; 4] = ["delivery-metrics", "--all-ad-accounts", "--days-back", "3"];

fn to(path: &str) -> Vec<&str> {
    [&RUN[..], &["-o", path]].concat()
}

/// The command behind a script that gives it file systems of its own and runs it as `"$@"`.
pub(crate) fn with_mounts(script: &str, inner: &Command) -> Command {
    by_way_of(&["unshare", "-rm", "sh", "-c", script, "sh"], inner)
}

/// Files by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Every file of a folder, hidden ones too.
pub(crate) fn contents(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let file = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().expect("UTF-8");
        (name, fs::read(entry.path()).expect("a file"))
    };
    entries.map(file).collect()
}

/// An old file of each of these names, with another text in each.
pub(crate) fn write_old_files(folder: &Path, names: &Files) -> Files {
    let old: Files =
        names.keys().map(|name| (name.clone(), format!("old {name}").into_bytes())).collect();
    for (name, text) in &old {
        fs::write(folder.join(name), text).expect("writable");
    }
    old
}
