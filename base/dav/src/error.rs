//! What is said when a request is refused: preconditions (RFC 4918 section 16) and the body that carries them.

use crate::headers::HeaderError;
use crate::name::QName;
use crate::path::PathError;
use crate::read::XmlError;
use crate::request::RequestError;
use crate::write::{Tag, XmlWriter, begin_document, end_document};
use http::StatusCode;

/// A request that is refused for its form alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DavError {
    /// For its body.
    #[error(transparent)]
    Body(#[from] RequestError),
    /// For a header.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// For its path.
    #[error(transparent)]
    Path(#[from] PathError),
}

impl DavError {
    /// 400, or 413 for a body that is too long.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Body(RequestError::Xml(XmlError::TooLong(_))) => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The body of the answer.
    pub fn body(&self) -> Vec<u8> {
        error_body(self.status(), None, &self.to_string())
    }
}

impl From<XmlError> for DavError {
    fn from(error: XmlError) -> Self {
        Self::Body(error.into())
    }
}

/// A precondition or postcondition that a program can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// These resources are locked and the request has not named their tokens.
    LockTokenSubmitted(Vec<String>),
    /// The locks on these resources do not go with the one asked for.
    NoConflictingLock(Vec<String>),
    /// The token is not that of a lock on this resource.
    LockTokenMatchesRequestUri,
    /// A PROPFIND of infinite depth is not answered.
    PropfindFiniteDepth,
    /// The property is the server's to set.
    CannotModifyProtectedProperty,
    /// A COPY or MOVE could not keep live properties.
    PreservedLiveProperties,
    /// The request would exceed a quota (RFC 4331).
    QuotaNotExceeded,
    /// There is no room on the storage (RFC 4331).
    SufficientDiskSpace,
    /// The sync token is too old or none of ours (RFC 6578).
    ValidSyncToken,
    /// A report has more results than are given at once (RFC 3744, 6578).
    NumberOfMatchesWithinLimits,
    /// The report is not one of this resource's (RFC 3253).
    SupportedReport,
    /// One of another standard.
    Other(QName),
}

impl Precondition {
    /// The status that its standard gives it.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::LockTokenSubmitted(_) | Self::NoConflictingLock(_) => StatusCode::LOCKED,
            Self::LockTokenMatchesRequestUri | Self::PreservedLiveProperties => StatusCode::CONFLICT,
            Self::QuotaNotExceeded | Self::SufficientDiskSpace | Self::NumberOfMatchesWithinLimits => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::PropfindFiniteDepth
            | Self::CannotModifyProtectedProperty
            | Self::ValidSyncToken
            | Self::SupportedReport
            | Self::Other(_) => StatusCode::FORBIDDEN,
        }
    }

    fn name(&self) -> QName {
        QName::dav(match self {
            Self::LockTokenSubmitted(_) => "lock-token-submitted",
            Self::NoConflictingLock(_) => "no-conflicting-lock",
            Self::LockTokenMatchesRequestUri => "lock-token-matches-request-uri",
            Self::PropfindFiniteDepth => "propfind-finite-depth",
            Self::CannotModifyProtectedProperty => "cannot-modify-protected-property",
            Self::PreservedLiveProperties => "preserved-live-properties",
            Self::QuotaNotExceeded => "quota-not-exceeded",
            Self::SufficientDiskSpace => "sufficient-disk-space",
            Self::ValidSyncToken => "valid-sync-token",
            Self::NumberOfMatchesWithinLimits => "number-of-matches-within-limits",
            Self::SupportedReport => "supported-report",
            Self::Other(name) => return name.clone(),
        })
    }

    /// Its element.
    pub(crate) fn write(&self, xml: &mut XmlWriter<'_>) {
        let tag = Tag::new(&self.name());
        match self {
            Self::LockTokenSubmitted(hrefs) | Self::NoConflictingLock(hrefs) if !hrefs.is_empty() => {
                xml.open(&tag);
                for href in hrefs {
                    xml.href(href);
                }
                xml.close(&tag);
            }
            _ => xml.empty(&tag),
        }
    }
}

/// The body of a refusal: the precondition for programs, and a message that synchronisation clients show to people.
pub fn error_body(status: StatusCode, precondition: Option<&Precondition>, message: &str) -> Vec<u8> {
    error_body_with(exception(status), precondition, message)
}

/// The same with an exception name of its own, for the few that clients tell apart beyond the status.
pub fn error_body_with(exception: &str, precondition: Option<&Precondition>, message: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(768);
    begin_document(&mut out, "error");
    let mut xml = XmlWriter::new(&mut out);
    if let Some(precondition) = precondition {
        precondition.write(&mut xml);
    }
    xml.raw("<s:exception>");
    xml.text(exception);
    xml.raw("</s:exception><s:message>");
    xml.text(message);
    xml.raw("</s:message>");
    end_document(&mut out, "error");
    out
}

/// The exception names that synchronisation clients know, by status.
fn exception(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => r"Sabre\DAV\Exception\NotAuthenticated",
        403 => r"Sabre\DAV\Exception\Forbidden",
        404 => r"Sabre\DAV\Exception\NotFound",
        405 => r"Sabre\DAV\Exception\MethodNotAllowed",
        409 => r"Sabre\DAV\Exception\Conflict",
        411 => r"Sabre\DAV\Exception\LengthRequired",
        412 => r"Sabre\DAV\Exception\PreconditionFailed",
        413 => r"OCA\DAV\Connector\Sabre\Exception\EntityTooLarge",
        415 => r"Sabre\DAV\Exception\UnsupportedMediaType",
        416 => r"Sabre\DAV\Exception\RequestedRangeNotSatisfiable",
        423 => r"Sabre\DAV\Exception\Locked",
        429 => r"OCA\DAV\Connector\Sabre\Exception\TooManyRequests",
        501 => r"Sabre\DAV\Exception\NotImplemented",
        503 => r"Sabre\DAV\Exception\ServiceUnavailable",
        507 => r"Sabre\DAV\Exception\InsufficientStorage",
        400..=499 => r"Sabre\DAV\Exception\BadRequest",
        _ => r"Sabre\DAV\Exception",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::name::ns;
    use crate::read::read;

    #[test]
    fn a_refusal_says_what_and_why() {
        let precondition = Precondition::LockTokenSubmitted(vec!["/dav/a".to_owned(), "/dav/b".to_owned()]);
        let root = read(&error_body(StatusCode::LOCKED, Some(&precondition), "\"a\" & b are locked")).unwrap();
        assert!(root.name.is_dav("error"));
        assert_eq!(root.dav_child("lock-token-submitted").unwrap().elements().count(), 2);
        assert_eq!(root.child(ns::SABREDAV, "exception").unwrap().text(), r"Sabre\DAV\Exception\Locked");
        assert_eq!(root.child(ns::SABREDAV, "message").unwrap().text(), "\"a\" & b are locked");
    }

    #[test]
    fn malformed_requests_are_400_and_long_ones_413() {
        assert_eq!(DavError::from(XmlError::DocumentType).status(), StatusCode::BAD_REQUEST);
        assert_eq!(DavError::from(XmlError::TooLong(1)).status(), StatusCode::PAYLOAD_TOO_LARGE);
        let error = DavError::from(PathError::NameTooLong);
        assert_eq!(error.status(), StatusCode::BAD_REQUEST);
        let root = read(&error.body()).unwrap();
        assert_eq!(root.child(ns::SABREDAV, "message").unwrap().text(), "a name must not be longer than 255 bytes");
    }
}
