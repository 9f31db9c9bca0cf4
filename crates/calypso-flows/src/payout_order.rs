//! How payouts are created under their key, found again and recognised.

use std::time::Duration;

use calypso_model::{
    Address, Currency, Endpoint, MassPayout, MassPayoutRef, NewMassPayout, NewPayout, Payout,
    PayoutRef, check_address,
};

use crate::build_error::BuildError;
use crate::client::Inner;
use crate::creation::CreationPlan;
use crate::invoice_order::fit;
use crate::lookup::found;
use crate::mismatch::{Comparison, FieldDifference};
use crate::operation::Operation;
use crate::{Error, Reply};

/// Checks that money can be sent to an address in a currency. Of a currency that is not known, so
/// is the chain, and the service decides.
fn check_destination(currency: &Currency, address: &Address) -> Result<(), BuildError> {
    check_address(currency, address).map(|_valid_or_not_checked| ()).map_err(|source| {
        let (currency, address) = (currency.clone(), address.clone());
        BuildError::Destination { currency, address, source }
    })
}

/// The creation of one payout.
#[derive(Debug)]
pub(crate) struct PayoutPlan(NewPayout);

impl PayoutPlan {
    /// Checks what can be checked before anything leaves this process.
    pub(crate) fn new(mut order: NewPayout) -> Result<Self, BuildError> {
        order.amount = fit(order.amount, &order.currency)?;
        check_destination(&order.currency, &order.deposit_address)?;
        Ok(Self(order))
    }
}

impl CreationPlan for PayoutPlan {
    const ENDPOINT: Endpoint = Endpoint::PayoutCreate;
    type Payload = NewPayout;
    type Object = Payout;

    fn payload(&self) -> &NewPayout {
        &self.0
    }

    fn key(&self) -> &str {
        self.0.idempotency_key.as_str()
    }

    async fn look_up(
        &self,
        inner: &Inner,
        limit: Duration,
    ) -> Result<Option<Reply<Payout>>, Error> {
        found(look_up_payout(&self.0, inner, limit).await)
    }

    fn differences(&self, found: &Payout) -> Vec<FieldDifference> {
        of_payout(&self.0, found)
    }
}

/// Asks for the payout under an order's key.
pub(crate) async fn look_up_payout(
    order: &NewPayout,
    inner: &Inner,
    limit: Duration,
) -> Result<Reply<Payout>, Error> {
    let operation = Operation::of(Endpoint::PayoutGet, &inner.endpoints);
    let by_key = PayoutRef::Key(order.idempotency_key.clone());
    inner.call_within(&operation, Some(&by_key), limit).await
}

/// Returns the fields in which a payout is not the one that was ordered.
///
/// What the answer may leave out is compared only if it is there. Letters of an address on an EVM
/// chain and of a bech32 address are the same in either case.
pub(crate) fn of_payout(order: &NewPayout, found: &Payout) -> Vec<FieldDifference> {
    let (wanted, there) = (order.deposit_address.as_str(), found.deposit_address.as_str());
    let is_any_case = ["0x", "bc1", "ltc1"].iter().any(|prefix| {
        wanted.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    });
    let is_same = is_any_case && wanted.eq_ignore_ascii_case(there);
    let address = if is_same { &order.deposit_address } else { &found.deposit_address };
    Comparison::default()
        .required("depositAddress", &order.deposit_address, Some(address))
        .required("amount", &order.amount, Some(&found.amount))
        .required("currency", &order.currency, Some(&found.currency))
        .if_found("externalId", order.external_id.as_ref(), found.external_id.as_ref())
        .if_found("idempotencyKey", Some(&order.idempotency_key), found.idempotency_key.as_ref())
        .into_differences()
}

/// The creation of one mass payout.
#[derive(Debug)]
pub(crate) struct MassPayoutPlan(NewMassPayout);

impl MassPayoutPlan {
    /// Checks what can be checked before anything leaves this process.
    pub(crate) fn new(mut order: NewMassPayout) -> Result<Self, BuildError> {
        order.check_size()?;
        for entry in &mut order.mass_addresses {
            entry.amount = fit(entry.amount, &order.currency)?;
            check_destination(&order.currency, &entry.deposit_address)?;
        }
        Ok(Self(order))
    }
}

impl CreationPlan for MassPayoutPlan {
    const ENDPOINT: Endpoint = Endpoint::PayoutMassCreate;
    type Payload = NewMassPayout;
    type Object = MassPayout;

    fn payload(&self) -> &NewMassPayout {
        &self.0
    }

    fn key(&self) -> &str {
        self.0.idempotency_key.as_str()
    }

    async fn look_up(
        &self,
        inner: &Inner,
        limit: Duration,
    ) -> Result<Option<Reply<MassPayout>>, Error> {
        found(look_up_mass_payout(&self.0, inner, limit).await)
    }

    fn differences(&self, found: &MassPayout) -> Vec<FieldDifference> {
        of_mass_payout(&self.0, found)
    }
}

/// Asks for the mass payout under an order's key.
pub(crate) async fn look_up_mass_payout(
    order: &NewMassPayout,
    inner: &Inner,
    limit: Duration,
) -> Result<Reply<MassPayout>, Error> {
    let operation = Operation::of(Endpoint::PayoutMassGet, &inner.endpoints);
    let by_key = MassPayoutRef::Key(order.idempotency_key.clone());
    inner.call_within(&operation, Some(&by_key), limit).await
}

/// Returns the fields in which a mass payout is not the one that was ordered. The answer does not
/// hold the entries, only their sum.
pub(crate) fn of_mass_payout(order: &NewMassPayout, found: &MassPayout) -> Vec<FieldDifference> {
    Comparison::default()
        .required("currency", &order.currency, Some(&found.currency))
        .if_found("name", Some(&order.name), found.name.as_ref())
        .if_found(
            "totalWithdrawalAmount",
            order.total().as_ref(),
            found.total_withdrawal_amount.as_ref(),
        )
        .if_found("idempotencyKey", Some(&order.idempotency_key), found.idempotency_key.as_ref())
        .into_differences()
}
