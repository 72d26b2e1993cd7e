//! Unpacks a file that is gzip without a header that says so.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

/// Gzip begins with this byte, and neither JSON nor any other text does.
const MAGIC: u8 = 0x1f;

/// The number of bytes that are unpacked at once: unpacked, they can be a thousand times as many.
const MOST_PACKED: usize = 16 * 1024;

/// The number of bytes that are passed on at once. More of them do not fit into the caches.
const MOST_PLAIN: usize = 128 * 1024;

/// Takes the bytes of a file in pieces of any size and gives them unpacked.
#[derive(Default)]
pub(crate) enum Unpacked {
    /// No byte has come yet.
    #[default]
    Unknown,
    Plain,
    Packed(Box<MultiGzDecoder<Vec<u8>>>),
}

/// The next bytes of a file.
pub(crate) struct Part {
    /// Unpacked.
    pub(crate) bytes: Bytes,
    /// Their number of bytes in the file as it is stored.
    pub(crate) stored: usize,
}

impl Unpacked {
    /// Takes as many of the bytes as are passed on at once.
    pub(crate) fn part(&mut self, bytes: &mut Bytes) -> io::Result<Part> {
        if let (Unpacked::Unknown, Some(first)) = (&self, bytes.first()) {
            *self = match *first {
                MAGIC => Unpacked::Packed(Box::new(MultiGzDecoder::new(Vec::new()))),
                _ => Unpacked::Plain,
            };
        }
        let Unpacked::Packed(decoder) = self else {
            let bytes = bytes.split_to(bytes.len().min(MOST_PLAIN));
            return Ok(Part { stored: bytes.len(), bytes });
        };
        let packed = bytes.split_to(bytes.len().min(MOST_PACKED));
        decoder.write_all(&packed)?;
        decoder.flush()?;
        let bytes = std::mem::take(decoder.get_mut()).into();
        Ok(Part { bytes, stored: packed.len() })
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn unpacked(file: &[u8], piece: usize) -> io::Result<Vec<u8>> {
        let mut unpacked = Unpacked::default();
        let mut whole = Vec::new();
        for piece in file.chunks(piece) {
            let mut piece = Bytes::copy_from_slice(piece);
            while !piece.is_empty() {
                whole.extend(unpacked.part(&mut piece)?.bytes);
            }
        }
        Ok(whole)
    }

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("a vector takes all bytes");
        encoder.finish().expect("a vector takes all bytes")
    }

    #[test]
    fn a_packed_file_is_unpacked_however_it_comes() {
        let text = r#"{"1":[{"A":122.416294033786585}]}"#.repeat(2000);
        let twice = [packed(&text), packed(&text)].concat();
        for piece in [1, 2, 7, 1000, twice.len()] {
            assert_eq!(unpacked(&packed(&text), piece).expect("whole"), text.as_bytes());
            assert_eq!(unpacked(text.as_bytes(), piece).expect("plain"), text.as_bytes());
            assert_eq!(unpacked(&twice, piece).expect("whole"), text.repeat(2).as_bytes());
        }
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        let mut file = packed(&"text ".repeat(500));
        let middle = file.len() / 2;
        file[middle] ^= 0xff;
        assert!(unpacked(&file, 16).is_err());
        assert!(unpacked(&[MAGIC; 20], 4).is_err());
    }
}
