//! Any bytes as a file that may be gzip.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::{MAGIC, Unpacked};
use crate::system::fuzz::{check, choices, pieces};

#[test]
fn packed_file() {
    check("packed_file", |bytes| {
        let whole = unpacked(&[bytes]);
        assert_eq!(unpacked(&pieces(bytes, &mut choices(bytes))), whole, "the pieces matter");
        assert_eq!(unpacked(&bytes.chunks(1).collect::<Vec<_>>()), whole, "the pieces matter");
        let expected = if bytes.first() == Some(&MAGIC) {
            let mut unpacked = Vec::new();
            MultiGzDecoder::new(bytes).read_to_end(&mut unpacked).ok().map(|_| unpacked)
        } else {
            Some(bytes.to_vec())
        };
        // A file that is cut has no error here: its rows are not complete.
        assert!(expected.is_none() || whole == expected, "another reader disagrees");
    });
}

/// Nothing if the file is damaged.
fn unpacked(pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let (mut unpacked, mut whole) = (Unpacked::default(), Vec::new());
    for piece in pieces {
        let mut piece = Bytes::copy_from_slice(piece);
        while !piece.is_empty() {
            whole.extend(unpacked.part(&mut piece).ok()?.bytes);
        }
    }
    Some(whole)
}
