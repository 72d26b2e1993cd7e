//! What a run takes and leaves: memory, files and their bytes.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::sandbox::by_way_of;

/// Runs a command, and writes down the most memory that it had.
const MEASURE: &str = "import os, sys\n\
    pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)\n\
    _, status, usage = os.wait4(pid, 0)\n\
    open(sys.argv[1], 'w').write(str(usage.ru_maxrss))\n\
    sys.exit(os.waitstatus_to_exitcode(status) % 256)\n";

/// Descriptors that a run may have open at a time.
const DESCRIPTORS: &str = "--nofile=40";

#[derive(Debug)]
pub(crate) struct Measured {
    /// KiB.
    pub(crate) memory: u64,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// The command, measured into that file and with few descriptors.
pub(crate) fn measure(command: &Command, into: &Path) -> Command {
    let into = into.to_str().expect("UTF-8");
    by_way_of(&["prlimit", DESCRIPTORS, "python3", "-c", MEASURE, into], command)
}

/// The most memory of the run that was measured into that file.
pub(crate) fn memory(file: &Path) -> u64 {
    let text = fs::read_to_string(file).expect("it was measured");
    text.parse().expect("a number")
}

/// The number of files below a folder, and of their bytes.
pub(crate) fn files(folder: &Path) -> (u64, u64) {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let sizes = entries.map(|entry| {
        let metadata = entry.metadata().expect("it is there");
        if metadata.is_dir() { files(&entry.path()) } else { (1, metadata.len()) }
    });
    sizes.fold((0, 0), |(files, bytes), (more, long)| (files + more, bytes + long))
}
