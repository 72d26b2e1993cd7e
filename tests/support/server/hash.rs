//! A hash that is the same on every machine and every run, for data that is made up on the spot.

const PRIME: u64 = 0x0100_0000_01b3;

#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Hash {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// FNV-1a; the closing byte keeps ("ab", "c") apart from ("a", "bc").
    pub(super) fn text(self, text: &str) -> Self {
        let mut state = self.0;
        for byte in text.as_bytes() {
            state = (state ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
        Self((state ^ 0xff).wrapping_mul(PRIME))
    }

    /// Cheaper than a text, for numbers that follow on each other.
    pub(super) const fn number(self, number: u64) -> Self {
        Self((self.0 ^ (number + 1)).wrapping_mul(PRIME))
    }

    /// The low bits of FNV are weak, and all uses here take remainders: mix them once more.
    pub(super) const fn value(self) -> u64 {
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
