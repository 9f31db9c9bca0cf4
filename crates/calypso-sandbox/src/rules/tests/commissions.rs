//! What the making of an invoice costs (docs/API-FACTS.md, sections 4.4 and 9.8).

use calypso_model::{InvoiceState, InvoiceType, OperationCode};

use super::Play;
use super::play::new_invoice;
use crate::charge::Charge;
use crate::options::StageDelays;
use crate::rules::{Invoice, NewWidget, PageLinks, Price};

const CODES: [(OperationCode, InvoiceType); 5] = [
    (OperationCode::CreationSingleInvoice, InvoiceType::Single),
    (OperationCode::CreationSingleFiatInvoice, InvoiceType::SingleFiat),
    (OperationCode::CreationBoundInvoice, InvoiceType::Bound),
    (OperationCode::CreationUnlimitedInvoice, InvoiceType::Unlimited),
    (OperationCode::CreationUnlimitedLinkedInvoice, InvoiceType::UnlimitedLinked),
];

fn charge(play: &mut Play, operation: OperationCode, percent: &str, fixed: &str) {
    let charge = Charge::new(percent.parse().unwrap(), fixed.parse().unwrap()).unwrap();
    play.world.set_charge(operation, None, charge);
}

/// An invoice of each type, over 100 if over anything.
fn create(play: &mut Play, kind: &InvoiceType) -> Invoice {
    let hundred = || "100".parse().unwrap();
    let price = match kind {
        InvoiceType::Single => Price::Crypto(hundred()),
        InvoiceType::SingleFiat => Price::Fiat(hundred(), "USD".parse().unwrap()),
        InvoiceType::Bound => Price::AtLeast(hundred()),
        InvoiceType::Unlimited => Price::Any,
        InvoiceType::UnlimitedLinked | InvoiceType::Unknown(_) | _ => return linked(play),
    };
    play.world.create_invoice(&play.account, new_invoice(price, "USDT_TRX")).cloned().unwrap()
}

fn linked(play: &mut Play) -> Invoice {
    let usdt = || "USDT_TRX".parse().unwrap();
    let new = NewWidget {
        price: None,
        currencies: vec![usdt()],
        description: String::from("Order 1042"),
        key: None,
        external_id: None,
        expiration: None,
        page: PageLinks::default(),
    };
    let account = play.account.clone();
    let key = play.world.create_widget(&account, new).unwrap().widget.key.clone();
    play.world.choose_currency(&key, &usdt()).unwrap()
}

fn fee(play: &Play, invoice: &Invoice) -> String {
    play.invoice(invoice).fee.unwrap().to_string()
}

#[test]
fn each_type_is_charged_by_its_own_code_on_top_of_the_deposit_s_fee() {
    for (code, kind) in CODES {
        let mut play = Play::with_delays(StageDelays::NONE);
        let deposit_fee = if kind == InvoiceType::SingleFiat { "0.5" } else { "0.4" };
        for (other, _) in CODES {
            if other != code {
                charge(&mut play, other, "0", "50");
            }
        }
        let free = create(&mut play, &kind);
        assert_eq!(free.kind, kind);
        charge(&mut play, code, "0", "7.5");
        let charged = create(&mut play, &kind);
        // What it costs is settled when it is made.
        charge(&mut play, OperationCode::CreationSingleInvoice, "0", "60");
        play.pay(&free, "100");
        play.pay(&charged, "100");
        assert_eq!(fee(&play, &free), deposit_fee, "{kind}");
        let both = if kind == InvoiceType::SingleFiat { "8" } else { "7.9" };
        assert_eq!(fee(&play, &charged), both, "{kind}");
    }
}

#[test]
fn a_percentage_is_of_what_is_asked_for() {
    for (code, kind) in CODES {
        let mut play = Play::with_delays(StageDelays::NONE);
        charge(&mut play, code, "2", "1");
        let invoice = create(&mut play, &kind);
        let owed = invoice.commission.to_string();
        let is_unlimited = invoice.is_unlimited();
        assert_eq!(owed, if is_unlimited { "1" } else { "3" }, "{kind}");
    }
}

/// 12 are owed, and the first deposits do not cover them.
#[test]
fn it_is_kept_from_what_is_credited_first_and_never_more_than_came() {
    let mut play = Play::with_delays(StageDelays::NONE);
    charge(&mut play, OperationCode::CreationUnlimitedInvoice, "0", "12");
    let invoice = play.unlimited("USDT_TRX");
    for (sum, line) in [
        ("5", ["5", "5", "0", "0", "0", "0"]),
        ("5", ["10", "10", "0", "0", "0", "0"]),
        // 2.04 are left, and 0.04 are this deposit's own fee.
        ("10", ["20", "12.08", "7.92", "0", "0", "0"]),
        ("10", ["30", "12.12", "17.88", "0", "0", "0"]),
    ] {
        play.pay(&invoice, sum);
        assert_eq!(play.line("USDT_TRX"), line);
    }
    assert_eq!(play.balance("USDT_TRX"), "17.88");
    assert_eq!(fee(&play, &invoice), "12.12");
}

#[test]
fn an_invoice_that_nobody_pays_costs_nothing() {
    let mut play = Play::with_delays(StageDelays::NONE);
    charge(&mut play, OperationCode::CreationSingleInvoice, "0", "12");
    play.top_up("20", "USDT_TRX");
    let invoice = play.single("10", "USDT_TRX");
    play.pass(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(play.state(&invoice), InvoiceState::Archived);
    assert_eq!(play.balance("USDT_TRX"), "20");
    assert_eq!(play.line("USDT_TRX"), ["20", "0", "20", "0", "0", "0"]);
}
