//! How payouts are created under their key, found again and recognised.

use calypso_model::{
    Address, Currency, Endpoint, IdempotencyKey, MassPayout, MassPayoutRef, NewMassPayout,
    NewPayout, Payout, PayoutRef, check_address,
};

use crate::build_error::BuildError;
use crate::keyed_order::KeyedOrder;
use crate::mismatch::Comparison;
use crate::scale::fit;

/// Checks that money can be sent to an address in a currency. Of a currency that is not known, so
/// is the chain, and the service decides.
fn check_destination(currency: &Currency, address: &Address) -> Result<(), BuildError> {
    check_address(currency, address).map(|_valid_or_not_checked| ()).map_err(|source| {
        let (currency, address) = (currency.clone(), address.clone());
        BuildError::Destination { currency, address, source }
    })
}

impl KeyedOrder for NewPayout {
    type Object = Payout;
    type ByKey = PayoutRef;

    const CREATE: Endpoint = Endpoint::PayoutCreate;
    const LOOK_UP: Endpoint = Endpoint::PayoutGet;

    fn key(&self) -> Option<&IdempotencyKey> {
        Some(&self.idempotency_key)
    }

    fn with_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = key;
        self
    }

    fn checked(mut self) -> Result<Self, BuildError> {
        self.amount = fit(self.amount, &self.currency)?;
        check_destination(&self.currency, &self.deposit_address)?;
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> PayoutRef {
        PayoutRef::Key(key)
    }

    fn key_of(found: &Payout) -> Option<&IdempotencyKey> {
        found.idempotency_key.as_ref()
    }

    // What the answer may leave out is compared only if it is there.
    fn compare(&self, found: &Payout) -> Comparison {
        let is_same = self.deposit_address.canonical() == found.deposit_address.canonical();
        let address = if is_same { &self.deposit_address } else { &found.deposit_address };
        Comparison::default()
            .required("depositAddress", &self.deposit_address, Some(address))
            .required("amount", &self.amount, Some(&found.amount))
            .required("currency", &self.currency, Some(&found.currency))
            .if_found("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl KeyedOrder for NewMassPayout {
    type Object = MassPayout;
    type ByKey = MassPayoutRef;

    const CREATE: Endpoint = Endpoint::PayoutMassCreate;
    const LOOK_UP: Endpoint = Endpoint::PayoutMassGet;

    fn key(&self) -> Option<&IdempotencyKey> {
        Some(&self.idempotency_key)
    }

    fn with_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = key;
        self
    }

    fn checked(mut self) -> Result<Self, BuildError> {
        self.check_size()?;
        for entry in &mut self.mass_addresses {
            entry.amount = fit(entry.amount, &self.currency)?;
            check_destination(&self.currency, &entry.deposit_address)?;
        }
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> MassPayoutRef {
        MassPayoutRef::Key(key)
    }

    fn key_of(found: &MassPayout) -> Option<&IdempotencyKey> {
        found.idempotency_key.as_ref()
    }

    // The answer does not hold the entries, only their sum.
    fn compare(&self, found: &MassPayout) -> Comparison {
        let (wanted, there) = (self.total(), found.total_withdrawal_amount);
        Comparison::default()
            .required("currency", &self.currency, Some(&found.currency))
            .if_found("name", Some(&self.name), found.name.as_ref())
            .if_found("totalWithdrawalAmount", wanted.as_ref(), there.as_ref())
    }
}
