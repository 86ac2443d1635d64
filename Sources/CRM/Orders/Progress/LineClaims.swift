import API
import Schema
import Store

// Documents name lines of their order by id, by what the other system calls them, or by a product that
// only one line has, and may leave quantities out. What they say is resolved here for all of them alike.

/// A line of a document that is about a line of an order.
protocol OrderClaim: Resource {
    var orderLine: Field<ID<OrderLines>?> { get }
    var orderLineKey: Field<String?> { get }
    var product: Field<ID<Products>?> { get }
    var quantity: Field<Decimal?> { get }
}

extension Record where R: OrderClaim {
    var orderLine: ID<OrderLines>? {
        get { self[R.properties.orderLine] }
        set { self[R.properties.orderLine] = newValue }
    }
    var orderLineKey: String? {
        get { self[R.properties.orderLineKey] }
        set { self[R.properties.orderLineKey] = newValue }
    }
    var product: ID<Products>? {
        get { self[R.properties.product] }
        set { self[R.properties.product] = newValue }
    }
    var quantity: Decimal? {
        get { self[R.properties.quantity] }
        set { self[R.properties.quantity] = newValue }
    }
}

/// The fields of such lines.
enum ClaimFields {
    static var orderLine: Field<ID<OrderLines>?> {
        Field.reference("order_line_id", to: OrderLines.self, .weak).optional.filled()
            .about(
                "The line of the order; may be left out with order_line_external_id, or with a product that one line has."
            )
    }
    static var orderLineKey: Field<String?> {
        Field.text("order_line_external_id", max: 255).optional.filled()
            .about("The external_id that the order's line has.")
    }
    static var product: Field<ID<Products>?> {
        Field.reference("product_id", to: Products.self).optional.filled()
            .about("The line's.")
    }
    static var quantity: Field<Decimal?> {
        Field.quantity("quantity").optional.filled().about("All that is left when it is left out.")
    }
}

enum LineClaims {
    /// Finds the order's lines and fills quantities; no lines at all are all that is left of each.
    ///
    /// Throws every fault; `remaining` says how much of a line can be taken, `mayBeNone` that something else is left
    /// where no line has any.
    static func resolve<C: OrderClaim>(
        _ claims: inout [Record<C>], of order: Record<Orders>, mayBeAll: Bool = true,
        mayBeNone: Bool = false, most: ((Record<OrderLines>) -> Decimal)? = nil,
        remaining: (Record<OrderLines>) -> Decimal
    ) throws {
        guard !claims.isEmpty else {
            guard mayBeAll else {
                throw Problem.invalid("/lines", .required, "Name the lines.")
            }
            claims = order.lines.filter { remaining($0) > .zero }.map { line in
                var claim = Record<C>()
                claim.orderLine = line.id
                claim.orderLineKey = line.externalKey
                claim.product = line.product
                claim.quantity = remaining(line)
                return claim
            }
            if claims.isEmpty, !mayBeNone {
                throw Problem.invalid("/lines", .required, "Nothing of the order is left for this.")
            }
            return
        }
        var faults: [Fault] = []
        var seen: Set<ID<OrderLines>> = []
        for index in claims.indices {
            guard let line = find(claims[index], index, order, &faults) else { continue }
            guard seen.insert(line.id).inserted else {
                faults.append(
                    Fault(
                        pointer: "/lines/\(index)", code: .duplicate,
                        message: "The order's line stands twice."))
                continue
            }
            claims[index].orderLine = line.id
            claims[index].orderLineKey = line.externalKey
            claims[index].product = line.product
            let left = remaining(line)
            let quantity = claims[index].quantity ?? left
            claims[index].quantity = quantity
            let limit = most?(line) ?? left
            if quantity > limit || quantity == .zero {
                faults.append(
                    Fault(
                        pointer: "/lines/\(index)/quantity", code: .outOfRange,
                        message: "At most \(limit.text(places: 0)) of this line are left."))
            }
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private static func find<C: OrderClaim>(
        _ claim: Record<C>, _ index: Int, _ order: Record<Orders>, _ faults: inout [Fault]
    ) -> Record<OrderLines>? {
        func refuse(_ field: String, _ code: FaultCode, _ message: String) {
            faults.append(
                Fault(pointer: "/lines/\(index)/\(field)", code: code, message: message))
        }
        if claim.orderLine != nil || claim.orderLineKey != nil {
            let named = claim.orderLine == nil ? "order_line_external_id" : "order_line_id"
            let line = order.lines.first { line in
                claim.orderLine.map { $0 == line.id } ?? (claim.orderLineKey == line.externalKey)
            }
            guard let line else {
                refuse(named, .notFound, "The order has no such line.")
                return nil
            }
            if let key = claim.orderLineKey, key != line.externalKey {
                refuse("order_line_external_id", .conflict, "The order's line is called otherwise.")
                return nil
            }
            if let product = claim.product, product != line.product {
                refuse("product_id", .conflict, "The order's line is of another product.")
                return nil
            }
            return line
        }
        guard let product = claim.product else {
            refuse("order_line_id", .required, "Name a line of the order, or its product.")
            return nil
        }
        let lines = order.lines.filter { $0.product == product }
        guard lines.count == 1 else {
            refuse(
                "product_id", lines.isEmpty ? .notFound : .conflict,
                lines.isEmpty
                    ? "The order has no line of this product."
                    : "Several lines of the order are of this product: name order_line_id or order_line_external_id."
            )
            return nil
        }
        return lines[0]
    }
}

extension Record where R == Orders {
    /// Changes the lines that claims are about.
    mutating func change<C: OrderClaim>(
        _ claims: [Record<C>], _ change: (inout Record<OrderLines>, Record<C>) throws -> Void
    ) throws {
        var changed = lines
        for claim in claims {
            guard let index = changed.firstIndex(where: { $0.id == claim.orderLine }) else {
                continue
            }
            try change(&changed[index], claim)
        }
        lines = changed
    }
}

/// What `cancel_lines` is told of each line.
package struct OrderCancellationLines: OrderClaim {
    package static let name = "order-cancellation-lines"
    package static let singular = "order_cancellation_line"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let orderLine = ClaimFields.orderLine
    let orderLineKey = ClaimFields.orderLineKey
    let product = ClaimFields.product
    let quantity = ClaimFields.quantity

    package init() {}
}
