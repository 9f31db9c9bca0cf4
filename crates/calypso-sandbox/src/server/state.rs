//! All of a sandbox's state: taken, put back, or made anew.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

use super::replay::{ReplayError, Restored, replay};
use crate::journal::Lines;
use crate::origin::Origin;
use crate::shared::Shared;

/// A state cannot be put in the place of the present one, which stays.
#[derive(Debug, Error)]
pub(crate) enum RestoreError {
    #[error("this is no state of a sandbox: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error(transparent)]
    Replay(#[from] ReplayError),
}

/// A state, as text.
#[derive(Serialize, Deserialize)]
struct Whole<'a> {
    origin: Origin,
    #[serde(borrow)]
    journal: Vec<&'a RawValue>,
}

impl Shared {
    /// Writes down the whole state, secrets included.
    pub(crate) fn state(&self) -> String {
        self.commit(|state| {
            let lines = state.journal.lines().iter();
            let journal = lines.filter_map(|line| serde_json::from_str(line).ok()).collect();
            // What is kept as JSON is written as JSON.
            serde_json::to_string(&Whole { origin: state.origin.clone(), journal })
                .unwrap_or_default()
        })
    }

    /// Puts another state in the place of the present one.
    pub(crate) async fn restore(&self, text: &str) -> Result<(), RestoreError> {
        let Whole { origin, journal } = serde_json::from_str(text)?;
        let lines: Lines = journal.into_iter().map(|line| Box::from(line.get())).collect();
        self.put(origin, lines).await.map_err(RestoreError::from)
    }

    /// Makes everything as it was at the start.
    pub(crate) async fn reset(&self) -> Result<(), ReplayError> {
        let origin = self.commit(|state| state.start.clone());
        self.put(origin, Lines::new()).await
    }

    async fn put(&self, origin: Origin, lines: Lines) -> Result<(), ReplayError> {
        // Nobody turns the clock of a state that is going.
        let _turn = self.turn.lock().await;
        let Restored { world, course, .. } = replay(&origin, lines.iter().map(AsRef::as_ref))?;
        self.replace(origin, world, course, lines);
        Ok(())
    }
}
