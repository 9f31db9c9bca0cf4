//! JSON as a service might write it: fields absent or null, ids in either form, unknown words.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digits::plain;

/// A field of an object: its name and a value as JSON, or nothing if it is left out.
pub(crate) type Field = BoxedStrategy<Option<String>>;

/// Always there.
pub(crate) fn required(
    name: &'static str,
    value: impl Strategy<Value = String> + 'static,
) -> Field {
    value.prop_map(move |value| Some(format!("\"{name}\":{value}"))).boxed()
}

/// There, null or absent.
pub(crate) fn optional(
    name: &'static str,
    value: impl Strategy<Value = String> + 'static,
) -> Field {
    let value = prop_oneof![value, Just(String::from("null"))];
    prop::option::of(value.prop_map(move |value| format!("\"{name}\":{value}"))).boxed()
}

/// An object of such fields, and of one that nobody knows.
pub(crate) fn object(fields: Vec<Field>) -> BoxedStrategy<String> {
    let strange = optional("aNewField", Just(String::from("[{\"deep\":1e400}]")));
    let all = fields.into_iter().chain([strange]).collect::<Vec<_>>();
    all.prop_map(|fields| {
        let present: Vec<_> = fields.into_iter().flatten().collect();
        format!("{{{}}}", present.join(","))
    })
    .boxed()
}

pub(crate) fn list(items: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop::collection::vec(items, 0..4).prop_map(|items| format!("[{}]", items.join(","))).boxed()
}

pub(crate) fn map(items: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop::collection::btree_map("[A-Z]{1,5}", items, 0..4)
        .prop_map(|items| {
            let items: Vec<_> =
                items.iter().map(|(key, item)| format!("\"{key}\":{item}")).collect();
            format!("{{{}}}", items.join(","))
        })
        .boxed()
}

/// An amount in plain digits or with an exponent.
pub(crate) fn number() -> BoxedStrategy<String> {
    let exponent = (1_u64..1_000_000, -20_i32..15).prop_map(|(n, e)| format!("{n}E{e}"));
    prop_oneof![3 => plain().prop_map(|plain| plain.text()), 1 => exponent].boxed()
}

pub(crate) fn text() -> impl Strategy<Value = String> + 'static {
    "\\PC{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap())
}

/// A documented word or any other.
pub(crate) fn word(known: &'static [&'static str]) -> BoxedStrategy<String> {
    let known = prop::sample::select(known).prop_map(|word| format!("\"{word}\""));
    prop_oneof![known, text()].boxed()
}

/// An id as a number or as a text.
pub(crate) fn id() -> BoxedStrategy<String> {
    let number = any::<u64>().prop_map(|number| number.to_string());
    prop_oneof![number.clone(), number.prop_map(|n| format!("\"{n}\"")), Just("\"0x07\"".into())]
        .boxed()
}

pub(crate) fn code() -> BoxedStrategy<String> {
    "\"[A-Z]{1,8}(_[A-Z]{1,4})?\"".prop_map(|code| code).boxed()
}

pub(crate) fn flag() -> impl Strategy<Value = String> + 'static {
    any::<bool>().prop_map(|flag| flag.to_string())
}

pub(crate) fn scale() -> impl Strategy<Value = String> + 'static {
    (0_u32..30).prop_map(|scale| scale.to_string())
}

pub(crate) fn date() -> BoxedStrategy<String> {
    let dates: &[_] = &[
        "\"2025-07-05T22:31:09.255Z\"",
        "\"2022-12-05T22:31:09\"",
        "\"2022-06-17T12:13:05.90961\"",
        "\"2022-06-17T12:13:05.909616\"",
    ];
    prop::sample::select(dates).prop_map(String::from).boxed()
}

/// Reads, writes and reads again; both readings must be the same.
#[track_caller]
pub(crate) fn keeps<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &str) -> T {
    let read: T = serde_json::from_str(json).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), read, "{json}");
    read
}
