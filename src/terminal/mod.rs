//! Everything that users see: messages, progress, stdout, and text that is safe to print.

pub(crate) mod arguments;
pub(crate) mod color;
pub(crate) mod console;
pub(crate) mod counted;
pub(crate) mod printable;
pub(crate) mod progress;
pub(crate) mod redaction;
pub(crate) mod stdout;
