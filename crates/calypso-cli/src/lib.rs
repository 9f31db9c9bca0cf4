//! The `calypso` command: a demo from nothing, and the sandbox server.
#![doc = include_str!("../README.md")]

mod flags;
mod output;
mod run;
mod sandbox_command;
mod signals;

pub mod demo;

pub use run::run;
