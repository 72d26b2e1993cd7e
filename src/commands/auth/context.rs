//! The surroundings of a command of `pinads auth`.

use std::sync::Arc;

use crate::api::Transport;
use crate::auth::Place;
use crate::settings::config::Profile;
use crate::system::clock::Clock;
use crate::terminal::console::Console;

/// The context that each command needs.
pub(super) struct Context {
    pub(super) place: Place,
    pub(super) profile: Profile,
    pub(super) transport: Transport,
    pub(super) clock: Clock,
    pub(super) console: Arc<Console>,
}
