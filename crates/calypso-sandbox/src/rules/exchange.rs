//! Exchanges of one balance into another (docs/API-FACTS.md, sections 9.5 and 10.6).

use std::collections::BTreeMap;

use calypso_model::{AccountId, Amount, Currency, ErrorCode, ExchangeState, KnownCurrency};
use calypso_sign::Timestamp;

use super::create_invoice::check_amount;
use super::due::Task;
use super::refusal::Refusal;
use super::tariff::without_idle_zeros;
use super::world::World;

/// The most that one exchange may sell, in US dollars; our guess.
const LIMIT_IN_DOLLARS: u128 = 100_000;

/// The number before that of the first exchange.
const NUMBERS_BEGIN_AFTER: u64 = 70_000;

/// Two different currencies: the one to sell and the one to buy.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) source: Currency,
    pub(crate) destination: Currency,
}

/// The most of the source currency that one exchange may sell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) source: &'static KnownCurrency,
    pub(crate) destination: &'static KnownCurrency,
    pub(crate) most: Amount,
}

#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) number: u64,
    /// The merchant whose balances it moves.
    pub(crate) owner: AccountId,
    pub(crate) pair: Pair,
    pub(crate) source_amount: Amount,
    pub(crate) destination_amount: Amount,
    pub(crate) state: ExchangeState,
    pub(crate) created: Timestamp,
}

/// All exchanges, by number.
#[derive(Debug, Default)]
pub(super) struct Exchanges(BTreeMap<u64, Exchange>);

impl Exchanges {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Exchange> {
        self.0.values()
    }

    fn next_number(&self) -> u64 {
        let last = self.0.last_key_value().map_or(NUMBERS_BEGIN_AFTER, |(number, _)| *number);
        last.saturating_add(1)
    }
}

/// Every crypto currency can be exchanged into every other.
pub(crate) fn exchangeable() -> impl Iterator<Item = &'static KnownCurrency> {
    Currency::all_known().iter().filter(|facts| facts.is_crypto())
}

impl World {
    /// Returns what an amount is exchanged into, rounded down at the scale of the currency bought,
    /// so never in the customer's favour.
    pub(crate) fn pre_calculate(&self, pair: &Pair, amount: Amount) -> Result<Amount, Refusal> {
        let (source, destination) = known(pair)?;
        check_amount("payload.amount", amount, source.scale)?;
        let bought = self
            .settings
            .rates
            .convert_rounded_down(amount, &pair.source, &pair.destination, destination.scale)
            .ok_or_else(|| Refusal::field("payload.amount", "Too large"))?;
        if bought.is_zero() {
            return Err(Refusal::field("payload.amount", "Too little to be exchanged"));
        }
        Ok(without_idle_zeros(bought))
    }

    /// Returns the rate of the table: exchanges do not move it.
    pub(crate) fn average_rate(&self, pair: &Pair) -> Result<Amount, Refusal> {
        known(pair)?;
        self.rate(&pair.source, &pair.destination)
            .ok_or_else(|| Refusal::field("payload.destinationCurrency", "No rate"))
    }

    /// Returns the most of the source currency that one exchange may sell.
    pub(crate) fn exchange_limit(&self, pair: &Pair) -> Result<Limit, Refusal> {
        let (source, destination) = known(pair)?;
        let limit = || {
            let dollars = Amount::from_base_units(LIMIT_IN_DOLLARS, 0)?;
            let usd = Currency::parse("USD").ok()?;
            self.settings.rates.convert_rounded_down(dollars, &usd, &pair.source, source.scale)
        };
        // A rate so small that the limit cannot be held is as good as no limit.
        let most = || Amount::from_base_units(u128::from(u64::MAX), 0);
        let most = without_idle_zeros(limit().or_else(most).unwrap_or_default());
        Ok(Limit { source, destination, most })
    }

    /// Takes the sold amount from the balance at once; the bought one comes after a while.
    pub(crate) fn exchange(
        &mut self,
        account: &AccountId,
        pair: Pair,
        amount: Amount,
    ) -> Result<Exchange, Refusal> {
        let bought = self.pre_calculate(&pair, amount)?;
        let (_, destination) = known(&pair)?;
        let limit = self.exchange_limit(&pair)?.most;
        if amount > limit {
            let problem = format_args!("Must be less than or equal to {limit}");
            return Err(Refusal::field("payload.amount", problem));
        }
        let balance = self.balance(account, &pair.source);
        if amount > balance {
            // No code is documented for this, so it is a bad request (section 9.5).
            let problem = format_args!("Not enough funds: the balance is {balance}");
            return Err(Refusal::field("payload.amount", problem));
        }
        self.add_to_sent(&pair.destination, bought, destination)
            .map_err(|_too_large| Refusal::field("payload.amount", "Too large"))?;
        if !self.take_from_balance(account, &pair.source, amount) {
            return Err(Refusal::new(ErrorCode::Internal, "The balance was just enough"));
        }
        let exchange = Exchange {
            number: self.exchanges.next_number(),
            owner: account.clone(),
            pair,
            source_amount: amount,
            destination_amount: bought,
            state: ExchangeState::InProgress,
            created: self.now,
        };
        self.exchanges.0.insert(exchange.number, exchange.clone());
        self.schedule(self.settings.delays.credit, Task::CompleteExchange(exchange.number));
        Ok(exchange)
    }

    pub(super) fn complete_exchange(&mut self, number: u64) {
        let Some(exchange) = self.exchanges.0.get_mut(&number) else { return };
        exchange.state = ExchangeState::Completed;
        let Exchange { owner, pair, destination_amount, .. } = exchange.clone();
        self.add_to_balance(&owner, &pair.destination, destination_amount);
    }

    /// Finds an exchange of an account's.
    pub(crate) fn exchange_of(
        &self,
        account: &AccountId,
        number: u64,
    ) -> Result<&Exchange, Refusal> {
        self.exchanges
            .0
            .get(&number)
            .filter(|exchange| exchange.owner == *account)
            .ok_or_else(|| Refusal::not_found("Exchange", number))
    }
}

/// Returns the facts of two crypto currencies that are not the same.
fn known(pair: &Pair) -> Result<(&'static KnownCurrency, &'static KnownCurrency), Refusal> {
    let crypto = |name: &str, currency: &Currency| {
        let facts = currency.known().filter(|facts| facts.is_crypto());
        facts.ok_or_else(|| {
            let problem = format_args!("Unknown crypto currency {currency}").to_string();
            Refusal::field(format_args!("payload.{name}"), problem)
        })
    };
    let source = crypto("sourceCurrency", &pair.source)?;
    let destination = crypto("destinationCurrency", &pair.destination)?;
    if source.code == destination.code {
        let problem = "Must differ from sourceCurrency";
        return Err(Refusal::field("payload.destinationCurrency", problem));
    }
    Ok((source, destination))
}
