//! Any bytes as `config.toml`.

use std::fs;
use std::time::Duration;

use toml::Value;

use super::{CONCURRENCY, MOST_PER_HOUR, Profile, path};
use crate::error::Kind;
use crate::system::fuzz::check;

/// A token that somebody wrote into a file of the corpus.
const TOKEN: &str = "pina_0123456789abcdef";

#[test]
fn config() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = path(folder.path());
    check("config", |bytes| {
        fs::write(&file, bytes).expect("writable");
        match Profile::load(folder.path(), "default") {
            Ok(profile) => is_sound(&profile, bytes),
            Err(error) => {
                assert_eq!(error.kind, Kind::Usage, "{error}");
                assert!(error.message.contains(&*file.to_string_lossy()), "{error}");
                assert!(error.hint.is_some(), "{error}");
                let shown = error.to_string();
                assert!(!shown.contains(TOKEN), "the token is shown");
                assert!(!error.message.contains(char::is_control), "{error:?}");
                assert!(shown.len() < 8000, "{} bytes", shown.len());
            }
        }
    });
}

/// It has the values that the file has, and they are in their bounds.
fn is_sound(profile: &Profile, bytes: &[u8]) {
    let text = str::from_utf8(bytes).expect("a file that is read is text");
    let file: toml::Table = toml::from_str(text).expect("a file that is read is TOML");
    let of_file = |name| file.get("profiles")?.get("default")?.get(name);
    let number = |name| of_file(name).and_then(Value::as_integer);
    let id = |value: &Value| match value {
        Value::String(text) => text.trim().to_owned(),
        value => value.as_integer().expect("an id").to_string(),
    };
    let accounts: Vec<_> = match of_file("ad-account") {
        Some(Value::Array(list)) => list.iter().map(id).collect(),
        one => one.map(id).into_iter().collect(),
    };
    assert_eq!(profile.ad_account, accounts);
    assert!(accounts.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_digit())));
    assert_eq!(profile.format.is_some(), of_file("format").is_some());
    assert_eq!(profile.store.is_some(), of_file("store").is_some());
    let per_hour = profile.max_requests_per_hour;
    assert_eq!(per_hour.map(|it| it.get().into()), number("max-requests-per-hour"));
    assert!(per_hour.is_none_or(|it| it <= MOST_PER_HOUR));
    assert_eq!(profile.concurrency.map(i64::from), number("concurrency"));
    assert!(profile.concurrency.is_none_or(|it| CONCURRENCY.contains(&it.into())));
    for (name, length) in [("max-wait", profile.max_wait), ("timeout", profile.timeout)] {
        assert_eq!(length.is_some(), of_file(name).is_some());
        assert!(length.is_none_or(|length| length > Duration::ZERO), "{name}");
    }
}
