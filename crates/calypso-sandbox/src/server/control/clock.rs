//! The clock: what it shows, and turning it.

use std::time::Duration;

use calypso_sign::Timestamp;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{RefOr, Schema};

use super::errand::Errand;
use super::{Action, Asked, Problem};
use crate::clock::ClockMode;
use crate::rules::Refusal;
use crate::wire::Fields;
use crate::wire::Payload as _;
use crate::wire::payload::{Readable, payload};
use crate::wire::reply::reply;
use crate::wire::schema::{Described, Shapes, described, of_type, one_of_words};

pub(super) const ACTIONS: &[Action] = &[
    Action::governing(
        "sandboxClock",
        "/_sandbox/clock",
        "Tells what time it is in the sandbox.",
        |_asked| Ok(Errand::ReadClock),
        ClockBody::schema,
    ),
    Action::governing(
        "sandboxTurnClock",
        "/_sandbox/clock",
        "Advances the clock or changes its pace. Answers once everything that fell due on the way \
         is done, in the order of time, and every delivery attempt has ended.",
        turn,
        ClockBody::schema,
    )
    .posted()
    .takes(Turn::schema),
];

/// The furthest that the clock is turned at once: ten years.
const FURTHEST: Duration = Duration::from_secs(10 * 366 * 24 * 3600);

payload! {
    /// How to turn the clock.
    struct Turn as "SandboxClockTurn" {
        /// Milliseconds to advance; at most ten years.
        advance_ms: Millis = optional "advance_ms",
        /// How the clock runs from then on; as before if nothing is said.
        mode: ModeWord = optional "mode",
        /// How much faster than the machine's a scaled clock runs; only with the mode `scaled`,
        /// and needed there.
        scale: Scale = optional "scale",
    }
}

reply! {
    /// The sandbox's clock.
    #[derive(Debug)]
    pub(super) struct ClockBody as "SandboxClock" {
        /// Unix milliseconds.
        now_ms: i64 = "now_ms",
        mode: ModeWord = "mode",
        /// How much faster than the machine's it runs, if it is scaled.
        scale: Option<u32> = "scale",
    }
}

impl ClockBody {
    pub(super) fn new(now: Timestamp, mode: ClockMode) -> Self {
        let (word, scale) = match mode {
            ClockMode::Real => (ModeWord::Real, None),
            ClockMode::Frozen => (ModeWord::Frozen, None),
            ClockMode::Scaled { factor } => (ModeWord::Scaled, Some(factor)),
        };
        Self { now_ms: now.as_millis(), mode: word, scale }
    }
}

/// How a clock runs, without its pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ModeWord {
    Real,
    Frozen,
    Scaled,
}

described! {
    ModeWord => one_of_words(["scaled", "real", "frozen"]);
}

impl Readable for ModeWord {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        fields.parsed(name, |word| match word {
            "real" => Ok(Self::Real),
            "frozen" => Ok(Self::Frozen),
            "scaled" => Ok(Self::Scaled),
            _ => Err("Must be real, frozen or scaled"),
        })
    }
}

/// A time to advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Millis(Duration);

impl Described for Millis {
    fn schema(_: &mut Shapes) -> RefOr<Schema> {
        of_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(u64::try_from(FURTHEST.as_millis()).unwrap_or(u64::MAX)))
            .build()
            .into()
    }
}

impl Readable for Millis {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(raw) = fields.raw(name) else { return Ok(None) };
        let is_plain = !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit());
        let time = raw.parse().ok().filter(|_| is_plain).map(Duration::from_millis);
        let time = time.filter(|time| *time <= FURTHEST);
        let refuse = || fields.refuse(name, "Must be whole milliseconds, at most ten years");
        Ok(Some(Self(time.ok_or_else(refuse)?)))
    }
}

/// How much faster than the machine's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale(u32);

const FASTEST: u32 = 1_000_000;

impl Described for Scale {
    fn schema(_: &mut Shapes) -> RefOr<Schema> {
        of_type(Type::Integer).minimum(Some(1)).maximum(Some(FASTEST)).build().into()
    }
}

impl Readable for Scale {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let refuse = || fields.refuse(name, "Must be a whole number from 1 to 1000000");
        match fields.count(name)? {
            None => Ok(None),
            Some(factor @ 1..=FASTEST) => Ok(Some(Self(factor))),
            Some(_) => Err(refuse()),
        }
    }
}

fn turn(asked: &Asked<'_>) -> Result<Errand, Problem> {
    let Turn { advance_ms, mode, scale } = Turn::read(asked.fields)?;
    let refuse = |problem: &str| Problem::from(asked.fields.refuse("scale", problem));
    let mode = match (mode, scale) {
        (Some(ModeWord::Scaled), Some(Scale(factor))) => Some(ClockMode::Scaled { factor }),
        (Some(ModeWord::Scaled), None) => return Err(refuse("Must be given with the mode scaled")),
        (_, Some(_)) => return Err(refuse("Goes with the mode scaled only")),
        (Some(ModeWord::Real), None) => Some(ClockMode::Real),
        (Some(ModeWord::Frozen), None) => Some(ClockMode::Frozen),
        (None, None) => None,
    };
    Ok(Errand::TurnClock { by: advance_ms.map_or(Duration::ZERO, |time| time.0), mode })
}
