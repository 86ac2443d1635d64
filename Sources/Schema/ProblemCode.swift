/// Every kind of problem an answer can report; stable, listed in `openapi.yaml` and at `GET /v1/problems`.
///
/// Some of them only the room `HTTP` reports, by the same codes and statuses, before a request is one.
package enum ProblemCode: String, Sendable, CaseIterable {
    case malformedJSON = "malformed_json"
    case badParameter = "bad_parameter"
    case badCursor = "bad_cursor"
    case unknownField = "unknown_field"
    case unfilterable
    case unsortable
    case malformedRequest = "malformed_request"
    case unauthenticated
    case forbidden
    case notFound = "not_found"
    case deleted
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case illegalTransition = "illegal_transition"
    case useTransition = "use_transition"
    case notEditable = "not_editable"
    case alreadyExists = "already_exists"
    case duplicateSuspected = "duplicate_suspected"
    case inUse = "in_use"
    case idempotencyInFlight = "idempotency_in_flight"
    case quoteExpired = "quote_expired"
    case approvalRequired = "approval_required"
    case noApprover = "no_approver"
    case linkExpired = "link_expired"
    case creditRefused = "credit_refused"
    case insufficientStock = "insufficient_stock"
    case snapshotRequired = "snapshot_required"
    case staleVersion = "stale_version"
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case validationFailed = "validation_failed"
    case amountTooLarge = "amount_too_large"
    case idempotencyKeyReused = "idempotency_key_reused"
    case failedDependency = "failed_dependency"
    case preconditionRequired = "precondition_required"
    case tooManyRequests = "too_many_requests"
    case internalError = "internal"
    case overloaded
    case storageFull = "storage_full"
    case requestTimeout = "request_timeout"
    case uriTooLong = "uri_too_long"
    case expectationFailed = "expectation_failed"
    case headersTooLarge = "headers_too_large"
    case notImplemented = "not_implemented"
    case httpVersionUnsupported = "http_version_unsupported"

    /// The status of RFC 9110 (or RFC 4918, RFC 6585) that goes with it.
    package var status: Int {
        switch self {
        case .malformedJSON, .badParameter, .badCursor, .unknownField, .unfilterable, .unsortable,
            .malformedRequest:
            400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound, .deleted: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .illegalTransition, .useTransition, .notEditable, .alreadyExists, .duplicateSuspected,
            .inUse, .idempotencyInFlight, .quoteExpired, .approvalRequired, .noApprover,
            .creditRefused, .insufficientStock:
            409
        case .snapshotRequired, .linkExpired: 410
        case .staleVersion: 412
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .validationFailed, .amountTooLarge, .idempotencyKeyReused: 422
        case .failedDependency: 424
        case .preconditionRequired: 428
        case .tooManyRequests: 429
        case .internalError: 500
        case .overloaded: 503
        case .storageFull: 507
        case .requestTimeout: 408
        case .uriTooLong: 414
        case .expectationFailed: 417
        case .headersTooLarge: 431
        case .notImplemented: 501
        case .httpVersionUnsupported: 505
        }
    }

    /// The sentence that is the same for every occurrence.
    package var title: String {
        switch self {
        case .malformedJSON: "The body is not JSON."
        case .badParameter: "A parameter is invalid."
        case .badCursor: "The cursor does not belong to this list."
        case .unknownField: "There is no such field."
        case .unfilterable: "This field cannot be filtered."
        case .unsortable: "This field cannot be sorted."
        case .malformedRequest: "The request is malformed."
        case .unauthenticated: "A valid credential is needed."
        case .forbidden: "This is not allowed."
        case .notFound: "There is nothing here."
        case .deleted: "The record was deleted."
        case .methodNotAllowed: "The method is not allowed here."
        case .notAcceptable: "No representation fits Accept."
        case .illegalTransition: "The status does not allow this."
        case .useTransition: "A status changes only through a verb."
        case .notEditable: "The record can no longer be edited."
        case .alreadyExists: "The record exists already."
        case .duplicateSuspected: "The record looks like one that exists."
        case .inUse: "Other records need this one."
        case .idempotencyInFlight: "The first request with this key is still running."
        case .quoteExpired: "The quote has expired."
        case .approvalRequired: "Somebody has to approve this first."
        case .noApprover: "Nobody could approve this."
        case .linkExpired: "The link is no longer valid."
        case .creditRefused: "The payer's credit does not cover this."
        case .insufficientStock: "There is not enough stock."
        case .snapshotRequired: "The cursor is older than the feed."
        case .staleVersion: "The record has changed meanwhile."
        case .bodyTooLarge: "The body is too large."
        case .unsupportedMediaType: "The body's media type is not supported."
        case .validationFailed: "The request has invalid fields."
        case .amountTooLarge: "An amount is too large."
        case .idempotencyKeyReused: "The key was used with another body or query."
        case .failedDependency: "An operation that this one builds on has failed."
        case .preconditionRequired: "If-Match is needed."
        case .tooManyRequests: "Too many requests."
        case .internalError: "The server failed."
        case .overloaded: "The server is busy."
        case .storageFull: "The disk is full."
        case .requestTimeout: "The request did not arrive in time."
        case .uriTooLong: "The request line is too long."
        case .expectationFailed: "The expectation cannot be met."
        case .headersTooLarge: "The header section is too large."
        case .notImplemented: "The method or transfer coding is not implemented."
        case .httpVersionUnsupported: "The HTTP version is not supported."
        }
    }
}
