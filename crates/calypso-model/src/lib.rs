//! The nouns of the Calypso Pay merchant API: exact money, ids, states, requests, replies, events and errors.
