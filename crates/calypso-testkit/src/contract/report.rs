//! What the suite found.

use std::fmt;

/// The result of every check of the contract.
#[derive(Clone, Debug, Default)]
#[must_use = "a report may hold failures"]
pub struct Report {
    passed: Vec<&'static str>,
    skipped: Vec<&'static str>,
    failures: Vec<Failure>,
}

/// One behaviour that a transport does not show.
#[derive(Clone, Debug)]
pub struct Failure {
    check: &'static str,
    why: &'static str,
    found: String,
}

/// How one check can end early.
#[derive(Debug)]
pub(super) enum Verdict {
    Broken(String),
    /// The harness cannot stage what the check needs.
    Skipped,
}

impl Report {
    /// Returns the names of the checks that passed, in the order they ran.
    #[must_use]
    pub fn passed(&self) -> &[&'static str] {
        &self.passed
    }

    /// Returns the names of the checks for which the harness could not stage the other side.
    #[must_use]
    pub fn skipped(&self) -> &[&'static str] {
        &self.skipped
    }

    /// Returns the checks that failed.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    pub(super) fn add(
        &mut self,
        check: &'static str,
        why: &'static str,
        result: Result<(), Verdict>,
    ) {
        match result {
            Ok(()) => self.passed.push(check),
            Err(Verdict::Skipped) => self.skipped.push(check),
            Err(Verdict::Broken(found)) => self.failures.push(Failure { check, why, found }),
        }
    }
}

impl Failure {
    /// Returns the name of the check.
    #[must_use]
    pub fn check(&self) -> &'static str {
        self.check
    }

    /// Returns why merchants depend on this behaviour.
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.why
    }

    /// Returns what happened instead.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  why it matters: {}", self.check, self.found, self.why)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (passed, skipped) = (self.passed.len(), self.skipped.len());
        let failed = self.failures.len();
        write!(f, "transport contract: {passed} passed, {skipped} skipped, {failed} failed")?;
        self.failures.iter().try_for_each(|failure| write!(f, "\n{failure}"))
    }
}
