//! `reply!`: an object that the sandbox answers with, its writing and its description in one place.

/// Declares an object of the wire: each field's type, and its name in JSON.
///
/// An optional field is left out when it is nothing. The documentation of the object and of its
/// fields goes into the API document.
macro_rules! reply {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derived:ident),+)])?
        $vis:vis struct $name:ident $(<$life:lifetime>)? as $shown:literal {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident: $type:ty = $wire:literal,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        $(#[derive($($derived),+)])?
        $vis struct $name $(<$life>)? {
            $($(#[doc = $field_doc])* $vis $field: $type,)*
        }

        impl $(<$life>)? ::serde::Serialize for $name $(<$life>)? {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap as _;
                use $crate::wire::schema::Described as _;

                let mut map = serializer.serialize_map(None)?;
                $(
                    if !self.$field.is_absent() {
                        map.serialize_entry($wire, &self.$field)?;
                    }
                )*
                map.end()
            }
        }

        impl $(<$life>)? $crate::wire::schema::Described for $name $(<$life>)? {
            fn schema(
                shapes: &mut $crate::wire::schema::Shapes,
            ) -> ::utoipa::openapi::RefOr<::utoipa::openapi::Schema> {
                shapes.named($shown, |shapes| {
                    let object = $crate::wire::schema::of_type(
                        ::utoipa::openapi::schema::Type::Object,
                    )
                    .description($crate::wire::schema::description(&[$($doc),*]));
                    $(
                        let object = $crate::wire::schema::property::<$type>(
                            object,
                            shapes,
                            $wire,
                            &[$($field_doc),*],
                            $crate::wire::schema::Nothing::Absent,
                        );
                    )*
                    object.build().into()
                })
            }
        }
    };
}

pub(crate) use reply;
