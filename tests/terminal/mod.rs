//! The screen that a person sees.

mod escaping;
mod progress;
pub(crate) mod screen;
