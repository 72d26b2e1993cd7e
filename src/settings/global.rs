//! The options of every command, and the connection to the API that they describe.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgAction, Args};
use clap_complete::ArgValueCandidates;
use url::Url;

use crate::api::address::is_safe;
use crate::api::budget::MOST_PER_HOUR;
use crate::api::{Concurrency, Settings, Transport};
use crate::auth::{DEFAULT_PROFILE, Place, parse_profile};
use crate::error::{Error, Kind, Result};
use crate::options::choice::choice;
use crate::settings::bounds::{CONCURRENCY, duration};
use crate::settings::config::{self, Profile};
use crate::system::clock::Clock;
use crate::system::folders;
use crate::terminal::color::ColorMode;
use crate::terminal::console::{Console, LogFormat, ProgressMode, Verbosity};

const API: &str = "https://api.pinterest.com/v5";
const SANDBOX: &str = "https://api-sandbox.pinterest.com/v5";

const MAX_WAIT: Duration = Duration::from_secs(65 * 60);
const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Args, Debug)]
// The short help of a command is about the command.
#[command(mut_args(|option| option.hide_short_help(true)))]
pub(crate) struct GlobalOptions {
    /// Profile: its sign-in, and its defaults from `config.toml`
    #[arg(
        long,
        global = true,
        help_heading = "Requests",
        env = "PINADS_PROFILE",
        hide_env_values = true,
        value_name = "NAME",
        default_value = DEFAULT_PROFILE,
        value_parser = parse_profile,
        add = ArgValueCandidates::new(config::candidates)
    )]
    profile: String,
    #[command(flatten)]
    request: RequestOptions,
    #[command(flatten)]
    message: MessageOptions,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Requests")]
struct RequestOptions {
    /// Base URL of the API
    #[arg(
        long,
        global = true,
        env = "PINADS_API_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = API
    )]
    api_url: Url,
    /// Send requests to Pinterest's sandbox
    #[arg(long, global = true)]
    sandbox: bool,
    /// Maximum requests per hour, shared by all runs of the same user [default: 1000]
    #[arg(
        long,
        global = true,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_PER_HOUR.get()))
    )]
    max_requests_per_hour: Option<u32>,
    /// Longest single wait: for the request budget, `Retry-After`, or a retry [default: 65m]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    max_wait: Option<Duration>,
    /// Abort an attempt after this long without data [default: 60s]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
    /// Maximum concurrent requests [default: adaptive, 4 to 32]
    #[arg(
        long,
        global = true,
        value_name = "N",
        value_parser = clap::value_parser!(u8).range(CONCURRENCY)
    )]
    concurrency: Option<u8>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Messages (on stderr)")]
struct MessageOptions {
    /// When to show progress
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_parser = choice::<ProgressMode>(),
        default_value = "auto"
    )]
    progress: ProgressMode,
    /// Format of messages
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_parser = choice::<LogFormat>(),
        default_value = "text"
    )]
    log_format: LogFormat,
    /// When to use colors
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_parser = choice::<ColorMode>(),
        default_value = "auto"
    )]
    color: ColorMode,
    /// Log each request
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    verbose: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
}

impl GlobalOptions {
    /// `quiet` is said by an option of the command itself.
    pub(crate) fn console(&self, quiet: bool, clock: Clock) -> Console {
        self.message.color.apply();
        let verbosity = match (self.message.quiet || quiet, self.message.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        Console::new(verbosity, self.message.log_format, self.message.progress, clock)
    }

    /// The place of the sign-in and of the configuration.
    pub(crate) fn place(&self) -> Result<Place> {
        Ok(Place { config_folder: folders::config()?, profile: self.profile.clone() })
    }

    /// The store of the sign-in, the profile, and the connection to the API.
    pub(crate) fn connect(
        &self,
        clock: Clock,
        console: &Arc<Console>,
    ) -> Result<(Place, Profile, Transport)> {
        let place = self.place()?;
        let profile = Profile::load(&place.config_folder, &place.profile)?;
        let transport = Transport::new(self.settings(&profile)?, clock, Arc::clone(console))?;
        Ok((place, profile, transport))
    }

    pub(crate) fn api(&self) -> Result<Url> {
        if !self.request.sandbox {
            return api_address(&self.request.api_url);
        }
        SANDBOX.parse().map_err(|_| Error::new(Kind::Internal, "the sandbox's address"))
    }

    pub(crate) fn settings(&self, profile: &Profile) -> Result<Settings> {
        let request = &self.request;
        let per_hour = request.max_requests_per_hour.and_then(NonZeroU32::new);
        let concurrency = request.concurrency.or(profile.concurrency);
        Ok(Settings {
            api: self.api()?,
            is_sandbox: request.sandbox,
            per_hour: per_hour.or(profile.max_requests_per_hour).unwrap_or(MOST_PER_HOUR),
            max_wait: request.max_wait.or(profile.max_wait).unwrap_or(MAX_WAIT),
            timeout: request.timeout.or(profile.timeout).unwrap_or(TIMEOUT),
            concurrency: concurrency
                .map_or(Concurrency::Adaptive, |it| Concurrency::Fixed(it.into())),
            state_folder: folders::state()?,
        })
    }
}

fn api_address(url: &Url) -> Result<Url> {
    if !is_safe(url) {
        return Err(Error::usage(
            "`--api-url` must begin with `https://` (`http://` only for this machine)",
        )
        .hint(format!("use `--api-url {API}`")));
    }
    // The address is the same with and without a slash at its end, so that two can be compared.
    let mut plain = url.clone();
    plain.set_path(url.path().trim_end_matches('/'));
    plain.set_query(None);
    plain.set_fragment(None);
    // Any valid address allows this.
    let _ = plain.set_username("").and_then(|()| plain.set_password(None));
    if plain.as_str().trim_end_matches('/') != url.as_str().trim_end_matches('/') {
        // The removed parts may be a secret, so the error does not show them.
        return Err(Error::usage("`--api-url` takes no query, fragment, user name, or password")
            .hint(format!("use `--api-url {plain}`")));
    }
    Ok(plain)
}
