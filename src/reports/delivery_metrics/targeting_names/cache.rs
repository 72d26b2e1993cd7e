//! Names that an earlier run requested: they seldom change.

use std::fs;
use std::io;
use std::path::PathBuf;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::api::Client;
use crate::reports::delivery_metrics::targeting_names::list::Names;
use crate::system::hash::hash;
use crate::system::private::{self, Draft};

const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// The form of the file. Another one is requested anew.
const VERSION: u32 = 1;

#[derive(Deserialize, Serialize)]
struct Kept {
    version: u32,
    on: NaiveDate,
    names: Names,
}

/// The file of one list.
pub(super) struct Cache {
    file: PathBuf,
    today: NaiveDate,
}

impl Cache {
    pub(super) fn of(client: &Client, list: &str) -> Self {
        let name = hash(format!("{}\n{}\n{list}", client.profile(), client.api())) + ".json";
        let file = client.state_folder().join("targeting-names").join(name);
        Cache { file, today: client.today() }
    }

    /// Nothing if they are too old, from the future, or unreadable.
    pub(super) fn recall(&self) -> Option<Names> {
        let kept: Kept = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        let age = self.today - kept.on;
        let is_good = kept.version == VERSION && age >= TimeDelta::zero() && age < GOOD_FOR;
        is_good.then_some(kept.names)
    }

    /// Names that cannot be saved are requested again.
    pub(super) fn keep(&self, names: &Names) {
        let _ = self.write(names);
    }

    fn write(&self, names: &Names) -> io::Result<()> {
        let kept = Kept { version: VERSION, on: self.today, names: names.clone() };
        let text = serde_json::to_vec(&kept)?;
        match private::try_lock(&self.file.with_extension("lock"))? {
            Some(_lock) => Draft::of(&self.file, text.len())?.publish(&text),
            None => Ok(()),
        }
    }
}
