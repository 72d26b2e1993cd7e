//! The target of the output: stdout, one file, or a file for each day, ad account, or report.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::error::{Error, Kind, Result};

/// The value of `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    Files(PathTemplate),
}

/// A path with the placeholders `{date}`, `{account}`, and `{report}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathTemplate(String);

const DATE: &str = "{date}";
const ACCOUNT: &str = "{account}";
const REPORT: &str = "{report}";

impl Target {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if matches!(text, "-" | "/dev/stdout") {
            return Ok(Target::Stdout);
        }
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let name = after.split_once('}').map_or(after, |(name, _)| name);
            if !["date", "account", "report"].contains(&name) {
                let message = format!("`{{{name}}}` in `--output` is not a known placeholder");
                return Err(
                    Error::usage(message).hint(format!("use `{DATE}`, `{ACCOUNT}`, or `{REPORT}`"))
                );
            }
            rest = after;
        }
        Ok(Target::Files(PathTemplate(text.to_owned())))
    }

    pub(crate) fn has_date(&self) -> bool {
        self.has(DATE)
    }

    pub(crate) fn has_account(&self) -> bool {
        self.has(ACCOUNT)
    }

    /// Is there a folder `date={date}`? Databases take it for the column `date` (Hive partitions).
    pub(crate) fn has_folders_by_date(&self) -> bool {
        let Target::Files(PathTemplate(path)) = self else { return false };
        let (folders, _) = path.rsplit_once('/').unwrap_or_default();
        folders.split('/').any(|folder| folder.eq_ignore_ascii_case("date={date}"))
    }

    fn has(&self, placeholder: &str) -> bool {
        matches!(self, Target::Files(template) if template.0.contains(placeholder))
    }

    /// Checks that files can be made there, before the first request.
    pub(crate) fn check(&self, report: &str) -> Result<()> {
        match self {
            Target::Stdout => Ok(()),
            Target::Files(template) => {
                let path = PathBuf::from(template.0.replace(REPORT, report));
                template.check_base(&path)?;
                let makes_folders = template.base().is_some();
                check(&path, makes_folders).map_err(|error| bad_output(&path, error))
            }
        }
    }
}

impl PathTemplate {
    /// The path with the name of the report, and the other placeholders.
    pub(crate) fn of_report(&self, report: &str) -> PathBuf {
        self.0.replace(REPORT, report).into()
    }

    /// The folder above the first placeholder, if there is one: a run makes the folders below it.
    fn base(&self) -> Option<&Path> {
        let (fixed, _) = self.0.split_once('{')?;
        Some(match fixed.rfind('/') {
            Some(0) => Path::new("/"),
            Some(end) => Path::new(&fixed[..end]),
            None => Path::new("."),
        })
    }

    fn check_base(&self, path: &Path) -> Result<()> {
        let is_missing = |folder: &&Path| {
            fs::metadata(folder).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let Some(folder) = self.base().filter(is_missing) else { return Ok(()) };
        let (path, folder) = (path.display(), folder.display());
        let message = format!("cannot write `{path}`: the folder `{folder}` does not exist");
        Err(Error::new(Kind::BadOutput, message).hint(format!("run `mkdir -p '{folder}'`")))
    }

    pub(crate) fn fill(&self, report: &str, account: &str, date: Option<NaiveDate>) -> PathBuf {
        let date = date.map_or(String::new(), |date| date.to_string());
        self.0.replace(REPORT, report).replace(ACCOUNT, account).replace(DATE, &date).into()
    }
}

/// A run that `makes_folders` needs no more than one to make them in.
fn check(path: &Path, makes_folders: bool) -> io::Result<()> {
    // A pipe must not be opened twice: its reader would see the end of it.
    if is_special(path) {
        return Ok(());
    }
    let text = path.as_os_str().as_encoded_bytes();
    if path.is_dir() || text.is_empty() || text.ends_with(b"/") {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let real = real_path(path)?;
    let folder = real.ancestors().skip(1).find(|folder| !makes_folders || is_there(folder));
    let folder = folder.unwrap_or(Path::new("/"));
    tempfile::tempfile_in(folder).map(|_| ())
}

/// Does something exist there? A path with a placeholder is not known yet.
fn is_there(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let is_known = ![DATE, ACCOUNT, REPORT].iter().any(|placeholder| text.contains(placeholder));
    is_known && fs::symlink_metadata(path).is_ok()
}

/// Something that exists and is neither a file nor a folder: a device, a pipe.
pub(crate) fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// The path behind symbolic links, absolute, so that a link stays and what it leads to is replaced.
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            // The target of the link does not exist yet. (Links in a circle are another error.)
            Ok(next) => real_path(&path.parent().unwrap_or(path).join(next)),
            Err(_) => Ok(env::current_dir()?.join(path)),
        },
        found => found,
    }
}

pub(crate) fn bad_output(path: &Path, error: io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => {
            let behind_link = fs::read_link(path).and_then(|_| real_path(path));
            match behind_link.as_deref().unwrap_or(path).parent() {
                Some(folder) if folder != Path::new("") => {
                    format!("run `mkdir -p '{}'`", folder.display())
                }
                _ => "run `cd` to an existing folder".to_owned(),
            }
        }
        io::ErrorKind::IsADirectory => "set a file with `--output`".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space, then run the same command again".to_owned()
        }
        _ => "set another path with `--output`".to_owned(),
    };
    let message = format!("cannot write `{}`: {error}", path.display());
    Error::new(Kind::BadOutput, message).hint(hint).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_unknown_ones_refused() {
        let target = Target::parse("out/{report}/{account}-{date}.csv").expect("known");
        let Target::Files(template) = &target else { panic!("files") };
        let day = NaiveDate::from_ymd_opt(2026, 3, 1);
        assert_eq!(template.fill("pins", "5", day), Path::new("out/pins/5-2026-03-01.csv"));
        assert!(target.has_date() && target.has_account());
        assert_eq!(template.base(), Some(Path::new("out")));
        for (path, is_so) in [
            ("lake/date={date}/{account}.parquet", true),
            ("DATE={date}/a.parquet", true),
            ("date={date}.parquet", false),
            ("update={date}/a.parquet", false),
            ("{date}/date=x/a.parquet", false),
        ] {
            let target = Target::parse(path).expect("known");
            assert_eq!(target.has_folders_by_date(), is_so, "{path}");
        }
        for (path, base) in [("{date}.csv", Some(".")), ("/{date}", Some("/")), ("a/b.csv", None)] {
            assert_eq!(PathTemplate(path.to_owned()).base(), base.map(Path::new), "{path}");
        }
        let error = Target::parse("{day}.csv").expect_err("unknown");
        assert!(error.to_string().contains("hint: use `{date}`"), "{error}");
        assert_eq!(Target::parse("-").expect("stdout"), Target::Stdout);
    }
}
