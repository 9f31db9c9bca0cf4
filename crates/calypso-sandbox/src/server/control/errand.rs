//! What concerns the sandbox as a whole: its clock, and all of its state.

use std::sync::Arc;
use std::time::Duration;

use super::Problem;
use super::clock::ClockBody;
use super::snapshot::SnapshotBody;
use crate::clock::ClockMode;
use crate::server::answer::write;
use crate::shared::Shared;

/// Something to do that may take its time.
pub(in crate::server) enum Errand {
    ReadClock,
    TurnClock { by: Duration, mode: Option<ClockMode> },
    Reset,
    ReadState,
    WriteState(String),
}

impl Errand {
    pub(super) async fn run(self, shared: &Arc<Shared>) -> Result<Vec<u8>, Problem> {
        match self {
            Self::ReadClock => {}
            Self::TurnClock { by, mode } => {
                // It is turned to the end, also if whoever asked has no patience.
                let turned = Arc::clone(shared);
                let turning = tokio::spawn(async move { turned.turn_clock(by, mode).await });
                turning.await.map_err(|ended| Problem::Failed(ended.to_string()))?;
            }
            Self::Reset => shared.reset().await.map_err(unusable)?,
            Self::ReadState => return Ok(write(&SnapshotBody { state: shared.state() })?),
            Self::WriteState(state) => shared.restore(&state).await.map_err(unusable)?,
        }
        Ok(write(&ClockBody::new(shared.now(), shared.clock.mode()))?)
    }
}

fn unusable(problem: impl std::error::Error) -> Problem {
    Problem::Unusable(problem.to_string())
}
