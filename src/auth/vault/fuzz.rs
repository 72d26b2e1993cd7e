//! Any bytes as the credentials file.

use std::fs;
use std::io::Write;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{Stored, Vault, parse, text};
use crate::auth::credential::Credential;
use crate::error::Kind;
use crate::system::fuzz::{check, corpus};
use crate::system::private;

#[test]
fn credentials() {
    let folder = tempfile::tempdir().expect("a folder");
    let vault = Vault::new(&folder.path().join("credentials"), "default", "login".to_owned());
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("an instant");
    let secrets = secrets();
    check("credentials", |bytes| match parse(bytes) {
        Some(Stored::File(credential)) => is_kept_as_it_is(&credential, now),
        // A keyring belongs to the whole system.
        Some(Stored::Keyring) => {}
        None => {
            let file = private::open(&vault.file).expect("a file");
            file.set_len(0).expect("writable");
            (&file).write_all(bytes).expect("writable");
            assert_eq!(fs::read(&vault.file).expect("readable"), bytes);
            let error = vault.load().expect_err("it is damaged");
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind, Kind::NotSignedIn, "{error}");
            assert!(error.message.contains(&*vault.file.to_string_lossy()), "{error}");
            assert_eq!(error.hint.as_deref(), Some("run `login`"));
            assert!(secrets.iter().all(|secret| !shown.contains(secret)), "a secret is shown");
        }
    });
}

fn is_kept_as_it_is(credential: &Credential, now: DateTime<Utc>) {
    let kept = text(&Stored::File(credential));
    let Some(Stored::File(again)) = parse::<Stored<Credential>>(kept.as_bytes()) else {
        panic!("what is written cannot be read");
    };
    assert_eq!(*text(&Stored::File(&again)), *kept);
    assert_eq!(again.is_stale(now), credential.is_stale(now));
    assert_eq!(again.fingerprint(), credential.fingerprint());
    assert_eq!(again.counted_as(), credential.counted_as());
    let secret = credential.app.secret.expose_secret();
    let shown = format!("{credential:?} {} {}", credential.fingerprint(), credential.counted_as());
    // A secret may be a word that stands there anyway.
    assert!(secret.len() < 30 || !shown.contains(secret), "a secret is shown");
}

/// The secrets in the files of the corpus.
fn secrets() -> Vec<String> {
    let files = corpus("credentials");
    let values = files.iter().filter_map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).ok());
    let secrets: Vec<_> = values
        .flat_map(|value| {
            ["/file/app/secret", "/file/access/secret", "/file/refresh/secret"]
                .map(|place| value.pointer(place).and_then(Value::as_str).map(str::to_owned))
        })
        .flatten()
        .collect();
    assert!(secrets.len() > 2, "the corpus has no secrets");
    secrets
}
