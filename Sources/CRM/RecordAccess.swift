// `party.country` goes by a key path. Where the accessor stands in another room than the rule, the compiler leaves the
// path to be followed at run time, 400 instructions for each access and more for an owned collection; where both stand in
// one room, nothing is left of it but the access. So the resources that are saved most have their accessors here.

import Schema

/// A resource whose rules count in the time that a save takes.
protocol OftenSaved: Resource {}

extension Record where R: OftenSaved {
    subscript<Value>(dynamicMember path: KeyPath<R, Field<Value>>) -> Value {
        @inline(__always) get { self[here: R.properties[keyPath: path]] }
        @inline(__always) set {
            let member = R.properties[keyPath: path]
            self[here: member] = newValue
        }
    }

    subscript<Child>(dynamicMember path: KeyPath<R, Owned<Child>>) -> [Record<Child>] {
        @inline(__always) get { self[here: R.properties[keyPath: path]] }
        @inline(__always) set {
            let member = R.properties[keyPath: path]
            self[here: member] = newValue
        }
    }
}

extension Record {
    /// The value of a field, as `record[field]`, compiled into the rule.
    subscript<Value>(here field: Field<Value>) -> Value {
        @inline(__always) get { Value(cell: row.cells[field.spec.ordinal]) }
        @inline(__always) set { row.cells[field.spec.ordinal] = newValue.cell }
    }

    /// The rows of an owned collection, likewise.
    subscript<Child>(here collection: Owned<Child>) -> [Record<Child>] {
        @inline(__always) get { row.children[collection.spec.ordinal].map { Record<Child>($0) } }
        @inline(__always) set {
            row.children[collection.spec.ordinal] = newValue.map { $0.row }
        }
    }
}

extension Parties: OftenSaved {}
extension PartyRoles: OftenSaved {}
extension ContactPoints: OftenSaved {}
extension Addresses: OftenSaved {}
extension Orders: OftenSaved {}
