//! A filter of windows: which bytes may be those that a phrase is told by.

/// 2^32 divided by the golden ratio, made odd (D. Knuth, The Art of Computer Programming 3, 6.4).
pub(super) const FACTOR: u32 = 0x9e37_79b1;

/// Places of a filter for each window: what is taken for a window and is none costs more than room.
const ROOM: usize = 64;

/// For each hash of a window a bit: whether some phrase is told by one of that hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    table: Box<[u8]>,
    shift: u32,
}

impl Filter {
    /// The filter of so many windows: of [`ROOM`] places one is taken at most.
    pub(super) fn of(count: usize, windows: impl Iterator<Item = u32>) -> Self {
        if count == 0 {
            return Self::default();
        }
        let size = (count * ROOM).next_power_of_two();
        let mut filter = Self { table: vec![0; size / 8].into_boxed_slice(), shift: 32 - size.ilog2().min(31) };
        for window in windows {
            let (byte, bit) = filter.place(window);
            filter.table[byte] |= 1 << bit;
        }
        filter
    }

    #[inline(always)]
    fn place(&self, window: u32) -> (usize, u32) {
        let place = window.wrapping_mul(FACTOR) >> self.shift;
        (place as usize / 8, place % 8)
    }

    /// Whether it is of no windows.
    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// 1 if phrases may be told by the window.
    #[inline(always)]
    pub(super) fn has(&self, window: u32) -> u8 {
        let (byte, bit) = self.place(window);
        self.table.get(byte).map_or(0, |bits| bits >> bit & 1)
    }
}
