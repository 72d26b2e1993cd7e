//! OAuth 2.0 as the test server does it, so that the other tests can rely on it.

mod access;
mod api;
mod consent;
mod forms;
mod holds;
mod requests;
mod tokens;
