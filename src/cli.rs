//! The command line: the options of every command, and the commands.

pub(crate) mod first_steps;
pub(crate) mod groups;
pub(crate) mod line;
pub(crate) mod mistakes;
pub(crate) mod short_help;
mod synonyms;

use clap::{Parser, Subcommand};
use clap_complete::ArgValueCandidates;

use crate::commands::accounts::Accounts;
use crate::commands::auth::AuthCommand;
use crate::commands::batch::Batch;
use crate::commands::catalogue;
use crate::commands::completions::{self, Shell};
use crate::commands::doctor::Doctor;
use crate::commands::man::ManOptions;
use crate::options::choice::choice;
use crate::reports::AnyReport;
use crate::settings::global::GlobalOptions;
use crate::terminal::stdout::Form;

const ENVIRONMENT: &str = "\
Environment:
  PINADS_ACCESS_TOKEN    Access token; no sign-in is needed
  PINADS_CLIENT_ID       App ID, used by `auth login` and to refresh the token
  PINADS_CLIENT_SECRET   App secret
  PINADS_REFRESH_TOKEN   Refresh token; requires the app ID and secret
  PINADS_PROFILE         Default of `--profile`
  PINADS_API_URL         Default of `--api-url`
  PINADS_AUTHORIZE_URL   Sign-in page [default: Pinterest's]
  PINADS_CONFIG_DIR      Folder for configuration and credentials
  PINADS_STATE_DIR       Folder for the request budget and saved responses
  HTTPS_PROXY, NO_PROXY  Proxy, and hosts that bypass it
  NO_COLOR, CLICOLOR_FORCE  Disable or force colors";

const FILES: &str = "\
Files:
  ~/.config/pinads/config.toml          Profiles: default values of options
  ~/.config/pinads/credentials/*.json   Credentials that are not in the keyring
  ~/.local/state/pinads/                Request budget and saved responses";

const EXIT_CODES: &str = "\
Exit status:
  0    Success, even without rows or if the pipe was closed
  1    Bug, or a local problem that no other code covers
  2    Invalid usage
  3    Not signed in, or the token was rejected
  4    The API rejected the request
  5    The API or the network kept failing, or a wait would exceed `--max-wait`
  6    Partial: some ad accounts failed, the others were written
  7    The output could not be written
  129, 130, 143  SIGHUP, SIGINT, SIGTERM";

/// Extract Pinterest Ads data from API v5 as CSV or NDJSON
#[derive(Debug, Parser)]
#[command(
    version,
    propagate_version = true,
    max_term_width = 100,
    args_override_self = true,
    after_long_help = format!("{ENVIRONMENT}\n\n{FILES}\n\n{EXIT_CODES}")
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Report(Box<AnyReport>),
    /// List the reports, or describe one
    #[command(after_long_help = "Examples:\n  pinads reports\n  pinads reports delivery-metrics")]
    Reports {
        /// Name of a report
        #[arg(add = ArgValueCandidates::new(catalogue::candidates))]
        name: Option<String>,
        /// Format of the description
        #[arg(short, long, value_parser = choice::<Form>(), default_value = "text")]
        format: Form,
    },
    /// Run several reports from a file
    Batch(Batch),
    /// List the ad accounts that the token can read
    Accounts(Accounts),
    /// Sign in and manage credentials
    #[command(subcommand, after_long_help = "Examples:\n  pinads auth login\n  pinads auth status")]
    Auth(AuthCommand),
    /// Check sign-in, folders, budget, API, and clock
    Doctor(Doctor),
    /// Print a completion script for a shell
    #[command(after_long_help = completions::INSTALLATION)]
    Completions {
        #[arg(value_parser = choice::<Shell>())]
        shell: Shell,
    },
    /// Print the manual page
    Man(ManOptions),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
