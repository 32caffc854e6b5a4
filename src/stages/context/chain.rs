//! A chain of paragraphs, each content or chrome: what speaks for each and what a change costs in, the chance of each to
//! be content out; and the way back, for learning.
//!
//! A linear-chain conditional random field with two labels (Lafferty, McCallum and Pereira 2001). With two labels the
//! messages of forward and backward are one number each, the logarithm of a ratio.

/// What speaks for a paragraph being content, and for a change of label before it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Link {
    /// Score of content over chrome.
    pub content: f32,
    /// Score of content where the paragraph before is chrome.
    pub enter: f32,
    /// Score of chrome where the paragraph before is content.
    pub leave: f32,
}

/// Messages along a chain.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    forward: Vec<f32>,
    backward: Vec<f32>,
}

/// `1 / (1 + e^-x)`
pub fn sigmoid(x: f32) -> f32 {
    if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) }
}

/// `ln(1 + e^x)`
fn softplus(x: f32) -> f32 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// What a message `ratio` for the paragraph before says of the next: `ln((e^ratio + e^enter) / (e^(ratio + leave) + 1))`.
fn step(ratio: f32, enter: f32, leave: f32) -> f32 {
    ratio.max(enter) + (-(ratio - enter).abs()).exp().ln_1p() - softplus(ratio + leave)
}

impl Messages {
    /// Passes messages along `links`.
    pub fn of(links: &[Link]) -> Self {
        let count = links.len();
        let mut messages = Self { forward: vec![0.0; count], backward: vec![0.0; count] };
        for (at, link) in links.iter().enumerate() {
            let before = if at == 0 { 0.0 } else { step(messages.forward[at - 1], link.enter, link.leave) };
            messages.forward[at] = link.content + before;
        }
        for at in (1..count).rev() {
            let ratio = links[at].content + messages.backward[at];
            // Seen from behind, entering and leaving change places.
            messages.backward[at - 1] = step(ratio, links[at].leave, links[at].enter);
        }
        messages
    }

    /// The logarithm of the odds that a paragraph is content, given all of the page.
    pub fn odds(&self, at: usize) -> f32 {
        self.forward[at] + self.backward[at]
    }

    /// Given how a loss grows with the odds of each paragraph, how it grows with each score of each link.
    pub fn back(&self, links: &[Link], by_odds: &[f32]) -> Vec<Link> {
        let mut by_link = vec![Link::default(); links.len()];
        let mut carried = 0.0;
        for at in (0..links.len()).rev() {
            let grows = by_odds[at] + carried;
            by_link[at].content += grows;
            carried = 0.0;
            if at > 0 {
                let Link { enter, leave, .. } = links[at];
                let ratio = self.forward[at - 1];
                let (stayed, left) = (sigmoid(ratio - enter), sigmoid(ratio + leave));
                carried = grows * (stayed - left);
                by_link[at].enter += grows * (1.0 - stayed);
                by_link[at].leave -= grows * left;
            }
        }
        let mut carried = 0.0;
        for at in 0..links.len().saturating_sub(1) {
            let grows = by_odds[at] + carried;
            let Link { content, enter, leave } = links[at + 1];
            let ratio = content + self.backward[at + 1];
            let (stayed, left) = (sigmoid(ratio - leave), sigmoid(ratio + enter));
            carried = grows * (stayed - left);
            by_link[at + 1].content += carried;
            by_link[at + 1].leave += grows * (1.0 - stayed);
            by_link[at + 1].enter -= grows * left;
        }
        by_link
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Vec<Link> {
        let numbers = [(0.3, 0.0, 0.0), (-1.2, -0.7, -2.0), (2.0, -1.5, 0.4), (0.1, 0.2, -0.9)];
        numbers.iter().map(|&(content, enter, leave)| Link { content, enter, leave }).collect()
    }

    /// The odds by adding up all ways of labelling.
    fn by_hand(links: &[Link], wanted: usize) -> f32 {
        let mut sums = [0.0f64; 2];
        for labels in 0..1usize << links.len() {
            let label = |at: usize| labels >> at & 1;
            let mut score = 0.0f64;
            for (at, link) in links.iter().enumerate() {
                score += f64::from(link.content) * label(at) as f64;
                if at > 0 && label(at) > label(at - 1) {
                    score += f64::from(link.enter);
                } else if at > 0 && label(at) < label(at - 1) {
                    score += f64::from(link.leave);
                }
            }
            sums[label(wanted)] += score.exp();
        }
        (sums[1] / sums[0]).ln() as f32
    }

    #[test]
    fn the_odds_are_those_of_all_labellings() {
        let links = links();
        let messages = Messages::of(&links);
        for at in 0..links.len() {
            assert!((messages.odds(at) - by_hand(&links, at)).abs() < 1e-4, "{at}");
        }
    }

    #[test]
    fn the_way_back_is_the_slope() {
        let links = links();
        let by_odds = [0.5, -1.0, 0.25, 2.0];
        let loss = |links: &[Link]| -> f32 {
            let messages = Messages::of(links);
            (0..links.len()).map(|at| by_odds[at] * messages.odds(at)).sum()
        };
        let slopes = Messages::of(&links).back(&links, &by_odds);
        for at in 0..links.len() {
            let slope = |change: fn(&mut Link, f32)| {
                let (mut more, mut less) = (links.clone(), links.clone());
                change(&mut more[at], 0.01);
                change(&mut less[at], -0.01);
                (loss(&more) - loss(&less)) / 0.02
            };
            assert!((slope(|link, by| link.content += by) - slopes[at].content).abs() < 1e-2);
            assert!((slope(|link, by| link.enter += by) - slopes[at].enter).abs() < 1e-2);
            assert!((slope(|link, by| link.leave += by) - slopes[at].leave).abs() < 1e-2);
        }
    }
}
