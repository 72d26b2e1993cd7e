//! Text from outside, made fit for a terminal.

/// No longer than a few lines, and without what a terminal would obey.
pub(crate) fn printable(text: &str) -> String {
    const LONGEST: usize = 1000;
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(LONGEST).collect::<String>().trim().to_owned()
}
