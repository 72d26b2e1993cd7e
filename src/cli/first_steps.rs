//! The text of `pinads` without arguments: the shortest way to a CSV, and the commands.

use clap::CommandFactory;
use clap::builder::StyledStr;

use crate::cli::{Cli, groups};

const WAY: &str = "\
Quick start:
  1. Create an app at https://developers.pinterest.com/apps/ (trial access is
     enough), and add the redirect URI http://localhost:8085/ to it.
  2. pinads auth login
  3. pinads delivery-metrics --all-ad-accounts -o metrics.csv

Then:
  pinads delivery-metrics -h      Options: dates, columns, objects, one file per day
  pinads COMMAND -h               Common options of a command; `--help` shows all";

pub(crate) fn text() -> StyledStr {
    Cli::command()
        .help_template(format!("{{about-section}}\n{WAY}\n\n{}", groups::list()))
        .render_help()
}
