//! The HTTP side: the API's endpoints, and the sandbox's own under `/_sandbox/`.

mod admission;
mod answer;
mod api;
mod body;
mod connection;
mod control;
mod control_token;
#[cfg(test)]
mod described;
mod document;
mod faults;
mod guard;
#[cfg(test)]
#[cfg(feature = "sqlite")]
mod leaving;
mod local;
mod operations;
mod page;
mod replay;
mod state;
#[cfg(test)]
mod stated;

pub(crate) use self::api::{Api, merchant_router, router};
pub(crate) use self::connection::{Cut, Door, Late, Torn, on_lines};
pub(crate) use self::control::fault_as_asked;
pub(crate) use self::control_token::ControlToken;
#[cfg(feature = "sqlite")]
pub(crate) use self::replay::Restored;
#[cfg(test)]
pub(crate) use self::replay::repeat;
#[cfg(any(feature = "sqlite", test))]
pub(crate) use self::replay::replay;
