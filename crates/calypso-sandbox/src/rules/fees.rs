//! What a planned operation would cost (docs/API-FACTS.md, section 9.8).

use calypso_model::{Amount, Currency, FeeOperation, FeeType, OperationCode};

use super::refusal::Refusal;
use super::tariff::Fee;
use super::world::World;

/// An operation somebody thinks about.
#[derive(Clone, Debug)]
pub(crate) struct PlannedOperation {
    pub(crate) base_amount: Amount,
    pub(crate) currency: Currency,
    pub(crate) op_type: FeeOperation,
    pub(crate) fee_type: Option<FeeType>,
}

/// What it would cost, whoever bears it.
#[derive(Clone, Debug)]
pub(crate) struct FeeQuote {
    pub(crate) planned: PlannedOperation,
    /// What arrives if the receiver bears the fee.
    pub(crate) rest: Amount,
    /// The fee of the receiver, who can lose no more than the amount.
    pub(crate) receiver: Amount,
    /// The fee of the sender, on top of the amount.
    pub(crate) sender: Amount,
    pub(crate) parts: Fee,
}

impl World {
    /// Calculates a fee; `path` names the operation in refusals.
    ///
    /// An amount may have any number of decimals here. The fees of all kinds of invoices are
    /// quoted as those of an invoice over a fixed amount of crypto, since nothing tells the kind.
    pub(crate) fn quote_fee(
        &self,
        path: &str,
        planned: PlannedOperation,
    ) -> Result<FeeQuote, Refusal> {
        let refused = |name, problem: &str| Refusal::field(format_args!("{path}.{name}"), problem);
        let facts = planned.currency.known().filter(|facts| facts.is_crypto());
        let facts = facts.ok_or_else(|| refused("currency", "Unknown crypto currency"))?;
        let amount = planned.base_amount;
        if amount.is_zero() {
            return Err(refused("baseAmount", "Must be greater than 0"));
        }
        let operation = match planned.op_type {
            FeeOperation::Withdrawal => OperationCode::SingleWithdrawal,
            FeeOperation::Invoice | FeeOperation::Unknown(_) | _ => OperationCode::SingleInvoice,
        };
        let quote = || {
            let tariff = &self.settings.tariff;
            let parts = tariff.fee(&operation, &planned.currency, amount, facts.chain_scale)?;
            let receiver = parts.total.min(amount);
            Some((parts, receiver, amount.checked_sub(receiver)?))
        };
        let (parts, receiver, rest) = quote().ok_or_else(|| refused("baseAmount", "Too large"))?;
        Ok(FeeQuote { planned, rest, receiver, sender: parts.total, parts })
    }

    pub(crate) fn set_charge(
        &mut self,
        operation: OperationCode,
        currency: Option<Currency>,
        charge: crate::charge::Charge,
    ) {
        self.settings.tariff.set(operation, currency, charge);
    }
}
