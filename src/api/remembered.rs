//! Facts about the API that later runs of the same sign-in use, each in a file of the state folder.
//! A fact that cannot be saved or read is found out again.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::api::client::Client;
use crate::system::clock::Clock;
use crate::system::hash::hash;
use crate::system::private;

/// The place of one fact, of the type `T`.
pub(crate) struct Remembered<T> {
    file: PathBuf,
    good_for: TimeDelta,
    clock: Clock,
    fact: PhantomData<fn() -> T>,
}

#[derive(Deserialize, Serialize)]
struct Kept<T> {
    at: DateTime<Utc>,
    fact: T,
}

impl<T: Serialize + DeserializeOwned> Remembered<T> {
    /// `kind` names the folder of such facts, and `about` tells this one from the others.
    pub(crate) fn of(
        client: &Client,
        kind: &'static str,
        about: &str,
        good_for: TimeDelta,
    ) -> Self {
        let name = hash(format!("{}\n{}\n{about}", client.known_as(), client.api())) + ".json";
        let file = client.state_folder().join(kind).join(name);
        Remembered { file, good_for, clock: client.clock(), fact: PhantomData }
    }

    /// Nothing if the fact is too old, from the future, or of another form.
    pub(crate) fn recall(&self) -> Option<T> {
        let kept: Kept<T> = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        let age = self.clock.now() - kept.at;
        (age >= TimeDelta::zero() && age < self.good_for).then_some(kept.fact)
    }

    pub(crate) fn keep(&self, fact: &T) {
        let _ = self.write(fact);
    }

    fn write(&self, fact: &T) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            private::folder(folder)?;
        }
        // There may be thousands of facts, so none waits for a lock or for the disk: one that two
        // processes or a power failure have spoiled is no fact.
        private::replace(&self.file, &serde_json::to_vec(&Kept { at: self.clock.now(), fact })?)
    }
}
