//! Settings of a client, from the command line and `config.toml`.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::api::width::Concurrency;

/// The settings of a client.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: Url,
    pub(crate) is_sandbox: bool,
    pub(crate) per_hour: NonZeroU32,
    pub(crate) max_wait: Duration,
    pub(crate) timeout: Duration,
    pub(crate) concurrency: Concurrency,
    pub(crate) state_folder: PathBuf,
}
