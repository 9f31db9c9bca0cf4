//! Repeats a journal: the same seed and the same entries make the same state.

use calypso_model::Endpoint;
use calypso_sign::Timestamp;
use thiserror::Error;

use super::control::{Asked, Run as ActionRun, actions};
use super::operations::{Run, operations};
use crate::clock::Course;
use crate::journal::{Entry, Recorded};
use crate::merchant::Merchant;
use crate::origin::{Origin, OriginError};
use crate::rules::World;
use crate::shared::mark;
use crate::wire::Fields;

/// A journal that cannot be repeated.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum ReplayError {
    #[error("the sandbox cannot be set up as it was: {0}")]
    Origin(#[from] OriginError),
    #[error("entry {number} of the journal cannot be read: {problem}")]
    Unreadable { number: usize, problem: String },
    #[error("entry {number} of the journal names what does not exist")]
    Unknown { number: usize },
    #[error("entry {number} of the journal was answered otherwise: it was made under other rules")]
    Differs { number: usize },
}

/// A state that was restored.
#[derive(Debug)]
pub(crate) struct Restored {
    pub(crate) world: World,
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only a store brings one"))]
    pub(crate) merchant: Merchant,
    pub(crate) course: Course,
}

/// Repeats all entries. [`State::resume`](crate::shared::State::resume) goes on from there.
pub(crate) fn replay<'a>(
    origin: &Origin,
    lines: impl IntoIterator<Item = &'a str>,
) -> Result<Restored, ReplayError> {
    let (mut world, merchant) = origin.world()?;
    let mut course = origin.course;
    for (index, line) in lines.into_iter().enumerate() {
        let number = index.saturating_add(1);
        let recorded: Recorded = serde_json::from_str(line)
            .map_err(|problem| ReplayError::Unreadable { number, problem: problem.to_string() })?;
        let at = Timestamp::from_millis(recorded.at_ms);
        world.advance(at);
        let answer = match &recorded.did {
            Entry::Turned { course: turned } => {
                course = *turned;
                None
            }
            Entry::Request { .. }
            | Entry::Control { .. }
            | Entry::Began { .. }
            | Entry::Drew { .. }
            | Entry::Ended { .. }
            | Entry::Resumed => {
                repeat(&mut world, &recorded.did).ok_or(ReplayError::Unknown { number })?
            }
        };
        if recorded.answer.is_some_and(|marked| answer.is_some_and(|answer| answer != marked)) {
            return Err(ReplayError::Differs { number });
        }
        world.advance(at);
    }
    Ok(Restored { world, merchant, course })
}

/// Repeats one entry, and returns the mark of what is answered; nothing if there is no such
/// operation or action.
#[expect(clippy::option_option, reason = "no such command, no answer, and an answer")]
pub(crate) fn repeat(world: &mut World, entry: &Entry) -> Option<Option<String>> {
    match entry {
        Entry::Request { endpoint, account, payload } => {
            let operation = operations().find(|one| one.endpoint.name() == endpoint.as_ref())?;
            let fields = Fields::parse(payload, "payload.").ok()?;
            let Run::Changes(change) = operation.run else { return None };
            Some(Some(mark(&change(world, account, &fields))))
        }
        Entry::Control { action, id, query, body } => {
            let action = actions().find(|one| one.name == action.as_ref())?;
            let fields = Fields::parse(body, "").ok()?;
            let ActionRun::Changes(change) = action.run else { return None };
            let now = world.now();
            let asked = Asked { now, id, query, fields: &fields, body };
            Some(Some(mark(&change(world, &asked))))
        }
        Entry::Began { subscription } => {
            let _job = world.next_job(subscription);
            Some(None)
        }
        Entry::Drew { endpoint } => {
            let mut all = Endpoint::ALL.iter();
            let endpoint = all.find(|one| one.name() == endpoint.as_ref())?;
            let _fault = world.draw_endpoint_fault(*endpoint);
            Some(None)
        }
        Entry::Ended { delivery, began_ms, result } => {
            world.record_attempt(*delivery, Timestamp::from_millis(*began_ms), *result);
            Some(None)
        }
        Entry::Resumed => {
            world.requeue_interrupted();
            Some(None)
        }
        Entry::Turned { .. } => Some(None),
    }
}
