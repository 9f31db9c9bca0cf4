//! Switching rules off, one by one, to see a test of each fail.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};

use super::scratch::Scratch;
use super::table::{Rule, Table};
use super::trial::{self, Ended, by_binary};
use super::Choice;

/// What came of switching a rule off.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// A test noticed.
    Killed(String),
    /// No test noticed.
    Survived,
    /// The switch does not fit, or what it makes cannot be built.
    Broken(String),
}

/// Switches the chosen rules off in a copy of the sources, and fails if no test notices.
pub(super) fn run(root: &Path, table: &Table, choice: &Choice) -> Result<()> {
    let rules = chosen(table, choice)?;
    eprintln!("copying the sources");
    let scratch = Scratch::of(root)?;
    baseline(&scratch, &rules)?;
    let mut bad = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let start = Instant::now();
        let outcome = switch_off(&scratch, rule)?;
        let (word, detail) = match &outcome {
            Outcome::Killed(by) => ("killed", by.as_str()),
            Outcome::Survived => ("SURVIVED", ""),
            Outcome::Broken(why) => ("BROKEN", why.as_str()),
        };
        let (number, seconds) = (index.saturating_add(1), start.elapsed().as_secs());
        let place = format!("{number:>3}/{}", rules.len());
        println!("{place} {word:<8} {seconds:>3} s  {}  {detail}", rule.id);
        if !matches!(outcome, Outcome::Killed(_)) {
            bad.push(rule.id.as_str());
        }
    }
    let killed = rules.len().saturating_sub(bad.len());
    println!("{} rules switched off: a test noticed {killed} of them", rules.len());
    if !bad.is_empty() {
        bail!("not noticed, or broken: {}", bad.join(", "));
    }
    Ok(())
}

fn chosen<'a>(table: &'a Table, choice: &Choice) -> Result<Vec<&'a Rule>> {
    for id in choice.only.iter().chain(&choice.from) {
        if !table.rules().any(|rule| rule.id == *id) {
            bail!("`{id}` is no rule: docs/rules/ has them all");
        }
    }
    let is_chosen = |rule: &&Rule| choice.only.is_empty() || choice.only.contains(&rule.id);
    let is_before = |rule: &&Rule| choice.from.as_ref().is_some_and(|from| rule.id != *from);
    Ok(table.rules().skip_while(is_before).filter(is_chosen).collect())
}

/// Runs all the tests with every rule in force: they must exist and pass.
fn baseline(scratch: &Scratch, rules: &[&Rule]) -> Result<()> {
    for (binary, tests) in by_binary(rules.iter().flat_map(|rule| &rule.tests)) {
        eprintln!("building {binary}, and running {} tests with every rule in force", tests.len());
        match trial::run(scratch, binary, &tests)? {
            Ended::Passed(count) if count == tests.len() => {}
            Ended::Passed(count) => bail!("of {} tests of {binary} only {count} ran", tests.len()),
            Ended::Failed(test) => bail!("{binary} {test} fails with every rule in force"),
            Ended::Unbuilt(problem) => bail!("{binary} cannot be built: {problem}"),
        }
    }
    Ok(())
}

/// Switches one rule off, runs its tests, and switches it on again.
fn switch_off(scratch: &Scratch, rule: &Rule) -> Result<Outcome> {
    let text = scratch.read(&rule.off.file)?;
    let Some(changed) = rule.off.apply(&text) else {
        return Ok(Outcome::Broken(format!("its place in {} is not unique", rule.off.file)));
    };
    scratch.write(&rule.off.file, &changed)?;
    let outcome = try_tests(scratch, rule);
    scratch.write(&rule.off.file, &text)?;
    outcome
}

fn try_tests(scratch: &Scratch, rule: &Rule) -> Result<Outcome> {
    for (binary, tests) in by_binary(rule.tests.iter()) {
        match trial::run(scratch, binary, &tests)? {
            Ended::Passed(_) => {}
            Ended::Failed(test) => return Ok(Outcome::Killed(test)),
            Ended::Unbuilt(problem) => return Ok(Outcome::Broken(problem)),
        }
    }
    Ok(Outcome::Survived)
}
