//! The terminal for the progress bar: a little narrower than the real one.

use std::io;

use console::Term;
use indicatif::TermLike;

/// Columns on the right for the `^C` that the terminal shows after Ctrl-C. A full line has no room
/// for it, so it would go to the next line, and the line of the bar would never be cleared.
const MARGIN: u16 = 3;

#[derive(Debug)]
pub(super) struct Line(Term);

impl Line {
    pub(super) fn new() -> Self {
        Line(Term::buffered_stderr())
    }
}

impl TermLike for Line {
    fn width(&self) -> u16 {
        self.0.size().1.saturating_sub(MARGIN).max(1)
    }

    fn height(&self) -> u16 {
        self.0.size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_left(n)
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        self.0.write_line(s)
    }

    fn write_str(&self, s: &str) -> io::Result<()> {
        self.0.write_str(s)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}
