//! The account, and the codes of currencies.

use super::Operation;

pub(super) const OPERATIONS: &[Operation] = &[];
