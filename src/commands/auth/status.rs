//! `pinads auth status`.

use crate::commands::auth::context::Context;
use crate::commands::auth::state::State;
use crate::error::Result;
use crate::options::choice::choice;
use crate::terminal::printable::one_line;
use crate::terminal::stdout::{self, Form};

#[derive(clap::Args, Debug)]
pub(crate) struct Status {
    /// Format of the output
    #[arg(short, long, value_parser = choice::<Form>(), default_value = "text")]
    format: Form,
}

impl Status {
    /// Sends no request.
    pub(super) fn run(&self, context: &Context) -> Result<()> {
        let sign_in = context.place.look(&context.transport.settings.api)?;
        let state = State::of(&context.place.profile, &sign_in, context.clock.now());
        match self.format {
            Form::Json => stdout::print_json(&state),
            Form::Text => stdout::print(&text(&state)),
        }
    }
}

fn text(state: &State) -> String {
    let scopes = state.scopes.map(|scopes| scopes.join(", "));
    [
        ("profile", state.profile),
        ("source", &state.source),
        ("API", state.api.unwrap_or("any")),
        ("app", state.app.unwrap_or("unknown")),
        ("user", state.user_text().unwrap_or("unknown")),
        ("access", &state.access_text()),
        ("refresh", &state.renewal_text()),
        ("scopes", scopes.as_deref().unwrap_or("unknown")),
        ("reports", &state.reports_text()),
    ]
    .into_iter()
    .fold(String::new(), |text, (name, value)| text + &format!("{name:<9}{}\n", one_line(value)))
}
