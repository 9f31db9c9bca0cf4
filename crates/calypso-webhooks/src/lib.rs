//! Untrusted bytes in, proven Calypso Pay events out.
