//! An emulator of the Calypso Pay merchant API: pure rules, a clock, signed webhooks, no account needed.
