//! The test server itself, so that the other tests can rely on it.

mod async_server;
mod oauth_server;
mod postgres;
mod secrets;
