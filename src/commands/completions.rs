//! `pinads completions`: the completion script of a shell, and the candidates that the script
//! requests when the user presses the key.

use std::env;
use std::ffi::OsString;

use clap::{Command, FromArgMatches, ValueEnum};
use clap_complete::env::{EnvCompleter, Shells};

use crate::error::{Error, Kind, Result};
use crate::options::accounts::last_listing;
use crate::options::choice::name;
use crate::settings::global::GlobalOptions;
use crate::terminal::stdout;

/// The script sets this variable to the name of its shell and passes the typed words after `--`.
const VARIABLE: &str = "PINADS_COMPLETE";

pub(crate) const INSTALLATION: &str = "\
To enable completion in new shells:
  bash        echo 'source <(pinads completions bash)' >> ~/.bashrc
  zsh         echo 'source <(pinads completions zsh)' >> ~/.zshrc
  fish        echo 'pinads completions fish | source' >> ~/.config/fish/config.fish
  elvish      echo 'eval (pinads completions elvish | slurp)' >> ~/.elvish/rc.elv
  powershell  'pinads completions powershell | Out-String | Invoke-Expression' >> $PROFILE";

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Elvish,
    Fish,
    #[value(alias = "pwsh")]
    Powershell,
    Zsh,
}

/// Prints the script.
pub(crate) fn print(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    Shells::builtins()
        .completer(&name(shell))
        .ok_or_else(|| Error::new(Kind::Internal, "this shell has no completion script"))?
        .write_registration(VARIABLE, "pinads", "pinads", "pinads", &mut script)
        .map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    stdout::print(&String::from_utf8_lossy(&script))
}

/// Prints candidates if a script calls. `pinads` builds the whole command line.
pub(crate) fn answer(pinads: fn() -> Command) -> bool {
    let shells = Shells::builtins();
    let shell = env::var(VARIABLE).ok();
    let Some(shell) = shell.and_then(|name| shells.completer(&name)) else { return false };
    let Some(words) = words() else { return false };
    // A message would appear in the middle of the line that the user types.
    let _ = complete(shell, pinads(), words);
    true
}

fn complete(shell: &dyn EnvCompleter, pinads: Command, words: Vec<OsString>) -> Result<()> {
    let mut answer = Vec::new();
    let mut command = visible(&pinads);
    find_last_listing(pinads, &words);
    command.build();
    let folder = env::current_dir().ok();
    shell
        .write_complete(&mut command, words, folder.as_deref(), &mut answer)
        .map_err(|error| Error::new(Kind::Internal, error.to_string()))?;
    stdout::print(&String::from_utf8_lossy(&answer))
}

/// The words of the line.
fn words() -> Option<Vec<OsString>> {
    let mut arguments = env::args_os().skip(1);
    let words = arguments.next().filter(|first| first == "--").map(|_| arguments.collect());
    words.filter(|words: &Vec<_>| !words.is_empty())
}

/// A command without its hidden parts, which would be offered if nothing else matches.
fn visible(command: &Command) -> Command {
    let shown = Command::new(command.get_name().to_owned())
        .args(command.get_arguments().filter(|it| !it.is_hide_set()))
        .subcommands(command.get_subcommands().filter(|it| !it.is_hide_set()).map(visible));
    match command.get_about() {
        Some(about) => shown.about(about.clone()),
        None => shown,
    }
}

/// The offered ad accounts belong to the profile and the API in the typed line.
fn find_last_listing(pinads: Command, words: &[OsString]) {
    let matches = pinads.ignore_errors(true).try_get_matches_from(words);
    let global = matches.ok().and_then(|matches| GlobalOptions::from_arg_matches(&matches).ok());
    let Some(global) = global else { return };
    if let (Ok(place), Ok(api)) = (global.place(), global.api()) {
        last_listing::offer(&place.profile, &api);
    }
}
