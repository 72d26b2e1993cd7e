//! `config.toml`: the options that a profile sets instead of the defaults.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use clap_complete::CompletionCandidate;
use serde::de::{self, Deserialize, Deserializer};
use toml::Value;

use crate::api::budget::MOST_PER_HOUR;
use crate::auth::vault::Store;
use crate::error::{Error, Result};
use crate::options;
use crate::options::id;
use crate::options::nearest::nearest;
use crate::output::formats::Format;
use crate::settings::bounds::{CONCURRENCY, duration};
use crate::system::folders;
use crate::terminal::printable::printable;

/// The options of a profile, under the names of the command line.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Profile {
    #[serde(deserialize_with = "ad_accounts")]
    pub(crate) ad_account: Vec<String>,
    #[serde(deserialize_with = "choice")]
    pub(crate) format: Option<Format>,
    #[serde(deserialize_with = "choice")]
    pub(crate) store: Option<Store>,
    #[serde(deserialize_with = "per_hour")]
    pub(crate) max_requests_per_hour: Option<NonZeroU32>,
    #[serde(deserialize_with = "length")]
    pub(crate) max_wait: Option<Duration>,
    #[serde(deserialize_with = "length")]
    pub(crate) timeout: Option<Duration>,
    #[serde(deserialize_with = "concurrency")]
    pub(crate) concurrency: Option<u8>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    profiles: BTreeMap<String, Profile>,
}

pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join("config.toml")
}

impl Profile {
    /// The profile of that name in the folder's `config.toml`; a missing one has the defaults.
    pub(crate) fn load(folder: &Path, name: &str) -> Result<Self> {
        Ok(all(folder)?.remove(name).unwrap_or_default())
    }
}

impl File {
    fn load(folder: &Path) -> Result<Self> {
        let path = path(folder);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(File::default()),
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", path.display());
                return Err(Error::usage(message)
                    .hint(
                        "make the file readable, or set another folder with `export \
                               PINADS_CONFIG_DIR=…`",
                    )
                    .caused_by(error));
            }
        };
        toml::from_str(&text).map_err(|error| {
            let place = error.span().map_or(String::new(), |span| {
                let before = text.get(..span.start).unwrap_or_default();
                format!(", line {}", before.matches('\n').count() + 1)
            });
            // A token in the wrong place is not shown.
            let message = printable(error.message());
            let wrong = Error::usage(format!("`{}`{place}: {message}", path.display()));
            match right_key(error.message()) {
                Some(key) => wrong.hint(format!("did you mean `{key}`?")),
                None => wrong.hint(format!("run `$EDITOR '{}'`", path.display())),
            }
        })
    }
}

/// All profiles of the folder's `config.toml`, by name.
pub(crate) fn all(folder: &Path) -> Result<BTreeMap<String, Profile>> {
    Ok(File::load(folder)?.profiles)
}

/// The profiles in the file, for shell completion.
pub(crate) fn candidates() -> Vec<CompletionCandidate> {
    let text =
        folders::config().ok().and_then(|it| fs::read_to_string(it.join("config.toml")).ok());
    let file: File = text.and_then(|it| toml::from_str(&it).ok()).unwrap_or_default();
    options::candidates(file.profiles.keys().map(String::as_str))
}

/// The most similar key. Serde names the wrong key first and then all valid ones.
fn right_key(message: &str) -> Option<&str> {
    let names = message.strip_prefix("unknown field `")?;
    let mut names = names.split('`').step_by(2);
    let wrong = names.next()?;
    nearest(wrong, names)
}

/// One ID or a list of IDs.
fn ad_accounts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let id = |value: &Value| match value {
        Value::String(text) => id::parse(text),
        Value::Integer(number) => id::parse(&number.to_string()),
        _ => Err("an ad account is an ID"),
    };
    let ids = match Value::deserialize(deserializer)? {
        Value::Array(list) => list.iter().map(id).collect(),
        one => id(&one).map(|id| vec![id]),
    };
    ids.map_err(de::Error::custom)
}

fn choice<'de, D: Deserializer<'de>, T: ValueEnum>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::from_str(&text, true).map(Some).map_err(|_| {
        let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let values: Vec<_> = values.map(|value| format!("`{}`", value.get_name())).collect();
        de::Error::custom(format!("`{text}` is not valid; use {}", values.join(" or ")))
    })
}

fn per_hour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NonZeroU32>, D::Error> {
    let number = NonZeroU32::deserialize(deserializer)?;
    if number > MOST_PER_HOUR {
        return Err(de::Error::custom(format!(
            "expected at most {MOST_PER_HOUR} requests per hour"
        )));
    }
    Ok(Some(number))
}

fn concurrency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let number = u8::deserialize(deserializer)?;
    if !CONCURRENCY.contains(&number.into()) {
        return Err(de::Error::custom("expected from 1 to 32 concurrent requests"));
    }
    Ok(Some(number))
}

fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    duration(&String::deserialize(deserializer)?).map(Some).map_err(de::Error::custom)
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use crate::error::Kind;

    use super::*;

    fn load(text: &str) -> Result<Profile> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("config.toml"), text).expect("a file");
        Profile::load(folder.path(), "shop")
    }

    #[test]
    fn a_profile_has_what_is_written() {
        let profile = load(
            "[profiles.shop]\nad-account = 549755885175\nformat = \"NDJSON\"\nstore = \"file\"\n\
             max-requests-per-hour = 500\nmax-wait = \"10m\"\ntimeout = \"5s\"\nconcurrency = 8\n",
        )
        .expect("sound");
        assert_eq!(profile.ad_account, ["549755885175"]);
        assert_eq!(profile.format, Some(Format::Ndjson));
        assert_eq!(profile.store, Some(Store::File));
        assert_eq!(profile.max_requests_per_hour.map(NonZeroU32::get), Some(500));
        assert_eq!(profile.max_wait, Some(Duration::from_secs(600)));
        assert_eq!(profile.timeout, Some(Duration::from_secs(5)));
        assert_eq!(profile.concurrency, Some(8));
        let other = load("[profiles.other]\nformat = \"ndjson\"\n").expect("sound");
        assert_eq!((other.format, other.ad_account.len()), (None, 0));
        let several = load("[profiles.shop]\nad-account = [\"1\", 2]\n").expect("sound");
        assert_eq!(several.ad_account, ["1", "2"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_nearest_right_word() {
        for (text, message, hint) in [
            ("[profiles.x]\nformt = \"csv\"", "line 2: unknown field `formt`", Some("`format`")),
            ("[profile.x]", "unknown field `profile`", Some("`profiles`")),
            ("[profiles.x]\nmax-requests = 5", "line 2", Some("`max-requests-per-hour`")),
            ("[profiles.x]\nformat = \"xml\"", "line 2: `xml` is not valid; use `csv`", None),
            ("[profiles.x]\nad-account = \"me\"", "expected an ID", None),
            ("[profiles.x]\nad-account = [\"1\", \"me\"]", "expected an ID", None),
            ("[profiles.x]\nad-account = [[1]]", "an ad account is an ID", None),
            ("[profiles.x]\nad-accounts = [1]", "line 2", Some("`ad-account`")),
            ("[profiles.x]\nmax-wait = \"soon\"", "expected a number with a unit", None),
            ("[profiles.x]\nmax-requests-per-hour = 1001", "at most 1000", None),
            ("[profiles.x]\nconcurrency = 0", "from 1 to 32", None),
            ("[profiles.x", "line 1", None),
            (
                "[profiles.x]\nformat = \"pina_0123456789\"",
                "`[redacted]` is not valid; use `csv`",
                None,
            ),
        ] {
            let error = load(text).expect_err(text);
            assert!(error.message.contains(message), "{text}: {error}");
            let told = error.hint.as_deref().expect("a hint");
            match hint {
                Some(hint) => assert_eq!(told, format!("did you mean {hint}?"), "{text}: {error}"),
                None => assert!(told.starts_with("run `$EDITOR '"), "{text}: {error}"),
            }
            assert_eq!(error.kind, Kind::Usage);
        }
    }
}
