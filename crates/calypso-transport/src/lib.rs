//! One signed Calypso Pay request out, one response back: the seam for HTTP, time and randomness.
