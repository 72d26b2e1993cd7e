//! Texts that are nearly right.

use fastrand::Rng;

/// Numbers, words and pieces that programs stumble over, apart from each other by `|`.
const ODD: &str = "|:|,|}|0|-1|2147483648|9007199254740993|18446744073709551615|18446744073709551616|\
    1e400|-0.0|NaN|null|true|[]|{}|\"\"|[[[[1]]]]|\"\\ud800\"|\"\\u001b[31m\":1,|\"id\":\"7\",|\
    \"bookmark\":\"x\",|\u{1b}[31m|\u{feff}|\u{202e}|\0|\r\n|gzip|2026-02-30|../../x|\
    31 Dec 262142 23:59:59 +0000|-262143-01-01T00:00:00Z|+262142-12-31T23:59:59Z|\
    {\"code\":8,\"message\":\"Retry after 99999999999 seconds\"}";

/// Shorter than any secret: no copy of a piece shows one.
const LONGEST_PIECE: usize = 30;

pub(super) fn odd(random: &mut Rng) -> Vec<u8> {
    let pieces: Vec<_> = ODD.split('|').collect();
    let piece = pieces[random.usize(..pieces.len())];
    match random.u8(..4) {
        0 => (0..random.usize(..LONGEST_PIECE)).map(|_| random.u8(..)).collect(),
        1 => piece.repeat(random.usize(1..50)).into_bytes(),
        _ => piece.as_bytes().to_vec(),
    }
}

/// One to four changes.
pub(super) fn mutated(original: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..random.usize(1..=4) {
        mutate(&mut bytes, random);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Rng) {
    let at = place(bytes, random);
    let end = bytes.len().min(at + random.usize(..LONGEST_PIECE));
    match random.u8(..8) {
        0 => bytes[at..].iter_mut().take(1).for_each(|byte| *byte ^= 1 << random.u8(..8)),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let piece = bytes[at..end].to_vec();
            let to = random.usize(..=bytes.len());
            bytes.splice(to..to, piece);
        }
        4 => drop(bytes.splice(at..at, odd(random))),
        5 => drop(bytes.splice(at..end, odd(random))),
        // A whole number; then a whole text, or what is between two of them.
        6 => replace(bytes, at, u8::is_ascii_digit, random),
        _ => replace(bytes, at, |byte| *byte != b'"' && *byte != b'\n', random),
    }
}

/// Anywhere, or where something new begins.
fn place(bytes: &[u8], random: &mut Rng) -> usize {
    let anywhere = random.usize(..=bytes.len());
    let begins = bytes[anywhere..].iter().position(|byte| b"{[,:=".contains(byte));
    begins.filter(|_| random.bool()).map_or(anywhere, |skipped| anywhere + skipped + 1)
}

/// Puts something odd in the place of the next bytes of a kind.
fn replace(bytes: &mut Vec<u8>, at: usize, is_of_it: impl Fn(&u8) -> bool, random: &mut Rng) {
    let start = bytes[at..].iter().position(&is_of_it).map_or(bytes.len(), |skipped| at + skipped);
    let length = bytes[start..].iter().take_while(|byte| is_of_it(byte)).count();
    bytes.splice(start..start + length, odd(random));
}
