//! `pinads doctor`: checks everything that a run needs, and shows the command that solves a
//! problem.

mod api;
mod check;
mod folders;
mod limiter;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::api::{Settings, Transport};
use crate::auth::Place;
use crate::commands::doctor::check::Check;
use crate::error::{Error, Result};
use crate::options::choice::choice;
use crate::output::path::Target;
use crate::settings::config::{self, Profile};
use crate::settings::global::GlobalOptions;
use crate::system::clock::Clock;
use crate::terminal::console::Console;
use crate::terminal::stdout::{self, Form};

const CONFIG: &str = "config";

/// The timeout and the longest pause before a retry, because a check must be fast.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_secs(1);

#[derive(clap::Args, Debug)]
pub(crate) struct Doctor {
    /// Format of the output
    #[arg(short, long, value_parser = choice::<Form>(), default_value = "text")]
    format: Form,
    /// Output path to check [default: a file in the current folder]
    #[arg(short, long, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    output: Option<String>,
    /// Clear the waits that the API requested, such as after HTTP 429
    #[arg(long)]
    clear_holds: bool,
}

/// In the order of dependence, so that the first problem is the first to solve.
#[derive(Serialize)]
struct Findings {
    checks: Vec<Check>,
}

impl Doctor {
    pub(crate) async fn run(
        self,
        global: GlobalOptions,
        clock: Clock,
        console: Arc<Console>,
    ) -> Result<()> {
        let target = self.output.as_deref().map(Target::parse).transpose()?;
        let place = global.place()?;
        let (config, profile) = config(&place);
        let settings = global.settings(&profile)?;
        let quick = Settings {
            max_wait: PAUSE,
            timeout: settings.timeout.min(PATIENCE),
            ..settings.clone()
        };
        let transport = Transport::new(quick, clock, Arc::clone(&console))?;

        let mut checks = vec![config];
        let sign_in = sign_in::check(&mut checks, &place, &settings.api, clock.now());
        checks.push(folders::config(&place.config_folder, sign_in.as_ref()));
        checks.push(folders::state(&settings.state_folder));
        checks.push(folders::output(target.as_ref()));
        if let Some(sign_in) = sign_in {
            let limiter = transport.limiter(&sign_in.counted_as());
            if limiter::check(&mut checks, &limiter, settings.max_wait, self.clear_holds, &place) {
                api::check(&mut checks, sign_in, transport, place).await;
            } else {
                api::left_out(&mut checks, limiter::NAME);
            }
        } else {
            checks.push(Check::left_out(limiter::NAME, sign_in::NAME));
            api::left_out(&mut checks, sign_in::NAME);
        }
        let findings = Findings { checks };
        console.suspend(|| match self.format {
            Form::Json => stdout::print_json(&findings),
            Form::Text => stdout::print(&findings.text()),
        })?;
        findings.verdict()
    }
}

fn config(place: &Place) -> (Check, Profile) {
    let path = config::path(&place.config_folder);
    match Profile::load(&place.config_folder, &place.profile) {
        Ok(profile) => {
            let message = if path.exists() {
                format!("`{}` is valid", path.display())
            } else {
                format!("`{}` does not exist; using the defaults", path.display())
            };
            (Check::ok(CONFIG, message), profile)
        }
        Err(error) => (Check::problem(CONFIG, error), Profile::default()),
    }
}

impl Findings {
    fn text(&self) -> String {
        self.checks.iter().map(Check::text).collect()
    }

    fn verdict(&self) -> Result<()> {
        let problems: Vec<_> = self.checks.iter().filter(|check| check.kind.is_some()).collect();
        let Some((first, kind)) = problems.first().and_then(|it| Some((it, it.kind?))) else {
            return Ok(());
        };
        let names: Vec<_> = problems.iter().map(|check| format!("`{}`", check.name)).collect();
        let error = Error::new(kind, format!("failed checks: {}", names.join(", ")));
        Err(match &first.hint {
            Some(hint) => error.hint(hint),
            None => error,
        })
    }
}
