//! Merging what is known of an object's state, in whatever order and however often it comes.

use thiserror::Error;

/// Two states of one object, neither of which can have come after the other.
///
/// Read the object again; if the answer does not settle it, somebody has to look.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("two states of one object, neither of which can follow the other")]
#[non_exhaustive]
pub struct StateConflict;

/// Where a state stands among the states of its kind: a trunk of steps that then branches.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    step: u8,
    /// The branch, or nothing on the trunk.
    branch: Option<u8>,
}

impl Position {
    /// A word that is not known says nothing, so every known state comes after it.
    pub(crate) const UNKNOWN: Self = Self::trunk(0);

    pub(crate) const fn trunk(step: u8) -> Self {
        Self { step, branch: None }
    }

    pub(crate) const fn branch(branch: u8, step: u8) -> Self {
        Self { step, branch: Some(branch) }
    }

    fn is_before(self, later: Self) -> bool {
        self.step < later.step && (self.branch.is_none() || self.branch == later.branch)
    }
}

/// A state of an object whose states only ever advance.
pub(crate) trait Progress: Clone + Ord {
    fn position(&self) -> Position;
}

/// Returns the later of two states of one object.
///
/// It is the join of a tree with one more element above all, the conflict: commutative,
/// associative and idempotent, so the order and number of reports do not matter.
pub(crate) fn latest<S: Progress>(one: &S, other: &S) -> Result<S, StateConflict> {
    let (here, there) = (one.position(), other.position());
    if one == other || there.is_before(here) {
        Ok(one.clone())
    } else if here.is_before(there) {
        Ok(other.clone())
    } else if here.step == Position::UNKNOWN.step {
        // Two words that are not known: any rule will do that does not depend on their order.
        Ok(one.max(other).clone())
    } else {
        Err(StateConflict)
    }
}
