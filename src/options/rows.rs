//! Options for the rows and columns of an output.
//!
//! Every report has them. A report with an option of the same name keeps its own: there it is a
//! parameter of the API.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use crate::error::Result;
use crate::options::nearest::{Vocabulary, nearest, nearest_by_words};
use crate::options::unknown_columns;
use crate::output::columns::{Column, Columns};

const LIMIT: &str = "row-limit";
const COLUMNS: &str = "selected-columns";

#[derive(Clone, Debug)]
pub(crate) struct RowOptions {
    /// The first rows of the whole output.
    pub(crate) limit: Option<usize>,
    columns: Vec<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Output")]
struct Definitions {
    /// Maximum number of rows in the whole output
    ///
    /// `pinads` sends one request at a time and stops as soon as it has the rows. With `{date}` or
    /// `{account}` in `--output`, the files behind the last row have a header only.
    #[arg(
        id = LIMIT,
        long = "limit",
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    limit: Option<u32>,
    /// Columns to write, in this order [default: all]
    ///
    /// A name such as `media` selects all columns that begin with `media.`. Fields without a column
    /// are left out; `--extra-column` keeps them.
    #[arg(id = COLUMNS, long = "columns", value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
}

impl Args for RowOptions {
    fn augment_args(command: Command) -> Command {
        let definitions = Definitions::augment_args(Command::new("rows").next_display_order(None));
        let is_missing =
            |option: &&Arg| command.get_arguments().all(|own| own.get_long() != option.get_long());
        let missing = definitions.get_arguments().filter(is_missing);
        let missing: Vec<_> = missing.cloned().collect();
        command.args(missing)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RowOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        // A report with its own option ignores this one.
        let limit = matches.try_get_one::<u32>(LIMIT).ok().flatten();
        let columns = matches.try_get_many::<String>(COLUMNS).ok().flatten();
        Ok(RowOptions {
            limit: limit.and_then(|limit| (*limit).try_into().ok()),
            columns: columns.map_or(Vec::new(), |names| names.cloned().collect()),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl RowOptions {
    /// The columns to write. The others stay known to the run.
    pub(crate) fn select(
        &self,
        columns: Columns,
        report: &str,
        keep_extra: bool,
    ) -> Result<Columns> {
        if self.columns.is_empty() {
            return Ok(columns);
        }
        let mut selected = Vec::new();
        let mut unknown = Vec::new();
        for word in &self.columns {
            let found = named(word, &columns);
            if found.is_empty() {
                unknown.push(word.as_str());
            }
            selected.extend(found);
        }
        if !unknown.is_empty() {
            let words: Vec<_> = self.columns.iter().map(String::as_str).collect();
            let list = format!("`pinads reports {report}` lists the columns");
            let likely = |word: &str| likely(word, &columns);
            return Err(unknown_columns::error(&words, &unknown, likely, &list));
        }
        Ok(columns.select(&selected, keep_extra))
    }
}

/// The positions of the columns that a word names: one column, or all below a name.
fn named(word: &str, columns: &Columns) -> Vec<usize> {
    let word = plain(word);
    let all = || columns.iter().enumerate();
    let is_named =
        |column: &Column| [&column.path, &column.title].iter().any(|it| plain(it) == word);
    if let Some((position, _)) = all().find(|(_, column)| is_named(column)) {
        return vec![position];
    }
    let below = format!("{word}.");
    let is_below = |column: &Column| plain(&column.path).starts_with(&below);
    all().filter(|(_, column)| is_below(column)).map(|(position, _)| position).collect()
}

fn likely<'a>(word: &str, columns: &'a Columns) -> Vec<&'a str> {
    let titles = || columns.iter().map(|column| column.title.as_str());
    let by_words = nearest_by_words(word, titles(), Vocabulary::default());
    if !by_words.is_empty() {
        return by_words;
    }
    let names: Vec<_> = titles().map(plain).collect();
    let near = nearest(&plain(word), names.iter().map(String::as_str));
    titles().filter(|title| near == Some(plain(title).as_str())).take(1).collect()
}

/// A name in any case, with `-` or `_`.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace('-', "_")
}
