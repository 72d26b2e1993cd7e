//! Words that users type for commands and options, because other tools use them.

use crate::reports::object_type_named;

/// The words of a command line for a command that does not exist.
pub(crate) fn of_command(word: &str) -> Option<String> {
    let word = word.to_lowercase().replace('_', "-");
    let command = match word.as_str() {
        "login" | "signin" | "sign-in" | "connect" | "authorize" => "auth login",
        "logout" | "signout" | "sign-out" => "auth logout",
        "status" | "whoami" => "auth status",
        "refresh" => "auth refresh",
        "metrics" | "analytics" | "report" | "performance" | "stats" | "spend" => {
            "delivery-metrics"
        }
        "targeting" => "targeting-metrics",
        "columns" | "fields" | "schema" => "reports delivery-metrics",
        "list" => "reports",
        "me" | "user" => "users",
        "pin" => "pins",
        "board" | "boards" => "user-boards",
        "conversions" | "eqs" => "conversion-quality-health",
        "api" | "request" | "curl" => "get",
        "completion" => "completions",
        "check" | "diagnose" => "doctor",
        "version" => "--version",
        "account" | "accounts" | "advertisers" | "ad-accounts" => "accounts",
        _ => {
            let object_type = object_type_named(&word)?;
            return Some(format!("object-information --object-type {object_type}"));
        }
    };
    Some(command.to_owned())
}

/// The long option, and its value if the word implies one.
pub(crate) fn of_option(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().replace('_', "-").as_str() {
        "from" | "since" | "start" | "begin" | "date-from" => "start-date",
        "to" | "until" | "end" | "date-to" => "end-date",
        "days" | "last" | "lookback-days" => "days-back",
        "account" | "account-id" | "ad-account-id" | "advertiser-id" | "accounts" => "ad-account",
        "all" | "all-accounts" => "all-ad-accounts",
        "metrics" | "fields" | "cols" | "metric" | "column" => "columns",
        "entity" | "breakdown" | "type" => "object-type",
        "period" | "interval" | "by" => "granularity",
        "out" | "file" | "output-file" => "output",
        "json" | "jsonl" | "ndjson" => "format ndjson",
        "csv" => "format csv",
        "table" => "format table",
        "debug" | "trace" => "verbose",
        "silent" => "quiet",
        "max" | "top" | "count" => "limit",
        _ => return None,
    })
}
