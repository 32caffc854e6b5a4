//! Sizes as people write them: a number and a unit.

/// Units, and how many bytes each is.
const UNITS: [(&str, u64); 9] = [
    ("B", 1),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KIB", 1 << 10),
    ("MIB", 1 << 20),
    ("GIB", 1 << 30),
    ("TIB", 1 << 40),
];

/// The bytes that `text` stands for: `512MB`, `1.5 GiB`, `4096`; a bare `K`, `M`, `G` or `T` is binary.
///
/// # Errors
/// What is wrong with it, and how it is written.
pub fn size(text: &str) -> Result<usize, String> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (text[..split].trim(), text[split..].trim().to_uppercase());
    let unit = match unit.as_str() {
        "" => "B".to_owned(),
        "K" | "M" | "G" | "T" => unit + "IB",
        _ => unit,
    };
    let bytes = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, bytes)| *bytes);
    let number = number.parse::<f64>().ok().filter(|number| number.is_finite());
    let (Some(bytes), Some(number)) = (bytes, number) else {
        return Err("a size is a number and a unit, such as `512MB` or `2GiB`".to_owned());
    };
    let product = number * bytes as f64;
    if product < usize::MAX as f64 { Ok(product as usize) } else { Err("so much memory there is not".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_with_decimal_and_binary_units() {
        for (text, bytes) in [
            ("4096", 4096),
            ("512MB", 512_000_000),
            ("1.5 GiB", 3 << 29),
            ("2g", 2 << 30),
            ("64kib", 64 << 10),
            ("0B", 0),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn says_how_a_size_is_written() {
        for text in ["", "MB", "1 XB", "-1MB", "1.2.3", "1MB MB"] {
            assert!(size(text).unwrap_err().contains("`512MB`"), "{text}");
        }
        assert!(size("1e9").is_err());
        assert!(size("99999999999TB").is_err());
    }
}
