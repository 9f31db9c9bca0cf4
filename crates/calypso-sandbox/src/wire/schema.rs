//! How values look on the wire, for the API document.

use std::collections::BTreeMap;

use calypso_model::{
    AccountId, Address, Amount, ComplianceState, Currency, CustomerId, EventService, EventType,
    ExternalId, ID_LENGTH_MAX, IdempotencyKey, InterventionType, InvoiceId, InvoiceState,
    InvoiceType, PurseId, SubscriptionId, TransactionHash, TransactionId, TransactionState,
};
use serde_json::Value;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr, Schema};

/// A value of the wire, as the API document describes it.
pub(crate) trait Described {
    /// Tells whether values of this type may be left out.
    const OPTIONAL: bool = false;

    /// Tells whether this value is left out.
    fn is_absent(&self) -> bool {
        false
    }

    /// Describes the values; objects with a name are put among the shapes.
    fn schema(shapes: &mut Shapes) -> RefOr<Schema>;
}

/// The objects that have a name in the API document.
#[derive(Default)]
pub(crate) struct Shapes(BTreeMap<String, RefOr<Schema>>);

impl Shapes {
    /// Describes a named object, once, and returns a reference to it.
    pub(crate) fn named(
        &mut self,
        name: &str,
        describe: impl FnOnce(&mut Self) -> RefOr<Schema>,
    ) -> RefOr<Schema> {
        if !self.0.contains_key(name) {
            // An object that holds itself finds this place taken.
            self.0.insert(name.to_owned(), text().build().into());
            let schema = describe(self);
            self.0.insert(name.to_owned(), schema);
        }
        RefOr::Ref(Ref::from_schema_name(name))
    }

    pub(crate) fn into_named(self) -> BTreeMap<String, RefOr<Schema>> {
        self.0
    }
}

pub(crate) fn of_type(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(kind))
}

pub(crate) fn text() -> ObjectBuilder {
    of_type(Type::String)
}

pub(crate) fn text_of_format(format: &str) -> RefOr<Schema> {
    text().format(Some(SchemaFormat::Custom(format.to_owned()))).build().into()
}

/// Describes one of some words.
pub(crate) fn one_of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> RefOr<Schema> {
    text().enum_values(Some(words)).build().into()
}

/// Allows null beside the values of a schema.
pub(crate) fn or_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    let nullable = |kind: &mut SchemaType| {
        if let SchemaType::Type(only) = kind {
            *kind = SchemaType::Array(vec![only.clone(), Type::Null]);
        }
    };
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            nullable(&mut object.schema_type);
            if let Some(values) = &mut object.enum_values {
                values.push(Value::Null);
            }
            Schema::Object(object).into()
        }
        RefOr::T(Schema::Array(mut array)) => {
            nullable(&mut array.schema_type);
            Schema::Array(array).into()
        }
        other @ (RefOr::Ref(_) | RefOr::T(_)) => {
            let either = OneOfBuilder::new().item(other).item(of_type(Type::Null).build());
            Schema::OneOf(either.build()).into()
        }
    }
}

impl<T: Described + ?Sized> Described for &T {
    const OPTIONAL: bool = T::OPTIONAL;

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        T::schema(shapes)
    }
}

impl<T: Described> Described for Option<T> {
    const OPTIONAL: bool = true;

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        T::schema(shapes)
    }
}

impl<T: Described> Described for [T] {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        ArrayBuilder::new().items(T::schema(shapes)).build().into()
    }
}

impl<T: Described> Described for Vec<T> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        <[T]>::schema(shapes)
    }
}

impl<K, V: Described> Described for BTreeMap<K, V> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        let values = AdditionalProperties::from(V::schema(shapes));
        of_type(Type::Object).additional_properties(Some(values)).build().into()
    }
}

/// What every description of an amount says.
pub(super) const EXACT: &str = "An exact decimal of up to 28 significant digits, written \
    without an exponent. Read it as a decimal, never as a binary floating-point number.";

/// An amount is a number without a format: `float` or `double` would invite a reader to lose
/// digits.
impl Described for Amount {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        shapes.named("Amount", |_shapes| {
            of_type(Type::Number).minimum(Some(0)).description(Some(EXACT)).build().into()
        })
    }
}

/// Describes types by one expression each.
macro_rules! described {
    ($($($type:ty),+ => $schema:expr;)*) => {$($(
        impl $crate::wire::schema::Described for $type {
            fn schema(
                _shapes: &mut $crate::wire::schema::Shapes,
            ) -> ::utoipa::openapi::RefOr<::utoipa::openapi::Schema> {
                $schema
            }
        }
    )+)*};
}

/// Describes enums of words by the words that are known.
macro_rules! described_words {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::wire::schema::Described for $type {
            fn schema(
                _shapes: &mut $crate::wire::schema::Shapes,
            ) -> ::utoipa::openapi::RefOr<::utoipa::openapi::Schema> {
                $crate::wire::schema::one_of_words(<$type>::KNOWN.iter().map(<$type>::as_str))
            }
        }
    )+};
}

pub(crate) use {described, described_words};

const NO_CONTROL_CHARACTERS: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

described! {
    str, String => text().build().into();
    bool => of_type(Type::Boolean).build().into();
    i64 => of_type(Type::Integer).build().into();
    u32 => of_type(Type::Integer).minimum(Some(0)).maximum(Some(u32::MAX)).build().into();
    u16 => of_type(Type::Integer).minimum(Some(0)).maximum(Some(u16::MAX)).build().into();
    u64, usize => of_type(Type::Integer).minimum(Some(0)).build().into();
    IdempotencyKey, CustomerId, PurseId, SubscriptionId, TransactionId => text_of_format("uuid");
    AccountId, Address, ExternalId, InvoiceId, TransactionHash =>
        text()
            .min_length(Some(1))
            .max_length(Some(ID_LENGTH_MAX))
            .pattern(Some(NO_CONTROL_CHARACTERS))
            .build()
            .into();
    Currency => text().pattern(Some("^[A-Za-z0-9_]{1,32}$")).build().into();
}

described_words! {
    ComplianceState, EventService, EventType, InterventionType, InvoiceState, InvoiceType,
    TransactionState,
}

/// Joins the lines of a doc comment.
pub(crate) fn description(lines: &[&str]) -> Option<String> {
    let text = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// How a field that is nothing looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// The sandbox leaves it out.
    Absent,
    /// Others may write null instead.
    AbsentOrNull,
}

/// Adds a field to an object.
pub(crate) fn property<T: Described>(
    object: ObjectBuilder,
    shapes: &mut Shapes,
    name: &str,
    doc: &[&str],
    nothing: Nothing,
) -> ObjectBuilder {
    let mut schema = T::schema(shapes);
    if T::OPTIONAL && nothing == Nothing::AbsentOrNull {
        schema = or_null(schema);
    }
    match (description(doc), &mut schema) {
        (Some(text), RefOr::T(Schema::Object(described))) => described.description = Some(text),
        (Some(text), RefOr::Ref(named)) => named.description = text,
        _ => {}
    }
    let object = object.property(name, schema);
    if T::OPTIONAL { object } else { object.required(name) }
}
