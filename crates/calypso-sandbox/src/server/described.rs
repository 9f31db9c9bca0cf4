//! Tests that what is read of a request is what is described, for both APIs.

mod sample;

use std::collections::BTreeSet;

use calypso_model::{AccountId, ErrorCode};
use calypso_sign::Timestamp;
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};

use self::sample::{Described, values};
use super::control::{Asked, Problem, Run, actions};
use super::operations::operations;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Chance, DepositOrder, NewMerchant, Settings, World};
use crate::wire::Fields;
use crate::wire::schema::Shapes;

const NOW: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// A world in which a merchant has something to spend.
fn world() -> (World, AccountId) {
    let settings = Settings { delays: StageDelays::NONE, ..Settings::default() };
    let mut world = World::new(settings, Chance::new([1; 32]), NOW);
    let account = world.add_merchant(NewMerchant::default()).unwrap().account;
    let (currency, amount) = ("BTC".parse().unwrap(), "100".parse().unwrap());
    let customer = world.create_customer(&account, None, None).id;
    let address = world.purse_address(&account, &customer, &currency).unwrap().address;
    let outcome = DepositOutcome::Confirmed;
    world.deposit(DepositOrder { address, currency, amount, outcome, sender: None }).unwrap();
    world.advance(NOW);
    (world, account)
}

/// Something that reads a payload, of either API.
struct Reader {
    name: &'static str,
    payload: fn(&mut Shapes) -> RefOr<Schema>,
    /// Whether it takes what it is sent. What is refused for another reason than its form is taken
    /// as well.
    takes: Box<Takes>,
}

type Takes = dyn Fn(&mut World, &AccountId, &Fields<'_>) -> bool;

fn readers() -> impl Iterator<Item = Reader> {
    let operations = operations().filter_map(|operation| {
        let takes = |world: &mut World, account: &AccountId, fields: &Fields<'_>| {
            let refusal = operation.run(world, account, fields).err();
            refusal.is_none_or(|refusal| refusal.code != ErrorCode::BadRequest)
        };
        let (name, takes) = (operation.endpoint.name(), Box::new(takes));
        operation.payload.map(|payload| Reader { name, payload, takes })
    });
    let actions = actions().filter_map(|action| {
        let takes = |world: &mut World, _: &AccountId, fields: &Fields<'_>| {
            let asked = Asked { now: NOW, id: "1", query: "", fields, body: "" };
            let refusal = match action.run {
                Run::Looks(look) => look(world, &asked).err(),
                Run::Changes(change) => change(world, &asked).err(),
                Run::Governs(read) => read(&asked).err(),
            };
            !matches!(refusal, Some(Problem::Bad(_)))
        };
        let (name, takes) = (action.name, Box::new(takes));
        action.payload.map(|payload| Reader { name, payload, takes })
    });
    operations.chain(actions)
}

impl Reader {
    fn takes(&self, payload: &Value) -> bool {
        let text = payload.to_string();
        let (mut world, account) = world();
        (self.takes)(&mut world, &account, &Fields::parse(&text, "").unwrap())
    }
}

#[test]
fn a_payload_is_asked_for_the_fields_that_are_listed_and_for_no_other() {
    for reader in readers() {
        let described = Described::of(reader.payload);
        let mut listed = BTreeSet::new();
        described.fields(&described.payload, "", &mut listed);

        let sample = described.sample("", &described.payload).to_string();
        let fields = Fields::parse(&sample, "").unwrap();
        let (mut world, account) = world();
        (reader.takes)(&mut world, &account, &fields);
        assert_eq!(fields.asked(), listed, "{} of {sample}", reader.name);
    }
}

#[test]
fn what_is_taken_is_as_described() {
    for reader in readers() {
        let described = Described::of(reader.payload);
        let validator = described.validator();
        let name = reader.name;
        let check = |payload: Map<String, Value>| {
            let payload = Value::from(payload);
            let is_as_described = validator.is_valid(&payload);
            assert!(is_as_described || !reader.takes(&payload), "{name} takes {payload}");
        };
        let sample = described.sample("", &described.payload);
        assert!(reader.takes(&sample), "{name} refuses {sample}");
        let sample = sample.as_object().unwrap();
        for field in sample.keys() {
            let mut whole = sample.clone();
            whole.remove(field);
            check(whole);
            let mut least = described.least(sample, field);
            for value in values() {
                least.insert(field.clone(), value);
                check(least.clone());
            }
            least.remove(field);
            check(least);
        }
    }
}
