//! What `pinads` says by itself: the shortest way from nothing to a CSV, and the commands.

use clap::CommandFactory;
use clap::builder::StyledStr;

use crate::cli::Cli;

const WAY: &str = "\
From nothing to a CSV:
  1. Make an app on https://developers.pinterest.com/apps/ (trial access will do)
     and register the redirect address http://localhost:8085/ with it.
  2. pinads auth login
  3. pinads delivery-metrics --all-ad-accounts -o metrics.csv

Then:
  pinads delivery-metrics -h             other days, columns, objects, a file for each day
  pinads reports                         what else there is; `pinads reports NAME` describes one
  pinads COMMAND -h                      a command on one screen; `--help` tells all of it";

pub(crate) fn text() -> StyledStr {
    Cli::command()
        .help_template(format!("{{about-section}}\n{WAY}\n\nCommands:\n{{subcommands}}\n"))
        .render_help()
}
