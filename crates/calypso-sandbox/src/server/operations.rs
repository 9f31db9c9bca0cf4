//! The table of the API's operations, and what each does.

use calypso_model::{CustomerId, Endpoint, TransactionId};
use calypso_sign::Timestamp;

use super::answer::write;
use crate::rules::{Refusal, World};
use crate::wire::{
    AddressBody, CustomerBody, DepositBody, Fields, InvoiceBody, Page, PageRequest,
    PurseTransactionBody, Scope, SubscriptionBody, SubscriptionsBody, fiat_rates, invoice_ref,
    new_single, new_single_fiat, new_subscription, new_unlimited, rates,
};

/// Reads a payload, does what it says, and writes the answer.
type Run = fn(&mut World, &Fields<'_>, Timestamp) -> Result<Vec<u8>, Refusal>;

#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) endpoint: Endpoint,
    pub(super) scope: Scope,
    pub(super) run: Run,
}

const fn operation(endpoint: Endpoint, scope: Scope, run: Run) -> Operation {
    Operation { endpoint, scope, run }
}

pub(super) const OPERATIONS: &[Operation] = &[
    operation(Endpoint::CustomerCreate, Scope::Account, customer_create),
    operation(Endpoint::CustomerUpdate, Scope::Account, customer_update),
    operation(Endpoint::PurseAddressGet, Scope::Account, purse_address_get),
    operation(Endpoint::PurseTransactionGet, Scope::Account, purse_transaction_get),
    operation(Endpoint::InvoiceGet, Scope::Account, invoice_get),
    operation(Endpoint::InvoiceSingleCreate, Scope::Account, |world, payload, _now| {
        write(&InvoiceBody::new(&world.create_invoice(new_single(payload)?)?))
    }),
    operation(Endpoint::InvoiceSingleFiatCreate, Scope::Account, |world, payload, _now| {
        write(&InvoiceBody::new(&world.create_invoice(new_single_fiat(payload)?)?))
    }),
    operation(Endpoint::InvoiceUnlimitedCreate, Scope::Account, |world, payload, _now| {
        write(&InvoiceBody::new(&world.create_invoice(new_unlimited(payload)?)?))
    }),
    operation(Endpoint::InvoiceDeposit, Scope::Account, invoice_deposit),
    operation(Endpoint::InvoiceDepositHistory, Scope::Account, invoice_deposit_history),
    operation(Endpoint::Rate, Scope::Global, |world, payload, now| {
        write(&rates(payload, world, now)?)
    }),
    operation(Endpoint::RateFiat, Scope::Global, |world, payload, _now| {
        write(&fiat_rates(payload, world)?)
    }),
    operation(Endpoint::WebhookList, Scope::AccountOnly, |world, _payload, _now| {
        write(&SubscriptionsBody::new(world.subscriptions()))
    }),
    operation(Endpoint::WebhookCreate, Scope::Account, |world, payload, _now| {
        write(&SubscriptionBody::new(&world.subscribe(new_subscription(payload)?)?))
    }),
];

fn customer_create(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let (email, description) = (payload.text("email")?, payload.text("description")?);
    write(&CustomerBody::new(&world.create_customer(email, description)))
}

fn customer_update(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let id = customer_id(payload, "id")?;
    let (email, description) = (payload.text("email")?, payload.text("description")?);
    write(&CustomerBody::new(&world.update_customer(&id, email, description)?))
}

fn purse_address_get(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let customer = customer_id(payload, "customerId")?;
    let currency = payload.require("currency", payload.currency("currency")?)?;
    write(&AddressBody::new(&world.purse_address(&customer, &currency)?))
}

fn purse_transaction_get(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let id = transaction_id(payload)?;
    write(&PurseTransactionBody::new(world.purse_transaction(&id)?))
}

fn invoice_get(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    write(&InvoiceBody::new(world.invoice(&invoice_ref(payload)?)?))
}

fn invoice_deposit(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let id = transaction_id(payload)?;
    write(&DepositBody::new(&world.invoice_deposit(&invoice_ref(payload)?, &id)?))
}

fn invoice_deposit_history(
    world: &mut World,
    payload: &Fields<'_>,
    _now: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let (wanted, page) = (invoice_ref(payload)?, PageRequest::read(payload)?);
    let deposits = world.deposits(world.invoice(&wanted)?);
    write(&Page::of(deposits.iter().map(DepositBody::new).collect(), page))
}

fn customer_id(payload: &Fields<'_>, name: &str) -> Result<CustomerId, Refusal> {
    let uuid = payload.require(name, payload.uuid(name)?)?;
    CustomerId::parse(uuid.as_str()).map_err(|problem| payload.refuse(name, problem))
}

fn transaction_id(payload: &Fields<'_>) -> Result<TransactionId, Refusal> {
    let name = "transactionId";
    let uuid = payload.require(name, payload.uuid(name)?)?;
    TransactionId::parse(uuid.as_str()).map_err(|problem| payload.refuse(name, problem))
}

#[cfg(test)]
mod tests {
    use calypso_model::AccountId;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::{Chance, Settings};
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

    proptest! {
        #[test]
        fn no_payload_breaks_an_operation(payloads in prop::collection::vec(payload(), 1..8)) {
            let mut world = World::new(Settings::default(), Chance::new([1; 32]), NOW);
            for payload in &payloads {
                let Ok(fields) = Fields::parse(payload, "payload.") else { continue };
                for operation in OPERATIONS {
                    let answer = (operation.run)(&mut world, &fields, NOW);
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
            prop_assert!(Envelope::open(&body, Scope::Account, &account, NOW).is_err());
        }
    }
}
