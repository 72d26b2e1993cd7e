//! The surroundings of a run.

use std::sync::Arc;

use crate::api::Client;
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;

pub(crate) struct Context<'a> {
    pub(crate) global: &'a GlobalOptions,
    pub(crate) clock: Clock,
    pub(crate) console: Arc<Console>,
    /// The typed command, for formats that store it.
    pub(crate) command: String,
    /// The client of the batch that the run is part of.
    pub(crate) batch: Option<&'a Client>,
}
