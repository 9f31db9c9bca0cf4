//! The guides show code that runs: each block stands in a test, line by line but for the margin.

const TESTING: &str = include_str!("../../../docs/TESTING-YOUR-INTEGRATION.md");
const TESTS: &str = include_str!("testing_your_integration.rs");

/// Returns the Rust blocks of a guide.
fn blocks(guide: &str) -> Vec<&str> {
    let rest = guide.split("```rust\n").skip(1);
    rest.map(|rest| rest.split_once("```").map_or(rest, |(block, _)| block)).collect()
}

fn without_margin(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim())).collect()
}

#[test]
fn the_guide_to_testing_shows_parts_of_a_test() {
    let blocks = blocks(TESTING);
    assert!(blocks.len() >= 7, "only {} blocks were found", blocks.len());
    let tests = without_margin(TESTS);
    for block in blocks {
        assert!(tests.contains(&without_margin(block)), "this is not in the test:\n{block}");
    }
}
