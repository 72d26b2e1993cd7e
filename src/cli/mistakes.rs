//! Mistakes on the command line, shown like all other errors.

use std::error::Error as _;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::Cli;
use crate::cli::synonyms::{of_command, of_option};
use crate::error::Error;
use crate::options::nearest::nearest;

/// More values than this are a list for `--help`.
const FEW: usize = 16;

/// The error in the style of all others. Its hint keeps the typed options.
pub(crate) fn understood(error: &clap::Error, arguments: &[String]) -> Error {
    let mistake = Mistake { error, line: CommandLine::new(arguments) };
    match error.kind() {
        ErrorKind::InvalidSubcommand => mistake.command(),
        ErrorKind::UnknownArgument => mistake.option(),
        ErrorKind::InvalidValue => mistake.value(),
        ErrorKind::ValueValidation => mistake.malformed_value(),
        ErrorKind::MissingRequiredArgument => mistake.missing(),
        ErrorKind::ArgumentConflict => mistake.conflict(),
        _ => mistake.other(),
    }
}

/// The typed words, and the command that they name.
struct CommandLine<'a> {
    arguments: &'a [String],
    command: clap::Command,
    name: String,
}

impl<'a> CommandLine<'a> {
    fn new(arguments: &'a [String]) -> Self {
        let mut command = Cli::command();
        command.build();
        let mut name = "pinads".to_owned();
        for argument in arguments {
            if let Some(below) = command.find_subcommand(argument).cloned() {
                name = format!("{name} {}", below.get_name());
                command = below;
            }
        }
        CommandLine { arguments, command, name }
    }

    /// The line with other words instead of one.
    fn with(&self, wrong: &str, right: &str) -> String {
        let words = self.arguments.iter().map(|argument| {
            if argument == wrong {
                return right.to_owned();
            }
            match argument.strip_prefix(wrong).and_then(|rest| rest.strip_prefix('=')) {
                Some(value) => format!("{right} {}", quoted(value)),
                None => quoted(argument),
            }
        });
        format!("run `pinads {}`", words.collect::<Vec<_>>().join(" "))
    }

    fn with_more(&self, more: &str) -> String {
        let words = self.arguments.iter().map(|argument| quoted(argument));
        format!("run `pinads {} {more}`", words.collect::<Vec<_>>().join(" "))
    }

    fn options(&self) -> Vec<&str> {
        let shown = self.command.get_arguments().filter(|argument| !argument.is_hide_set());
        shown.filter_map(clap::Arg::get_long_and_visible_aliases).flatten().collect()
    }

    fn help(&self, what: &str) -> String {
        format!("`{} --help` {what}", self.name)
    }
}

struct Mistake<'a> {
    error: &'a clap::Error,
    line: CommandLine<'a>,
}

impl Mistake<'_> {
    fn command(&self) -> Error {
        let wrong = self.text(ContextKind::InvalidSubcommand);
        let known = self.line.command.get_subcommands().filter(|command| !command.is_hide_set());
        let known = known.map(clap::Command::get_name);
        let is_first = self.line.name == "pinads";
        let meant = of_command(&wrong).filter(|_| is_first).or_else(|| {
            let slip = nearest(&wrong.to_lowercase(), known)?;
            Some(slip.to_owned())
        });
        let hint = match meant {
            Some(meant) => self.line.with(&wrong, &meant),
            None => self.line.help("lists the commands"),
        };
        Error::usage(format!("unknown command `{wrong}`")).hint(hint)
    }

    fn option(&self) -> Error {
        let wrong = self.text(ContextKind::InvalidArg);
        let Some(name) = wrong.strip_prefix("--") else {
            let what =
                if wrong.starts_with('-') { "unknown option" } else { "unexpected argument" };
            return Error::usage(format!("{what} `{wrong}`"))
                .hint(self.line.help("lists the options"));
        };
        let known = self.line.options();
        let is_known = |option: &String| {
            let long = option.trim_start_matches("--").split(' ').next();
            long.is_some_and(|long| known.contains(&long))
        };
        let meant = match of_option(name) {
            // Another command has this option, so no similar option of this command is suggested.
            Some(option) => Some(format!("--{option}")).filter(is_known),
            None => {
                nearest(&name.to_lowercase(), known.iter().copied()).map(|slip| format!("--{slip}"))
            }
        };
        let hint = match meant {
            Some(meant) => self.line.with(&wrong, &meant),
            None => self.line.help("lists the options"),
        };
        Error::usage(format!("unknown option `{wrong}`")).hint(hint)
    }

    fn value(&self) -> Error {
        let (option, value) = (self.option_name(), self.text(ContextKind::InvalidValue));
        let possible = self.texts(ContextKind::ValidValue);
        let listed = if (1..=FEW).contains(&possible.len()) {
            format!("; possible values: {}", possible.join(", "))
        } else {
            String::new()
        };
        if value.is_empty() {
            let full = self.text(ContextKind::InvalidArg);
            return Error::usage(format!("`{option}` requires a value{listed}"))
                .hint(self.line.with(&option, &plain(&full)));
        }
        let hint = match self.text(ContextKind::SuggestedValue) {
            meant if meant.is_empty() => self.line.help("describes the values"),
            meant => self.with_value(&option, &value, &meant),
        };
        Error::usage(format!("invalid value `{value}` for `{option}`{listed}")).hint(hint)
    }

    fn malformed_value(&self) -> Error {
        let (option, value) = (self.option_name(), self.text(ContextKind::InvalidValue));
        let source = self.error.source().map_or(String::new(), ToString::to_string);
        let why = if source.contains("invalid digit") || source.contains("empty string") {
            "expected a whole number".to_owned()
        } else if let Some((_, range)) = source.split_once(" is not in ") {
            in_words(range)
        } else {
            source
        };
        if let Some((_, meant)) = why.split_once("did you mean `") {
            let meant = meant.split('`').next().unwrap_or_default();
            return Error::usage(format!("invalid value `{value}` for `{option}`"))
                .hint(self.with_value(&option, &value, meant));
        }
        // `7d` means 7.
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        let is_number = why.starts_with("expected a whole number");
        let hint = match digits.trim_start_matches('0') {
            "" if option == "--days-back" && is_number => {
                "`--date today` selects the current day".to_owned()
            }
            "" => self.line.help("describes the values"),
            number if is_number && number != value => self.with_value(&option, &value, number),
            _ => self.line.help("describes the values"),
        };
        Error::usage(format!("invalid value `{value}` for `{option}`: {why}")).hint(hint)
    }

    fn missing(&self) -> Error {
        let missing = self.texts(ContextKind::InvalidArg);
        let listed = missing.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ");
        let more = missing.iter().map(|it| plain(it)).collect::<Vec<_>>().join(" ");
        Error::usage(format!("missing {listed}")).hint(self.line.with_more(&more))
    }

    fn conflict(&self) -> Error {
        let option = self.option_name();
        let others = self.texts(ContextKind::PriorArg);
        let others = others.iter().map(|it| format!("`{}`", name(it))).collect::<Vec<_>>();
        Error::usage(format!("`{option}` cannot be used with {}", others.join(" or ")))
            .hint(self.line.help("describes the options"))
    }

    /// The error with the words of the parser.
    fn other(&self) -> Error {
        let text = self.error.render().to_string();
        let first = text.split("\n\n").next().unwrap_or_default();
        let words = first.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>();
        Error::usage(words.join(" ").replace('\'', "`")).hint(self.line.help("lists the options"))
    }

    /// The line with another value of an option, which may be a separate word or follow `=`.
    fn with_value(&self, option: &str, wrong: &str, right: &str) -> String {
        let joined = format!("{option}={wrong}");
        if self.line.arguments.contains(&joined) {
            self.line.with(&joined, &format!("{option}={right}"))
        } else {
            self.line.with(wrong, right)
        }
    }

    /// The option without the name of its value.
    fn option_name(&self) -> String {
        name(&self.text(ContextKind::InvalidArg)).to_owned()
    }

    fn text(&self, kind: ContextKind) -> String {
        self.texts(kind).into_iter().next().unwrap_or_default()
    }

    fn texts(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    }
}

fn name(option: &str) -> &str {
    option.split([' ', '=']).next().unwrap_or(option)
}

/// `--object-type <TYPE>` as words for a shell: `--object-type TYPE`.
fn plain(option: &str) -> String {
    option.replace(['<', '>', '[', ']'], "").replace("...", "")
}

/// `1..=300` or `1..` in words.
fn in_words(range: &str) -> String {
    match range.split_once("..") {
        Some((least, most)) => match most.trim_start_matches('=').parse::<u32>() {
            Ok(most) if most < u32::MAX => {
                format!("expected a whole number from {least} to {most}")
            }
            _ => format!("expected a whole number of at least {least}"),
        },
        None => format!("expected a number in {range}"),
    }
}

fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}
