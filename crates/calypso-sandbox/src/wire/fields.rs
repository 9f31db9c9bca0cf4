//! A JSON object whose fields are taken out one by one, each checked for its type.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use calypso_model::{Amount, Currency, IdempotencyKey, Instant};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::rules::Refusal;

/// An object, with each value still as the text it came in.
///
/// A key that comes twice is refused: two readers could take two values for it. `null` is the same
/// as no field, and a field nobody asks for is ignored.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    /// What stands before the name of a field in a message: `payload.`, say, or nothing.
    prefix: Cow<'static, str>,
    values: Vec<(Name<'a>, &'a RawValue)>,
    /// What was asked for, so that a test can compare it with what is described.
    #[cfg(test)]
    asked: Asked,
}

/// The fields that were asked for, those of objects within included, each with its prefix.
#[cfg(test)]
pub(crate) type Asked = std::rc::Rc<std::cell::RefCell<std::collections::BTreeSet<String>>>;

impl<'a> Fields<'a> {
    pub(crate) fn parse(
        text: &'a str,
        prefix: impl Into<Cow<'static, str>>,
    ) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let values = deserializer.deserialize_map(ObjectVisitor)?;
        deserializer.end()?;
        Ok(Self {
            prefix: prefix.into(),
            values,
            #[cfg(test)]
            asked: Asked::default(),
        })
    }

    /// Parses an object within this one.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "in tests they share a record"))]
    fn parse_within(&self, text: &'a str, prefix: String) -> Result<Self, serde_json::Error> {
        let within = Self::parse(text, prefix)?;
        #[cfg(test)]
        let within = Self { asked: std::rc::Rc::clone(&self.asked), ..within };
        Ok(within)
    }

    #[cfg(test)]
    pub(crate) fn asked(&self) -> std::collections::BTreeSet<String> {
        self.asked.borrow().clone()
    }

    pub(crate) fn refuse(&self, name: &str, problem: impl fmt::Display) -> Refusal {
        Refusal::field(format_args!("{}{name}", self.prefix), problem)
    }

    /// Returns a field's raw text.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        #[cfg(test)]
        self.asked.borrow_mut().insert(format!("{}{name}", self.prefix));
        let mut values = self.values.iter();
        let found = values.find(|(found, _)| *found.0 == *name);
        found.map(|(_, raw)| raw.get()).filter(|text| *text != "null")
    }

    /// Returns the names of all fields that there are.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(name, _)| name.0.as_ref())
    }

    pub(crate) fn require<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| self.refuse(name, "Must not be null"))
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        self.json(name, "Must be a string")
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.json(name, "Must be true or false")
    }

    pub(crate) fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Vec<T>>, Refusal> {
        self.json(name, "Must be a list of strings")
    }

    /// Reads an object within this one.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        let prefix = format!("{}{name}.", self.prefix);
        self.parse_within(raw, prefix).map(Some).map_err(|problem| self.refuse(name, problem))
    }

    /// Reads a list of objects.
    pub(crate) fn objects(&self, name: &str) -> Result<Option<Vec<Self>>, Refusal> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        let items: Vec<&'a RawValue> = serde_json::from_str(raw)
            .map_err(|_wrong_type| self.refuse(name, "Must be a list of objects"))?;
        let read = |(index, item): (usize, &&'a RawValue)| {
            let place = format!("{name}[{index}]");
            let prefix = format!("{}{place}.", self.prefix);
            self.parse_within(item.get(), prefix).map_err(|problem| self.refuse(&place, problem))
        };
        items.iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
    }

    pub(crate) fn count(&self, name: &str) -> Result<Option<u32>, Refusal> {
        self.json(name, "Must be a whole number that is not negative")
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.json(name, "Must be a whole number that is not negative")
    }

    pub(crate) fn whole(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.json(name, "Must be a whole number")
    }

    /// Reads a JSON number, as it is written.
    pub(crate) fn amount(&self, name: &str) -> Result<Option<Amount>, Refusal> {
        let read = |raw: &str| {
            if raw.starts_with('"') {
                return Err(self.refuse(name, "Must be a JSON number, not a string"));
            }
            Amount::parse(raw).map_err(|problem| self.refuse(name, problem))
        };
        self.raw(name).map(read).transpose()
    }

    pub(crate) fn currency(&self, name: &str) -> Result<Option<Currency>, Refusal> {
        self.parsed(name, Currency::parse)
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Option<Instant>, Refusal> {
        self.parsed(name, Instant::parse)
    }

    /// Reads a UUID; upper-case digits become lower-case.
    pub(crate) fn uuid(&self, name: &str) -> Result<Option<IdempotencyKey>, Refusal> {
        self.parsed(name, IdempotencyKey::parse)
    }

    /// Reads a string and what it stands for.
    pub(crate) fn parsed<T, E: fmt::Display>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        parse(&text).map(Some).map_err(|problem| self.refuse(name, problem))
    }

    fn json<T: DeserializeOwned>(&self, name: &str, problem: &str) -> Result<Option<T>, Refusal> {
        let read =
            |raw| serde_json::from_str(raw).map_err(|_wrong_type| self.refuse(name, problem));
        self.raw(name).map(read).transpose()
    }
}

/// The name of a field; borrowed unless it is written with escapes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Vec<(Name<'de>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Self::Value::with_capacity(FIELDS_EXPECTED);
        // Whoever sends many names does not get to have each compared with each.
        let mut seen = HashSet::new();
        while let Some((name, value)) = map.next_entry::<Name<'de>, &RawValue>()? {
            let is_known = match values.len() < FIELDS_EXPECTED {
                true => values.iter().any(|(known, _)| known.0 == name.0),
                false => {
                    if seen.is_empty() {
                        seen.extend(values.iter().map(|(known, _)| known.0.clone()));
                    }
                    !seen.insert(name.0.clone())
                }
            };
            if is_known {
                return Err(A::Error::custom(format_args!("field {} comes twice", name.0)));
            }
            values.push((name, value));
        }
        Ok(values)
    }
}

/// No operation has more fields.
const FIELDS_EXPECTED: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_comes_twice_is_refused() {
        let error = Fields::parse(r#"{"a":1,"b":2,"a":1}"#, "").unwrap_err();
        assert!(error.to_string().starts_with("field a comes twice"), "{error}");
        let many: Vec<_> = (0..40).map(|number| format!(r#""f{number}":{number}"#)).collect();
        let text = |last: &str| format!("{{{},{last}}}", many.join(","));
        assert_eq!(Fields::parse(&text(r#""f40":40"#), "").unwrap().raw("f40"), Some("40"));
        for twice in [r#""f3":1"#, r#""f30":1"#, r#""\u00663":1"#] {
            assert!(Fields::parse(&text(twice), "").is_err(), "{twice}");
        }
        assert!(Fields::parse(r#"{"a":1} {}"#, "").is_err());
        assert!(Fields::parse("[1]", "").is_err());
    }

    #[test]
    fn messages_name_the_field_like_the_service_does() {
        let fields = Fields::parse(r#"{"amount":"1","flag":null}"#, "payload.").unwrap();
        let refusal = fields.amount("amount").unwrap_err();
        assert!(refusal.message.starts_with("payload.amount=["), "{}", refusal.message);
        assert_eq!(fields.flag("flag"), Ok(None));
    }
}
