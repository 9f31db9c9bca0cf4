//! The command as a person or a script runs it.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

mod corruption;
mod demo;
mod flags;
mod kills;
mod process;
mod sandbox;
