//! Unpacks a file that is gzip without a header that says so.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

/// Gzip begins with this byte, and neither JSON nor any other text does.
const MAGIC: u8 = 0x1f;

/// Takes the bytes of a file in pieces of any size and gives them unpacked.
#[derive(Default)]
pub(crate) enum Unpacked {
    /// No byte has come yet.
    #[default]
    Unknown,
    Plain,
    Packed(Box<MultiGzDecoder<Vec<u8>>>),
}

impl Unpacked {
    pub(crate) fn feed(&mut self, bytes: Bytes) -> io::Result<Bytes> {
        if let (Unpacked::Unknown, Some(first)) = (&self, bytes.first()) {
            *self = match *first {
                MAGIC => Unpacked::Packed(Box::new(MultiGzDecoder::new(Vec::new()))),
                _ => Unpacked::Plain,
            };
        }
        match self {
            Unpacked::Unknown | Unpacked::Plain => Ok(bytes),
            Unpacked::Packed(decoder) => {
                decoder.write_all(&bytes)?;
                decoder.flush()?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
        }
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
            whole.extend(unpacked.feed(Bytes::copy_from_slice(piece))?);
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
