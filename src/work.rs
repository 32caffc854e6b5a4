//! Work counted in tests: bytes of text that rules look at. Counts, unlike times, are the same on every run.

/// Notes that a rule looks at so many bytes of a text, or at so many other things.
#[inline]
pub(crate) fn looked_at(bytes: usize) {
    #[cfg(test)]
    tests::count(bytes);
    let _ = bytes;
}

#[cfg(test)]
mod tests;
