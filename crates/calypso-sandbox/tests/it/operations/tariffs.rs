//! Fees, operation by operation.
