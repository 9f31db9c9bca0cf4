//! An action of the control API: where it is, what it is sent, what it does, what it answers.

use calypso_model::{IdempotencyKey, SubscriptionId};
use calypso_sign::Timestamp;
use url::form_urlencoded;
use utoipa::openapi::{RefOr, Schema};

use super::errand::Errand;
use super::{Problem, body};
use crate::rules::World;
use crate::wire::Fields;
use crate::wire::schema::{Described, Shapes};

/// Looks up what is asked for, and writes the answer.
type Look = fn(&World, &Asked<'_>) -> Result<Vec<u8>, Problem>;

/// Reads what is asked for, does it, and writes the answer.
type Change = fn(&mut World, &Asked<'_>) -> Result<Vec<u8>, Problem>;

/// Reads what is asked for of the sandbox as a whole.
type Read = fn(&Asked<'_>) -> Result<Errand, Problem>;

/// What an action does. Only a change is written into the journal, so nothing else may be one.
#[derive(Clone, Copy, Debug)]
pub(in crate::server) enum Run {
    Looks(Look),
    Changes(Change),
    /// Concerns more than the world: its clock, or all of it.
    Governs(Read),
}

/// Describes a payload or an answer.
type Describe = fn(&mut Shapes) -> RefOr<Schema>;

/// The methods that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Verb {
    Get,
    Post,
    Delete,
}

/// What a request asks for.
pub(in crate::server) struct Asked<'a> {
    pub(in crate::server) now: Timestamp,
    /// What stands in the path in the place of the name in braces.
    pub(in crate::server) id: &'a str,
    pub(in crate::server) query: &'a str,
    pub(in crate::server) fields: &'a Fields<'a>,
    /// The whole body, as it was written.
    pub(in crate::server) body: &'a str,
}

/// A part of a path or of a query.
#[derive(Clone, Copy, Debug)]
pub(in crate::server) struct Parameter {
    pub(in crate::server) name: &'static str,
    pub(in crate::server) about: &'static str,
    pub(in crate::server) schema: Describe,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::server) struct Action {
    pub(in crate::server) name: &'static str,
    pub(in crate::server) about: &'static str,
    pub(in crate::server) verb: Verb,
    /// The whole path, with at most one name in braces.
    pub(in crate::server) path: &'static str,
    pub(in crate::server) run: Run,
    pub(in crate::server) reply: Describe,
    pub(in crate::server) payload: Option<Describe>,
    /// The largest body, in bytes.
    pub(in crate::server) limit: usize,
    /// What the name in braces stands for. Whatever is not found there is a 404.
    pub(in crate::server) id: Option<Parameter>,
    pub(in crate::server) query: [Option<Parameter>; 2],
    /// Tells whether something named in the payload may not be found.
    pub(in crate::server) finds: bool,
}

impl Action {
    /// A look into the books.
    pub(super) const fn get(
        name: &'static str,
        path: &'static str,
        about: &'static str,
        look: Look,
        reply: Describe,
    ) -> Self {
        Self::new(name, path, about, Run::Looks(look), reply)
    }

    /// Something that happens.
    pub(super) const fn post(
        name: &'static str,
        path: &'static str,
        about: &'static str,
        change: Change,
        reply: Describe,
    ) -> Self {
        Self::new(name, path, about, Run::Changes(change), reply).posted()
    }

    /// A look at the sandbox as a whole, unless it is posted.
    pub(super) const fn governing(
        name: &'static str,
        path: &'static str,
        about: &'static str,
        read: Read,
        reply: Describe,
    ) -> Self {
        Self::new(name, path, about, Run::Governs(read), reply)
    }

    const fn new(
        name: &'static str,
        path: &'static str,
        about: &'static str,
        run: Run,
        reply: Describe,
    ) -> Self {
        let (verb, payload, id, query, finds) = (Verb::Get, None, None, [None; 2], false);
        let limit = body::LIMIT;
        Self { name, about, verb, path, run, reply, payload, limit, id, query, finds }
    }

    /// Something that happens.
    pub(super) const fn posted(mut self) -> Self {
        self.verb = Verb::Post;
        self
    }

    /// Something that is removed.
    pub(super) const fn deleted(mut self) -> Self {
        self.verb = Verb::Delete;
        self
    }

    /// Takes larger bodies than the API does.
    pub(super) const fn limited_to(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    pub(super) const fn takes(mut self, payload: Describe) -> Self {
        self.payload = Some(payload);
        self
    }

    pub(super) const fn of(mut self, name: &'static str, about: &'static str) -> Self {
        self.id = Some(Parameter { name, about, schema: <str as Described>::schema });
        self
    }

    /// Names a parameter of the query; there is room for two.
    pub(super) const fn asks(
        mut self,
        name: &'static str,
        about: &'static str,
        schema: Describe,
    ) -> Self {
        let parameter = Some(Parameter { name, about, schema });
        self.query = match self.query {
            [None, _] => [parameter, None],
            [first, _] => [first, parameter],
        };
        self
    }

    pub(super) const fn finds(mut self) -> Self {
        self.finds = true;
        self
    }

    /// Returns what stands in a path in the place of the name in braces, as it is written there:
    /// whatever would need percent signs names nothing.
    pub(super) fn id_in<'a>(&self, path: &'a str) -> &'a str {
        let mut places = self.path.split('/').zip(path.split('/'));
        places.find(|(name, _)| name.starts_with('{')).map_or("", |(_, found)| found)
    }
}

impl Asked<'_> {
    /// Returns a parameter of the query, which comes once if at all.
    pub(super) fn parameter(&self, name: &str) -> Result<Option<String>, Problem> {
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        let mut found = pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let first = found.next();
        match found.next() {
            Some(_) => Err(Problem::Bad(format!("{name} comes twice"))),
            None => Ok(first),
        }
    }

    /// Returns a parameter that names a subscription; a UUID means the same in upper case.
    pub(super) fn subscription(&self, name: &str) -> Result<Option<SubscriptionId>, Problem> {
        let read = |text: String| {
            let uuid = IdempotencyKey::parse(&text).map_err(|problem| problem.to_string());
            uuid.and_then(|uuid| {
                SubscriptionId::parse(uuid.as_str()).map_err(|problem| problem.to_string())
            })
            .map_err(|problem| Problem::Bad(format!("{name}=[{problem}]")))
        };
        self.parameter(name)?.map(read).transpose()
    }
}
