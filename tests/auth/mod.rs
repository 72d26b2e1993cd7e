//! Signing in, and staying signed in.

mod app_grant;
pub(crate) mod sign_in;
