/// The names and values of a query, decoded (the `application/x-www-form-urlencoded` format of the
/// WHATWG URL standard, read strictly).
package struct QueryItems: Sendable {
    /// Every item in its order, repeated names included; an item without "=" has an empty value.
    package let items: [(name: String, value: String)]

    /// Reads a raw query without its "?"; nil when an escape is bad, the text is not UTF-8, or a
    /// name is empty.
    package init?(_ raw: ArraySlice<UInt8>) {
        var items: [(name: String, value: String)] = []
        for piece in raw.split(separator: 0x26, omittingEmptySubsequences: true) {
            let equals = piece.firstIndex(of: 0x3D) ?? piece.endIndex
            let rest = equals < piece.endIndex ? piece[(equals + 1)...] : piece[equals...]
            guard let name = PercentCoding.decode(piece[..<equals], plusIsSpace: true),
                let value = PercentCoding.decode(rest, plusIsSpace: true), !name.isEmpty
            else { return nil }
            items.append((name, value))
        }
        self.items = items
    }

    /// The value of the first item of that name.
    package subscript(_ name: String) -> String? {
        items.first { $0.name == name }?.value
    }
}
