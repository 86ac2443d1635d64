import Store

/// A Swift value that a column can hold.
///
/// `init` traps on a cell of another kind: columns are `STRICT` and only this code writes them. Both are inlined into the
/// rooms that use them: through the protocol an optional's would look its types up.
@usableFromInline package protocol CellConvertible: Sendable {
    init(cell: Cell)
    var cell: Cell { get }
}

/// Ends the process: a column holds what nothing can have written.
@usableFromInline @inline(never)
func refuse(_ cell: Cell, _ what: StaticString) -> Never { preconditionFailure("\(cell) \(what)") }

/// A choice that rules switch over.
package protocol Word: CellConvertible, RawRepresentable, CaseIterable, Hashable
where RawValue == String {}

extension Word {
    @inlinable
    package init(cell: Cell) {
        guard case .text(let text) = cell, let value = Self(rawValue: text) else {
            preconditionFailure("\(cell) is no \(Self.self)")
        }
        self = value
    }

    @inlinable package var cell: Cell { .text(rawValue) }
}

extension String: CellConvertible {
    @inlinable package init(cell: Cell) {
        guard case .text(let value) = cell else { refuse(cell, "is not text") }
        self = value
    }

    @inlinable package var cell: Cell { .text(self) }
}

extension Int64: CellConvertible {
    @inlinable package init(cell: Cell) {
        guard case .integer(let value) = cell else { refuse(cell, "is no integer") }
        self = value
    }

    @inlinable package var cell: Cell { .integer(self) }
}

extension Bool: CellConvertible {
    @inlinable package init(cell: Cell) { self = Int64(cell: cell) != 0 }

    @inlinable package var cell: Cell { .integer(self ? 1 : 0) }
}

extension Money: CellConvertible {
    @inlinable package init(cell: Cell) { self.init(tenThousandths: Int64(cell: cell)) }

    @inlinable package var cell: Cell { .integer(tenThousandths) }
}

extension Decimal: CellConvertible {
    @inlinable package init(cell: Cell) { self.init(millionths: Int64(cell: cell)) }

    @inlinable package var cell: Cell { .integer(millionths) }
}

extension Day: CellConvertible {
    @inlinable package init(cell: Cell) { self.init(daysSince1970: Int32(Int64(cell: cell))) }

    @inlinable package var cell: Cell { .integer(Int64(daysSince1970)) }
}

extension Instant: CellConvertible {
    package init(cell: Cell) { self.init(milliseconds: Int64(cell: cell)) }

    package var cell: Cell { .integer(milliseconds) }
}

extension Currency: CellConvertible {
    package init(cell: Cell) {
        guard let value = Currency(String(cell: cell)) else {
            preconditionFailure("\(cell) is no currency")
        }
        self = value
    }

    package var cell: Cell { .text(text) }
}

extension Rounding: Word {}

extension RecordID: CellConvertible {
    @inlinable package init(cell: Cell) {
        guard case .uuid(let high, let low) = cell else { refuse(cell, "is no id") }
        self.init(high: high, low: low)
    }

    @inlinable package var cell: Cell { .uuid(high, low) }
}

extension Optional: CellConvertible where Wrapped: CellConvertible {
    @inlinable package init(cell: Cell) { self = cell.isNull ? nil : Wrapped(cell: cell) }

    @inlinable package var cell: Cell { self?.cell ?? .null }
}

extension Array: CellConvertible where Element == String {
    @usableFromInline package init(cell: Cell) { self = Labels.decode(String(cell: cell)) }

    @usableFromInline package var cell: Cell { .text(Labels.encode(self)) }
}
