//! Values of the control API: amounts as text, outcomes, and what may be null.

use calypso_model::{Amount, OperationCode};
use calypso_sign::{ApiKey, SecretKey};
use serde::{Serialize, Serializer};
use utoipa::openapi::schema::SchemaFormat;
use utoipa::openapi::{RefOr, Schema};

use crate::options::DepositOutcome;
use crate::payouts::PayoutOutcome;
use crate::rules::Refusal;
use crate::wire::Fields;
use crate::wire::payload::{Readable, readable};
use crate::wire::schema::{
    Described, Shapes, described, described_words, one_of_words, or_null, text,
};

/// An amount, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AmountText(pub(super) Amount);

impl Serialize for AmountText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Described for AmountText {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        shapes.named("AmountText", |_shapes| {
            text()
                .format(Some(SchemaFormat::Custom(String::from("decimal"))))
                .description(Some("An exact decimal of up to 28 significant digits, as text."))
                .build()
                .into()
        })
    }
}

/// A value that is always there, and null if it is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OrNull<T>(pub(super) Option<T>);

impl<T: Serialize> Serialize for OrNull<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Described> Described for OrNull<T> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        or_null(T::schema(shapes))
    }
}

described! {
    ApiKey => text().pattern(Some("^[!-~]+$")).build().into();
    SecretKey => text().min_length(Some(1)).build().into();
    DepositOutcome => one_of_words(["confirmed", "declined", "mempool"]);
    PayoutOutcome => one_of_words(["confirmed", "completed", "failed", "cancelled", "canceled"]);
}

described_words!(OperationCode);

readable! {
    |fields, name| AmountText => Ok(fields.parsed(name, Amount::parse)?.map(Self));
    |fields, name| ApiKey, SecretKey => fields.parsed(name, |text| Self::new(text));
    |fields, name| DepositOutcome => fields.parsed(name, |word| match word {
        "confirmed" => Ok(Self::Confirmed),
        "declined" => Ok(Self::Declined),
        "mempool" => Ok(Self::Mempool),
        _ => Err("Must be confirmed, declined or mempool"),
    });
    |fields, name| PayoutOutcome => fields.parsed(name, |word| match word {
        "confirmed" => Ok(Self::Confirmed),
        "completed" => Ok(Self::Completed),
        "failed" => Ok(Self::Failed),
        "cancelled" | "canceled" => Ok(Self::Canceled),
        _ => Err("Must be confirmed, completed, failed or cancelled"),
    });
    |fields, name| OperationCode => fields.parsed(name, |word| {
        let code = Self::parse(word);
        let is_known = !matches!(code, Self::Unknown(_));
        is_known.then_some(code).ok_or("Unknown operation code")
    });
}

/// An amount as text that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PositiveText(pub(super) Amount);

impl Described for PositiveText {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        AmountText::schema(shapes)
    }
}

impl Readable for PositiveText {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        match AmountText::read(fields, name)? {
            Some(AmountText(amount)) if amount.is_zero() => {
                Err(fields.refuse(name, "Must be greater than 0"))
            }
            amount => Ok(amount.map(|amount| Self(amount.0))),
        }
    }
}
