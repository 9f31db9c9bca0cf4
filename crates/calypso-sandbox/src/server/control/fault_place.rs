//! Where a fault acts: at an endpoint or at a subscription, or at all of either.

use calypso_model::{Endpoint, IdempotencyKey, SubscriptionId};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::{OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::faults::Place;
use crate::rules::Refusal;
use crate::wire::Fields;
use crate::wire::payload::Readable;
use crate::wire::schema::{Described, Shapes, of_type, text};

/// Stands for all there are.
const ALL: &str = "*";

/// Where a fault is to act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Endpoint(Option<Endpoint>),
    Subscription(Option<SubscriptionId>),
}

/// Where a fault acts, as it is told.
#[derive(Clone, Debug)]
pub(super) struct WhereBody(Spot);

impl WhereBody {
    pub(super) fn new(place: &Place) -> Self {
        Self(match place {
            Place::Endpoint(endpoint, _) => Spot::Endpoint(*endpoint),
            Place::Subscription(subscription, _) => Spot::Subscription(subscription.clone()),
        })
    }
}

impl Serialize for WhereBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = match &self.0 {
            Spot::Endpoint(endpoint) => ("endpoint", endpoint.map_or(ALL, Endpoint::name)),
            Spot::Subscription(id) => {
                ("subscription", id.as_ref().map_or(ALL, SubscriptionId::as_str))
            }
        };
        serializer.collect_map([entry])
    }
}

impl Described for WhereBody {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        Spot::schema(shapes)
    }
}

impl Described for Spot {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        shapes.named("SandboxFaultPlace", |_shapes| {
            let place = |name: &str, about: &str| {
                let value = text().description(Some(about)).build();
                of_type(Type::Object).property(name, value).required(name).build()
            };
            let endpoint = "The operation of the merchant API, by its name or, if no other has \
                the same one, by its path; `*` for all.";
            let subscription = "The requestId of the subscription, which may be still to come; \
                `*` for all.";
            let either = OneOfBuilder::new()
                .item(place("endpoint", endpoint))
                .item(place("subscription", subscription));
            Schema::OneOf(either.build()).into()
        })
    }
}

impl Readable for Spot {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(place) = fields.object(name)? else { return Ok(None) };
        let endpoint = place.parsed("endpoint", endpoint)?;
        let subscription = place.parsed("subscription", subscription)?;
        match (endpoint, subscription) {
            (Some(endpoint), None) => Ok(Some(Self::Endpoint(endpoint))),
            (None, Some(subscription)) => Ok(Some(Self::Subscription(subscription))),
            _ => Err(fields.refuse(name, "Must name either an endpoint or a subscription")),
        }
    }
}

fn endpoint(text: &str) -> Result<Option<Endpoint>, String> {
    if text == ALL {
        return Ok(None);
    }
    let found: Vec<Endpoint> = Endpoint::ALL
        .iter()
        .copied()
        .filter(|endpoint| endpoint.name() == text || endpoint.path() == text)
        .collect();
    match found.as_slice() {
        [] => Err(String::from("Unknown endpoint")),
        [only] => Ok(Some(*only)),
        several => {
            let names: Vec<&str> = several.iter().map(|endpoint| endpoint.name()).collect();
            Err(format!("Must be one of {}", names.join(", ")))
        }
    }
}

fn subscription(text: &str) -> Result<Option<SubscriptionId>, String> {
    if text == ALL {
        return Ok(None);
    }
    let uuid = IdempotencyKey::parse(text).map_err(|problem| problem.to_string())?;
    let id = SubscriptionId::parse(uuid.as_str()).map_err(|problem| problem.to_string())?;
    Ok(Some(id))
}
