//! The suite that every [`Transport`](calypso_transport::Transport) must pass.
//!
//! For a transport that speaks HTTP, [`Loopback`] does all the work, as in the example of this
//! crate.
//! Any other transport brings a [`Harness`] of its own, which stages the
//! [`Behaviour`](crate::Behaviour)s of the other side as it can.

mod check;
mod failures;
mod harness;
mod report;
mod requests;
mod responses;

pub use self::harness::{Harness, Loopback, Prepared};
pub use self::report::{Failure, Report};

/// Runs every check and stops the test if one fails, naming the behaviour that broke and why it
/// matters.
///
/// # Panics
///
/// When the transport breaks the contract.
#[expect(clippy::panic, reason = "this is an assertion for tests")]
pub async fn run<H: Harness>(harness: &H) -> Report {
    let report = examine(harness).await;
    if !report.failures().is_empty() {
        panic!("{report}");
    }
    report
}

/// Runs every check and reports, also when some fail.
pub async fn examine<H: Harness>(harness: &H) -> Report {
    let mut report = Report::default();
    requests::examine(harness, &mut report).await;
    responses::examine(harness, &mut report).await;
    failures::examine(harness, &mut report).await;
    report
}
