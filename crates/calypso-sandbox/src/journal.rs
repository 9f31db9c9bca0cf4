//! The journal: everything from outside that changed the world, in order, each with its time.
//!
//! The rules are a pure function of their seed and of this list, so the list is the state: to
//! repeat it is to restore it.

use std::borrow::Cow;

use calypso_model::{AccountId, SubscriptionId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Course;
use crate::keeper::{Keeper, Write};
use crate::origin::Origin;
use crate::rules::AttemptResult;

/// Something that changed the world from outside. It may hold secrets, so nothing prints it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// A request to the merchant API that the rules saw, refused or not.
    Request { endpoint: Cow<'static, str>, account: AccountId, payload: String },
    /// An action of the control API, or its like of the Rust API.
    Control { action: Cow<'static, str>, id: String, query: String, body: String },
    /// An attempt at a delivery began.
    Began { subscription: SubscriptionId },
    /// An attempt at a delivery ended.
    Ended { delivery: u64, began_ms: i64, result: AttemptResult },
    /// A state that was kept went on: attempts that were being made begin anew.
    Resumed,
    /// It was decided what goes wrong with a request.
    Drew { endpoint: Cow<'static, str> },
    /// The clock was turned, or set to another mode.
    Turned { course: Course },
}

impl Entry {
    pub(crate) fn control(action: &'static str, id: &str, body: &Value) -> Self {
        let (id, body) = (String::from(id), body.to_string());
        Self::Control { action: Cow::Borrowed(action), id, query: String::new(), body }
    }

    /// Writes the entry as JSON.
    pub(crate) fn written(&self) -> String {
        // Texts and whole numbers are always written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// An entry as it is kept.
#[derive(Deserialize)]
pub(crate) struct Recorded {
    pub(crate) at_ms: i64,
    pub(crate) did: Entry,
    /// A mark of what was answered, if the journal outlives the process: whoever repeats the entry
    /// must come to the same.
    #[serde(default)]
    pub(crate) answer: Option<String>,
}

/// Entries as lines of JSON, each a [`Recorded`].
pub(crate) type Lines = Vec<Box<str>>;

/// The entries so far, as lines of JSON, and whoever keeps them beyond the process.
#[derive(Default)]
pub(crate) struct Journal {
    lines: Lines,
    keeper: Option<Keeper>,
}

impl Journal {
    #[cfg(feature = "sqlite")]
    pub(crate) fn new(lines: Lines, keeper: Option<Keeper>) -> Self {
        Self { lines, keeper }
    }

    /// Appends an entry that was [written](Entry::written) before.
    pub(crate) fn append(&mut self, at_ms: i64, entry: &str, answer: Option<&str>) {
        let line = match answer {
            Some(answer) => format!(r#"{{"at_ms":{at_ms},"did":{entry},"answer":"{answer}"}}"#),
            None => format!(r#"{{"at_ms":{at_ms},"did":{entry}}}"#),
        };
        let line = line.into_boxed_str();
        if let Some(keeper) = &mut self.keeper {
            keeper.keep(Write::Append(line.clone()));
        }
        self.lines.push(line);
    }

    /// Puts other entries in the place of these.
    pub(crate) fn replace(&mut self, origin: &Origin, lines: Lines) {
        if let Some(keeper) = &mut self.keeper {
            keeper.keep(Write::Replace { origin: Box::new(origin.clone()), lines: lines.clone() });
        }
        self.lines = lines;
    }

    pub(crate) fn close(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            keeper.close();
        }
    }

    /// Tells whether it outlives the process.
    pub(crate) fn is_kept(&self) -> bool {
        self.keeper.is_some()
    }

    pub(crate) fn keeper(&self) -> Option<&Keeper> {
        self.keeper.as_ref()
    }

    pub(crate) fn lines(&self) -> &[Box<str>] {
        &self.lines
    }
}
