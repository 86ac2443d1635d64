import HTTP

/// Content that is no JSON: a page, a document.
package struct Rendition: Sendable {
    package var bytes: [UInt8]
    package var type: StaticString
    package var status = 200
    /// What a browser may load for it; nothing when it is nil.
    package var policy: StaticString?
    /// What a browser would save it as: letters, digits, hyphens and a dot.
    package var fileName: String?

    package init(
        _ bytes: [UInt8], type: StaticString, policy: StaticString? = nil, fileName: String? = nil
    ) {
        self.bytes = bytes
        self.type = type
        self.policy = policy
        self.fileName = fileName
    }

    var response: Response {
        var response = Response(status, body: bytes, type: type)
        if let policy { response.policy = policy }
        if let fileName { response.add("Content-Disposition", "inline; filename=\"\(fileName)\"") }
        return response
    }
}
