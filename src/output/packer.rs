//! Bytes in, compressed bytes out: one gzip member or one Zstandard frame for each file, because many
//! readers stop after the first. A run may have a thousand open files, so the state of each is small.

use std::io::{self, Write};
use std::mem;

use flate2::Crc;
use flate2::write::DeflateEncoder;
use zstd::stream::raw::{CParameter, Encoder, InBuffer, Operation, OutBuffer};

use crate::output::compression::Compression;

pub(crate) enum Packer {
    Gzip(Gzip),
    Zstandard(Encoder<'static>),
}

/// The check at the end of a gzip file. Each piece is compressed independently of those before, so
/// nothing else is kept.
pub(crate) struct Gzip {
    crc: Crc,
    is_begun: bool,
}

/// No name, no time, and no system: the same rows give the same bytes.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// A block without data that is the last one.
const LAST_BLOCK: [u8; 2] = [3, 0];
/// Rows are about as small as at the usual level 6, in two thirds of the time.
const GZIP_LEVEL: u32 = 4;

/// Higher levels and longer windows take more time and memory, and rows become hardly smaller.
const ZSTANDARD: [CParameter; 5] = [
    CParameter::CompressionLevel(1),
    CParameter::WindowLog(15),
    CParameter::HashLog(12),
    CParameter::ChainLog(12),
    CParameter::ChecksumFlag(true),
];
/// The free space for each step of compression.
const STEP: usize = 16 * 1024;

impl Packer {
    pub(crate) fn new(compression: Compression) -> io::Result<Self> {
        match compression {
            Compression::Gzip => Ok(Packer::Gzip(Gzip { crc: Crc::new(), is_begun: false })),
            Compression::Zstandard => {
                let mut encoder = Encoder::new(0)?;
                for parameter in ZSTANDARD {
                    encoder.set_parameter(parameter)?;
                }
                Ok(Packer::Zstandard(encoder))
            }
        }
    }

    /// The bytes that can be written now.
    pub(crate) fn pack(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Packer::Gzip(gzip) => {
                gzip.crc.update(bytes);
                let mut deflate =
                    DeflateEncoder::new(gzip.beginning(), flate2::Compression::new(GZIP_LEVEL));
                deflate.write_all(bytes)?;
                // Ends with a whole byte and without the last block.
                deflate.flush()?;
                Ok(mem::take(deflate.get_mut()))
            }
            Packer::Zstandard(encoder) => {
                let (mut packed, mut input) = (Vec::new(), InBuffer::around(bytes));
                while input.pos() < bytes.len() {
                    step(&mut packed, |out| encoder.run(&mut input, out))?;
                }
                Ok(packed)
            }
        }
    }

    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Packer::Gzip(mut gzip) => {
                let mut packed = gzip.beginning();
                packed.extend(LAST_BLOCK);
                packed.extend(gzip.crc.sum().to_le_bytes());
                packed.extend(gzip.crc.amount().to_le_bytes());
                Ok(packed)
            }
            Packer::Zstandard(mut encoder) => {
                let mut packed = Vec::new();
                while step(&mut packed, |out| encoder.finish(out, true))? > 0 {}
                Ok(packed)
            }
        }
    }
}

impl Gzip {
    /// The header, before all else.
    fn beginning(&mut self) -> Vec<u8> {
        if mem::replace(&mut self.is_begun, true) { Vec::new() } else { GZIP_HEADER.to_vec() }
    }
}

/// Appends what an encoder has to write, as far as it goes at once. Returns how much may be left.
fn step(
    packed: &mut Vec<u8>,
    run: impl FnOnce(&mut OutBuffer<'_, Vec<u8>>) -> io::Result<usize>,
) -> io::Result<usize> {
    packed.reserve(STEP);
    let end = packed.len();
    run(&mut OutBuffer::around_pos(packed, end))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    fn packed(compression: Compression, pieces: &[Vec<u8>]) -> Vec<u8> {
        let mut packer = Packer::new(compression).expect("a packer");
        let mut file = Vec::new();
        for piece in pieces {
            file.extend(packer.pack(piece).expect("packed"));
        }
        file.extend(packer.finish().expect("the end"));
        file
    }

    /// Unpacks as a reader that stops after the first member or frame.
    fn unpacked(compression: Compression, packed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        match compression {
            Compression::Gzip => GzDecoder::new(packed).read_to_end(&mut bytes),
            Compression::Zstandard => zstd::stream::read::Decoder::new(packed)
                .expect("a decoder")
                .single_frame()
                .read_to_end(&mut bytes),
        }
        .expect("whole");
        bytes
    }

    proptest! {
        #[test]
        fn bytes_in_pieces_come_back_as_one(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..5),
            times in prop::sample::select(vec![1_usize, 500]),
        ) {
            let pieces: Vec<_> = pieces.into_iter().map(|piece| piece.repeat(times)).collect();
            for compression in [Compression::Gzip, Compression::Zstandard] {
                let packed = packed(compression, &pieces);
                prop_assert!(unpacked(compression, &packed) == pieces.concat(), "{:?}", compression);
            }
        }
    }
}
