//! A kind of fault, and the requests that it may happen to.

use crate::support::server::{Fault, Times};

/// Faults that happen one after another.
#[derive(Clone)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) faults: Vec<Fault>,
    /// Makes a fault that counts: each combination has its own, in place of the others.
    pub(super) counting: Option<fn() -> Fault>,
    /// The user may have to wait for long.
    pub(super) may_hold: bool,
    /// It means the one object that was requested.
    pub(super) is_of_one: bool,
    /// How often it happens, if that is not drawn.
    pub(super) times: Option<Times>,
    /// A fault of all requests of another path, in addition. A run that follows another one would
    /// not notice the two.
    pub(super) beside: Option<(&'static str, Fault)>,
    pub(super) target: Target,
}

/// The requests that a fault may happen to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Any,
    /// Those that may be of a list.
    Lists,
    /// Those of the files of reports.
    Downloads,
}

impl Kind {
    pub(super) fn new(name: &'static str, fault: Fault) -> Self {
        Kind::of_several(name, vec![fault])
    }

    pub(super) fn of_several(name: &'static str, faults: Vec<Fault>) -> Self {
        let (may_hold, is_of_one) = (false, false);
        let (counting, times, beside, target) = (None, None, None, Target::Any);
        Kind { name, faults, counting, may_hold, is_of_one, times, beside, target }
    }

    /// For one combination.
    pub(super) fn begin(&self) -> Self {
        let counting = self.counting.map(|make| vec![make()]);
        Kind { faults: counting.unwrap_or_else(|| self.faults.clone()), ..self.clone() }
    }
}

impl Target {
    /// Is it a fault of requests of that path, with a method before it if it is one of the API?
    pub(super) fn includes(self, path: &str) -> bool {
        match self {
            Target::Any => true,
            Target::Lists => path.starts_with("GET ") && !path.ends_with("/reports"),
            Target::Downloads => !path.contains(' '),
        }
    }
}
