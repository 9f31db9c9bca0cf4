//! Ten thousand random lives of two merchants, and the laws that hold at every step of them: the
//! books add up, no state goes backwards, and each transition has exactly its documented events.

mod acts;
mod books;
mod command;
mod law;
mod life;
mod shot;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRunner};

use self::command::Command;
use self::life::{Life, Nature};

const LIVES: u32 = 10_000;

#[test]
fn ten_thousand_random_lives_keep_the_books_the_order_of_states_and_the_events() {
    let lived = Cell::new(0_u32);
    let config = Config {
        cases: LIVES,
        // The cheapest there is: security is not at stake.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::with_source_file(file!())
    };
    let life = (Nature::any(), prop::collection::vec(Command::any(), 1..16));
    let outcome = TestRunner::new(config).run(&life, |(nature, commands)| {
        lived.set(lived.get().saturating_add(1));
        live(nature, &commands);
        Ok(())
    });
    if let Err(problem) = outcome {
        panic!("{problem}");
    }
    assert_eq!(lived.get(), LIVES);
}

/// Leads one life in steps, with every law checked after each, and another at once; both must end
/// alike.
fn live(nature: Nature, commands: &[Command]) {
    let (mut in_steps, mut at_once) = (Life::begin(nature), Life::begin(nature));
    for command in commands {
        let is_obeyed = in_steps.obey_in_steps(command);
        assert_eq!(at_once.obey_at_once(command), is_obeyed, "{command:?}");
    }
    assert_eq!(in_steps.portrait(), at_once.portrait());
}
