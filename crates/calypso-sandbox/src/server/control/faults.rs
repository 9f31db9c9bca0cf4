//! Faults on request: planned, listed with how often they acted, and removed.

use std::time::Duration;

use calypso_model::ErrorCode;
use calypso_sign::Timestamp;
use serde_json::Value;
use utoipa::openapi::schema::Type;

use super::fault_place::{Spot, WhereBody};
use super::{Action, Asked, Problem};
use crate::faults::{EndpointFault, Fault, FaultPlan, Place, WebhookFault};
use crate::probability::Probability;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::payload::{payload, readable, readable_words};
use crate::wire::reply::reply;
use crate::wire::schema::{Described as _, described, of_type, one_of_words};
use crate::wire::{Fields, Payload as _};

pub(super) const ACTIONS: &[Action] = &[
    Action::post(
        "sandboxAddFault",
        "/_sandbox/faults",
        "Lets something go wrong from now on.",
        add,
        FaultBody::schema,
    )
    .takes(NewFault::schema),
    Action::get(
        "sandboxFaults",
        "/_sandbox/faults",
        "Lists what is to go wrong, and how often it did.",
        list,
        FaultsBody::schema,
    ),
    Action::post(
        "sandboxClearFaults",
        "/_sandbox/faults",
        "Removes one plan to let something go wrong, or all of them.",
        clear,
        FaultsBody::schema,
    )
    .deleted()
    .asks("id", "The plan to remove; all of them if none is named.", u64::schema)
    .finds(),
];

payload! {
    /// Something that is to go wrong. What a fault does not need is ignored; what limits it must
    /// agree.
    struct NewFault as "SandboxNewFault" {
        spot: Spot = required "where",
        /// Those from `lost` on are of webhooks, the others of endpoints.
        fault: FaultWord = required "fault",
        /// Milliseconds: of the machine's time for `delay`, of the sandbox's for `delayed`; needed
        /// for both.
        delay_ms: u32 = optional "delay_ms",
        /// For `server_error`; nothing means 502.
        status: ServerStatus = optional "status",
        /// Whether `server_error` comes after the request was applied; nothing means not.
        applied: bool = optional "applied",
        /// Milliseconds, negative for a clock that is behind; needed for `clock_skew`.
        skew_ms: i64 = optional "skew_ms",
        /// For `refuse`; nothing means 000.
        error_code: ErrorCode = optional "error_code",
        /// How often it acts at most; nothing means no end.
        times: u32 = optional "times",
        /// How many requests or attempts are spared first; nothing means none.
        skip: u32 = optional "skip",
        /// 0 to 1, with at most nine decimals; nothing means always.
        probability: Probability = optional "probability",
        /// Unix milliseconds of the sandbox's clock; it acts then or later.
        from_ms: i64 = optional "from_ms",
        /// Unix milliseconds of the sandbox's clock; it acts before.
        until_ms: i64 = optional "until_ms",
    }
}

reply! {
    /// Something that is to go wrong, and how often it did.
    #[derive(Debug)]
    struct FaultBody as "SandboxFault" {
        id: u64 = "id",
        place: WhereBody = "where",
        fault: FaultWord = "fault",
        delay_ms: Option<u64> = "delay_ms",
        status: Option<u16> = "status",
        applied: Option<bool> = "applied",
        skew_ms: Option<i64> = "skew_ms",
        error_code: Option<ErrorCode> = "error_code",
        times: Option<u32> = "times",
        skip: u32 = "skip",
        probability: Option<String> = "probability",
        from_ms: Option<i64> = "from_ms",
        until_ms: Option<i64> = "until_ms",
        /// How often it acted.
        hits: u64 = "hits",
    }
}

reply! {
    /// Everything that is to go wrong, in the order it was planned.
    #[derive(Debug)]
    struct FaultsBody as "SandboxFaults" {
        result: Vec<FaultBody> = "result",
    }
}

const WORDS: [&str; 15] = [
    "refuse",
    "server_error",
    "delay",
    "cut_before",
    "cut_after",
    "garbled",
    "truncated",
    "wrong_content_type",
    "clock_skew",
    "lost",
    "duplicated",
    "reordered",
    "delayed",
    "corrupted",
    "forged",
];

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
struct FaultWord(&'static str);

/// A status by which a server says that it failed.
#[derive(Clone, Copy, Debug)]
struct ServerStatus(u16);

described! {
    FaultWord => one_of_words(WORDS);
    ServerStatus => of_type(Type::Integer).minimum(Some(500)).maximum(Some(599)).build().into();
    Probability => crate::wire::schema::text_of_format("decimal");
}

readable! {
    |fields, name| FaultWord => fields.parsed(name, |word| {
        let known = WORDS.into_iter().find(|known| *known == word);
        known.map(Self).ok_or_else(|| format!("Must be one of {}", WORDS.join(", ")))
    });
    |fields, name| ServerStatus => match fields.count(name)? {
        Some(status @ 500..=599) => Ok(u16::try_from(status).ok().map(Self)),
        Some(_) => Err(fields.refuse(name, "Must be 500 to 599")),
        None => Ok(None),
    };
    |fields, name| Probability => fields.parsed(name, str::parse);
}

readable_words!(ErrorCode: "error code");

impl NewFault {
    fn planned(self, fields: &Fields<'_>) -> Result<Fault, Refusal> {
        let place = match &self.spot {
            Spot::Endpoint(place) => Place::Endpoint(*place, self.at_endpoint(fields)?),
            Spot::Subscription(place) => {
                Place::Subscription(place.clone(), self.at_subscription(fields)?)
            }
        };
        Ok(Fault {
            times: self.times,
            skip: self.skip.unwrap_or(0),
            probability: self.probability,
            from: self.from_ms.map(Timestamp::from_millis),
            until: self.until_ms.map(Timestamp::from_millis),
            ..Fault::at(place)
        })
    }

    fn at_endpoint(&self, fields: &Fields<'_>) -> Result<EndpointFault, Refusal> {
        Ok(match self.fault.0 {
            "refuse" => {
                EndpointFault::Refuse(self.error_code.clone().unwrap_or(ErrorCode::Internal))
            }
            "server_error" => EndpointFault::ServerError {
                status: self.status.map_or(502, |status| status.0),
                applied: self.applied.unwrap_or(false),
            },
            "delay" => EndpointFault::Delay(self.delay(fields)?),
            "cut_before" => EndpointFault::CutBefore,
            "cut_after" => EndpointFault::CutAfter,
            "garbled" => EndpointFault::Garbled,
            "truncated" => EndpointFault::Truncated,
            "wrong_content_type" => EndpointFault::WrongContentType,
            "clock_skew" => {
                EndpointFault::ClockSkew { skew_ms: fields.require("skew_ms", self.skew_ms)? }
            }
            word => return Err(elsewhere(fields, word, "a subscription")),
        })
    }

    fn at_subscription(&self, fields: &Fields<'_>) -> Result<WebhookFault, Refusal> {
        Ok(match self.fault.0 {
            "lost" => WebhookFault::Lost,
            "duplicated" => WebhookFault::Duplicated,
            "reordered" => WebhookFault::Reordered,
            "delayed" => WebhookFault::Delayed(self.delay(fields)?),
            "corrupted" => WebhookFault::Corrupted,
            "forged" => WebhookFault::Forged,
            word => return Err(elsewhere(fields, word, "an endpoint")),
        })
    }

    fn delay(&self, fields: &Fields<'_>) -> Result<Duration, Refusal> {
        let millis = fields.require("delay_ms", self.delay_ms)?;
        Ok(Duration::from_millis(u64::from(millis)))
    }
}

fn elsewhere(fields: &Fields<'_>, word: &str, place: &str) -> Refusal {
    fields.refuse("fault", format_args!("{word} needs {place} in where"))
}

impl FaultBody {
    fn new(plan: &FaultPlan) -> Self {
        let fault = &plan.fault;
        let millis = |time: Option<Timestamp>| time.map(Timestamp::as_millis);
        let mut body = Self {
            id: plan.id,
            place: WhereBody::new(&fault.place),
            fault: FaultWord(fault.place.word()),
            delay_ms: None,
            status: None,
            applied: None,
            skew_ms: None,
            error_code: None,
            times: fault.times,
            skip: fault.skip,
            probability: fault.probability.map(|probability| probability.to_string()),
            from_ms: millis(fault.from),
            until_ms: millis(fault.until),
            hits: plan.hits,
        };
        match &fault.place {
            Place::Endpoint(_, fault) => body.tell_endpoint_fault(fault),
            Place::Subscription(_, WebhookFault::Delayed(wait)) => {
                body.delay_ms = u64::try_from(wait.as_millis()).ok();
            }
            Place::Subscription(..) => {}
        }
        body
    }

    fn tell_endpoint_fault(&mut self, fault: &EndpointFault) {
        match fault {
            EndpointFault::Refuse(code) => self.error_code = Some(code.clone()),
            EndpointFault::ServerError { status, applied } => {
                (self.status, self.applied) = (Some(*status), Some(*applied));
            }
            EndpointFault::Delay(wait) => self.delay_ms = u64::try_from(wait.as_millis()).ok(),
            EndpointFault::ClockSkew { skew_ms } => self.skew_ms = Some(*skew_ms),
            EndpointFault::CutBefore
            | EndpointFault::CutAfter
            | EndpointFault::Garbled
            | EndpointFault::Truncated
            | EndpointFault::WrongContentType => {}
        }
    }
}

/// Writes a fault as it is asked for.
pub(crate) fn written(fault: &Fault) -> Value {
    let plan = FaultPlan { id: 0, fault: fault.clone(), hits: 0 };
    serde_json::to_value(FaultBody::new(&plan)).unwrap_or_default()
}

fn add(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let fault = NewFault::read(asked.fields)?.planned(asked.fields)?;
    Ok(write(&FaultBody::new(&world.add_fault(fault)))?)
}

fn list(world: &World, _: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    Ok(write(&FaultsBody { result: world.faults().map(|plan| FaultBody::new(&plan)).collect() })?)
}

fn clear(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let read = |text: String| {
        let problem = |_| Problem::Bad(String::from("id=[Must be the number of a plan]"));
        text.parse::<u64>().map_err(problem)
    };
    let id = asked.parameter("id")?.map(read).transpose()?;
    if !world.clear_faults(id) && id.is_some() {
        return Err(Problem::NotFound(String::from("no such plan")));
    }
    list(world, asked)
}
