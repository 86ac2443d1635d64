import JSON
import Store

/// Money and quantities: decimal strings, or JSON numbers where they are exact.
extension FieldSpec {
    func amount(_ node: JSONNode) throws(Fault) -> Cell {
        let value = try scaled(node, places: 4)
        guard (0...Money.limit).contains(value) else {
            throw fault(.outOfRange, "must be between 0 and \(Money.limit / Money.scale)")
        }
        return .integer(value)
    }

    func decimal(_ node: JSONNode, _ use: DecimalUse) throws(Fault) -> Cell {
        let value = Decimal(millionths: try scaled(node, places: 6))
        if let message = use.refusal(of: value) { throw fault(.outOfRange, message) }
        return value.cell
    }

    private func scaled(_ node: JSONNode, places: Int) throws(Fault) -> Int64 {
        switch node.kind {
        case .number:
            guard let value = node.number?.scaled(places: places) else {
                throw fault(
                    .notExact, "must have at most \(places) decimals and 12 digits before them")
            }
            return value
        case .string:
            var parsed = Result<Int64, DecimalFault>.failure(.malformed)
            _ = node.readText { parsed = DecimalText.scaled($0, places: places) }
            switch parsed {
            case .success(let value): return value
            case .failure(.tooManyPlaces):
                throw fault(.tooManyDecimals, "must have at most \(places) decimals")
            case .failure(.outOfRange): throw fault(.outOfRange, "is too large")
            case .failure(.malformed):
                throw fault(.malformed, "must be a decimal number such as \"12.50\"")
            }
        default: throw fault(.wrongType, "must be a decimal string such as \"12.50\"")
        }
    }
}

extension DecimalUse {
    /// A billion of anything is more than an order holds; it keeps every product inside 128 bits.
    static let largest = Decimal(1_000_000_000)

    func refusal(of value: Decimal) -> String? {
        switch self {
        case .quantity:
            if value <= .zero { return "must be greater than 0" }
            return value > Self.largest ? "must be at most 1000000000" : nil
        case .minimumQuantity, .unitPrice:
            if value < .zero { return "must be 0 or more" }
            return value > Self.largest ? "must be at most 1000000000" : nil
        case .percent:
            return (Decimal.zero...Decimal.hundred).contains(value)
                ? nil : "must be between 0 and 100"
        }
    }
}
