//! The actions of the control API, as the document has them.

use utoipa::openapi::Required;
use utoipa::openapi::path::{
    HttpMethod, Operation as DocumentedOperation, OperationBuilder, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::security::SecurityRequirement;

use super::content::{TOO_LARGE, answer, body, json, plain};
use crate::server::control::{Action, ProblemBody, Run, Verb};
use crate::wire::schema::{Described as _, Shapes};

const FORBIDDEN: &str = "The request comes from another machine, and there is no control token; \
    or a browser sends it for a page from elsewhere.";

/// Returns the method of an action.
pub(super) fn method(action: &Action) -> HttpMethod {
    match action.verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
        Verb::Delete => HttpMethod::Delete,
    }
}

/// Describes an action; it is not signed, and wants the control token if there is one.
pub(super) fn describe(action: &Action, shapes: &mut Shapes) -> DocumentedOperation {
    let problem = json(ProblemBody::schema(shapes));
    let refusal = |about: &str| answer(about, "application/json", &problem);
    let done = json((action.reply)(shapes));
    let mut described = OperationBuilder::new()
        .operation_id(Some(action.name))
        .tag("sandbox")
        .summary(Some(action.about))
        .response("200", answer("It succeeded.", "application/json", &done))
        .securities(Some(securities()))
        .response("401", plain("The sandbox was started with a control token: show it."))
        .response("403", plain(FORBIDDEN))
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
    described = described.response("400", refusal("It was refused."));
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

/// Either nothing is wanted, or one of two ways to show the token.
fn securities() -> [SecurityRequirement; 3] {
    let shown = |scheme| SecurityRequirement::new::<_, [&str; 0], &str>(scheme, []);
    [SecurityRequirement::default(), shown("ControlToken"), shown("ControlPassword")]
}
