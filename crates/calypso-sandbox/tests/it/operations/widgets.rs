//! Payment widgets, operation by operation.
