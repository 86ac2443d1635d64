import HTTP
import Schema

/// The API reference as a page: swagger-ui from a folder, read once at start-up, under a policy that lets nothing else in.
package struct Documentation: Sendable {
    private static let policy: StaticString =
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    private static let types: [(suffix: String, type: StaticString)] = [
        (".css", "text/css; charset=utf-8"), (".js", "text/javascript; charset=utf-8"),
        (".png", "image/png"),
    ]

    /// Bytes of one file.
    private static let limit = 16 << 20

    private let files: [String: FixedContent]
    let page: FixedContent

    /// A folder that is missing leaves the page with a sentence about what to do.
    init(folder: String?) {
        var files: [String: [UInt8]] = [:]
        for name in ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] {
            if let folder {
                files[name] = try? LocalFile.read("\(folder)/\(name)", limit: Self.limit)
            }
        }
        files["start.js"] = Array(Self.start.utf8)
        files["page.css"] = Array("body { margin: 0; font-family: sans-serif; }\n".utf8)
        page = Self.page(isComplete: files["swagger-ui-bundle.js"] != nil)
        self.files = files.reduce(into: [:]) { known, file in
            guard let type = Self.types.first(where: { file.key.hasSuffix($0.suffix) }) else {
                preconditionFailure("\(file.key) has no media type")
            }
            known[file.key] = FixedContent(file.value, type: type.type, policy: Self.policy)
        }
    }

    func asset(_ name: String) throws -> FixedContent {
        guard let file = files[name] else {
            throw Problem(.notFound, "There is nothing at this address.")
        }
        return file
    }

    private static func page(isComplete: Bool) -> FixedContent {
        let body =
            isComplete
            ? "<div id=\"reference\"></div><script src=\"/docs/swagger-ui-bundle.js\"></script>"
                + "<script src=\"/docs/start.js\"></script>"
            : "<p>The page's files are missing: start the server with --swagger-ui, "
                + "or read <a href=\"/openapi.yaml\">openapi.yaml</a>.</p>"
        let html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trato API</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/swagger-ui.css">
            <link rel="stylesheet" href="/docs/page.css"></head><body>\(body)</body></html>

            """
        return FixedContent(Array(html.utf8), type: "text/html; charset=utf-8", policy: policy)
    }

    private static let start = """
        window.ui = SwaggerUIBundle({url: "/openapi.json", dom_id: "#reference", deepLinking: true,
            docExpansion: "none", persistAuthorization: true, validatorUrl: null});

        """
}
