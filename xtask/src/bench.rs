//! The benchmark, a workspace of its own: what it compares with is nobody else's dependency.

use std::path::Path;

use anyhow::Result;

use crate::command::CargoCall;

/// The options by which cargo finds it, whatever it is asked to do.
const HERE: &str = "--manifest-path benches/Cargo.toml --locked";

/// Builds it in release, and measures.
pub(crate) fn run(root: &Path, options: &[String]) -> Result<()> {
    CargoCall::new(&format!("run --release {HERE} -- {}", options.join(" "))).run(root)
}

/// Checks that it builds, without measuring anything.
pub(crate) fn check(root: &Path) -> Result<()> {
    CargoCall::new("fmt --manifest-path benches/Cargo.toml --check").run(root)?;
    // What the workspace has built already is not built again.
    CargoCall::new(&format!("clippy {HERE} --target-dir target -- -D warnings")).run(root)
}
