//! Weights in, the text of `context.toml` with these weights in place of those that stood there out: comments and all
//! else stay as they are.

use crate::diagnostic::Place;
use crate::stages::context::{ContextSettings, Model};
use std::fmt::Write as _;

/// `text`, from which `settings` were read, with the weights of `first` and `second`.
pub fn written(text: &str, settings: &ContextSettings, first: &Model, second: &Model) -> String {
    let mut rows: Vec<(&Place, &Vec<f32>)> = Vec::new();
    for (places, model) in settings.places.iter().zip([first, second]) {
        rows.extend(places.iter().zip(model.rows()));
    }
    rows.sort_by_key(|(place, _)| place.span.start);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (place, row) in rows {
        out.push_str(&text[at..place.span.start]);
        out.push_str(&list(row));
        at = place.span.end;
    }
    out + &text[at..]
}

/// Two digits are enough: a step of 0.01 moves a chance by a quarter of a hundredth at most.
fn list(row: &[f32]) -> String {
    let mut text = String::from("[");
    for (number, weight) in row.iter().enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        // No `-0`.
        let weight = (f64::from(*weight) * 100.0).round() / 100.0 + 0.0;
        let _ = write!(text, "{comma}{weight}");
    }
    text + "]"
}
