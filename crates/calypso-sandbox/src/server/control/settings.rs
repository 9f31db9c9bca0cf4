//! What the service charges and what currencies are worth.

use calypso_model::{Currency, OperationCode};

use super::text::{AmountText, PositiveText};
use super::{Action, Asked, Problem};
use crate::charge::Charge;
use crate::rules::World;
use crate::server::answer::write;
use crate::wire::Payload as _;
use crate::wire::payload::payload;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;

pub(super) const ACTIONS: &[Action] = &[
    Action::post(
        "sandboxSetRate",
        "/_sandbox/rates",
        "Sets an exchange rate; the opposite direction follows unless it is set too.",
        set_rate,
        RateBody::schema,
    )
    .takes(NewRate::schema),
    Action::post(
        "sandboxSetTariff",
        "/_sandbox/tariffs",
        "Sets what the service charges for an operation.",
        set_tariff,
        TariffBody::schema,
    )
    .takes(NewTariff::schema),
];

payload! {
    /// A rate to set.
    struct NewRate as "SandboxNewRate" {
        from: Currency = required "from",
        to: Currency = required "to",
        /// How much of the second one unit of the first is worth; more than zero.
        rate: PositiveText = required "rate",
    }
}

reply! {
    /// A rate that was set.
    #[derive(Debug)]
    struct RateBody<'a> as "SandboxRate" {
        from: &'a Currency = "from",
        to: &'a Currency = "to",
        rate: AmountText = "rate",
    }
}

payload! {
    /// A charge to set.
    struct NewTariff as "SandboxNewTariff" {
        operation: OperationCode = required "operation",
        /// Nothing means every currency that has no charge of its own.
        currency: Currency = optional "currency",
        /// At most 100, with at most 4 decimals; nothing means 0.
        percent: AmountText = optional "percent",
        /// Nothing means 0.
        fixed: AmountText = optional "fixed",
    }
}

reply! {
    /// A charge that was set.
    #[derive(Debug)]
    struct TariffBody<'a> as "SandboxTariff" {
        operation: &'a OperationCode = "operation",
        /// Nothing means every currency that has no charge of its own.
        currency: Option<&'a Currency> = "currency",
        percent: AmountText = "percent",
        fixed: AmountText = "fixed",
    }
}

fn set_rate(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let NewRate { from, to, rate } = NewRate::read(asked.fields)?;
    let body = write(&RateBody { from: &from, to: &to, rate: AmountText(rate.0) })?;
    world.set_rate(from, to, rate.0);
    Ok(body)
}

fn set_tariff(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let new = NewTariff::read(asked.fields)?;
    let part = |part: Option<AmountText>| part.map(|amount| amount.0).unwrap_or_default();
    let charge = Charge::new(part(new.percent), part(new.fixed))
        .map_err(|problem| asked.fields.refuse("percent", problem))?;
    let body = write(&TariffBody {
        operation: &new.operation,
        currency: new.currency.as_ref(),
        percent: AmountText(charge.percent()),
        fixed: AmountText(charge.fixed()),
    })?;
    world.set_charge(new.operation, new.currency, charge);
    Ok(body)
}
