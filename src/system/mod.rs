//! The machine below: clock, folders, private files, signals, background work.

pub(crate) mod background;
pub(crate) mod clock;
pub(crate) mod folders;
#[cfg(test)]
pub(crate) mod fuzz;
pub(crate) mod hash;
pub(crate) mod private;
#[cfg(test)]
pub(crate) mod shared;
pub(crate) mod signal;
