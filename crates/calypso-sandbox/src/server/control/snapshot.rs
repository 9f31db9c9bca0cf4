//! The whole state: taken, put back, or thrown away.

use super::clock::ClockBody;
use super::errand::Errand;
use super::{Action, Asked, Problem};
use crate::wire::Payload as _;
use crate::wire::payload::payload;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;

/// The largest state that is read.
const STATE_LIMIT: usize = 1024 * 1024 * 1024;

pub(super) const ACTIONS: &[Action] = &[
    Action::governing(
        "sandboxReset",
        "/_sandbox/reset",
        "Makes everything as it was when the sandbox was started, its clock included.",
        |_asked| Ok(Errand::Reset),
        ClockBody::schema,
    )
    .posted(),
    Action::governing(
        "sandboxState",
        "/_sandbox/snapshot",
        "Takes the whole state, keys and secrets included.",
        |_asked| Ok(Errand::ReadState),
        SnapshotBody::schema,
    ),
    Action::governing(
        "sandboxRestore",
        "/_sandbox/snapshot",
        "Puts a state that was taken in the place of the present one.",
        restore,
        ClockBody::schema,
    )
    .posted()
    .takes(Snapshot::schema)
    .limited_to(STATE_LIMIT),
];

payload! {
    /// A state to put back.
    struct Snapshot as "SandboxState" {
        /// As it was taken, from a sandbox of the same version.
        state: String = required "state",
    }
}

reply! {
    /// A state that was taken.
    pub(super) struct SnapshotBody as "SandboxStateTaken" {
        /// What it says is nobody's business but the sandbox's.
        state: String = "state",
    }
}

fn restore(asked: &Asked<'_>) -> Result<Errand, Problem> {
    Ok(Errand::WriteState(Snapshot::read(asked.fields)?.state))
}
