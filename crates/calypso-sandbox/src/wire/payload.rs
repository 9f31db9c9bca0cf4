//! `payload!`: an object that the sandbox is sent, its reading and its description in one place.

use calypso_model::{
    AccountId, Address, Amount, Currency, CustomerId, EventService, EventType, ExternalId,
    IdempotencyKey, Instant, InvoiceId, SubscriptionId, TransactionId,
};
use url::Url;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{RefOr, Schema};

use super::fields::Fields;
use super::schema::{Described, Shapes, described, text, text_of_format};
use crate::rules::Refusal;

/// What an operation is sent.
pub(crate) trait Payload: Described + Sized {
    /// Reads the fields, and refuses the first that is missing or wrong.
    fn read(fields: &Fields<'_>) -> Result<Self, Refusal>;
}

/// A field of a payload.
pub(crate) trait Readable: Described + Sized {
    /// Reads a field; nothing if it is absent or null.
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal>;
}

/// Declares a payload: each field's type, whether it must be there, and its name in JSON.
///
/// `of at least` some number of fields is said where it is not enough that the required ones are
/// there.
macro_rules! payload {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident as $shown:literal $(of at least $least:literal)? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident: $type:ty = $need:ident $wire:literal $(or $alias:literal)?,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            $(
                $(#[doc = $field_doc])*
                $vis $field: $crate::wire::payload::payload!(@type $need $type),
            )*
        }

        impl $crate::wire::payload::Payload for $name {
            fn read(
                fields: &$crate::wire::Fields<'_>,
            ) -> Result<Self, $crate::rules::Refusal> {
                Ok(Self {
                    $($field: $crate::wire::payload::payload!(
                        @read $need fields $type, $wire $(, $alias)?
                    ),)*
                })
            }
        }

        impl $crate::wire::schema::Described for $name {
            fn schema(
                shapes: &mut $crate::wire::schema::Shapes,
            ) -> ::utoipa::openapi::RefOr<::utoipa::openapi::Schema> {
                shapes.named($shown, |shapes| {
                    let object = $crate::wire::schema::of_type(
                        ::utoipa::openapi::schema::Type::Object,
                    )
                    $(.min_properties(Some($least)))?
                    .description($crate::wire::schema::description(&[$($doc),*]));
                    $(
                        let object = $crate::wire::schema::property::<
                            $crate::wire::payload::payload!(@type $need $type),
                        >(
                            object,
                            shapes,
                            $wire,
                            &[$($field_doc),*],
                            $crate::wire::schema::Nothing::AbsentOrNull,
                        );
                    )*
                    object.build().into()
                })
            }
        }
    };
    (@type required $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@read required $fields:ident $type:ty, $wire:literal) => {
        $fields.require($wire, <$type as $crate::wire::payload::Readable>::read($fields, $wire)?)?
    };
    (@read optional $fields:ident $type:ty, $wire:literal) => {
        <$type as $crate::wire::payload::Readable>::read($fields, $wire)?
    };
    (@read optional $fields:ident $type:ty, $wire:literal, $alias:literal) => {
        <$type as $crate::wire::payload::Readable>::read(
            $fields,
            if $fields.raw($wire).is_some() { $wire } else { $alias },
        )?
    };
}

pub(crate) use payload;

/// A text of at least one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotEmpty(pub(crate) String);

/// An `http` or `https` link, kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebLink {
    pub(crate) text: String,
    pub(crate) url: Url,
}

described! {
    NotEmpty => text().min_length(Some(1)).build().into();
    WebLink => text_of_format("uri");
    Instant => text_of_format("date-time");
}

impl Readable for NotEmpty {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        match fields.text(name)? {
            Some(text) if text.is_empty() => Err(fields.refuse(name, "Must not be empty")),
            text => Ok(text.map(Self)),
        }
    }
}

impl Readable for WebLink {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(text) = fields.text(name)? else { return Ok(None) };
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(Self { text, url })),
            _ => Err(fields.refuse(name, "Must be an http or https URL")),
        }
    }
}

/// Reads types by one expression each.
macro_rules! readable {
    ($(|$fields:ident, $name:ident| $($type:ty),+ => $read:expr;)*) => {$($(
        impl $crate::wire::payload::Readable for $type {
            fn read(
                $fields: &$crate::wire::Fields<'_>,
                $name: &str,
            ) -> Result<Option<Self>, $crate::rules::Refusal> {
                $read
            }
        }
    )+)*};
}

pub(crate) use readable;

readable! {
    |fields, name| String => fields.text(name);
    |fields, name| bool => fields.flag(name);
    |fields, name| u32 => fields.count(name);
    |fields, name| i64 => fields.whole(name);
    |fields, name| Amount => fields.amount(name);
    |fields, name| Currency => fields.currency(name);
    |fields, name| Instant => fields.instant(name);
    |fields, name| IdempotencyKey => fields.uuid(name);
    |fields, name| AccountId, Address, ExternalId, InvoiceId => fields.parsed(name, Self::parse);
    |fields, name| CustomerId, SubscriptionId, TransactionId => {
        let Some(uuid) = fields.uuid(name)? else { return Ok(None) };
        Self::parse(uuid.as_str()).map(Some).map_err(|problem| fields.refuse(name, problem))
    };
}

impl Readable for Vec<Currency> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(codes) = fields.list::<String>(name)? else { return Ok(None) };
        let read =
            |code: &String| Currency::parse(code).map_err(|problem| fields.refuse(name, problem));
        codes.iter().map(read).collect::<Result<_, _>>().map(Some)
    }
}

impl Readable for Vec<String> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        fields.list(name)
    }
}

/// Reads a list of words, each of which must be known.
macro_rules! readable_words {
    ($($type:ident: $what:literal),+ $(,)?) => {$(
        impl $crate::wire::payload::Readable for Vec<$type> {
            fn read(
                fields: &$crate::wire::Fields<'_>,
                name: &str,
            ) -> Result<Option<Self>, $crate::rules::Refusal> {
                let words: Option<Self> = fields.list(name)?;
                let mut all = words.iter().flatten();
                if let Some($type::Unknown(word)) =
                    all.find(|word| matches!(word, $type::Unknown(_)))
                {
                    let problem = format_args!(concat!("Unknown ", $what, " {}"), word.as_str());
                    return Err(fields.refuse(name, problem));
                }
                Ok(words)
            }
        }

        impl $crate::wire::payload::Readable for $type {
            fn read(
                fields: &$crate::wire::Fields<'_>,
                name: &str,
            ) -> Result<Option<Self>, $crate::rules::Refusal> {
                match fields.text(name)?.map(|text| $type::parse(&text)) {
                    Some($type::Unknown(word)) => {
                        let problem =
                            format_args!(concat!("Unknown ", $what, " {}"), word.as_str());
                        Err(fields.refuse(name, problem))
                    }
                    known => Ok(known),
                }
            }
        }
    )+};
}

pub(crate) use readable_words;

readable_words! {
    EventType: "event type",
    EventService: "service",
}

/// Payloads within a payload: a list of objects.
#[derive(Clone, Debug)]
pub(crate) struct Objects<P>(pub(crate) Vec<P>);

impl<P: Described> Described for Objects<P> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        ArrayBuilder::new().items(P::schema(shapes)).build().into()
    }
}

impl<P: Payload> Readable for Objects<P> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(objects) = fields.objects(name)? else { return Ok(None) };
        objects.iter().map(P::read).collect::<Result<_, _>>().map(|all| Some(Self(all)))
    }
}

/// An object within a payload.
#[derive(Clone, Debug)]
pub(crate) struct Nested<P>(pub(crate) P);

impl<P: Described> Described for Nested<P> {
    fn schema(shapes: &mut Shapes) -> RefOr<Schema> {
        P::schema(shapes)
    }
}

impl<P: Payload> Readable for Nested<P> {
    fn read(fields: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(object) = fields.object(name)? else { return Ok(None) };
        P::read(&object).map(|object| Some(Self(object)))
    }
}
