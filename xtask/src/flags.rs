//! Every command and flag, declared once.

use anyhow::{Result, bail};

use crate::rules;

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
The build commands of this workspace.

Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  test   Run every test: unit, integration and examples, doctests, then the API document
  ci     Run the whole gate: format, house rules, lints, tests, API document, docs, policy, demo
  tidy   Check the house rules only (seconds, builds nothing)
  bench  Measure what is in benches/, in minutes: docs/BENCHMARKS.md; `--help` lists its options
  rules  Switch the sandbox's rules off, one by one, to see a test of each fail (half an hour)
  help   Show this text

Options of `test` and `ci`:
  --list         Show the steps and stop
  --only STEP    Run this step only; may be repeated
  --skip STEP    Leave this step out; may be repeated, and the summary names it
  --keep-going   Run the remaining steps after one has failed

Options of `rules`:
  --only ID      Switch this rule off only; may be repeated
  --from ID      Begin with this rule
  --write        Write docs/RULES.md and stop
";

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// The options are those of the program in `benches/`.
    Bench(Vec<String>),
    Ci(Choice),
    Help,
    Rules(rules::Choice),
    Test(Choice),
    Tidy,
}

/// Which steps of a gate to run, and how.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) keep_going: bool,
    pub(crate) list: bool,
    pub(crate) only: Vec<String>,
    pub(crate) skip: Vec<String>,
}

impl Choice {
    /// Tells whether a step is to run.
    pub(crate) fn takes(&self, name: &str) -> bool {
        let names = |list: &[String]| list.iter().any(|item| item == name);
        (self.only.is_empty() || names(&self.only)) && !names(&self.skip)
    }
}

/// Reads the arguments behind `cargo xtask`.
pub(crate) fn parse(arguments: &[String]) -> Result<Command> {
    let Some((command, options)) = arguments.split_first() else {
        return Ok(Command::Help);
    };
    match command.as_str() {
        "bench" => Ok(Command::Bench(options.to_vec())),
        "test" => Ok(Command::Test(parse_choice(options)?)),
        "ci" => Ok(Command::Ci(parse_choice(options)?)),
        "rules" => Ok(Command::Rules(parse_rules(options)?)),
        "tidy" => match options.first() {
            None => Ok(Command::Tidy),
            Some(option) => bail!("`tidy` takes no options, found `{option}`"),
        },
        "help" | "--help" | "-h" => Ok(Command::Help),
        other => bail!("`{other}` is no command: `cargo xtask help` lists them"),
    }
}

fn parse_choice(options: &[String]) -> Result<Choice> {
    let mut choice = Choice::default();
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        let mut value = || match rest.next() {
            Some(value) => Ok(value.clone()),
            None => bail!("`{option}` needs the name of a step: `--list` shows them"),
        };
        match option.as_str() {
            "--keep-going" => choice.keep_going = true,
            "--list" => choice.list = true,
            "--only" => choice.only.push(value()?),
            "--skip" => choice.skip.push(value()?),
            other => bail!("`{other}` is no option: `cargo xtask help` lists them"),
        }
    }
    Ok(choice)
}

fn parse_rules(options: &[String]) -> Result<rules::Choice> {
    let mut choice = rules::Choice::default();
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        let mut value = || match rest.next() {
            Some(value) => Ok(value.clone()),
            None => bail!("`{option}` needs the id of a rule: docs/rules/ has them all"),
        };
        match option.as_str() {
            "--only" => choice.only.push(value()?),
            "--from" => choice.from = Some(value()?),
            "--write" => choice.write = true,
            other => bail!("`{other}` is no option: `cargo xtask help` lists them"),
        }
    }
    Ok(choice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn nothing_asks_for_help() {
        assert_eq!(parse(&[]).unwrap(), Command::Help);
        assert_eq!(parse(&words("--help")).unwrap(), Command::Help);
    }

    #[test]
    fn options_of_the_benchmark_are_passed_on() {
        let expected = Command::Bench(words("--only small"));
        assert_eq!(parse(&words("bench --only small")).unwrap(), expected);
    }

    #[test]
    fn options_of_a_gate_are_collected() {
        let expected = Choice {
            keep_going: true,
            list: false,
            only: words("docs clippy"),
            skip: words("docs"),
        };
        let found = parse(&words("ci --only docs --skip docs --only clippy --keep-going")).unwrap();
        assert_eq!(found, Command::Ci(expected));
    }

    #[test]
    fn a_step_runs_when_named_or_when_none_is_and_it_is_not_skipped() {
        let choice = Choice { only: words("docs"), ..Choice::default() };
        assert!(choice.takes("docs"));
        assert!(!choice.takes("clippy"));
        let choice = Choice { skip: words("docs"), ..Choice::default() };
        assert!(!choice.takes("docs"));
        assert!(choice.takes("clippy"));
    }

    #[test]
    fn rules_are_chosen_by_their_ids() {
        let expected =
            rules::Choice { only: words("4.1-id"), from: Some("3-a".to_owned()), write: false };
        let found = parse(&words("rules --only 4.1-id --from 3-a")).unwrap();
        assert_eq!(found, Command::Rules(expected));
        refuses("rules --from", "`--from` needs the id of a rule: docs/rules/ has them all");
    }

    #[track_caller]
    fn refuses(line: &str, message: &str) {
        assert_eq!(parse(&words(line)).unwrap_err().to_string(), message);
    }

    #[test]
    fn a_slip_of_the_hand_is_named() {
        refuses("tests", "`tests` is no command: `cargo xtask help` lists them");
        refuses("ci --fast", "`--fast` is no option: `cargo xtask help` lists them");
        refuses("ci --only", "`--only` needs the name of a step: `--list` shows them");
        refuses("tidy --fix", "`tidy` takes no options, found `--fix`");
    }
}
