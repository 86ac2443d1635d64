import CRM
import Schema
import Testing

/// Documents worked out by hand.
struct PricingTests {
    /// `12.345` as millionths.
    private static func decimal(_ text: String) throws -> Decimal {
        let parts = text.split(separator: ".")
        let whole = try #require(Int64(parts[0]))
        let digits = parts.count > 1 ? String(parts[1]) : ""
        let padded = digits + String(repeating: "0", count: 6 - digits.count)
        return Decimal(millionths: whole * 1_000_000 + (try #require(Int64(padded))))
    }

    private static func money(_ text: String) throws -> Money {
        Money(tenThousandths: try decimal(text).millionths / 100)
    }

    private static func terms(_ code: String = "EUR", _ rounding: Rounding = .halfUp) throws
        -> Pricing.Terms
    {
        Pricing.Terms(currency: try #require(Currency(code)), rounding: rounding)
    }

    private static func line(
        _ quantity: String, _ price: String, discount: String = "0", tax: String = "0",
        category: String = "standard"
    ) throws -> Pricing.Line {
        Pricing.Line(
            quantity: try decimal(quantity), unitPrice: try decimal(price),
            discountPercent: try decimal(discount), taxCategory: category,
            taxRatePercent: try decimal(tax))
    }

    private static func texts(_ amounts: [Money], _ places: Int = 2) -> [String] {
        amounts.map { $0.text(places: places) }
    }

    @Test func `ten off three times a hundred loses no cent`() throws {
        var terms = try Self.terms()
        terms.discount = .amount(try Self.money("10"))
        let line = try Self.line("1", "100")
        let result = try Pricing.price([line, line, line], terms)
        #expect(Self.texts(result.lines.map(\.allocatedDiscount)) == ["3.34", "3.33", "3.33"])
        #expect(Self.texts(result.lines.map(\.gross)) == ["96.66", "96.67", "96.67"])
        #expect(Self.texts([result.net, result.gross]) == ["290.00", "290.00"])
    }

    @Test func `yen have no decimals and dinars three`() throws {
        var yen = try Self.terms("JPY")
        yen.discount = .amount(try Self.money("10"))
        let line = try Self.line("1", "100", tax: "10")
        let first = try Pricing.price([line, line, line], yen)
        #expect(Self.texts(first.lines.map(\.allocatedDiscount), 0) == ["4", "3", "3"])
        #expect(Self.texts([first.net, first.tax, first.gross], 0) == ["290", "29", "319"])
        let dinars = try Self.terms("KWD")
        let second = try Pricing.price([try Self.line("1", "1.2345", tax: "5")], dinars)
        #expect(
            Self.texts([second.net, second.tax, second.gross], 3) == ["1.235", "0.062", "1.297"])
    }

    @Test(arguments: [
        ("1", "0.125", "0", "0.13", "0.12"), ("1", "0.135", "0", "0.14", "0.14"),
        ("25", "7.70", "15", "163.63", "163.62"), ("77", "15.50", "5", "1133.83", "1133.82"),
        ("15", "7.75", "10", "104.63", "104.62"), ("1.5", "0.01", "50", "0.01", "0.01"),
        ("3", "0.333333", "0", "1.00", "1.00"),
    ])
    func `half a cent goes where the document says`(
        quantity: String, price: String, discount: String, halfUp: String, halfEven: String
    ) throws {
        let line = try Self.line(quantity, price, discount: discount)
        let up = try Pricing.price([line], try Self.terms("EUR", .halfUp))
        let even = try Pricing.price([line], try Self.terms("EUR", .halfEven))
        #expect(up.net.text(places: 2) == halfUp)
        #expect(even.net.text(places: 2) == halfEven)
    }

    @Test func `fifty lines are taxed once, or line by line where the document says so`() throws {
        let lines = try (0..<50).map { _ in try Self.line("1", "0.05", tax: "19") }
        var terms = try Self.terms()
        let whole = try Pricing.price(lines, terms)
        // 19 % of 2.50 is 0.475; 19 % of 0.05 is 0.0095.
        #expect(Self.texts([whole.net, whole.tax]) == ["2.50", "0.48"])
        #expect(try Money.sum(whole.lines.map(\.tax)) == whole.tax)
        terms.taxRounding = .line
        let each = try Pricing.price(lines, terms)
        #expect(Self.texts([each.net, each.tax]) == ["2.50", "0.50"])
    }

    @Test func `each category is taxed on what its discount leaves`() throws {
        var terms = try Self.terms()
        terms.discount = .percent(try Self.decimal("10"))
        let result = try Pricing.price(
            [
                try Self.line("2", "50", tax: "19"),
                try Self.line("1", "50", tax: "7", category: "reduced"),
            ], terms)
        #expect(Self.texts([result.linesNet, result.discount]) == ["150.00", "15.00"])
        #expect(result.taxes.map(\.category) == ["reduced", "standard"])
        #expect(Self.texts(result.taxes.map(\.taxable)) == ["45.00", "90.00"])
        #expect(Self.texts(result.taxes.map(\.tax)) == ["3.15", "17.10"])
        #expect(
            Self.texts([result.net, result.tax, result.gross]) == ["135.00", "20.25", "155.25"])
    }

    @Test func `freight is taxed with the lines of its rate, or in a row of its own`() throws {
        var terms = try Self.terms()
        terms.freight = try Self.money("10")
        terms.freightTaxRatePercent = try Self.decimal("19")
        let line = try Self.line("1", "100", tax: "19")
        let together = try Pricing.price([line], terms)
        #expect(Self.texts(together.taxes.map(\.taxable)) == ["110.00"])
        #expect(Self.texts([together.tax, together.freightTax]) == ["20.90", "1.90"])
        #expect(Self.texts(together.lines.map(\.tax)) == ["19.00"])
        terms.freightTaxRatePercent = .zero
        let apart = try Pricing.price([line], terms)
        #expect(Self.texts(apart.taxes.map(\.taxable)) == ["10.00", "100.00"])
        #expect(Self.texts([apart.tax, apart.freightTax]) == ["19.00", "0.00"])
    }

    @Test func `a discount of everything leaves exactly nothing`() throws {
        let free = try Self.line("7", "19.99", discount: "100", tax: "19")
        let paid = try Self.line("3", "33.33", tax: "19")
        let line = try Pricing.price([free], try Self.terms())
        #expect(Self.texts([line.net, line.tax, line.gross]) == ["0.00", "0.00", "0.00"])
        #expect(line.lines.first?.discount.text(places: 2) == "139.93")
        var terms = try Self.terms()
        terms.discount = .percent(.hundred)
        let document = try Pricing.price([free, paid, paid], terms)
        #expect(
            Self.texts([document.net, document.tax, document.gross]) == ["0.00", "0.00", "0.00"])
        #expect(document.lines.allSatisfy { $0.gross == .zero })
    }

    @Test func `a document without lines is its freight`() throws {
        var terms = try Self.terms()
        #expect(try Pricing.price([], terms).gross == .zero)
        terms.freight = try Self.money("5")
        terms.freightTaxRatePercent = try Self.decimal("20")
        let result = try Pricing.price([], terms)
        #expect(Self.texts([result.net, result.tax, result.gross]) == ["5.00", "1.00", "6.00"])
    }

    @Test func `orders of a wholesaler come out to the cent`() throws {
        var terms = try Self.terms("USD")
        terms.freight = try Self.money("65.83")
        let result = try Pricing.price(
            [
                try Self.line("10", "7.70"), try Self.line("35", "42.40", discount: "15"),
                try Self.line("15", "16.80", discount: "15"),
            ], terms)
        #expect(Self.texts(result.lines.map(\.net)) == ["77.00", "1261.40", "214.20"])
        #expect(Self.texts([result.net, result.gross]) == ["1618.43", "1618.43"])
    }

    @Test func `amounts out of range are an error and never a trap`() throws {
        let huge = Pricing.Line(
            quantity: Decimal(millionths: .max), unitPrice: Decimal(millionths: .max))
        let large = try Self.line("1", "9000000000000", tax: "100")
        let terms = try Self.terms()
        #expect(throws: AmountOverflow()) { try Pricing.price([huge], terms) }
        #expect(throws: AmountOverflow()) { try Pricing.price([large, large], terms) }
        #expect(throws: AmountOverflow()) { try Pricing.price([large], terms) }
    }
}
