//! The actions of the control API, as the document has them.

use utoipa::openapi::Required;
use utoipa::openapi::path::{
    HttpMethod, Operation as DocumentedOperation, OperationBuilder, ParameterBuilder, ParameterIn,
};

use super::content::{TOO_LARGE, answer, body, json, plain};
use crate::server::control::{Action, ProblemBody, Run, Verb};
use crate::wire::schema::{Described as _, Shapes};

/// Returns the method of an action.
pub(super) fn method(action: &Action) -> HttpMethod {
    match action.verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
    }
}

/// Describes an action; it is not signed.
pub(super) fn describe(action: &Action, shapes: &mut Shapes) -> DocumentedOperation {
    let problem = json(ProblemBody::schema(shapes));
    let refusal = |about: &str| answer(about, "application/json", &problem);
    let done = json((action.reply)(shapes));
    let mut described = OperationBuilder::new()
        .operation_id(Some(action.name))
        .tag("sandbox")
        .summary(Some(action.about))
        .response("200", answer("It succeeded.", "application/json", &done))
        .response("403", plain("The request comes from another machine, or from a page of one."))
        .response("500", refusal("The sandbox failed."));
    if let Some(id) = action.id {
        let parameter = ParameterBuilder::new().parameter_in(ParameterIn::Path).name(id.name);
        let parameter = parameter.description(Some(id.about)).required(Required::True);
        described = described.parameter(parameter.schema(Some((id.schema)(shapes))));
    }
    for query in action.query.into_iter().flatten() {
        let parameter = ParameterBuilder::new().parameter_in(ParameterIn::Query).name(query.name);
        let parameter = parameter.description(Some(query.about)).required(Required::False);
        described = described.parameter(parameter.schema(Some((query.schema)(shapes))));
    }
    if action.id.is_some() || action.finds {
        described = described.response("404", refusal("What is named is not there."));
    }
    if action.id.is_some() || action.query.iter().any(Option::is_some) || action.payload.is_some() {
        described = described.response("400", refusal("It was refused."));
    }
    if matches!(action.run, Run::Governs(_)) {
        described = described.response("422", refusal("Nothing can be made of what was sent."));
    }
    if let Some(payload) = action.payload {
        described = described
            .request_body(Some(body(payload(shapes))))
            .response("413", plain(TOO_LARGE))
            .response("415", refusal("The body is not declared as JSON."));
    }
    described.build()
}
