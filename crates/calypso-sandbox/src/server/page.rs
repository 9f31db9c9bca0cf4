//! The page at `/_sandbox/`: what is in the sandbox, for people, and buttons for what the control
//! API does. It needs no script.

mod button;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use url::form_urlencoded;

use self::button::Button;
use self::view::{LedgerRow, View};
use super::api::Api;
use super::control::{self, Problem};
use super::{admission, body, guard};

const PATH: &str = "/_sandbox/";

/// No script, no frame, no form or style from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// With `no-referrer` a browser would hide from us that a form was ours: it would send
/// `Origin: null`.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// What happened last, or why it did not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Notice {
    text: String,
    is_problem: bool,
}

#[derive(Debug, Template)]
#[template(path = "page.html")]
struct Page {
    notice: Option<Notice>,
    view: View,
    version: &'static str,
}

pub(super) fn router(api: &Arc<Api>) -> Router<Arc<Api>> {
    let mut router = Router::new().route(PATH, get(show)).route("/_sandbox/style.css", get(style));
    for button in Button::ALL {
        let handler = move |State(api): State<Arc<Api>>, request| async move {
            match press(&api, button, request).await {
                Ok(response) => response,
                Err(problem) => refuse(&api, problem).await,
            }
        };
        // Who comes back to where a refusal was shown finds the page.
        let back = get(|| async { Redirect::to(PATH) });
        router = router.route(button.path(), back.post(handler));
    }
    router
        .layer(from_fn_with_state(Arc::clone(api), guard::guard))
        .layer(map_response(|response: Response| async { (HEADERS, response) }))
}

async fn show(State(api): State<Arc<Api>>, uri: Uri) -> Response {
    let mut query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let word = query.find(|(name, _)| name == "done").map(|(_, word)| word);
    let button = word.and_then(|word| Button::of_word(&word));
    let notice = button.map(|button| Notice { text: button.done().to_owned(), is_problem: false });
    render(&api, StatusCode::OK, notice).await
}

async fn style() -> Response {
    let content_type = HeaderValue::from_static("text/css; charset=utf-8");
    ([(CONTENT_TYPE, content_type)], include_str!("../../templates/style.css")).into_response()
}

/// Does what a button stands for, and leads back to the page, so that reloading it does nothing.
async fn press(api: &Api, button: Button, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if !admission::is_form(&parts.headers) {
        let text = String::from("Content-Type must be that of a form");
        let notice = Some(Notice { text, is_problem: true });
        return Ok(render(api, StatusCode::UNSUPPORTED_MEDIA_TYPE, notice).await);
    }
    let form = body::read(body, body::LIMIT).await.map_err(Problem::Body)?;
    let pressed = button.press(&form).map_err(|problem| Problem::Bad(problem.to_owned()))?;
    control::press(api, pressed.action, &pressed.id, &pressed.body).await?;
    Ok(Redirect::to(&format!("{PATH}?done={}", button.word())).into_response())
}

async fn refuse(api: &Api, problem: Problem) -> Response {
    let (status, text) = problem.into_parts();
    render(api, status, Some(Notice { text, is_problem: true })).await
}

async fn render(api: &Api, status: StatusCode, notice: Option<Notice>) -> Response {
    let view = api.shared.read(|world| View::of(world, api.shared.clock.mode()));
    // Nothing is shown that may still be forgotten.
    if let Err(problem) = api.shared.kept().await {
        return (StatusCode::INTERNAL_SERVER_ERROR, format!("{problem}\n")).into_response();
    }
    let page = Page { notice, view, version: env!("CARGO_PKG_VERSION") };
    let content_type = HeaderValue::from_static("text/html; charset=utf-8");
    match page.render() {
        Ok(text) => (status, [(CONTENT_TYPE, content_type)], text).into_response(),
        Err(problem) => {
            let problem = format!("the page cannot be written: {problem}\n");
            (StatusCode::INTERNAL_SERVER_ERROR, problem).into_response()
        }
    }
}
