//! Customers, their addresses and deposits, operation by operation.
