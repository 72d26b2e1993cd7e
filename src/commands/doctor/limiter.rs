//! The state of the request budget.

use std::time::Duration;

use crate::api::hold::Why;
use crate::api::limiter::{Limiter, at};
use crate::api::quota::Rate;
use crate::api::request::Category;
use crate::auth::Place;
use crate::commands::doctor::api;
use crate::commands::doctor::check::Check;
use crate::error::Error;
use crate::terminal::counted::counted;

pub(super) const NAME: &str = "limiter";

/// Is there room for the request of the next check? Otherwise a run would have to wait.
pub(super) fn check(
    checks: &mut Vec<Check>,
    limiter: &Limiter,
    longest: Duration,
    clear_holds: bool,
    place: &Place,
) -> bool {
    let cleared = clear_holds.then(|| limiter.clear_holds());
    let standing = match limiter.standing() {
        Ok(standing) => standing,
        Err(error) => {
            let file = limiter.ledger.file.display();
            checks.push(Check::warning(
                NAME,
                format!(
                    "`{file}` is corrupt ({error}); the number of requests in this hour is unknown"
                ),
                format!("run `rm '{file}'`; otherwise, the next request replaces it"),
            ));
            return true;
        }
    };
    let cleared = cleared.map_or(String::new(), |holds| match holds.len() {
        0 => "no holds to clear; ".to_owned(),
        _ => format!("cleared the hold of {}; ", listed(&holds)),
    });
    let left = standing.left;
    let all = counted(limiter.per_hour.get() as usize, "request");
    let told = format!("{cleared}{left} of {all} left in this hour");
    let Some(wait) = standing.waits.iter().map(|(_, wait)| *wait).max() else {
        checks.push(Check::ok(NAME, told + &stated(&standing.learned)));
        return true;
    };
    let now = limiter.clock.now();
    let why = |category: Category| {
        let hold = standing.holds.iter().find(|(held, _)| held == category.name());
        hold.map_or(String::new(), |(_, why)| format!(", {why}"))
    };
    let until = |(category, wait): &(Category, Duration)| {
        format!("`{}` waits until {}{}", category.name(), at(now + *wait), why(*category))
    };
    let waits: Vec<_> = standing.waits.iter().map(until).collect();
    let told = match standing.left {
        0 => format!("{told}; more at {}", at(now + wait)),
        _ => format!("{told}; {}", waits.join(", ")),
    };
    let told = told + &stated(&standing.learned);
    checks.push(if wait > longest {
        let error = limiter.over_budget(wait, now + wait);
        Check::problem(NAME, Error { message: told, ..error })
    } else {
        Check::warning(NAME, told, "runs wait automatically; `--max-wait` limits the wait")
    });
    if !standing.holds.is_empty()
        && let Some(check) = checks.last_mut()
    {
        check.hint = Some(format!(
            "runs wait until then; if you know that the API accepts requests again, run `{}`",
            place.command("doctor --clear-holds")
        ));
    }
    standing.waits.iter().all(|(it, wait)| *it != api::CATEGORY || *wait <= limiter.max_wait)
}

fn listed(holds: &[(String, Why)]) -> String {
    let one = |(category, why): &(String, Why)| format!("`{category}` ({why})");
    holds.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The limits that the API has stated, by their short names.
fn stated(learned: &[(String, Rate)]) -> String {
    let one = |(name, rate): &(String, Rate)| {
        let (name, _) = name.split_once("_app_id").unwrap_or((name, ""));
        match rate.seconds.get() {
            1 => format!("{name} {}/s", rate.limit),
            60 => format!("{name} {}/min", rate.limit),
            seconds => format!("{name} {} in {seconds} s", rate.limit),
        }
    };
    match learned {
        [] => String::new(),
        learned => {
            let learned = learned.iter().map(one).collect::<Vec<_>>().join(", ");
            format!("; API limits: {learned}")
        }
    }
}
