//! Faults on request: what goes wrong, where, and how often.

use std::time::Duration;

use calypso_model::{Endpoint, ErrorCode, SubscriptionId};
use calypso_sign::Timestamp;

use crate::probability::Probability;

/// A plan to let something go wrong: where, what, and how often.
///
/// Without any limit it acts on every request or attempt, until it is removed. All limits must
/// agree: a fault with a probability and a number of times is drawn for until it acted so often.
///
/// ```
/// use calypso_model::Endpoint;
/// use calypso_sandbox::{EndpointFault, Fault};
///
/// // Of the third request on, one in four is applied and then gets no answer, twice.
/// let fault = Fault::on_endpoint(Endpoint::InvoiceSingleCreate, EndpointFault::CutAfter)
///     .with_skip(2)
///     .with_probability("0.25".parse()?)
///     .with_times(2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Fault {
    pub(crate) place: Place,
    pub(crate) times: Option<u32>,
    pub(crate) skip: u32,
    pub(crate) probability: Option<Probability>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
}

/// Where something goes wrong, and what; everywhere if nothing is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Endpoint(Option<Endpoint>, EndpointFault),
    Subscription(Option<SubscriptionId>, WebhookFault),
}

/// What goes wrong with a request to the merchant API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointFault {
    /// The request is refused with an error code, and not applied; an unknown code counts as 000.
    Refuse(ErrorCode),
    /// The answer is a status with a page for people, as a proxy writes it.
    ServerError {
        /// The status, 500 to 599; another one counts as 500.
        status: u16,
        /// Whether the request is applied before.
        applied: bool,
    },
    /// The request is applied, and the answer waits.
    ///
    /// This is time of the machine, not of the sandbox's clock, which may stand still. It counts in
    /// whole milliseconds, some 49 days at most.
    Delay(Duration),
    /// The connection is closed without a word, and the request is not applied.
    CutBefore,
    /// The request is applied, and the connection is closed without a word.
    CutAfter,
    /// The request is applied, and the answer is bytes that are not JSON.
    Garbled,
    /// The request is applied, and the connection breaks off in the middle of the answer's body,
    /// whose whole length was announced.
    Truncated,
    /// The request is applied, and the answer is declared as `text/html`.
    WrongContentType,
    /// The sandbox's clock is off for this request: in the check of its timestamp, and in the
    /// `Date` of the answer.
    ClockSkew {
        /// Milliseconds, negative if the clock is behind.
        skew_ms: i64,
    },
}

/// What goes wrong with an attempt at the delivery of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookFault {
    /// It never arrives, and counts as delivered.
    Lost,
    /// It arrives twice.
    Duplicated,
    /// A first attempt goes after that of the subscription's next event; without one, 30 seconds
    /// late by the sandbox's clock.
    Reordered,
    /// A first attempt waits, by the sandbox's clock, while later events go ahead.
    Delayed(Duration),
    /// One byte of the body differs from what was signed.
    Corrupted,
    /// Before it arrives a copy with another event number and another amount, signed with a wrong
    /// secret.
    Forged,
}

/// A fault that was planned, and how often it acted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultPlan {
    /// The plan's number.
    pub id: u64,
    /// What was planned.
    pub fault: Fault,
    /// How often it acted.
    pub hits: u64,
}

impl Fault {
    /// Lets something go wrong at one endpoint.
    pub const fn on_endpoint(endpoint: Endpoint, fault: EndpointFault) -> Self {
        Self::at(Place::Endpoint(Some(endpoint), fault))
    }

    /// Lets something go wrong at every endpoint of the merchant API.
    pub const fn on_every_endpoint(fault: EndpointFault) -> Self {
        Self::at(Place::Endpoint(None, fault))
    }

    /// Lets something go wrong with deliveries to one subscription.
    pub const fn on_subscription(subscription: SubscriptionId, fault: WebhookFault) -> Self {
        Self::at(Place::Subscription(Some(subscription), fault))
    }

    /// Lets something go wrong with deliveries to every subscription.
    pub const fn on_every_subscription(fault: WebhookFault) -> Self {
        Self::at(Place::Subscription(None, fault))
    }

    pub(crate) const fn at(place: Place) -> Self {
        Self { place, times: None, skip: 0, probability: None, from: None, until: None }
    }

    /// Acts at most so often; where it stands for every subscription, so often at each.
    pub const fn with_times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Spares the first requests or attempts; where it stands for every subscription, at each.
    pub const fn with_skip(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Acts by chance. The sandbox's seed decides, and no other fault changes what it decides.
    pub const fn with_probability(mut self, probability: Probability) -> Self {
        self.probability = Some(probability);
        self
    }

    /// Acts at this time of the sandbox's clock or later.
    pub const fn with_from(mut self, from: Timestamp) -> Self {
        self.from = Some(from);
        self
    }

    /// Acts before this time of the sandbox's clock.
    pub const fn with_until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }
}

impl Fault {
    /// Returns the fault as the control API can say it: whole milliseconds, known codes.
    pub(crate) fn settled(mut self) -> Self {
        match &mut self.place {
            Place::Endpoint(_, EndpointFault::Delay(wait))
            | Place::Subscription(_, WebhookFault::Delayed(wait)) => *wait = whole(*wait),
            Place::Endpoint(_, EndpointFault::Refuse(code @ ErrorCode::Unknown(_))) => {
                *code = ErrorCode::Internal;
            }
            Place::Endpoint(_, EndpointFault::ServerError { status, .. }) => {
                if !(500..600).contains(status) {
                    *status = 500;
                }
            }
            Place::Endpoint(..) | Place::Subscription(..) => {}
        }
        self
    }
}

/// Returns a time in whole milliseconds, at most some 49 days.
fn whole(wait: Duration) -> Duration {
    Duration::from_millis(u64::from(u32::try_from(wait.as_millis()).unwrap_or(u32::MAX)))
}

impl Place {
    /// Returns the fault's name in the control API.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Endpoint(_, fault) => fault.word(),
            Self::Subscription(_, fault) => fault.word(),
        }
    }
}

impl EndpointFault {
    /// Returns its name in the control API.
    const fn word(&self) -> &'static str {
        match self {
            Self::Refuse(_) => "refuse",
            Self::ServerError { .. } => "server_error",
            Self::Delay(_) => "delay",
            Self::CutBefore => "cut_before",
            Self::CutAfter => "cut_after",
            Self::Garbled => "garbled",
            Self::Truncated => "truncated",
            Self::WrongContentType => "wrong_content_type",
            Self::ClockSkew { .. } => "clock_skew",
        }
    }
}

impl WebhookFault {
    /// Returns its name in the control API.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Duplicated => "duplicated",
            Self::Reordered => "reordered",
            Self::Delayed(_) => "delayed",
            Self::Corrupted => "corrupted",
            Self::Forged => "forged",
        }
    }
}
