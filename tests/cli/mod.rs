//! Help, mistakes, and options on the command line.

mod help;
mod mistakes;
mod options;
pub(crate) mod reference;
