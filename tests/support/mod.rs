//! The sandbox, the test server, and what it knows to be true.

pub(crate) mod cases;
pub(crate) mod conversion;
pub(crate) mod expected;
pub(crate) mod measured;
pub(crate) mod plain_http;
pub(crate) mod postgres;
pub(crate) mod sandbox;
pub(crate) mod server;
pub(crate) mod sweep;
pub(crate) mod validator;
pub(crate) mod visitor;
