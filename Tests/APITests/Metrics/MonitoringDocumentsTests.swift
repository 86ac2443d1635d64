import Testing
import TratoTesting

/// The dashboard, the alert rules and the page of metrics ask for nothing that the server does not say.
struct MonitoringDocumentsTests {
    private let exposed: PrometheusText

    init() throws {
        let server = try TestServer()
        let text = try server.serving { connect in
            let client = try connect()
            let made = client.post("/v1/parties", ["kind": "person", "given_name": "Ana"])
            _ = client.get("/v1/parties/\(made.id)")
            // Every cause, result and kind has its sample from the start; routes and codes come with requests.
            let broken = try server.connection()
            broken.write(.get, "/livez", headers: [("X Y", "z")])
            #expect(broken.readResponse().status == 400)
            for body in ["", "{}"] {
                _ = client.with(token: nil).send(
                    .post, "/v1/sessions", headers: [("Content-Type", "application/json")],
                    bytes: Array(body.utf8))
            }
            return client.with(token: nil).get("/metrics").text
        }
        exposed = try PrometheusText(text)
    }

    @Test func `the dashboard asks only for what is there`() throws {
        let dashboard = try JSONValue(parsing: try Self.file("grafana-dashboard.json"))
        let panels = dashboard["panels"].elements
        let targets = panels.flatMap { $0["targets"].elements }
        let expressions = targets.compactMap { $0["expr"].string }
        #expect(expressions.count == targets.count && expressions.count > 50)
        for expression in expressions + [dashboard["annotations"]["list"][0]["expr"].string ?? ""] {
            check(expression)
        }
        let ids = panels.compactMap { $0["id"].integer }
        #expect(Set(ids).count == panels.count)
        for panel in panels where panel["type"] != "row" {
            #expect(panel["title"].string?.isEmpty == false)
            #expect(!panel["targets"].elements.isEmpty, "\(panel["title"])")
        }
    }

    @Test func `the alert rules ask only for what is there`() throws {
        let text = String(decoding: try Self.file("prometheus-alerts.yml"), as: UTF8.self)
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        let expressions = lines.filter { $0.hasPrefix("expr: ") }.map { String($0.dropFirst(6)) }
        let alerts = lines.filter { $0.hasPrefix("- alert: ") }.map { String($0.dropFirst(9)) }
        #expect(alerts.count > 10 && alerts.count == expressions.count)
        for expression in expressions { check(expression) }
        let guide = String(decoding: try Self.file("../how-to/monitor.md"), as: UTF8.self)
        for alert in alerts { #expect(guide.contains("`\(alert)`"), "\(alert) is not explained") }
    }

    @Test func `the page of metrics names each of them, with its type and labels`() throws {
        let page = String(decoding: try Self.file("metrics.md"), as: UTF8.self)
        var rows: [String: (type: String, labels: Set<String>)] = [:]
        for line in page.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: " ").joined(separator: " ")
            }
            // What stands behind a colon are a label's values.
            let labels = cells[2].split(separator: ":")[safely: 0] ?? ""
            rows[cells[0].filter { $0 != "`" }] = (
                cells[1],
                Set(labels.split(separator: ",").map { $0.filter { $0 != "`" && $0 != " " } })
            )
        }
        #expect(Set(rows.keys) == Set(exposed.families.map(\.name)))
        for family in exposed.families {
            var labels = Set(family.samples.flatMap { $0.labels.keys })
            labels.remove("le")
            #expect(rows[family.name]?.type == family.type, "\(family.name)")
            #expect(rows[family.name]?.labels == labels, "\(family.name)")
        }
    }

    /// Names with their selectors, such as `trato_writes_total{result="failed"}`.
    private func check(_ expression: String) {
        var rest = expression[...]
        var found = 0
        while let start = rest.firstIndex(where: { $0.isLetter || $0 == "_" || $0 == "\"" }) {
            rest = rest[start...]
            if rest.first == "\"" {
                rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
                continue
            }
            let word = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
            rest = rest.dropFirst(word.count)
            guard word == "up" || word.hasPrefix("trato_") || word.hasPrefix("process_") else {
                continue
            }
            found += 1
            var selector = ""
            if rest.first == "{" {
                selector = String(rest.dropFirst().prefix { $0 != "}" })
                rest = rest.dropFirst(selector.count + 2)
            }
            // Prometheus itself says whether a target is up.
            if word != "up" { check(word, selector, expression) }
        }
        #expect(found > 0, "\(expression)")
    }

    private func check(_ name: String, _ selector: String, _ expression: String) {
        let samples = exposed.samples(name)
        #expect(!samples.isEmpty, "there is no \(name), asked for in \(expression)")
        for matcher in selector.split(separator: ",") {
            let label = String(matcher.prefix { $0.isLetter || $0 == "_" })
            // Prometheus adds where a sample comes from.
            if ["instance", "job"].contains(label) { continue }
            let values = Set(samples.compactMap { $0.labels[label] })
            #expect(!values.isEmpty, "\(name) has no label \(label), asked for in \(expression)")
            let value = matcher.split(separator: "\"")[safely: 1].map(String.init)
            guard matcher.dropFirst(label.count).hasPrefix("=\""), label != "status", let value
            else { continue }
            #expect(values.contains(value), "\(name) has no \(label) \(value): \(expression)")
        }
    }

    private static func file(_ name: String) throws -> [UInt8] {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return try File.read("/\(root)/docs/reference/\(name)")
    }
}

extension Array {
    fileprivate subscript(safely index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}
