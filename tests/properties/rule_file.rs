//! One rule file read to the end: whatever stands in it, a set of rules or messages come out. What `fuzz/` runs too.

use tamis::pipeline::Pipeline;
use tamis::rules::Layer;
use tamis::rules::problems::Problems;

/// Reads one file as a layer by itself: loads, compiles, tries the examples, looks for what is suspicious, and renders
/// what there is to say. Whether it is sound.
pub fn reads(id: &str, text: &str) -> bool {
    let (sound, report) = match Pipeline::check_layers(&[Layer::of_text(id, text)], Problems::default(), |_| true) {
        Ok((_, notes)) => (true, notes),
        Err(report) => (false, report),
    };
    assert_eq!(sound, report.errors() == 0);
    for diagnostic in &report.diagnostics {
        let (line, column) = diagnostic.place.position();
        assert!(line >= 1 && column >= 1 && !diagnostic.message.is_empty());
        assert!(diagnostic.render(false).contains(diagnostic.code));
    }
    sound
}

/// Reads any bytes: the first says which file they are, the others are its text.
pub fn reads_bytes(bytes: &[u8]) -> bool {
    const FILES: &[&str] = &["chrome/x", "dedup", "language", "normalize", "pipeline", "write"];
    let Some((first, rest)) = bytes.split_first() else { return true };
    reads(FILES[usize::from(*first) % FILES.len()], &String::from_utf8_lossy(rest))
}
