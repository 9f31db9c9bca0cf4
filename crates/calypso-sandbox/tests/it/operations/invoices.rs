//! Invoices and their deposits, operation by operation.
