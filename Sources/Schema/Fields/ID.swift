import JSON
import Store

/// The id of a record of one resource.
package struct ID<R: Resource>: Hashable, Sendable, CellConvertible {
    package let rawValue: RecordID

    @inlinable package init(_ rawValue: RecordID) { self.rawValue = rawValue }

    @inlinable package init(cell: Cell) { rawValue = RecordID(cell: cell) }

    @inlinable package var cell: Cell { rawValue.cell }
}

/// A record of any resource.
package struct Link: Hashable, Sendable, CellConvertible {
    package let resource: String
    package let id: RecordID

    package init(resource: String, id: RecordID) {
        self.resource = resource
        self.id = id
    }

    package init(cell: Cell) {
        let text = String(cell: cell)
        let parts = text.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let id = RecordID(String(parts[1])) else {
            preconditionFailure("\(text) is no link")
        }
        self.init(resource: String(parts[0]), id: id)
    }

    package var cell: Cell { .text("\(resource)/\(id.text)") }

    /// Writes it as an object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("resource")
        json.string(resource)
        json.key("id")
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: RecordID.textLength) { text in
            guard let start = text.baseAddress else { return }
            id.write(into: start)
            json.string(UnsafeBufferPointer(text))
        }
        json.endObject()
    }
}
