//! The steps of both gates, in the order in which they run.

use std::path::Path;

use anyhow::Result;

use crate::command::CargoCall;
use crate::{bench, budget, demo, document, policy, requirements, tidy};

/// One named part of a gate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The word behind `--only` and `--skip`.
    pub(crate) name: &'static str,
    /// What the step shows when it passes.
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Path) -> Result<()>,
}

const TESTS: Step = Step {
    name: "tests",
    about: "unit tests, integration tests and examples of every crate",
    run: tests,
};

const DOCTESTS: Step =
    Step { name: "doctests", about: "every example in the documentation", run: doctests };

const DOCUMENT: Step = Step {
    name: "document",
    about: "the sandbox's API document, and the sandbox held to it",
    run: document::run,
};

/// The steps of `cargo xtask test`.
pub(crate) fn test_steps() -> Vec<Step> {
    vec![
        Step {
            name: "needs",
            about: "this machine has what the tests need",
            run: requirements::of_tests,
        },
        TESTS,
        DOCTESTS,
        DOCUMENT,
    ]
}

/// The steps of `cargo xtask ci`: what is quick to fail comes first.
pub(crate) fn ci_steps() -> Vec<Step> {
    vec![
        Step {
            name: "needs",
            about: "this machine has what the gate needs",
            run: requirements::of_gate,
        },
        Step { name: "fmt", about: "the formatting", run: fmt },
        Step { name: "tidy", about: "the house rules", run: tidy::run },
        Step { name: "clippy", about: "the lints, warnings as errors", run: clippy },
        TESTS,
        DOCTESTS,
        DOCUMENT,
        Step { name: "features", about: "each optional feature off and on", run: features },
        Step {
            name: "mixes",
            about: "money stays exact whatever features another crate switches on",
            run: model_mixes,
        },
        Step {
            name: "bench",
            about: "the benchmark builds; nothing is measured",
            run: bench::check,
        },
        Step { name: "docs", about: "the documentation, warnings as errors", run: docs },
        Step {
            name: "budgets",
            about: "the number of packages that the small crates bring along",
            run: budget::run,
        },
        Step {
            name: "policy",
            about: "licences, banned packages, sources, oldest toolchain",
            run: policy::run,
        },
        Step { name: "demo", about: "the README's first command", run: demo::run },
    ]
}

fn fmt(root: &Path) -> Result<()> {
    CargoCall::new("fmt --all --check").run(root)
}

fn clippy(root: &Path) -> Result<()> {
    CargoCall::new("clippy --workspace --all-targets --all-features -- -D warnings").run(root)
}

fn tests(root: &Path) -> Result<()> {
    Runner::find(root).call("--workspace --all-features").run(root)
}

fn doctests(root: &Path) -> Result<()> {
    CargoCall::new("test --doc --workspace --all-features --no-fail-fast").run(root)
}

/// Packages with optional features, each with a selection that the other steps do not build.
const FEATURES: &[&str] = &[
    "-p calypso-model",
    "-p calypso-transport --no-default-features",
    "-p calypso-transport --no-default-features --features tower",
    "-p calypso-webhooks --no-default-features",
    "-p calypso-webhooks --features axum",
];

fn features(root: &Path) -> Result<()> {
    let runner = Runner::find(root);
    for selection in FEATURES {
        CargoCall::new(&format!("clippy {selection} --all-targets -- -D warnings")).run(root)?;
        runner.call(selection).run(root)?;
    }
    Ok(())
}

/// Features of our dependencies that change how numbers are read, for everybody in one build.
const MIXES: &[&str] = &[
    "serde_json/arbitrary_precision",
    "serde_json/preserve_order",
    "rust_decimal/serde-with-arbitrary-precision",
    "rust_decimal/serde-str",
    "rust_decimal/serde-float",
];

fn model_mixes(root: &Path) -> Result<()> {
    let runner = Runner::find(root);
    for mix in MIXES {
        runner.call(&format!("-p calypso-model --features {mix}")).run(root)?;
    }
    Ok(())
}

fn docs(root: &Path) -> Result<()> {
    CargoCall::new("doc --workspace --no-deps --all-features")
        .with_variable("RUSTDOCFLAGS", "-D warnings")
        .run(root)
}

/// What runs the tests; both run the same ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Runner {
    CargoTest,
    Nextest,
}

impl Runner {
    fn find(root: &Path) -> Self {
        if CargoCall::new("nextest --version").succeeds(root) {
            return Self::Nextest;
        }
        eprintln!("cargo-nextest is not installed: `cargo test` runs the same tests, only slower");
        Self::CargoTest
    }

    fn call(self, selection: &str) -> CargoCall {
        CargoCall::new(&match self {
            Self::CargoTest => format!("test {selection} --tests --no-fail-fast"),
            Self::Nextest => format!("nextest run {selection} --no-fail-fast --no-tests fail"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_test_is_a_step_of_ci() {
        let ci: Vec<_> = ci_steps().iter().map(|step| step.name).collect();
        for step in test_steps() {
            assert!(ci.contains(&step.name), "{}", step.name);
        }
    }

    #[test]
    fn step_names_are_unique() {
        let mut names: Vec<_> = ci_steps().iter().map(|step| step.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn both_runners_run_every_failing_test() {
        assert_eq!(
            Runner::Nextest.call("--workspace").to_string(),
            "cargo nextest run --workspace --no-fail-fast --no-tests fail"
        );
        assert_eq!(
            Runner::CargoTest.call("--workspace").to_string(),
            "cargo test --workspace --tests --no-fail-fast"
        );
    }
}
