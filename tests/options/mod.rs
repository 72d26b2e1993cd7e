//! Options that reports share.

mod accounts;
