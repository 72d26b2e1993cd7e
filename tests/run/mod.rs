//! Runs that are interrupted, repeated, and unattended.

mod absent;
mod batch;
mod deployment;
mod forecast;
mod nights;
mod rehearsal;
mod resume;
mod soak;
mod year;
