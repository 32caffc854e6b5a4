//! A paragraph in; its chance to be content, and what spoke most for and against it, out.

use super::features::ALL;
use super::model::{Model, USES};
use super::round::Measured;
use super::{Context, sigmoid};
use crate::document::Document;

/// What the stage found of a paragraph.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// Its chance to be content after the first round, and in the end.
    pub chances: [f32; 2],
    /// The margin of the page.
    pub margin: f32,
    /// What spoke for content (above 0) and for chrome, the weightiest first: the feature, its value, the weight.
    pub reasons: Vec<(String, f32)>,
}

impl Context {
    /// What the stage finds of a paragraph of a page as it comes to the stage; nothing where it does not look at the page,
    /// or the paragraph does not stand.
    pub fn opinion(&self, document: &Document, index: usize) -> Option<Opinion> {
        if !self.looks_at(document) {
            return None;
        }
        let mut page = self.measure(document);
        let at = page.standing.iter().position(|&known| known == index)?;
        let first = self.first.odds(&page.rows)[at];
        let last = self.odds(&mut page)[at];
        let second = !self.settings.second.features.is_empty();
        let model = if second { &self.settings.second } else { &self.settings.first };
        let mut reasons = reasons(model, &page, at);
        reasons.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
        Some(Opinion { chances: [sigmoid(first), sigmoid(last)], margin: self.margin(document, &page), reasons })
    }
}

/// The weights that speak for or against a paragraph itself; those of a change of label before or behind it aside.
fn reasons(model: &Model, page: &Measured, at: usize) -> Vec<(String, f32)> {
    let mut reasons = Vec::new();
    let beside = [Some(at), at.checked_sub(1), Some(at + 1).filter(|&next| next < page.rows.len())];
    for feature in &model.features {
        for (use_, row) in beside.into_iter().enumerate() {
            let (Some(row), weights) = (row, &feature.weights[use_]) else { continue };
            let value = page.rows[row][feature.feature as usize];
            if let Some(weight) = weights.get(feature.step(value)) {
                let place = if use_ == 0 { String::new() } else { format!(" {}", USES[use_]) };
                reasons.push((format!("{}{place}", named(feature.feature as usize, value)), *weight));
            }
        }
    }
    for pair in &model.pairs {
        let [first, second] = pair.of.map(|number| &model.features[number]);
        let values = [first, second].map(|steps| page.rows[at][steps.feature as usize]);
        let weight = pair.weights[first.step(values[0])][second.step(values[1])];
        let names = [named(first.feature as usize, values[0]), named(second.feature as usize, values[1])];
        reasons.push((names.join(" and "), weight));
    }
    reasons
}

/// A feature and its value, such as `width 12` or `end letter`.
fn named(feature: usize, value: f32) -> String {
    let (_, name, classes, _) = ALL[feature];
    match classes.get(value as usize) {
        Some(class) if *class != "any" => format!("{name} {class}"),
        _ => format!("{name} {}", (f64::from(value) * 100.0).round() / 100.0),
    }
}
