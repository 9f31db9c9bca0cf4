//! Exchanges, operation by operation.
