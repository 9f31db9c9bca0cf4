//! What may stand in the path of a request.

/// A text is not the path of an API call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("path {path:?} {problem}")]
pub struct InvalidPath {
    path: String,
    problem: &'static str,
}

/// Accepts an absolute path that every HTTP library sends as it stands.
///
/// URL parsers fold `.` and `..`, also written `%2e`, and escape some characters silently; a path
/// with those would reach another endpoint than the one that was asked for.
pub(crate) fn check(path: &str) -> Result<(), InvalidPath> {
    let refuse = |problem| Err(InvalidPath { path: path.to_owned(), problem });
    if !path.starts_with('/') {
        return refuse("does not start with a slash");
    }
    if path.contains(['?', '#']) {
        return refuse("has a query or a fragment");
    }
    if !path.bytes().all(is_allowed) {
        return refuse("has a character that does not belong into a path");
    }
    if !path.split('%').skip(1).all(starts_with_hex_pair) {
        return refuse("has an incomplete percent escape");
    }
    let plain = path.to_ascii_lowercase().replace("%2e", ".");
    if plain.contains("..") || plain.split('/').any(|segment| segment == ".") {
        return refuse("has a segment that points elsewhere");
    }
    Ok(())
}

/// The characters of RFC 3986 `pchar`, plus the slash.
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte)
}

fn starts_with_hex_pair(escape: &str) -> bool {
    escape.as_bytes().get(..2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(path: &str, problem: &str) {
        let error = check(path).unwrap_err();
        assert_eq!(error.to_string(), format!("path {path:?} {problem}"));
    }

    #[test]
    fn paths_that_arrive_as_written_are_accepted() {
        for path in ["/", "/api/v1/invoice", "/api/v1/subscription/webhook/0%2F1", "//x", "/a.b"] {
            assert_eq!(check(path), Ok(()));
        }
    }

    #[test]
    fn paths_that_would_arrive_changed_are_refused() {
        refused("", "does not start with a slash");
        refused("api/v1", "does not start with a slash");
        refused("https://elsewhere/", "does not start with a slash");
        refused("/rate?x=1", "has a query or a fragment");
        refused("/rate#x", "has a query or a fragment");
        refused("/a b", "has a character that does not belong into a path");
        refused("/a\r\nHost: x", "has a character that does not belong into a path");
        refused("/a\\b", "has a character that does not belong into a path");
        refused("/ä", "has a character that does not belong into a path");
        refused("/a%2", "has an incomplete percent escape");
        refused("/a%zz", "has an incomplete percent escape");
        refused("/a/../b", "has a segment that points elsewhere");
        refused("/a/%2E%2e/b", "has a segment that points elsewhere");
        refused("/a/.%2e/b", "has a segment that points elsewhere");
        refused("/a/./b", "has a segment that points elsewhere");
    }
}
