//! The account, and the codes of currencies, operation by operation.
