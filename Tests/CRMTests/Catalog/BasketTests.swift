import Glibc
import Testing
import TratoTesting

/// Sixty baskets whose figures were worked out without the program: `Tests/Baskets/baskets.txt`.
struct BasketTests {
    /// One entry of the table.
    struct Basket {
        let name: String
        let head: [Substring]
        let lines: [[Substring]]
        let answer: [String]
    }

    @Test func `sixty baskets agree to the coin`() throws {
        let baskets = try Self.table()
        #expect(baskets.count == 60)
        let catalog = try BasketCatalog()
        for basket in baskets {
            let answer = catalog.shop.client.post(
                "/v1/price-quotes", try catalog.request(basket.head, basket.lines))
            #expect(answer.status == 200, "\(basket.name): \(answer)")
            #expect(Self.lines(of: answer.json) == basket.answer, "\(basket.name)")
        }
        #expect(catalog.shop.read("orders")["data"].elements.isEmpty, "nothing is stored")
    }

    @Test func `a stored order and a quote come to the same as a basket`() throws {
        let catalog = try BasketCatalog()
        for basket in try Self.table() where basket.head.contains(where: { $0.hasPrefix("party=") })
        {
            let body = try catalog.request(basket.head, basket.lines).without("country")
            for resource in ["orders", "quotes"] {
                let made = try catalog.shop.make(resource, body)
                #expect(Self.lines(of: made) == basket.answer, "\(basket.name) as \(resource)")
                let again = catalog.shop.patch(
                    "\(resource)/\(try catalog.shop.id(made))",
                    ["lines": made["lines"], "tags": ["x"]])
                #expect(again.json["lines"] == made["lines"], "\(basket.name) as \(resource)")
                #expect(
                    Self.lines(of: again.json) == basket.answer, "\(basket.name) as \(resource)")
            }
        }
        #expect(try catalog.shop.violations().isEmpty)
    }

    // MARK: The table

    private static func table() throws -> [Basket] {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try #require(read("/\(folder)/Baskets/baskets.txt"))
        var found: [Basket] = []
        for entry in text.split(separator: "\n\n") {
            let rows = entry.split(separator: "\n")
            let said = rows.filter { !$0.hasPrefix("#") }
            guard let head = said.first else { continue }
            found.append(
                Basket(
                    name: String(rows[0]), head: head.split(separator: " "),
                    lines: said.filter { $0.hasPrefix("- ") }.map { $0.split(separator: " ") },
                    answer: said.filter { $0.hasPrefix("= ") }.map(String.init)))
        }
        return found
    }

    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// An answer as the table writes it.
    private static func lines(of json: JSONValue) -> [String] {
        func text(_ value: JSONValue, _ name: String) -> String { value[name].string ?? "?" }
        var found: [String] = []
        for line in json["lines"].elements {
            found.append(
                "= \(text(line, "unit_price")) net \(text(line, "net_amount")) "
                    + "share \(text(line, "allocated_discount_amount")) tax \(text(line, "tax_amount")) "
                    + "gross \(text(line, "gross_amount"))")
        }
        for tax in json["taxes"].elements {
            found.append(
                "= \(text(tax, "tax_category")) \(text(tax, "rate_percent")) % of "
                    + "\(text(tax, "taxable_amount")): \(text(tax, "tax_amount"))")
        }
        for total in json["recurring_totals"].elements {
            found.append(
                "= every \(text(total, "interval")) net \(text(total, "net_amount")) "
                    + "term \(total["term_net_amount"].string ?? "open")")
        }
        found.append(
            "= net \(text(json, "net_amount")) tax \(text(json, "tax_amount")) "
                + "gross \(text(json, "gross_amount"))")
        return found
    }
}
