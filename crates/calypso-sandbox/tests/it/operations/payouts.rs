//! Payouts, operation by operation.
