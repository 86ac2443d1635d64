/// The names and values of a query, decoded (the `application/x-www-form-urlencoded` format of the
/// WHATWG URL standard, read strictly).
package struct QueryItems: Sendable {
    /// Every item in its order, repeated names included; an item without "=" has an empty value.
    package let items: [(name: String, value: String)]

    /// Reads a raw query without its "?"; nil when an escape is bad, the text is not UTF-8, or a
    /// name is empty.
    package init?(_ raw: ArraySlice<UInt8>) {
        var items: [(name: String, value: String)] = []
        let isWhole = raw.withUnsafeBufferPointer { Self.read($0, into: &items) }
        guard isWhole else { return nil }
        self.items = items
    }

    private static func read(
        _ raw: UnsafeBufferPointer<UInt8>, into items: inout [(name: String, value: String)]
    ) -> Bool {
        guard let base = raw.baseAddress else { return true }
        var start = 0
        while start < raw.count {
            let end = FieldBytes.place(of: 0x26, in: base, from: start, to: raw.count)
            let equals = FieldBytes.place(of: 0x3D, in: base, from: start, to: end)
            let name = UnsafeBufferPointer(rebasing: raw[start..<equals])
            let value = UnsafeBufferPointer(rebasing: raw[min(equals + 1, end)..<end])
            let isEmpty = start == end
            start = end + 1
            if isEmpty { continue }
            guard let name = PercentCoding.decode(name, plusIsSpace: true), !name.isEmpty,
                let value = PercentCoding.decode(value, plusIsSpace: true)
            else { return false }
            items.append((name, value))
        }
        return true
    }

    /// The value of the first item of that name.
    package subscript(_ name: String) -> String? {
        items.first { $0.name == name }?.value
    }
}
