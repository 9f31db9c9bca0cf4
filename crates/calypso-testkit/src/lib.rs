//! Doubles for transport, clock and randomness, and the contract every Calypso transport must pass.
