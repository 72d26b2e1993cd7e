//! Two lines of a batch must not write the same file.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::commands::batch::report_line::ReportLine;
use crate::commands::batch::script;
use crate::error::{Error, Result};
use crate::output::path::Target;

pub(super) fn check(lines: &[ReportLine], name: &str) -> Result<()> {
    let mut seen: HashMap<PathBuf, usize> = HashMap::new();
    for line in lines {
        let Target::Files(template) = line.prepared.target() else { continue };
        let path = plain(template.of_report(line.prepared.report()));
        if path == Path::new("/dev/null") {
            continue;
        }
        if let Some(first) = seen.insert(path, line.number) {
            let output = &line.output;
            let error = Error::usage(format!("`{output}` is also the output of line {first}"))
                .hint("use another `--output`, or `{report}` in it");
            return Err(script::at(line.number, name, error));
        }
    }
    Ok(())
}

/// The path with one spelling for the same file, as far as its text shows.
fn plain(path: PathBuf) -> PathBuf {
    let whole = std::path::absolute(&path).unwrap_or(path);
    whole.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            // A link above could lead elsewhere, but then the folders differ only in name.
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
        plain
    })
}
