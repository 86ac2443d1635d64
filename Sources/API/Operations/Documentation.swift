import HTTP
import Schema

/// The API reference as a page: swagger-ui from a folder, read once at start-up, under a policy that lets nothing else in.
package struct Documentation: Sendable {
    private static let policy = "default-src 'self'; img-src 'self' data:"
    private static let types: [(suffix: String, type: StaticString)] = [
        (".css", "text/css; charset=utf-8"), (".js", "text/javascript; charset=utf-8"),
        (".png", "image/png"),
    ]

    /// Bytes of one file.
    private static let limit = 16 << 20

    private let files: [String: [UInt8]]

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
        self.files = files
    }

    var page: Answer {
        let isComplete = files["swagger-ui-bundle.js"] != nil
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
        return guarded(Array(html.utf8), "text/html; charset=utf-8")
    }

    func asset(_ name: String) throws -> Answer {
        guard let bytes = files[name],
            let type = Self.types.first(where: { name.hasSuffix($0.suffix) })
        else { throw Problem(.notFound, "There is nothing at this address.") }
        return guarded(bytes, type.type)
    }

    private func guarded(_ bytes: [UInt8], _ type: StaticString) -> Answer {
        var answer = Answer(content: .bytes(bytes, type: type), status: 200)
        answer.headers = [
            ("Content-Security-Policy", Self.policy), ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-cache"),
        ]
        return answer
    }

    private static let start = """
        window.ui = SwaggerUIBundle({url: "/openapi.json", dom_id: "#reference", deepLinking: true,
            docExpansion: "none", persistAuthorization: true, validatorUrl: null});

        """
}
