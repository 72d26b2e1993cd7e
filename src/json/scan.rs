//! The grammar of JSON, checked in one pass over bytes that may end anywhere.
//!
//! Positions count from the start of the bytes. A string is checked but for its UTF-8, which is cheaper
//! to check for a whole text.

/// The first unmatched thing in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// They end within a value.
    Cut,
    Malformed,
}

/// The places of an entry of an object. A name has no quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) name: Place,
    pub(crate) value: Place,
}

/// A part of a text of less than 4 GiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    start: u32,
    end: u32,
}

impl Place {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        // A place beyond the limit is in no text.
        let position = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Place { start: position(start), end: position(end) }
    }

    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub(crate) fn is_in(self, text: &str) -> bool {
        self.end as usize <= text.len()
    }

    /// The same of a list instead of a text.
    pub(crate) fn of_list<T>(self, list: &[T]) -> &[T] {
        list.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Reads the object that begins at this place, and calls `entry` for each entry that it has itself.
/// Returns its end.
pub(crate) fn entries(
    bytes: &[u8],
    at: usize,
    mut entry: impl FnMut(Entry),
) -> Result<usize, Stop> {
    list(bytes, at, b'{', |at| {
        let (name, start) = name(bytes, at)?;
        let end = value(bytes, start)?;
        entry(Entry { name, value: Place::new(start, end) });
        Ok(end)
    })
}

/// Reads the object or array that begins at this place with this bracket. `item` reads an entry or an
/// item and returns its end. Returns the end of the whole.
#[inline]
pub(crate) fn list(
    bytes: &[u8],
    at: usize,
    bracket: u8,
    mut item: impl FnMut(usize) -> Result<usize, Stop>,
) -> Result<usize, Stop> {
    if byte(bytes, at)? != bracket {
        return Err(Stop::Malformed);
    }
    let mut at = white(bytes, at + 1);
    if byte(bytes, at)? == closing(bracket) {
        return Ok(at + 1);
    }
    loop {
        at = white(bytes, item(at)?);
        match byte(bytes, at)? {
            b',' => at = white(bytes, at + 1),
            end if end == closing(bracket) => return Ok(at + 1),
            _ => return Err(Stop::Malformed),
        }
    }
}

/// In ASCII, the code of a closing bracket is that of its opening bracket plus 2.
const fn closing(bracket: u8) -> u8 {
    bracket + 2
}

/// Reads the name of an entry that begins at this place. Returns it and the start of its value.
#[inline]
pub(crate) fn name(bytes: &[u8], at: usize) -> Result<(Place, usize), Stop> {
    let end = quoted(bytes, at)?;
    let colon = white(bytes, end);
    match byte(bytes, colon)? {
        b':' => Ok((Place::new(at + 1, end - 1), white(bytes, colon + 1))),
        _ => Err(Stop::Malformed),
    }
}

/// Reads the value that begins at this place. Returns its end.
#[inline]
pub(crate) fn value(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    match byte(bytes, at)? {
        b'"' => quoted(bytes, at),
        b'-' | b'0'..=b'9' => number(bytes, at),
        b'{' | b'[' => container(bytes, at),
        b't' => word(bytes, at, b"true"),
        b'f' => word(bytes, at, b"false"),
        b'n' => word(bytes, at, b"null"),
        _ => Err(Stop::Malformed),
    }
}

/// The first place from here that is not white space.
#[inline]
pub(crate) fn white(bytes: &[u8], mut at: usize) -> usize {
    // Mostly there is none.
    while let Some(0..=b' ') = bytes.get(at) {
        if !matches!(bytes[at], b' ' | b'\n' | b'\r' | b'\t') {
            break;
        }
        at += 1;
    }
    at
}

#[inline]
fn byte(bytes: &[u8], at: usize) -> Result<u8, Stop> {
    bytes.get(at).copied().ok_or(Stop::Cut)
}

/// An object or an array with everything in it. Its depth has no limit but the memory, since a
/// stack is kept here.
fn container(bytes: &[u8], mut at: usize) -> Result<usize, Stop> {
    let mut open = Vec::new();
    loop {
        // A value begins here.
        at = match byte(bytes, at)? {
            bracket @ (b'{' | b'[') => {
                let inside = white(bytes, at + 1);
                if byte(bytes, inside)? == closing(bracket) {
                    inside + 1
                } else {
                    open.push(bracket);
                    at = if bracket == b'{' { name(bytes, inside)?.1 } else { inside };
                    continue;
                }
            }
            _ => value(bytes, at)?,
        };
        // A value has ended here.
        loop {
            let Some(&bracket) = open.last() else { return Ok(at) };
            at = white(bytes, at);
            match byte(bytes, at)? {
                b',' => {
                    at = white(bytes, at + 1);
                    if bracket == b'{' {
                        at = name(bytes, at)?.1;
                    }
                    break;
                }
                end if end == closing(bracket) => {
                    open.pop();
                    at += 1;
                }
                _ => return Err(Stop::Malformed),
            }
        }
    }
}

fn word(bytes: &[u8], at: usize, word: &[u8]) -> Result<usize, Stop> {
    let found = &bytes[at..bytes.len().min(at + word.len())];
    match found {
        _ if found == word => Ok(at + word.len()),
        _ if word.starts_with(found) => Err(Stop::Cut),
        _ => Err(Stop::Malformed),
    }
}

#[inline]
fn number(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    let first = at + usize::from(bytes[at] == b'-');
    let end = digits(bytes, first)?;
    if bytes[first] == b'0' && end > first + 1 {
        return Err(Stop::Malformed);
    }
    match bytes.get(end) {
        Some(b'.' | b'e' | b'E') => fraction(bytes, end),
        _ => Ok(end),
    }
}

/// The rest of a number behind its first digits.
fn fraction(bytes: &[u8], mut at: usize) -> Result<usize, Stop> {
    if bytes[at] == b'.' {
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = digits(bytes, at)?;
    }
    Ok(at)
}

/// The end of at least one digit.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Result<usize, Stop> {
    let mut at = start;
    while let Some(word) = word_at(bytes, at) {
        // As below: a carry or a borrow reaches only bytes behind the first other byte.
        let other = word | word.wrapping_add(all(0x7f - b'9')) | word.wrapping_sub(all(b'0'));
        let other = other & all(0x80);
        if other != 0 {
            at += first_byte(other);
            return if at > start { Ok(at) } else { Err(Stop::Malformed) };
        }
        at += WORD;
    }
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    if at > start {
        return Ok(at);
    }
    byte(bytes, at)?;
    Err(Stop::Malformed)
}

/// Reads the string whose first quote is here. Returns the place behind its last quote.
#[inline]
pub(crate) fn quoted(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    if byte(bytes, at)? != b'"' {
        return Err(Stop::Malformed);
    }
    let mut at = at + 1;
    loop {
        at = plain(bytes, at);
        match byte(bytes, at)? {
            b'"' => return Ok(at + 1),
            b'\\' => at = escape(bytes, at + 1)?,
            0..b' ' => return Err(Stop::Malformed),
            _ => at += 1,
        }
    }
}

/// A place near the next quote, backslash or control character, and not behind it: less than a word
/// of plain bytes can be left.
#[inline]
fn plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word_at(bytes, at) {
        // The first bit that is set is that of the first such byte: a borrow reaches only bytes
        // behind it.
        let equal = |byte| (word ^ all(byte)).wrapping_sub(all(1)) & !(word ^ all(byte));
        let control = word.wrapping_sub(all(b' ')) & !word;
        let special = (equal(b'"') | equal(b'\\') | control) & all(0x80);
        if special != 0 {
            return at + first_byte(special);
        }
        at += WORD;
    }
    at
}

/// The length of a word of the machine, in which several bytes are looked at together.
const WORD: usize = size_of::<u64>();

/// The next bytes as a word, the first one in its lowest bits.
#[inline]
fn word_at(bytes: &[u8], at: usize) -> Option<u64> {
    let word = bytes.get(at..)?.first_chunk::<WORD>()?;
    Some(u64::from_le_bytes(*word))
}

/// A word of this byte.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// The place of the first byte with a bit.
const fn first_byte(word: u64) -> usize {
    (word.trailing_zeros() / u8::BITS) as usize
}

/// The end of an escape behind its backslash.
fn escape(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    match byte(bytes, at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(at + 1),
        b'u' => {
            for at in at + 1..=at + 4 {
                if !byte(bytes, at)?.is_ascii_hexdigit() {
                    return Err(Stop::Malformed);
                }
            }
            Ok(at + 5)
        }
        _ => Err(Stop::Malformed),
    }
}
