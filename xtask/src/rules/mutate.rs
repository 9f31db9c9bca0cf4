//! Switching rules off, one by one, to see a test of each fail.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};

use super::Choice;
use super::round::Round;
use super::scratch::Scratch;
use super::table::{Rule, Table};
use super::test_name::Binary;
use super::trial::{self, Ended, by_binary};

/// A round with fewer rules costs more than it saves.
const ROUND_MIN: usize = 3;

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

/// Counts what was done.
#[derive(Debug, Default)]
struct Count {
    all: usize,
    done: usize,
    bad: Vec<String>,
}

/// Switches the chosen rules off in a copy of the sources, and fails if no test notices.
///
/// Rules whose switches can be decided when a test runs share a build; each of the others needs
/// one of its own.
pub(super) fn run(root: &Path, table: &Table, choice: &Choice) -> Result<()> {
    let rules = chosen(table, choice)?;
    eprintln!("copying the sources");
    let scratch = Scratch::of(root)?;
    baseline(&scratch, &rules)?;
    let mut count = Count { all: rules.len(), ..Count::default() };
    let mut rest = rules;
    let mut alone = Vec::new();
    loop {
        let (mut round, left) = Round::pick(&scratch, &rest)?;
        let is_worth_it = round.rules().count() >= ROUND_MIN;
        if !is_worth_it {
            alone.extend(rest);
            break;
        }
        alone.extend(together(&scratch, &mut round, &mut count)?);
        round.restore(&scratch)?;
        rest = left;
    }
    eprintln!("{} rules need a build each", alone.len());
    for rule in alone {
        let start = trial::now();
        let outcome = switch_off(&scratch, rule)?;
        count.tell(rule, &outcome, start);
    }
    count.sum_up()
}

impl Count {
    fn tell(&mut self, rule: &Rule, outcome: &Outcome, start: Instant) {
        let (word, detail) = match outcome {
            Outcome::Killed(by) => ("killed", by.as_str()),
            Outcome::Survived => ("SURVIVED", ""),
            Outcome::Broken(why) => ("BROKEN", why.as_str()),
        };
        self.done = self.done.saturating_add(1);
        let place = format!("{:>3}/{}", self.done, self.all);
        println!("{place} {word:<8} {:>3} s  {}  {detail}", start.elapsed().as_secs(), rule.id);
        if !matches!(outcome, Outcome::Killed(_)) {
            self.bad.push(format!("{} {word}", rule.id));
        }
    }

    fn sum_up(&self) -> Result<()> {
        let killed = self.done.saturating_sub(self.bad.len());
        println!("{} rules were switched off: a test noticed {killed} of them", self.done);
        if !self.bad.is_empty() {
            bail!("no test notices, or no build: {}", self.bad.join(", "));
        }
        Ok(())
    }
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
        match trial::run(scratch, binary, &tests, None)? {
            Ended::Passed(count) if count == tests.len() => {}
            Ended::Passed(count) => bail!("of {} tests of {binary} only {count} ran", tests.len()),
            Ended::Failed(test) => bail!("{binary} {test} fails with every rule in force"),
            Ended::Unbuilt(problem) => bail!("{binary} cannot be built: {problem}"),
        }
    }
    Ok(())
}

/// Switches the rules of a round off, and returns those for which that did not work.
fn together<'a>(
    scratch: &Scratch,
    round: &mut Round<'a>,
    count: &mut Count,
) -> Result<Vec<&'a Rule>> {
    let mut out = Vec::new();
    loop {
        round.write(scratch)?;
        let rules: Vec<_> = round.rules().collect();
        let tests = || rules.iter().flat_map(|rule| &rule.tests);
        let binaries: BTreeSet<&Binary> = tests().map(|test| &test.binary).collect();
        eprintln!("building {} switches into one", rules.len());
        let mut problem = None;
        for binary in binaries {
            problem = problem.or(trial::build(scratch, binary)?);
        }
        let Some(problem) = problem else { break };
        let evicted = round.evict(&problem);
        let names: Vec<_> = evicted.iter().map(|rule| rule.id.as_str()).collect();
        eprintln!("not in there: {} ({})", names.join(", "), trial::first_error(&problem));
        out.extend(evicted);
        if round.rules().next().is_none() {
            return Ok(out);
        }
    }
    let rules: Vec<_> = round.rules().collect();
    baseline(scratch, &rules)?;
    for rule in rules {
        let start = trial::now();
        match try_tests(scratch, rule, Some(&rule.id))? {
            Outcome::Killed(by) => count.tell(rule, &Outcome::Killed(by), start),
            // Once more by itself, in case the two ways differ.
            Outcome::Survived | Outcome::Broken(_) => out.push(rule),
        }
    }
    Ok(out)
}

/// Switches one rule off, runs its tests, and switches it on again.
fn switch_off(scratch: &Scratch, rule: &Rule) -> Result<Outcome> {
    let text = scratch.read(&rule.off.file)?;
    let Some(changed) = rule.off.apply(&text) else {
        return Ok(Outcome::Broken(format!("its place in {} is not unique", rule.off.file)));
    };
    scratch.write(&rule.off.file, &changed)?;
    let outcome = try_tests(scratch, rule, None);
    scratch.write(&rule.off.file, &text)?;
    outcome
}

fn try_tests(scratch: &Scratch, rule: &Rule, off: Option<&str>) -> Result<Outcome> {
    for (binary, tests) in by_binary(rule.tests.iter()) {
        match trial::run(scratch, binary, &tests, off)? {
            Ended::Passed(_) => {}
            Ended::Failed(test) => return Ok(Outcome::Killed(test)),
            Ended::Unbuilt(problem) => return Ok(Outcome::Broken(problem)),
        }
    }
    Ok(Outcome::Survived)
}
