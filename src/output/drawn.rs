//! A finished drawing.

/// The text, and notes for its reader.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drawn {
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}
