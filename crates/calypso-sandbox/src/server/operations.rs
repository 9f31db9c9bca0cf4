//! The table of the API's operations: what each is sent, what it does, what it answers.

mod accounts;
mod customers;
mod exchange;
mod invoices;
mod payouts;
mod rates;
mod tariffs;
mod webhooks;
mod widgets;

use calypso_model::{AccountId, Endpoint};
use utoipa::openapi::{RefOr, Schema};

use crate::rules::{Refusal, World};
use crate::wire::schema::Shapes;
use crate::wire::{Fields, Scope};

/// Reads a payload, looks up what it asks for, and writes the answer.
type Look = fn(&World, &AccountId, &Fields<'_>) -> Result<Vec<u8>, Refusal>;

/// Reads a payload, does what it says for an account, and writes the answer.
type Change = fn(&mut World, &AccountId, &Fields<'_>) -> Result<Vec<u8>, Refusal>;

/// What an operation does. Only a change is written into the journal, so nothing else may be one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Run {
    Looks(Look),
    Changes(Change),
}

/// Describes a payload or an answer.
type Describe = fn(&mut Shapes) -> RefOr<Schema>;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    pub(crate) endpoint: Endpoint,
    pub(crate) run: Run,
    /// The payload; some operations have none.
    pub(crate) payload: Option<Describe>,
    /// The answer; some operations answer with nothing.
    pub(crate) reply: Option<Describe>,
}

impl Operation {
    const fn looks(endpoint: Endpoint, look: Look) -> Self {
        Self { endpoint, run: Run::Looks(look), payload: None, reply: None }
    }

    const fn changes(endpoint: Endpoint, change: Change) -> Self {
        Self { endpoint, run: Run::Changes(change), payload: None, reply: None }
    }

    const fn takes(mut self, payload: Describe) -> Self {
        self.payload = Some(payload);
        self
    }

    const fn answers(mut self, reply: Describe) -> Self {
        self.reply = Some(reply);
        self
    }

    #[cfg(test)]
    pub(crate) fn run(
        &self,
        world: &mut World,
        account: &AccountId,
        fields: &Fields<'_>,
    ) -> Result<Vec<u8>, Refusal> {
        match self.run {
            Run::Looks(look) => look(world, account, fields),
            Run::Changes(change) => change(world, account, fields),
        }
    }

    pub(crate) fn scope(&self) -> Scope {
        match (self.endpoint.names_account(), self.payload.is_some()) {
            (true, true) => Scope::Account,
            (true, false) => Scope::AccountOnly,
            (false, _) => Scope::Global,
        }
    }
}

/// Returns every operation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        customers::OPERATIONS,
        invoices::OPERATIONS,
        rates::OPERATIONS,
        accounts::OPERATIONS,
        webhooks::OPERATIONS,
        payouts::OPERATIONS,
        exchange::OPERATIONS,
        widgets::OPERATIONS,
        tariffs::OPERATIONS,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use calypso_sign::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::{Chance, NewMerchant, Settings};
    use crate::wire::Envelope;

    const NOW: Timestamp = Timestamp::from_millis(1_650_885_468_390);

    /// Payloads of the right names with values that are right, nearly right, or odd.
    fn payload() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "amount",
            "fiatAmount",
            "fiatCurrency",
            "currency",
            "description",
            "idempotencyKey",
            "externalId",
            "expiration",
            "returnUrl",
            "id",
            "customerId",
            "transactionId",
            "from",
            "to",
            "fromCurrencies",
            "toCurrencies",
            "requestId",
            "url",
            "pageSize",
            "pageNumber",
            "notificationEventTypes",
            "notificationServiceTypes",
            "fiatAvailable",
            "email",
            "depositAddress",
            "massAddresses",
            "name",
            "dealId",
            "stateNames",
            "sort",
            "cryptoCurrencies",
            "widgetStates",
            "useLiquidity",
        ]);
        let value = prop_oneof![
            prop::sample::select(vec![
                "1",
                "0.5",
                "-1",
                "1e-7",
                "1e999",
                "null",
                "true",
                "[]",
                "{}",
                "\"USD\"",
                "\"BTC\"",
                "[\"BTC\",\"EUR\"]",
                "[\"INVOICE\"]",
                "\"http://127.0.0.1:9/\"",
                "\"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11\"",
                "\"2022-04-25T12:00:00Z\"",
                "\"100001\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "79228162514264337593543950335",
            ])
            .prop_map(String::from),
            any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
            "[-0-9.eE+]{1,40}",
        ];
        let fields = prop::collection::btree_map(name, value, 0..12);
        fields.prop_map(|fields| {
            let fields = fields.iter().map(|(name, value)| format!("\"{name}\":{value}"));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        })
    }

    #[test]
    fn every_endpoint_has_one_operation() {
        let mut implemented: Vec<_> = operations().map(|operation| operation.endpoint).collect();
        implemented.sort();
        assert_eq!(implemented, Endpoint::ALL);
    }

    proptest! {
        #[test]
        fn no_payload_breaks_an_operation(payloads in prop::collection::vec(payload(), 1..8)) {
            let mut world = World::new(Settings::default(), Chance::new([1; 32]), NOW);
            let account = world.add_merchant(NewMerchant::default()).unwrap().account;
            for payload in &payloads {
                let Ok(fields) = Fields::parse(payload, "payload.") else { continue };
                for operation in operations() {
                    let answer = operation.run(&mut world, &account, &fields);
                    let body = answer.unwrap_or_else(|refusal| {
                        serde_json::to_vec(&refusal.message).unwrap()
                    });
                    prop_assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
                }
            }
        }

        #[test]
        fn no_bytes_break_the_envelope(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let account = AccountId::parse("0x1").unwrap();
            prop_assert!(Envelope::open(&body, Scope::Account, &account, &[NOW]).is_err());
        }
    }
}
