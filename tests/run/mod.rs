//! Runs that are interrupted, repeated, and unattended.

mod deployment;
mod resume;
mod soak;
mod year;
