//! Base64 with padding, as RFC 4648 has it.

pub(super) const ALPHABET: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn encode(bytes: &[u8]) -> String {
    bytes.chunks(3).flat_map(quartet).collect()
}

fn quartet(chunk: &[u8]) -> [char; 4] {
    let byte = |index: usize| usize::from(chunk.get(index).copied().unwrap_or_default());
    let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    let mut quartet = [18, 12, 6, 0].map(|shift| char::from(ALPHABET[bits >> shift & 63]));
    quartet[chunk.len() + 1..].fill('=');
    quartet
}
