//! Numbers, shares, and lists of numbers.

use super::{Fields, Located};
use crate::rules::node::{Node, Value};
use crate::rules::probe::Takes;

impl Fields<'_> {
    /// A whole number from 0.
    pub fn count(&self, key: &'static str) -> Option<Located<usize>> {
        let node = self.get(key, Takes::Count)?;
        let number = match node.value {
            Value::Integer(number) => usize::try_from(number).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(key, node, "a whole number from 0");
        }
        Some(Located { value: number?, place: node.place.clone() })
    }

    /// A whole number from 0 to `most`: a bound on the work that a rule can make for each paragraph.
    pub fn count_up_to(&self, key: &'static str, most: usize) -> Option<Located<usize>> {
        let number = self.count(key)?;
        if number.value > most {
            let message = format!("`{key}` is larger than {most}");
            let label = "work would grow with it for every paragraph";
            self.problems.error("rule/too-large", &number.place, message, label, format!("write {most} or less"));
            return None;
        }
        Some(number)
    }

    /// A share from 0 to 1.
    pub fn share(&self, key: &'static str) -> Option<Located<f64>> {
        let node = self.get(key, Takes::Share)?;
        Some(Located { value: self.as_share(key, node)?, place: node.place.clone() })
    }

    pub(super) fn as_share(&self, key: &str, node: &Node) -> Option<f64> {
        let share = match node.value {
            Value::Float(number) => Some(number),
            Value::Integer(number @ (0 | 1)) => Some(number as f64),
            _ => None,
        };
        let share = share.filter(|share| (0.0..=1.0).contains(share));
        if share.is_none() {
            self.wrong_type(key, node, "a share from 0 to 1");
        }
        share
    }

    /// A list of numbers.
    pub fn numbers(&self, key: &'static str) -> Option<Located<Vec<f32>>> {
        let node = self.get(key, Takes::Numbers)?;
        self.as_numbers(key, node)
    }

    fn as_numbers(&self, key: &str, node: &Node) -> Option<Located<Vec<f32>>> {
        let number = |item: &Node| match item.value {
            Value::Float(number) if number.is_finite() => Some(number as f32),
            Value::Integer(number) => Some(number as f32),
            _ => None,
        };
        let numbers = match &node.value {
            Value::Array(items) => items.iter().map(number).collect::<Option<Vec<f32>>>(),
            _ => None,
        };
        if numbers.is_none() {
            self.wrong_type(key, node, "a list of numbers");
        }
        Some(Located { value: numbers?, place: node.place.clone() })
    }

    /// A list of lists of numbers.
    pub fn rows(&self, key: &'static str) -> Option<Vec<Located<Vec<f32>>>> {
        let node = self.get(key, Takes::Rows)?;
        let Value::Array(items) = &node.value else {
            self.wrong_type(key, node, "a list of lists of numbers");
            return None;
        };
        items.iter().map(|item| self.as_numbers(key, item)).collect()
    }
}
