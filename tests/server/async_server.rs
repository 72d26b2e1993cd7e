//! Asynchronous reports and targeting analytics as the test server does them, so that the other
//! tests can rely on it.

mod api;
mod asked;
mod downloads;
mod equality;
mod jobs;
mod rows;
mod targeting;
