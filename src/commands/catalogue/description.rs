//! The description of a report as JSON.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, Command};
use serde::Serialize;

use crate::output::columns::Column;
use crate::reports::{ALL, Facts, Requestable, Section};

#[derive(Serialize)]
pub(super) struct Description {
    name: &'static str,
    summary: String,
    section: &'static str,
    /// The name of the report in Domo.
    domo: Option<&'static str>,
    scopes: Vec<&'static str>,
    endpoints: Vec<&'static str>,
    columns: Vec<ColumnDescription>,
    /// The columns of a report whose options select them, in words.
    columns_depend_on: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    object_types: Vec<ObjectTypeDescription>,
    options: Vec<OptionDescription>,
    examples: [&'static str; 2],
}

#[derive(Serialize)]
struct ColumnDescription {
    name: String,
    /// The data type, as `--schema` states it.
    #[serde(rename = "type")]
    data_type: &'static str,
    unit: Option<&'static str>,
    /// Do the values of different rows add up?
    adds_up: bool,
    /// Is the column part of the default output?
    default: bool,
    /// The APIs for delivery metrics that provide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    apis: Option<&'static [&'static str]>,
}

#[derive(Serialize)]
struct ObjectTypeDescription {
    name: &'static str,
    endpoint: &'static str,
    scopes: &'static [&'static str],
    columns: Vec<ColumnDescription>,
}

#[derive(Serialize)]
struct OptionDescription {
    name: String,
    short: Option<String>,
    aliases: Vec<String>,
    group: Option<String>,
    description: String,
    required: bool,
    repeatable: bool,
    /// The name of its value; none for a switch.
    value: Option<String>,
    /// The possible values, if they are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<ValueDescription>,
    default: Option<String>,
}

#[derive(Serialize)]
struct ValueDescription {
    name: String,
    description: Option<String>,
}

/// `pinads` is the whole command line, built.
pub(super) fn of_all(pinads: &Command) -> BTreeMap<&'static str, Vec<Description>> {
    BTreeMap::from([("reports", ALL.iter().map(|facts| of(facts, pinads)).collect())])
}

pub(super) fn of(facts: &Facts, pinads: &Command) -> Description {
    let more = (facts.more)();
    let own = pinads.find_subcommand(facts.name);
    let about = own.and_then(Command::get_about);
    let options = own.into_iter().flat_map(Command::get_arguments);
    let options = options.filter(|it| !it.is_hide_set() && !is_of_help(it.get_action()));
    let defaults: Vec<_> = facts.columns.split_whitespace().collect();
    let listed = defaults.iter().map(|name| {
        let requestable = more.requestable.iter().find(|it| it.column.path == *name);
        requestable.map_or_else(
            || ColumnDescription::new(&facts.column(name), true),
            |it| ColumnDescription::requestable(it, true),
        )
    });
    let others = more.requestable.iter().filter(|it| !defaults.contains(&it.column.path.as_str()));
    let others = others.map(|it| ColumnDescription::requestable(it, false));
    let object_types = more.object_types.into_iter().map(|known| ObjectTypeDescription {
        name: known.name,
        endpoint: known.endpoint,
        scopes: known.scopes,
        columns: columns(&known.columns),
    });
    Description {
        name: facts.name,
        summary: about.map_or(String::new(), ToString::to_string),
        section: match facts.section {
            Section::Ads => "ads",
            Section::Organic => "organic",
            Section::Other => "other",
        },
        domo: facts.domo,
        scopes: facts.scopes.to_vec(),
        endpoints: facts.endpoints.to_vec(),
        columns: listed.chain(others).collect(),
        columns_depend_on: more.columns,
        object_types: object_types.collect(),
        options: options.map(OptionDescription::new).collect(),
        examples: facts.examples,
    }
}

fn is_of_help(action: &ArgAction) -> bool {
    use ArgAction::{Help, HelpLong, HelpShort, Version};
    matches!(action, Help | HelpLong | HelpShort | Version)
}

fn columns(columns: &[Column]) -> Vec<ColumnDescription> {
    columns.iter().map(|column| ColumnDescription::new(column, true)).collect()
}

impl ColumnDescription {
    fn requestable(requestable: &Requestable, default: bool) -> Self {
        let column = ColumnDescription::new(&requestable.column, default);
        ColumnDescription { apis: Some(requestable.apis), ..column }
    }

    fn new(column: &Column, default: bool) -> Self {
        ColumnDescription {
            name: column.title.clone(),
            data_type: column.data_type.name(),
            unit: column.unit_name(),
            adds_up: column.unit.adds_up(),
            default,
            apis: None,
        }
    }
}

impl OptionDescription {
    fn new(option: &Arg) -> Self {
        let long = option.get_long();
        let takes_value = option.get_action().takes_values();
        let names = option.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
        let aliases = option.get_visible_aliases().unwrap_or_default();
        let help = option.get_long_help().or(option.get_help());
        let values = option.get_possible_values().into_iter().filter(|it| !it.is_hide_set());
        let values = values.map(|value| ValueDescription {
            name: value.get_name().to_owned(),
            description: value.get_help().map(ToString::to_string),
        });
        let defaults = option.get_default_values().iter().map(|it| it.to_string_lossy());
        let default = defaults.collect::<Vec<_>>().join(",");
        OptionDescription {
            name: long.map_or_else(|| option.get_id().to_string(), |long| format!("--{long}")),
            short: option.get_short().map(|short| format!("-{short}")),
            aliases: aliases.iter().map(|alias| format!("--{alias}")).collect(),
            group: option.get_help_heading().map(str::to_owned),
            description: help.map_or(String::new(), ToString::to_string),
            required: option.is_required_set(),
            repeatable: matches!(option.get_action(), ArgAction::Append),
            value: names.filter(|_| takes_value),
            values: if takes_value { values.collect() } else { Vec::new() },
            default: Some(default).filter(|it| takes_value && !it.is_empty()),
        }
    }
}
