//! Values of a fixed set, accepted in any case and with `-` or `_`.

use std::ffi::OsStr;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, ValueEnum};

use crate::options::nearest::nearest;

/// The parser of an option whose values are the variants of `T`.
pub(crate) fn choice<T: ValueEnum + Clone + Send + Sync + 'static>() -> Choice<T> {
    Choice(EnumValueParser::new())
}

#[expect(clippy::needless_pass_by_value, reason = "so that it can stand in `map`")]
/// A typed value.
pub(crate) fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
}

/// A value as the API spells it: `ad-group` is `AD_GROUP` there.
pub(crate) fn api_name(value: impl ValueEnum) -> String {
    name(value).to_uppercase().replace('-', "_")
}

#[derive(Clone)]
pub(crate) struct Choice<T: ValueEnum + Clone + Send + Sync + 'static>(EnumValueParser<T>);

impl<T: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for Choice<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let plain = value.to_string_lossy().trim().to_lowercase().replace('_', "-");
        // An unknown value is shown as typed.
        let known = T::from_str(&plain, true).is_ok();
        let parsed = self.0.parse_ref(command, arg, if known { OsStr::new(&plain) } else { value });
        parsed.map_err(|mut error| {
            let names: Vec<_> = T::value_variants().iter().cloned().map(name).collect();
            if let Some(meant) = nearest(&plain, names.iter().map(String::as_str)) {
                let meant = ContextValue::String(meant.to_owned());
                error.insert(ContextKind::SuggestedValue, meant);
            }
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}
