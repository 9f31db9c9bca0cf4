//! The HTTP side: the API's endpoints, and the sandbox's own under `/_sandbox/`.

mod admission;
mod answer;
mod api;
mod body;
mod control;
#[cfg(test)]
mod described;
mod document;
mod local;
mod operations;
mod replay;
mod state;

pub(crate) use self::api::Api;
pub(crate) use self::api::router;
#[cfg(feature = "sqlite")]
pub(crate) use self::replay::{Restored, replay};
