//! The number of packages that somebody who wants one small crate has to take along.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, bail};

use crate::command::CargoCall;

/// Crates people pick by themselves, and how many packages each may be, itself included.
const BUDGETS: &[(&str, usize)] = &[("calypso-sign", 16), ("calypso-model", 24)];

/// Counts what each small crate brings along.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut over = Vec::new();
    for &(name, budget) in BUDGETS {
        let call = CargoCall::new(&format!("tree --locked -e normal --prefix none -p {name}"));
        let printed = call.output(root)?;
        let packages = packages(&printed);
        eprintln!("{name}: {} packages of at most {budget}", packages.len());
        if packages.len() > budget {
            let list: Vec<_> = packages.into_iter().collect();
            over.push(format!("{name} is over its budget of {budget}: {}", list.join(", ")));
        }
    }
    if over.is_empty() { Ok(()) } else { bail!("{}", over.join("\n")) }
}

/// Reads the distinct packages from the lines of `cargo tree`; `(*)` marks one shown before.
fn packages(printed: &str) -> BTreeSet<&str> {
    let lines = printed.lines().map(|line| line.trim_end_matches(" (*)").trim());
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_once_per_version() {
        let printed = "a v1.0.0 (/ws/a)\nb v2.0.0\nc v1.0.0\nb v2.0.0 (*)\nb v1.0.0\n\n";
        let found: Vec<_> = packages(printed).into_iter().collect();
        assert_eq!(found, ["a v1.0.0 (/ws/a)", "b v1.0.0", "b v2.0.0", "c v1.0.0"]);
    }
}
