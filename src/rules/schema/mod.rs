//! What a rule file says, key by key, before anything is compiled: rule sets, kinds, rules, conditions, shapes.

mod conditions;
mod description;
mod examples;
mod rule;
mod set;
mod shapes;

pub use conditions::{ConditionsSpec, HasSpec, MadeOfSpec, MentionsSpec, NearSpec, NeighbourSpec, Side, ZoneSpec};
pub use description::description;
pub use examples::{ExampleSpec, ExamplesSpec};
pub use rule::RuleSpec;
pub use set::{KindSpec, RawRule, ScopeSpec, SetSpec};
pub use shapes::{
    BlockSpec, DuplicateSpec, End, Form, JsonSpec, LookBehindSpec, PairsSpec, PieceSpec, Place, Policy, Reach, RunSpec,
    SHAPES, ShapeSpec, TeaserSpec, Within, WithoutEnd, ZoneCutSpec,
};
