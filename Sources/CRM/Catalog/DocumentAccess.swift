// The fields of documents, lines and taxes by name: `order.currency`, `line.quantity`.
//
// In a rule that is generic over quotes and orders, a key path that begins at the resource is made at run time for each
// access, which was 70 % of the instructions of an order with five lines. These begin at the group, which has a type of
// its own, and cost what the access costs.

import Schema

/// A quote or an order.
extension Record where R: SalesDocument {
    subscript<Value>(dynamicMember path: KeyPath<DocumentFields, Field<Value>>) -> Value {
        @inline(__always) get { self[here: R.documentFields[keyPath: path]] }
        @inline(__always) set { self[here: R.documentFields[keyPath: path]] = newValue }
    }
    var lines: [Record<R.Line>] {
        @inline(__always) get { self[here: R.properties.lines] }
        @inline(__always) set { self[here: R.properties.lines] = newValue }
    }
    var taxes: [Record<R.Tax>] {
        @inline(__always) get { self[here: R.properties.taxes] }
        @inline(__always) set { self[here: R.properties.taxes] = newValue }
    }
}

/// A line of one.
extension Record where R: SalesLine {
    subscript<Value>(dynamicMember path: KeyPath<LineFields, Field<Value>>) -> Value {
        @inline(__always) get { self[here: R.lineFields[keyPath: path]] }
        @inline(__always) set { self[here: R.lineFields[keyPath: path]] = newValue }
    }
}

/// The tax of one category and rate.
extension Record where R: SalesTax {
    subscript<Value>(dynamicMember path: KeyPath<TaxFields, Field<Value>>) -> Value {
        @inline(__always) get { self[here: R.properties.tax[keyPath: path]] }
        @inline(__always) set { self[here: R.properties.tax[keyPath: path]] = newValue }
    }
}
