//! Takes out what belongs to the site, not to the page: json, kinds, pieces and teasers, blocks and pairs, lines, lines
//! near others, runs, heads and tails, in this order.

mod asker;
mod block;
mod ends;
mod index;
mod inline;
mod json;
mod kinds;
mod lift;
mod lines;
mod pairs;
mod piece;
mod run;
mod signs;
mod zone;

pub use block::Block;
pub use json::Json;
pub use pairs::Pairs;
pub use piece::Piece;
pub use run::Run;
pub use zone::ZoneCut;

use super::Stage;
use crate::document::Document;
use crate::ledger::RuleRef;
use crate::memo::Pool;
use crate::rules::compile::{Kind, Rule, Shape};
use crate::rules::conditions::ParagraphTests;
use crate::rules::page::{Facts, Page};
use asker::Asker;
use index::{Index, Test, Wanted};
use lines::{ByTest, Lines};
use std::ops::Range;

/// Rounds of `near` rules at most.
const NEAR_ROUNDS: usize = 3;

/// The stage.
#[derive(Debug)]
pub struct Chrome {
    kinds: Vec<Kind>,
    json: Vec<Rule>,
    inline: Vec<Rule>,
    boxes: Vec<Rule>,
    lines: Vec<Rule>,
    near: Vec<Rule>,
    runs: Vec<Rule>,
    cuts: Vec<Rule>,
    index: Index,
    tests: Tests,
    /// Paragraphs that rules ask documents for: the number of the condition, and how many there must be.
    has: Vec<(usize, usize)>,
    askers: Pool<Asker>,
}

/// Numbers of the tests in the index: those of the rules of each list, in its order.
#[derive(Debug)]
struct Tests {
    lines: Range<usize>,
    near: Range<usize>,
    runs: Range<usize>,
    boxes: Range<usize>,
    inline: Range<usize>,
    cuts: Range<usize>,
    /// Signs of the kinds.
    signs: Range<usize>,
    /// What documents are asked for.
    has: Range<usize>,
}

impl Chrome {
    /// The stage that runs `rules`.
    pub fn new(rules: &[Rule], kinds: &[Kind]) -> Self {
        let of = |wanted: fn(&Rule) -> bool| rules.iter().filter(|rule| wanted(rule)).cloned().collect::<Vec<_>>();
        let lines = of(|rule| rule.shape.is_paragraph() && rule.when.place.near.is_none());
        let near = of(|rule| rule.shape.is_paragraph() && rule.when.place.near.is_some());
        let runs = of(|rule| matches!(rule.shape, Shape::Run(_)));
        let boxes = of(|rule| matches!(rule.shape, Shape::Block(_) | Shape::Pairs(_)));
        let inline = of(|rule| matches!(rule.shape, Shape::Piece(_) | Shape::Teaser(_)));
        let cuts = of(|rule| matches!(rule.shape, Shape::ZoneCut(_)));
        let mut filed: Vec<Test> = Vec::new();
        let mut file = |tests: &mut dyn Iterator<Item = Test>| {
            let first = filed.len();
            filed.extend(tests);
            first..filed.len()
        };
        let alone =
            |tests: &ParagraphTests| Test::Conditions(Box::new(Wanted { when: tests.clone(), ..Wanted::default() }));
        let of_kinds = kinds.iter().flat_map(|kind| &kind.signs);
        let documents = || rules.iter().flat_map(|rule| [&rule.when.document, &rule.unless.document]);
        let has = || documents().filter_map(|document| document.has.as_ref());
        let tests = Tests {
            lines: file(&mut lines.iter().map(test)),
            near: file(&mut near.iter().map(test)),
            runs: file(&mut runs.iter().map(test)),
            boxes: file(&mut boxes.iter().map(test)),
            inline: file(&mut inline.iter().map(test)),
            cuts: file(&mut cuts.iter().map(test)),
            signs: file(&mut of_kinds.map(alone)),
            has: file(&mut has().map(|(.., tests)| alone(tests))),
        };
        Self {
            kinds: kinds.to_vec(),
            json: of(|rule| matches!(rule.shape, Shape::Json(_))),
            inline,
            boxes,
            lines,
            near,
            runs,
            cuts,
            index: Index::new(filed),
            tests,
            has: has().map(|(number, times, _)| (*number, *times)).collect(),
            askers: Pool::default(),
        }
    }

    fn take(&self, document: &mut Document, asker: &mut Asker) {
        for rule in &self.json {
            lift::take_json(rule, &Facts::default(), document);
        }
        let mut lines = Lines::of(document, &self.index, asker);
        let mut by_test = lines.by_test(self.index.len());
        let mut facts = self.facts(&lines, &by_test);
        let page = Page { document, facts: &facts };
        for kind in kinds::recognise(&self.kinds, page, &by_test, &self.tests.signs) {
            if !document.kinds.contains(&kind) {
                document.kinds.push(kind);
            }
        }
        let changed = self.take_pieces(&by_test, &facts, document);
        if !changed.is_empty() {
            // Texts have changed: what is known of the page is worked out anew.
            changed.into_iter().for_each(|at| lines.ask_again(document, at, &self.index, asker));
            by_test = lines.by_test(self.index.len());
            facts = self.facts(&lines, &by_test);
        }
        self.take_boxes(&by_test, &facts, document);
        take_lines(&self.lines, &self.tests.lines, &lines, &facts, document);
        let mut rounds = if by_test.has_any(&self.tests.near) { NEAR_ROUNDS } else { 0 };
        while rounds > 0 && take_lines(&self.near, &self.tests.near, &lines, &facts, document) {
            rounds -= 1;
        }
        self.take_runs(&by_test, &facts, document);
        self.take_cuts(&by_test, &facts, document);
    }

    /// What is known of a page from its lines: what it has, where all of them were asked or enough of them surely are so.
    fn facts(&self, lines: &Lines, by_test: &ByTest) -> Facts {
        let facts = Facts::default();
        for ((number, times), test) in self.has.iter().zip(self.tests.has.clone()) {
            let hits = by_test.paragraphs(test);
            let sure = hits.iter().filter(|(_, sure)| *sure).count();
            if sure >= *times || (lines.all_asked() && sure == hits.len()) {
                facts.note_verdict(*number, sure >= *times);
            }
        }
        facts
    }

    /// Runs blocks and pairs, each on the whole page, in order.
    fn take_boxes(&self, by_test: &ByTest, facts: &Facts, document: &mut Document) {
        for (rule, test) in self.boxes.iter().zip(self.tests.boxes.clone()) {
            let starts: Vec<usize> = standing(by_test, test, document).collect();
            let page = Page { document, facts };
            if starts.is_empty() || !rule.applies(page) {
                continue;
            }
            let extent = match &rule.shape {
                Shape::Block(block) => block.find(rule, page, &starts),
                Shape::Pairs(pairs) => pairs.find(rule, page, &starts),
                _ => Vec::new(),
            };
            remove(document, extent, rule);
        }
    }

    fn take_runs(&self, by_test: &ByTest, facts: &Facts, document: &mut Document) {
        for (rule, test) in self.runs.iter().zip(self.tests.runs.clone()) {
            let (page, known) = (Page { document, facts }, by_test.paragraphs(test));
            if known.is_empty() || !rule.applies(page) {
                continue;
            }
            let Shape::Run(run) = &rule.shape else { continue };
            let fits = |at| {
                let place = known.binary_search_by_key(&at, |(paragraph, _)| *paragraph);
                place.is_ok_and(|place| rule.stands(page, at) && (known[place].1 || rule.fits(page, at)))
            };
            let extent = run.find(page, fits);
            remove(document, extent, rule);
        }
    }

    fn take_cuts(&self, by_test: &ByTest, facts: &Facts, document: &mut Document) {
        for (rule, test) in self.cuts.iter().zip(self.tests.cuts.clone()) {
            let page = Page { document, facts };
            if standing(by_test, test, document).next().is_none() || !rule.applies(page) {
                continue;
            }
            let extent = extent(rule, page);
            remove(document, extent, rule);
        }
    }
}

/// What a rule asks of a line by itself.
fn test(rule: &Rule) -> Test {
    match &rule.shape {
        Shape::Pairs(pairs) => Test::Labels(pairs.clone()),
        shape => {
            let mut wanted = Wanted { when: rule.when.paragraph.clone(), ..Wanted::default() };
            wanted.unless = rule.unless.paragraph.clone();
            match shape {
                Shape::Piece(piece) => wanted.piece = Some((**piece).clone()),
                Shape::Teaser(teaser) => wanted.teaser = Some(teaser.clone()),
                _ => {}
            }
            Test::Conditions(Box::new(wanted))
        }
    }
}

/// Paragraphs that stand and of which the test with this number may hold, in order.
fn standing(by_test: &ByTest, test: usize, document: &Document) -> impl Iterator<Item = usize> {
    by_test.paragraphs(test).iter().map(|(at, _)| *at).filter(|&at| document.paragraphs[at].stands())
}

fn remove(document: &mut Document, paragraphs: Vec<usize>, rule: &Rule) {
    for index in paragraphs {
        document.paragraphs[index].remove(rule.rule, None);
    }
}

impl Stage for Chrome {
    fn name(&self) -> &'static str {
        "chrome"
    }

    fn apply(&self, document: &mut Document) {
        self.askers.with(|asker| self.take(document, asker));
    }

    fn forget(&self) {
        self.askers.clear();
    }
}

/// The paragraphs that a rule takes together, wherever on a page in its scope; none where its shape takes them one by one.
pub fn extent(rule: &Rule, page: Page<'_>) -> Vec<usize> {
    let standing = || page.document.standing().collect::<Vec<usize>>();
    match &rule.shape {
        Shape::Block(block) => block.find(rule, page, &standing()),
        Shape::Pairs(pairs) => pairs.find(rule, page, &standing()),
        Shape::Run(run) => run.find(page, |index| rule.holds(page, index)),
        Shape::ZoneCut(cut) => cut.find(rule, page).collect(),
        _ => Vec::new(),
    }
}

/// Runs rules on lines: each line goes by the first rule that fires on it. All see the page as it is before the round.
fn take_lines(rules: &[Rule], tests: &Range<usize>, lines: &Lines, facts: &Facts, document: &mut Document) -> bool {
    let page = Page { document, facts };
    let mut applies: Vec<Option<bool>> = vec![None; rules.len()];
    let mut taken: Vec<(usize, RuleRef)> = Vec::new();
    for at in document.standing() {
        let rule = lines.hits(at, tests).find(|hit| {
            let rule = &rules[hit.number];
            *applies[hit.number].get_or_insert_with(|| rule.applies(page))
                && rule.stands(page, at)
                && (hit.sure || rule.fits(page, at))
        });
        taken.extend(rule.map(|hit| (at, rules[hit.number].rule)));
    }
    for &(at, rule) in &taken {
        document.paragraphs[at].remove(rule, None);
    }
    !taken.is_empty()
}
