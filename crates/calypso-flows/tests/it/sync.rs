//! Asking for what is new since a cursor.

use std::sync::Arc;
use std::time::Duration;

use calypso_flows::{
    Client, CreditOn, DepositConfirmation, Stage, SyncCursor, SyncRound, SyncScope,
};
use calypso_model::{
    Address, ErrorCode, Instant, InvoiceRef, InvoiceState, NewCustomer, NewSingleInvoice,
    NewUnlimitedInvoice,
};
use calypso_sandbox::{Sandbox, StageDelays};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::HttpTransport;

use crate::journeys::{amount, currency};
use crate::worlds::{credentials, fixed_credentials, golden, scripted_client};

const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);
const STAGE: Duration = Duration::from_secs(60);

/// A merchant and a sandbox that share a clock which only moves when it is told to.
struct Shop {
    client: Client,
    sandbox: Sandbox,
    clock: ManualClock,
    cursor: SyncCursor,
}

impl Shop {
    async fn open() -> Self {
        let clock = ManualClock::new(START);
        let sandbox = Sandbox::builder()
            .with_clock(Arc::new(clock.clone()))
            .with_entropy(Arc::new(CountingEntropy::new()))
            .with_stage_delays(StageDelays::uniform(STAGE))
            .start()
            .await
            .unwrap();
        let transport = HttpTransport::new(sandbox.base_url()).unwrap();
        let client = Client::builder(credentials(&sandbox), transport)
            .with_clock(clock.clone())
            .with_entropy(CountingEntropy::new())
            .build();
        Self { client, sandbox, clock, cursor: SyncCursor::default() }
    }

    async fn address(&self, code: &str) -> Address {
        let customer = self.client.customers().create(&NewCustomer::new()).await.unwrap();
        let purse = self.client.purses().deposit_address(&customer.id, &currency(code)).await;
        purse.unwrap().address.clone()
    }

    async fn pay(&self, address: &Address, code: &str, sum: &str) {
        self.sandbox.deposit(address, &currency(code), amount(sum)).await.unwrap();
    }

    /// Lets one stage of every deposit pass.
    async fn wait(&self) {
        self.clock.advance(STAGE);
        self.sandbox.settle().await;
    }

    /// Asks twice from the same cursor, which must tell the same, and stores the new one as text.
    async fn ask(&mut self, scope: &SyncScope) -> SyncRound {
        let round = self.client.sync_since(&self.cursor, scope).await.unwrap();
        let again = self.client.sync_since(&self.cursor, scope).await.unwrap();
        assert_eq!(round, again);
        let stored = serde_json::to_string(&round.cursor).unwrap();
        self.cursor = serde_json::from_str(&stored).unwrap();
        assert_eq!(self.cursor, round.cursor);
        round
    }
}

fn told(deposits: &[DepositConfirmation]) -> Vec<(String, Stage)> {
    deposits.iter().map(|one| (one.gross.to_string(), one.stage)).collect()
}

#[tokio::test]
async fn each_stage_of_each_deposit_is_told_once() {
    let mut shop = Shop::open().await;
    let (tron, bitcoin) = (shop.address("USDT_TRX").await, shop.address("BTC").await);
    let scope = SyncScope::default();
    shop.pay(&tron, "USDT_TRX", "100.00").await;
    let round = shop.ask(&scope).await;
    assert_eq!(told(&round.deposits), [("100.00".into(), Stage::Pending)]);
    assert_eq!(shop.ask(&scope).await.deposits, []);

    // Checked and confirmed, while another one comes in.
    shop.wait().await;
    shop.pay(&bitcoin, "BTC", "0.5").await;
    shop.wait().await;
    let mut stages = told(&shop.ask(&scope).await.deposits);
    stages.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(stages, [("0.5".into(), Stage::Pending), ("100.00".into(), Stage::Received)]);

    for _ in 0..3 {
        shop.wait().await;
    }
    let round = shop.ask(&scope).await;
    assert_eq!(round.deposits.len(), 2);
    assert!(round.deposits.iter().all(|one| one.stage == Stage::Settled));
    // What is credited needs the fee, which no answer names.
    assert_eq!(round.deposits[0].creditable(CreditOn::Settled), None);
    assert_eq!(shop.ask(&scope).await.deposits, []);
}

#[tokio::test]
async fn what_is_old_and_final_is_forgotten_and_what_is_old_and_open_is_not() {
    let mut shop = Shop::open().await;
    let tron = shop.address("USDT_TRX").await;
    let scope = SyncScope::default().with_overlap(Duration::from_secs(600));
    shop.pay(&tron, "USDT_TRX", "1").await;
    let amount_stuck = amount("2");
    let mempool = calypso_sandbox::DepositOutcome::Mempool;
    let usdt = currency("USDT_TRX");
    shop.sandbox.deposit_with_outcome(&tron, &usdt, amount_stuck, mempool).await.unwrap();
    for _ in 0..3 {
        shop.wait().await;
    }
    shop.ask(&scope).await;
    shop.clock.advance(Duration::from_secs(7200));
    shop.pay(&tron, "USDT_TRX", "3").await;
    let round = shop.ask(&scope).await;
    assert_eq!(told(&round.deposits), [("3".into(), Stage::Pending)]);
    let cursor = serde_json::to_value(&shop.cursor).unwrap();
    // The one that is stuck and the new one.
    assert_eq!(cursor["deposits"].as_object().unwrap().len(), 2);
    assert_eq!(cursor["watermark"], "2022-04-25T13:10:48.390Z");
    assert_eq!(shop.ask(&scope).await.deposits, []);
}

#[tokio::test]
async fn open_invoices_are_told_when_they_change() {
    let mut shop = Shop::open().await;
    let invoices = shop.client.invoices();
    let order = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042");
    let single = invoices.create_single(order).await.unwrap().into_inner();
    let order = NewUnlimitedInvoice::new(currency("ETH"), "Top up");
    let unlimited = invoices.create_unlimited(order).await.unwrap().into_inner();
    let missing: InvoiceRef = "7".parse::<calypso_model::InvoiceId>().unwrap().into();
    let scope = SyncScope::default()
        .without_purses()
        .with_invoice(&single.id)
        .with_invoices([InvoiceRef::from(&unlimited.idempotency_key), missing.clone()]);

    let round = shop.ask(&scope).await;
    assert_eq!(round.settlements.len(), 1);
    assert_eq!(round.settlements[0].stage, Stage::Pending);
    assert_eq!(round.invoice_deposits, []);
    assert_eq!(round.missing, [missing]);

    let (to_single, to_unlimited) =
        (single.invoice_address.unwrap(), unlimited.invoice_address.unwrap());
    shop.pay(&to_single, "USDT_TRX", "25.50").await;
    shop.pay(&to_unlimited, "ETH", "1.000000000000000001").await;
    let round = shop.ask(&scope).await;
    assert_eq!(round.settlements[0].invoice.state, InvoiceState::MemPoolFound);
    let (named, deposit) = &round.invoice_deposits[0];
    assert_eq!(*named, InvoiceRef::from(&unlimited.idempotency_key));
    assert_eq!(deposit.gross.to_string(), "1.000000000000000001");

    for _ in 0..3 {
        shop.wait().await;
    }
    let round = shop.ask(&scope).await;
    assert_eq!(round.settlements[0].creditable(CreditOn::Settled), Some(amount("25.398")));
    assert_eq!(round.invoice_deposits[0].1.stage, Stage::Settled);
    let round = shop.ask(&scope).await;
    assert_eq!((round.settlements, round.invoice_deposits), (vec![], vec![]));
    // What is asked about no more is forgotten.
    let round = shop.ask(&SyncScope::default().without_purses()).await;
    let cursor = serde_json::to_value(&round.cursor).unwrap();
    assert_eq!(cursor["invoices"].as_object().unwrap().len(), 0);
}

const FIND: &str = "/api/v1/customer-purse/transaction/find";

fn at(minute: i64) -> Instant {
    let millis = minute.saturating_mul(60_000).saturating_add(1_751_754_669_255);
    Instant::from_millis(millis).unwrap()
}

/// A page of deposits made at these minutes, all settled.
fn page(number: u32, pages: u32, minutes: &[i64]) -> String {
    let rows = minutes.iter().map(|minute| {
        let created = at(*minute);
        format!(
            r#"{{"id":"m{minute}","amount":1,"currency":"BTC","transactionState":"CONFIRMED",
                "complianceState":"CHECKED","translationToAccountCompleted":true,
                "createdDate":"{created}"}}"#
        )
    });
    let rows: Vec<_> = rows.collect();
    let rows = rows.join(",");
    format!(r#"{{"result":[{rows}],"page":{number},"size":100,"total":{pages}}}"#)
}

async fn ids(pages: &[String], cursor: &SyncCursor) -> (Vec<String>, usize) {
    let steps = pages.iter().map(|page| Step::post(FIND).reply(200, page.clone()));
    let script = ScriptedTransport::new(steps);
    let client = scripted_client(&script);
    let round = client.sync_since(cursor, &SyncScope::default()).await.unwrap();
    let ids = round.deposits.iter().map(|one| one.transaction_id.to_string()).collect();
    let left = script.steps_left();
    // What was not asked for is no fault of this test.
    while script.steps_left() > 0 {
        let _page = client.purses().transactions(&calypso_model::TransactionFilter::new()).await;
    }
    (ids, left)
}

fn since(minute: i64) -> SyncCursor {
    SyncCursor::starting_at(at(minute))
}

#[tokio::test]
async fn a_list_from_new_to_old_is_left_at_the_mark_and_any_other_is_read_whole() {
    let minutes: Vec<i64> = (1..=300).rev().collect();
    let (first, rest) = minutes.split_at(100);
    let (second, third) = rest.split_at(100);
    let newest_first = [page(0, 3, first), page(1, 3, second), page(2, 3, third)];
    let (told, left) = ids(&newest_first, &since(150)).await;
    assert_eq!((told.len(), left), (151, 1));
    assert_eq!((told[0].as_str(), told[150].as_str()), ("m300", "m150"));
    // The service sorts as it likes.
    let oldest_first = [page(0, 3, &[1, 2, 3]), page(1, 3, &[4, 5, 6]), page(2, 3, &[7, 8, 9])];
    let (told, left) = ids(&oldest_first, &since(5)).await;
    assert_eq!((told.len(), left), (5, 0));
    // It rises before the first old one: what follows is not believed to be older.
    let mixed = [page(0, 2, &[7, 9, 1]), page(1, 2, &[8, 2])];
    let (told, left) = ids(&mixed, &since(5)).await;
    assert_eq!((told.len(), left), (3, 0));
    // It falls before the first old one, by chance: three deposits prove no order.
    let chance = [page(0, 2, &[50, 30]), page(1, 2, &[60, 20])];
    let (told, left) = ids(&chance, &since(35)).await;
    assert_eq!((told, left), (vec!["m50".to_owned(), "m60".to_owned()], 0));
    // From the beginning, all of it.
    let (told, left) = ids(&newest_first, &SyncCursor::default()).await;
    assert_eq!((told.len(), left), (300, 0));
}

#[tokio::test]
async fn a_round_that_fails_tells_nothing_and_can_be_repeated() {
    let script = ScriptedTransport::new([
        Step::post(FIND).reply(200, page(0, 2, &[9, 8])),
        Step::post(FIND).reply(400, golden!("error.001")),
    ]);
    let client = scripted_client(&script);
    let cursor = SyncCursor::default();
    let error = client.sync_since(&cursor, &SyncScope::default()).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BadRequest));
    let (told, _) = ids(&[page(0, 1, &[9, 8])], &cursor).await;
    assert_eq!(told, ["m9", "m8"]);
}

const INVOICE: &str = "/api/v1/invoice";
const HISTORY: &str = "/api/v1/invoice/deposit-history";

/// Follows one invoice over these replies, and stores the cursor in between.
async fn rounds(rounds: &[Vec<(&'static str, String)>]) -> Vec<SyncRound> {
    let steps =
        rounds.iter().flatten().map(|(path, body)| Step::post(*path).reply(200, body.clone()));
    let client = scripted_client(&ScriptedTransport::new(steps));
    let scope = SyncScope::default()
        .without_purses()
        .with_invoice("88213".parse::<calypso_model::InvoiceId>().unwrap());
    let (mut cursor, mut told) = (SyncCursor::default(), Vec::new());
    for _ in rounds {
        let round = client.sync_since(&cursor, &scope).await.unwrap();
        cursor = serde_json::from_str(&serde_json::to_string(&round.cursor).unwrap()).unwrap();
        told.push(round);
    }
    told
}

#[tokio::test]
async fn a_fee_that_is_named_after_the_end_is_news() {
    let named = golden!("invoice-single.short-completed").to_owned();
    let unnamed = named.replace("\"fee\":0.08,", "");
    let rewritten = named.replace("0.08", "0.080").replace(":20,", ":20.00,");
    let bodies = [unnamed.clone(), unnamed, named, rewritten];
    let told = rounds(&bodies.map(|body| vec![(INVOICE, body)])).await;
    let credits: Vec<Vec<_>> = told
        .iter()
        .map(|round| {
            round.settlements.iter().map(|one| one.creditable(CreditOn::Settled)).collect()
        })
        .collect();
    assert_eq!(credits, [vec![None], vec![], vec![Some(amount("19.92"))], vec![]]);
}

/// A listing of deposits: the id, the amount and the fee of each, all of one transaction.
fn history(deposits: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
    let rows = deposits.iter().map(|(id, amount, fee)| {
        let id = if id.is_empty() { String::new() } else { format!(r#""transactionId":"{id}","#) };
        let fee = if fee.is_empty() { String::new() } else { format!(r#""fee":{fee},"#) };
        format!(
            r#"{{{id}{fee}"amount":{amount},"currency":"ETH","transactionHash":"abc",
                "transactionState":"CONFIRMED","complianceState":"CHECKED",
                "translationToAccountCompleted":true,"createdDate":"2025-07-05T22:31:09.255Z"}}"#
        )
    });
    let rows: Vec<_> = rows.collect();
    let list = format!(r#"{{"result":[{}],"page":0,"size":100,"total":1}}"#, rows.join(","));
    let invoice = golden!("invoice-unlimited.created").replace("88215", "88213");
    vec![(INVOICE, invoice), (HISTORY, list)]
}

fn deposits(round: &SyncRound) -> Vec<(String, Option<String>)> {
    let told = round.invoice_deposits.iter();
    told.map(|(_, one)| (one.transaction_id.to_string(), one.net.map(|net| net.to_string())))
        .collect()
}

#[tokio::test]
async fn a_deposit_keeps_its_name_and_two_that_are_alike_stay_two() {
    let told = rounds(&[
        history(&[("", "1.0", ""), ("", "1.0", "")]),
        history(&[("", "1.00", ""), ("", "1", "")]),
        history(&[("d1", "1.0", ""), ("d2", "1.0", ""), ("d3", "1.0", "")]),
        history(&[("d1", "1.0", ""), ("d2", "1.0", ""), ("d3", "1.0", "")]),
    ])
    .await;
    let none = |name: &str| (name.to_owned(), None);
    assert_eq!(deposits(&told[0]), [none("abc 1"), none("abc 1 2")]);
    assert_eq!(deposits(&told[1]), []);
    assert_eq!(deposits(&told[2]), [none("d3")]);
    assert_eq!(deposits(&told[3]), []);
}

#[tokio::test]
async fn a_deposit_s_fee_that_is_named_later_is_news() {
    let told = rounds(&[history(&[("d1", "1.0", "")]), history(&[("d1", "1.0", "0.1")])]).await;
    assert_eq!(deposits(&told[0]), [("d1".to_owned(), None)]);
    assert_eq!(deposits(&told[1]), [("d1".to_owned(), Some("0.9".to_owned()))]);
}

/// What is unknown for a while is not told again as new when it is back.
#[tokio::test]
async fn an_invoice_that_is_unknown_for_a_while_is_remembered() {
    let listing = history(&[("d1", "1.0", "")]);
    let steps = [
        Step::post(INVOICE).reply(200, listing[0].1.clone()),
        Step::post(HISTORY).reply(200, listing[1].1.clone()),
        Step::post(INVOICE).reply(400, golden!("error.004")),
        Step::post(INVOICE).reply(200, listing[0].1.clone()),
        Step::post(HISTORY).reply(200, listing[1].1.clone()),
    ];
    let client = scripted_client(&ScriptedTransport::new(steps));
    let scope = SyncScope::default()
        .without_purses()
        .with_invoice("88213".parse::<calypso_model::InvoiceId>().unwrap());
    let first = client.sync_since(&SyncCursor::default(), &scope).await.unwrap();
    assert_eq!(first.invoice_deposits.len(), 1);
    let gone = client.sync_since(&first.cursor, &scope).await.unwrap();
    assert_eq!(gone.missing.len(), 1);
    let back = client.sync_since(&gone.cursor, &scope).await.unwrap();
    assert_eq!(back.invoice_deposits, []);
}

#[tokio::test]
async fn a_date_in_the_future_hides_nothing_that_comes_until_then() {
    let clock = ManualClock::new(Timestamp::from_millis(at(10).as_millis()));
    let script = ScriptedTransport::new([
        Step::post(FIND).reply(200, page(0, 1, &[9_000_000, 9])),
        Step::post(FIND).reply(200, page(0, 1, &[9_000_000, 11, 9])),
    ]);
    let client = Client::builder(fixed_credentials(), script).with_clock(clock.clone()).build();
    let scope = SyncScope::default().with_overlap(Duration::ZERO);
    let first = client.sync_since(&SyncCursor::default(), &scope).await.unwrap();
    assert_eq!(first.deposits.len(), 2);
    clock.advance(Duration::from_secs(120));
    let second = client.sync_since(&first.cursor, &scope).await.unwrap();
    let ids: Vec<_> = second.deposits.iter().map(|one| one.transaction_id.as_str()).collect();
    assert_eq!(ids, ["m11"]);
}
