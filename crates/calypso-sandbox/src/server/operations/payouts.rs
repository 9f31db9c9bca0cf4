//! Payouts, single and mass.

use super::Operation;

pub(super) const OPERATIONS: &[Operation] = &[];
