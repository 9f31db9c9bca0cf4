//! What must not compile: any way round the verification.

#[test]
fn there_is_no_way_round_the_verification() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
