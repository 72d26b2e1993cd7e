//! What is measured: names of contests as arguments, and the environment.

use std::env;
use std::str::FromStr;

use crate::contests::{self, Contest};
use crate::rivals::{self, Rival};

pub(crate) struct Options {
    pub(crate) contests: Vec<Contest>,
    pub(crate) rivals: Vec<Rival>,
    pub(crate) runs: usize,
    pub(crate) scale: f64,
}

impl Options {
    pub(crate) fn read() -> Self {
        // cargo adds `--bench`.
        let names: Vec<_> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
        check(&names, &contests::ALL.map(|contest| contest.name));
        let is_wanted =
            |contest: &Contest| names.is_empty() || names.iter().any(|name| name == contest.name);
        let rivals = env::var("PINADS_BENCH_RIVALS").ok();
        let rivals: Option<Vec<_>> = rivals.as_ref().map(|names| {
            names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
        });
        check(rivals.as_deref().unwrap_or_default(), &rivals::ALL.map(|rival| rival.name));
        let is_rival = |rival: &Rival| {
            rivals.as_ref().is_none_or(|names| names.iter().any(|name| name == rival.name))
        };
        Options {
            contests: contests::ALL.into_iter().filter(is_wanted).collect(),
            rivals: rivals::ALL.into_iter().filter(is_rival).collect(),
            runs: number("PINADS_BENCH_RUNS", 5).max(1),
            scale: number("PINADS_BENCH_SCALE", 1.0),
        }
    }
}

fn check(names: &[String], known: &[&str]) {
    for name in names {
        assert!(known.contains(&name.as_str()), "`{name}` is none of {}", known.join(", "));
    }
}

fn number<T: FromStr>(name: &str, usual: T) -> T {
    let Ok(text) = env::var(name) else { return usual };
    text.parse().unwrap_or_else(|_| panic!("`{name}` is not a number: `{text}`"))
}
