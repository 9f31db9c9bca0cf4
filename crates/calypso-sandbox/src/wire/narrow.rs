//! Values of requests that the rules narrow further than reading does.
//!
//! They are read like the wider type, so that the rules refuse what is left in the order that they
//! always have, and are described as narrow as they are taken.

use calypso_model::{Amount, Currency};
use utoipa::openapi::schema::{ArrayBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use super::fields::Fields;
use super::payload::{Objects, Payload, Readable};
use super::schema::{Described, EXACT, Shapes, described, of_type, one_of_words};
use crate::rules::Refusal;

/// Declares types that are read like another.
macro_rules! narrow {
    ($($(#[doc = $doc:literal])+ $name:ident($wide:ty);)*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) $wide);

        impl Readable for $name {
            fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
                <$wide>::read(fields, name).map(|value| value.map(Self))
            }
        }
    )*};
}

narrow! {
    /// A known crypto currency.
    Crypto(Currency);
    /// A fiat currency that can be invoiced.
    InvoiceFiat(Currency);
    /// Known currencies: at least one, each once.
    Currencies(Vec<String>);
    /// Known crypto currencies: at least one, each once.
    Cryptos(Vec<Currency>);
    /// An amount that is not zero.
    Positive(Amount);
    /// A count that is not zero.
    AtLeastOne(u32);
    /// What deposits to customers' addresses are sorted by.
    TransactionOrderWord(String);
    /// What deposits to an invoice are sorted by.
    DepositOrderWord(String);
    /// What invoices are sorted by.
    InvoiceOrderWord(String);
}

described! {
    Crypto => one_of_words(
        Currency::all_known().iter().filter(|facts| facts.is_crypto()).map(|facts| facts.code),
    );
    InvoiceFiat => one_of_words(["USD", "EUR"]);
    Currencies => ArrayBuilder::new()
        .items(one_of_words(Currency::all_known().iter().map(|facts| facts.code)))
        .min_items(Some(1))
        .unique_items(true)
        .build()
        .into();
    Cryptos => ArrayBuilder::new()
        .items(one_of_words(
            Currency::all_known().iter().filter(|facts| facts.is_crypto()).map(|facts| facts.code),
        ))
        .min_items(Some(1))
        .unique_items(true)
        .build()
        .into();
    TransactionOrderWord => one_of_words(["createdDate", "amount"]);
    DepositOrderWord => one_of_words(["DATE", "AMOUNT", "CURRENCY"]);
    InvoiceOrderWord => one_of_words(["DATE", "PAY_AMOUNT", "CURRENCY", "STATE"]);
    AtLeastOne => of_type(Type::Integer).minimum(Some(1)).maximum(Some(u32::MAX)).build().into();
}

/// Payloads within a payload: at least one.
#[derive(Clone, Debug)]
pub(crate) struct Several<P>(pub(crate) Vec<P>);

impl<P: Described> Described for Several<P> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        ArrayBuilder::new().items(P::schema(shapes)).min_items(Some(1)).build().into()
    }
}

impl<P: Payload> Readable for Several<P> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        Objects::read(fields, name).map(|objects| objects.map(|objects| Self(objects.0)))
    }
}

impl Described for Positive {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        shapes.named("PositiveAmount", |_shapes| {
            let number = of_type(Type::Number).exclusive_minimum(Some(0));
            number.description(Some(format!("More than zero. {EXACT}"))).build().into()
        })
    }
}
